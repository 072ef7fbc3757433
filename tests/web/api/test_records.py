"""The service record and the versions of playbooks over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.catalogue.services import save_local_note, set_text
from tests.cast import Cast
from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db


def test_a_task_shows_its_whole_record(api: ApiClient) -> None:
    task = api.get("tasks/pas-voksen").json()
    record = task["record"]
    assert record["costs"] == [{"kind": "fee", "amount": None, "since": None}]
    assert record["processing"] == {"min_days": 7, "max_days": 28}
    assert (record["authority"], record["id_check"]) == ("kommune", "photo_id")
    assert "Skriv aldrig personnummer" in record["forbidden"]
    assert {"kind", "title", "url", "verified"} == set(record["sources"][0])
    assert any(source["verified"] == "2026-11-22" for source in record["sources"])
    assert (task["steps"][1]["kind"], task["steps"][1]["seconds"]) == ("co_service", 150)
    english = api.get("tasks/pas-voksen", language="en").json()["record"]
    assert english["output"] == "A new Danish passport"


def test_a_contacts_version_can_be_fetched_as_it_stood(api: ApiClient, cast: Cast) -> None:
    save_local_note(actor=SYSTEM, code="pas-voksen", texts={"da": "Kun i Magion."}, site=cast.magion)
    matters = [{"task": "pas-voksen", "outcome": "solved"}]
    contact = api.post(
        "contacts", {"site": "magion", "channel": "walk_in", "inquiries": matters, "officer": "maja"}
    )
    version = contact["inquiries"][0]["play_version"]
    assert version is not None
    set_text(actor=SYSTEM, code="pas-voksen", language="da", title="Noget helt andet")
    page = api.get(f"tasks/pas-voksen/plays/{version}", site="magion").json()
    assert page["texts"]["title"] == "Nyt pas til en voksen"
    assert page["until"] is not None
    assert page["notes"] == ["Kun i Magion."]
    assert page["steps"][0]["seconds"] == 60
    assert api.get(f"tasks/pas-voksen/plays/{version}").json()["notes"] == []
    assert api.get("tasks/pas-voksen/plays/999").status_code == 404
    assert api.get(f"tasks/laegeskift/plays/{version + 90}").status_code == 404


def test_a_device_learns_nothing_of_it(connect: Callable[..., ApiClient], cast: Cast) -> None:
    device = connect("device", cast.magion)
    for path in ("tasks/pas-voksen", "tasks/pas-voksen/plays/1", "tasks"):
        answer = device.get(path)
        assert answer.status_code in {403, 404}
        assert "personnummer" not in answer.content.decode()


def test_what_the_public_reads_holds_nothing_for_staff_alone(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.DEMO = True
    seen = 0
    for path in ("/kiosk/magion/da/topic/rejse/", "/kiosk/magion/da/task/pas-voksen/"):
        answer = client.get(path)
        page = answer.content.decode()
        seen += answer.status_code == 200
        assert "Skriv aldrig personnummer" not in page
        assert "Godkend udstedelsen" not in page
    assert seen == 2
