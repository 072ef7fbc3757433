"""The dump of the whole demo, as an operator takes it: no citizen's name, number, address or word can be read in it."""

import json
import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

from indgang.base.sealing import unseal
from indgang.core.cpr import find_cpr
from indgang.core.phone import msisdn
from indgang.followup.models import FollowUp
from indgang.project.postgres.binaries import binary
from tests.project.demo.test_living_day import lived

WHOM = {
    "booking.Holder": ("name", "email", "phone"),
    "followup.Party": ("name", "phone", "email", "address"),
}
SAID = {
    "followup.Attachment": ("name",),
    "followup.Callback": ("note",),
    "followup.Decision": ("reasons",),
    "followup.FollowUpEvent": ("note",),
    "followup.Handover": ("answers", "note"),
}
LEAST = 6
SPACED = re.compile(r"(?<![0-9-])\d{6}-\d{4}(?![0-9-])")


def opened(columns: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Everything that these columns hold, opened."""
    for label, names in columns.items():
        for row in apps.get_model(label)._default_manager.values_list(*names):
            yield from (unseal(one) for one in row if one)


def words() -> set[str]:
    """What must not be read: whom the demo's matters are about, and what was said and written in them."""
    found = set(opened(WHOM))
    found |= {(msisdn(one) or "").removeprefix("45") for one in found}
    for text in opened(SAID):
        answers = json.loads(text) if text.startswith("{") else {"": text}
        listed = (one for one in answers.values() if isinstance(one, str) and " " in one)
        found |= {line for one in listed for line in one.splitlines()}
    return {one.casefold() for one in found if len(one) >= LEAST}


def dump() -> str:
    """The database as pg_dump writes it."""
    info = connection.cursor().connection.info
    environment = os.environ | {"PGPASSWORD": info.password or ""}
    command = [str(binary("pg_dump")), "--no-owner", "--dbname", info.dsn]
    return (
        subprocess.run(command, env=environment, check=True, capture_output=True).stdout.decode().casefold()
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_dump_of_the_whole_demo_names_nobody(billund: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        lived(30)
    assert set(FollowUp.objects.values_list("state", flat=True)) == {
        "waiting",
        "accepted",
        "returned",
        "closed",
    }
    secret = words()
    assert {"inga prøve", "20000061", "samir@borger.example", "vi mangler side 2."} <= secret
    body = dump()
    assert "boligstøtte" in body
    assert "followup_party" in body
    assert "procrastinate_jobs" in body
    assert [one for one in sorted(secret) if one in body or one.encode().hex() in body] == []
    assert [one for one in SPACED.findall(body) if find_cpr(one)] == []
    assert [one for one in sorted(secret) if one in caplog.text.casefold()] == []
