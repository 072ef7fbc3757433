"""The day of a ticket, driven through the API alone."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast: Cast, api: ApiClient) -> str:
    api.post("desks/kvik-1/open", {"officer": "maja"})
    return "kvik-1"


def take(api: ApiClient, **body: Any) -> Any:
    return api.post("sites/magion/tickets", {"task": "pas-voksen", **body})


def test_a_citizen_is_served_from_number_to_goodbye(api: ApiClient, desk: str) -> None:
    ticket = take(api)
    assert ticket["number"] == "K01"
    assert ticket["page"].endswith("/")
    call = api.post(f"desks/{desk}/next")
    assert call["ticket"]["id"] == ticket["id"]
    assert call["why"]
    assert api.post(f"tickets/{ticket['id']}/start")["state"] == "serving"
    finished = api.post(f"tickets/{ticket['id']}/finish")
    assert finished["state"] == "finished"
    assert finished["ended_at"] is not None


def test_a_referred_ticket_keeps_its_number_and_its_time_of_arrival(api: ApiClient, desk: str) -> None:
    ticket = take(api)
    api.post(f"desks/{desk}/next")
    api.post(f"tickets/{ticket['id']}/start")
    moved = api.post(f"tickets/{ticket['id']}/transfer", {"series": "S"})
    assert (moved["number"], moved["arrived_at"]) == (ticket["number"], ticket["arrived_at"])
    assert (moved["lane"], moved["state"], moved["desk"]) == ("S", "waiting", None)
    api.post("desks/service-1/open", {"officer": "signe"})
    assert api.post("desks/service-1/next")["ticket"]["id"] == ticket["id"]
    assert api.post(f"tickets/{ticket['id']}/return")["lane"] == "K"


def test_hold_recall_and_no_show(api: ApiClient, desk: str) -> None:
    first, second = take(api), take(api)
    api.post(f"desks/{desk}/next")
    assert api.post(f"tickets/{first['id']}/hold")["state"] == "held"
    assert api.post(f"desks/{desk}/next")["ticket"]["id"] == second["id"]
    assert api.post(f"tickets/{second['id']}/no-show")["state"] == "no_show"
    assert api.post(f"tickets/{first['id']}/recall", {"desk": desk})["ticket"]["state"] == "called"


def test_nobody_waits_is_no_error(api: ApiClient, desk: str) -> None:
    assert api.post(f"desks/{desk}/next", status=200) == {"ticket": None}


def test_a_busy_desk_is_told_whom_it_serves(api: ApiClient, desk: str) -> None:
    take(api)
    take(api)
    api.post(f"desks/{desk}/next")
    problem = api.post(f"desks/{desk}/next", status=409)
    assert problem["code"] == "desk-busy"
    assert problem["facts"]["number"] == "K01"


def test_closing_a_desk_gives_the_called_their_place_back(api: ApiClient, desk: str) -> None:
    ticket = take(api)
    api.post(f"desks/{desk}/next")
    assert api.post(f"desks/{desk}/close")["end"] == "closed"
    queue = api.get("sites/magion/queue").json()
    assert [line["id"] for line in queue["waiting"]] == [ticket["id"]]
    assert queue["lanes"][0]["waiting"] == 1


def test_pause_and_resume(api: ApiClient, desk: str) -> None:
    take(api)
    assert api.post(f"desks/{desk}/pause")["is_paused"] is True
    assert api.post(f"desks/{desk}/next", status=409)["code"] == "desk-paused"
    assert api.post(f"desks/{desk}/resume")["is_paused"] is False
    api.post(f"desks/{desk}/next")


@pytest.mark.parametrize("path", ["tickets/999999/start", "desks/nowhere/next", "sites/nowhere/tickets"])
def test_what_does_not_exist_is_404(api: ApiClient, path: str) -> None:
    assert api.send(path, {}).status_code == 404


def test_a_cpr_number_in_the_errand_is_refused(api: ApiClient) -> None:
    problem = api.post("sites/magion/tickets", {"own_words": "mit nummer er 010190-1234"}, status=422)
    assert problem["errors"][0]["field"] == "own_words"
    assert "010190" not in str(problem)


def test_every_lane_says_what_somebody_would_wait_now(api: ApiClient, desk: str) -> None:
    take(api)
    take(api)
    kvik, service = api.get("sites/magion/queue").json()["lanes"][:2]
    assert kvik["wait"]["high"] > 0
    assert kvik["wait"]["unknown"] is None
    assert {name for name, value in service["wait"].items() if value is not None} == {"unknown"}
    assert service["wait"]["unknown"] == "not_served"
    assert kvik["wait"]["closes_at"] is kvik["wait"]["missed"] is None
