"""Who may sit at which desk, and what sitting down, pausing and getting up do."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from indgang.base import clock
from indgang.queue import services as queue
from indgang.queue.queries import desk_state
from tests.cast import Cast
from tests.web.desk.conftest import At, LogIn, Take

pytestmark = pytest.mark.django_db


def test_nobody_works_at_a_foreign_desk(cast: Cast, logged_in: LogIn) -> None:
    client = logged_in(cast.karen)
    for name in ("desk", "rail", "find"):
        assert client.get(reverse(f"desk:{name}", args=["magion", "kvik-1"])).status_code == 404
    for name in ("open", "next", "begin", "pick", "register", "draw", "heartbeat", "close"):
        assert client.post(reverse(f"desk:{name}", args=["magion", "kvik-1"])).status_code == 404
    assert client.get(reverse("desk:desk", args=["magion", "raadhus-1"])).status_code == 404


def test_a_manager_sees_no_desk_but_is_told_why(cast: Cast, logged_in: LogIn) -> None:
    assert logged_in(cast.leif).get(reverse("desk:desk", args=["magion", "kvik-1"])).status_code == 403


def test_a_stranger_is_asked_to_log_in_where_he_is(cast: Cast) -> None:
    address = reverse("desk:note", args=["magion", "kvik-1"])
    plain = Client().post(address)
    assert plain.status_code == 302
    page = "http://testserver/desk/magion/kvik-1/"
    response = Client(headers={"HX-Request": "true", "HX-Current-URL": page}).post(address)
    assert response.status_code == 401
    assert "next=%2Fdesk%2Fmagion%2Fkvik-1%2F" in response.content.decode()
    assert response["HX-Retarget"] == "#notices"


@pytest.mark.parametrize(
    "name",
    [
        "open",
        "close",
        "pause",
        "heartbeat",
        "next",
        "draw",
        "begin",
        "pick",
        "note",
        "register",
        "aside",
        "book",
    ],
)
def test_nothing_is_written_on_get(maja: At, name: str) -> None:
    assert maja.get(name).status_code == 405


def test_the_list_says_who_sits_where(cast: Cast, logged_in: LogIn) -> None:
    queue.open_desk(actor=cast.actor("bo"), desk=cast.kvik2, simulated=True)
    queue.open_desk(actor=cast.actor("signe"), desk=cast.service1)
    page = logged_in(cast.maja).get("/desk/").content.decode()
    assert "Bo Lind" in page
    assert "Simuleret" in page
    assert "Optaget" in page
    assert 'data-key="1"' in page
    assert "Rådhus 1" not in page


def test_opening_from_the_list_leads_to_the_desk(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.maja)
    response = client.post(reverse("desk:open", args=["magion", "kvik-1"]))
    assert response["Location"] == "/desk/magion/kvik-1/"


def test_a_taken_desk_stays_taken_and_a_simulated_one_is_taken_over(cast: Cast, logged_in: LogIn) -> None:
    queue.open_desk(actor=cast.actor("bo"), desk=cast.kvik1)
    at = At(logged_in(cast.maja), cast.maja, cast.kvik1)
    at.do("open", take_over="1", status=409)
    assert "kan ikke overtages" in at.get("desk").content.decode()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert "Overtag KVIK 1" in at.get("desk").content.decode()
        assert "Luk" in at.do("open", take_over="1")


def test_a_meeting_goes_on_with_the_officer_who_takes_over(cast: Cast, logged_in: LogIn, take: Take) -> None:
    take(task_code="pas-voksen")
    bo = At(logged_in(cast.bo), cast.bo, cast.kvik1)
    bo.do("open")
    bo.do("next")
    bo.do("act", "start")
    contact = bo.contact.id
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        maja = At(logged_in(cast.maja), cast.maja, cast.kvik1)
        maja.do("open", take_over="1")
        assert maja.contact.id == contact
        assert maja.contact.state == "active"


def test_pausing_stops_the_calls(maja: At, take: Take) -> None:
    take()
    assert "Genoptag" in maja.do("pause", paused="1")
    maja.do("next", status=409)
    maja.do("pause", paused="")
    maja.do("next")


def test_closing_waits_for_the_citizen(maja: At, take: Take) -> None:
    take()
    maja.do("next")
    maja.do("act", "start")
    maja.do("close", status=409)
    maja.do("register", **maja.matter(), outcome="not_solved", reason="citizen_left")
    response = maja.client.post(maja.url("close"))
    assert response["HX-Redirect"] == "/desk/"
    assert desk_state(maja.desk).session is None


def test_logging_out_closes_the_desk_and_loses_nothing(maja: At, take: Take) -> None:
    ticket = take()
    maja.do("next")
    maja.do("act", "start")
    assert maja.client.post(reverse("account_logout")).status_code in {200, 302}
    ticket.refresh_from_db()
    assert (ticket.state, maja.contact.state) == ("held", "parked")
    assert desk_state(maja.desk).session is None


def test_a_sign_of_life_tells_whose_desk_it_is(cast: Cast, maja: At, logged_in: LogIn) -> None:
    assert json.loads(maja.do("heartbeat")) == {"mine": True}
    other = At(logged_in(cast.bo), cast.bo, cast.kvik1)
    assert json.loads(other.do("heartbeat")) == {"mine": False}
