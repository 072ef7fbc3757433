"""Referrals made before reasons and codes were kept are brought forward, and nothing of them is lost."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from indgang.contact.models import Referral
from indgang.organisation.models import Municipality, Site

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
BEFORE = [("contact", "0001_initial")]
AT = datetime(2026, 10, 1, 8, tzinfo=UTC)


@pytest.fixture
def old_apps(transactional_db: None) -> Iterator[Any]:
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield executor.loader.project_state(BEFORE).apps
    MigrationExecutor(connection).migrate(everything)


def test_old_referrals_say_that_no_reason_was_given_and_get_a_code(old_apps: Any) -> None:
    get = old_apps.get_model
    place = Municipality.objects.create(code="0530", name="Prøvelund")  # the other tables are today's
    site = Site.objects.create(municipality=place, slug="magion", name="Magion", kind="library", model=4)
    contact = get("contact", "Contact").objects.create(
        site_id=site.pk, officer_background="library", channel="walk_in", state="paused", day=date(2026, 10, 1),
        started_at=AT, changed_at=AT, touched_at=AT,
    )  # fmt: skip
    kinds = [
        {"to_site_id": site.pk, "at": AT},
        {"to_site_id": site.pk, "at": AT},
        {"elsewhere": "Skat", "at": AT},
        {},
    ]
    for position, fields in enumerate(kinds, start=1):
        inquiry = get("contact", "Inquiry").objects.create(contact=contact, position=position)
        get("contact", "Referral").objects.create(inquiry=inquiry, kind="referral", note="Gammel", **fields)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    rows = list(Referral.objects.order_by("pk"))
    assert [row.reason for row in rows] == ["not_said"] * 4
    assert [bool(row.code) for row in rows] == [True, True, False, False]
    assert rows[0].code != rows[1].code
    assert {row.note for row in rows} == {"Gammel"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=rows[0].pk).update(code=None)
