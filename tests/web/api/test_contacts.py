"""The register of contacts through the API."""

import pytest

from indgang.contact.models import Contact
from tests.cast import Cast
from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db


def walk_in(**inquiry: object) -> dict[str, object]:
    matter = {"task": "laan-og-aflevering", "outcome": "solved", "seconds": 120, **inquiry}
    return {"site": "magion", "channel": "walk_in", "officer": "bo", "inquiries": [matter]}


def test_a_whole_contact_is_registered_at_once(api: ApiClient) -> None:
    contact = api.post("contacts", walk_in())
    assert contact["state"] == "finished"
    assert contact["active_seconds"] == 120 == contact["inquiries"][0]["active_seconds"]


def test_several_matters_sum_to_the_contact(api: ApiClient) -> None:
    body = walk_in()
    body["inquiries"] = [
        {"task": "laan-og-aflevering", "outcome": "solved", "seconds": 60},
        {"task": "print-kopi-scan", "outcome": "co_service", "seconds": 200},
    ]
    contact = api.post("contacts", body)
    assert contact["active_seconds"] == 260 == sum(one["active_seconds"] for one in contact["inquiries"])


def test_a_decision_beyond_reach_is_refused_and_names_the_way_on(api: ApiClient) -> None:
    problem = api.post("contacts", walk_in(task="pas-voksen", outcome="solved", reach="decide"), status=403)
    assert problem["type"].startswith("urn:indgang:problem:")
    assert "Inger Dam" in str(problem["way_on"]) or "79 72 70 11" in str(problem["way_on"])
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("note", ["CPR 010190-1234", "borger 0101901234 ringede", "01 01 90 1234"])
def test_a_note_with_a_cpr_number_is_refused_and_not_repeated(api: ApiClient, note: str) -> None:
    problem = api.post("contacts", walk_in(note=note), status=422)
    assert "note" in str(problem)
    assert "1234" not in str(problem)
    assert Contact.objects.count() == 0


def test_not_solved_needs_a_reason(api: ApiClient) -> None:
    assert api.post("contacts", walk_in(outcome="not_solved"), status=422)["errors"][0]["field"] == "reason"
    api.post("contacts", walk_in(outcome="not_solved", reason="missing_documents"))


def test_a_meeting_step_by_step(api: ApiClient, cast: Cast) -> None:
    begun = api.post("contacts/begin", {"site": "magion", "channel": "phone", "officer": "maja"})
    path = f"contacts/{begun['id']}"
    drafted = api.send(
        f"{path}/inquiries/1", {"task": "pas-voksen", "note": "uden foto"}, method="PATCH"
    ).json()
    assert drafted["inquiries"][0]["task"] == "pas-voksen"
    assert drafted["inquiries"][0]["note"] == "uden foto"
    two = api.post(f"{path}/inquiries", {"task": "sundhedskort-nyt"})
    assert two["current"] == 2
    assert api.post(f"{path}/switch", {"position": 1})["current"] == 1
    assert api.post(f"{path}/park")["state"] == "parked"
    assert api.post(f"{path}/resume")["state"] == "active"
    done = api.post(f"{path}/finish", {"outcome": "co_service"})
    assert done["state"] == "finished"
    assert [one["outcome"] for one in done["inquiries"]] == ["co_service", "co_service"]
    assert api.get(path).json()["state"] == "finished"


def test_a_contact_on_a_ticket_takes_its_time_from_the_ticket(api: ApiClient) -> None:
    ticket = api.post("sites/magion/tickets", {"task": "pas-voksen"})
    api.post("desks/kvik-1/open", {"officer": "maja"})
    api.post("desks/kvik-1/next")
    api.post(f"tickets/{ticket['id']}/start")
    body = {"site": "magion", "channel": "desk", "desk": "kvik-1", "officer": "maja", "ticket": ticket["id"]}
    body["inquiries"] = [{"task": "pas-voksen", "outcome": "co_service"}]
    contact = api.post("contacts", {**body, "finish_ticket": True})
    assert contact["ticket"] == ticket["id"]
    assert api.get(f"tickets/{ticket['id']}").json()["state"] == "finished"


def test_a_contact_that_is_finished_while_its_number_is_on_hold_finishes_the_number(api: ApiClient) -> None:
    ticket = api.post("sites/magion/tickets", {"task": "pas-voksen"})
    number = f"tickets/{ticket['id']}"
    api.post("desks/kvik-1/open", {"officer": "maja"})
    api.post("desks/kvik-1/next")
    api.post(f"{number}/start")
    begun = {"site": "magion", "channel": "desk", "desk": "kvik-1", "officer": "maja", "ticket": ticket["id"]}
    contact = f"contacts/{api.post('contacts/begin', begun)['id']}"
    api.post(f"{contact}/park")
    api.post(f"{number}/hold")
    done = api.post(f"{contact}/finish", {"outcome": "co_service", "finish_ticket": True})
    assert done["state"] == "finished"
    assert api.get(number).json()["state"] == "finished"
