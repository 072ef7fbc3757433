"""Free times, holds, appointments, check-in and figures through the API."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.booking import queries
from indgang.booking.errands import Wanted
from indgang.booking.services import save_resource
from tests.cast import Cast
from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
TEN = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
DAY = {"task": "pas-voksen", "from": "2026-11-18", "to": "2026-11-18"}
IDA = {"name": "Ida Holm", "email": "ida@example.dk", "phone": "20 30 40 50"}


@pytest.fixture
def bookable(cast: Cast) -> None:
    save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.service1)


@pytest.fixture(autouse=True)
def early(db: None) -> Any:
    with clock.frozen(MORNING):
        yield


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def wish(start: datetime = TEN, **more: Any) -> dict[str, Any]:
    return {"site": "magion", "task": "pas-voksen", "start": iso(start), **more}


def starts(api: ApiClient, **more: Any) -> list[str]:
    return [one["start"] for one in api.get("sites/magion/slots", **DAY | more).json()["slots"]]


def test_a_time_is_found_booked_and_gone(api: ApiClient, bookable: None) -> None:
    slots = api.get("sites/magion/slots", **DAY).json()["slots"]
    assert slots[0] == {"start": iso(TEN), "end": iso(TEN + timedelta(minutes=15)), "free": 1}
    booked = api.post("appointments", wish())
    assert booked["code"]
    assert booked["on_screen"] is False
    assert slots[0]["start"] not in starts(api)
    problem = api.post("appointments", wish(), status=409)
    assert problem["code"] == "time-not-free"
    assert problem["way_on"]["slots"]
    cancelled = api.post(f"appointments/{booked['code']}/cancel", {"reason": "Vi har lukket"})
    assert (cancelled["state"], cancelled["changes"]) == ("cancelled", 1)
    assert api.get("sites/magion/slots", **DAY).json()["slots"] == slots


def test_the_long_list_is_that_of_the_pages(api: ApiClient, cast: Cast, bookable: None) -> None:
    save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.kvik1, grid_minutes=5)
    api.post("appointments", wish())
    answer = api.get("sites/magion/slots", **DAY | {"to": "2026-11-25", "public": "true"})
    assert answer["Content-Type"].startswith("application/json")
    plain = queries.free_slots(
        site=cast.magion, tasks=[Wanted("pas-voksen")], from_=TEN.date(),
        to=TEN.date() + timedelta(days=7), public=True,
    )  # fmt: skip
    assert answer.json() == {
        "site": "magion",
        "task": "pas-voksen",
        "minutes": 15,
        "slots": [
            {"start": iso(one.start), "end": iso(one.end), "free": len(one.resource_ids)} for one in plain
        ],
    }
    assert len(plain) > 400


def test_no_time_is_an_empty_list(api: ApiClient, bookable: None) -> None:
    assert (
        api.get("sites/magion/slots", **DAY | {"from": "2026-11-01", "to": "2026-11-02"}).json()["slots"]
        == []
    )


def test_several_tasks_and_persons_take_longer(api: ApiClient, bookable: None) -> None:
    both = {"task": ["pas-voksen", "pas-barn"], "persons": [1, 2]}
    answer = api.get("sites/magion/slots", **DAY | both).json()
    one = api.get("sites/magion/slots", **DAY).json()
    assert answer["minutes"] > one["minutes"]
    assert len(answer["slots"]) < len(one["slots"])
    tasks = [{"task": "pas-voksen"}, {"task": "pas-barn", "persons": 2}]
    booked = api.post("appointments", {"site": "magion", "tasks": tasks, "start": iso(TEN)})
    assert booked["tasks"] == [{"task": "pas-voksen", "persons": 1}, {"task": "pas-barn", "persons": 2}]
    assert booked["persons"] == 2
    assert booked["end"] == iso(TEN + timedelta(minutes=answer["minutes"]))


def test_skills_must_be_had(api: ApiClient, cast: Cast, bookable: None) -> None:
    assert api.get("sites/magion/slots", **DAY, skill="arabisk").status_code == 409
    save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.service1, skills=["arabisk"])
    assert starts(api, skill="arabisk")


def test_it_says_why_a_time_is_not_free(api: ApiClient, bookable: None) -> None:
    def why(start: datetime, **more: Any) -> Any:
        return api.get("sites/magion/slots/why", task="pas-voksen", start=iso(start), **more).json()

    assert why(TEN) == {"free": True, "why": None, "reason": "", "until": None}
    held = api.post("holds", wish())
    answer = why(TEN)
    assert (answer["free"], answer["why"], answer["until"]) == (False, "held", held["held_until"])
    assert answer["reason"]
    assert why(TEN + timedelta(minutes=7))["why"] == "off-grid"
    assert why(TEN - timedelta(hours=1))["why"] == "closed"
    assert why(TEN + timedelta(days=61), public="true")["why"] == "too-far"


def test_a_hold_is_confirmed_once_and_without_personal_data_in_the_answers(
    api: ApiClient, bookable: None
) -> None:
    held = api.post("holds", wish())
    assert (held["state"], held["held_until"]) == ("held", iso(MORNING + timedelta(minutes=10)))
    assert iso(TEN) not in starts(api)
    booked = api.post(f"holds/{held['code']}/confirm", IDA)
    assert (booked["state"], booked["held_until"], booked["code"]) == ("booked", None, held["code"])
    assert api.post(f"holds/{held['code'].lower()}/confirm", IDA)["id"] == booked["id"]
    for answer in (booked, api.get(f"appointments/{held['code']}").json()):
        text = json.dumps(answer)
        assert not any(private in text for private in ("Ida", "example.dk", "2030", "20 30"))


def test_a_released_hold_is_free_at_once(api: ApiClient, bookable: None) -> None:
    held = api.post("holds", wish())
    assert api.post(f"holds/{held['code']}/release", status=204) is None
    assert iso(TEN) in starts(api)
    assert api.get(f"appointments/{held['code']}").json()["state"] == "lapsed"


def test_a_repeated_request_books_once(api: ApiClient, bookable: None) -> None:
    for path, body in (("holds", wish()), ("appointments", wish(TEN + timedelta(hours=1), contact=IDA))):
        first = api.send(path, body, key=f"same {path}")
        again = api.send(path, body, key=f"same {path}")
        assert first.status_code == again.status_code == 201
        assert first.json() == again.json()
        assert again["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        ({"name": "", "email": "ida@example.dk"}, "name"),
        ({"name": "Ida Holm"}, "email"),
        ({"name": "Ida Holm", "email": "ida"}, "email"),
        ({"name": "Ida Holm", "phone": "12"}, "phone"),
        ({"name": "Ida 010190-1234", "phone": "20304050"}, "name"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_by_its_field(
    api: ApiClient, bookable: None, contact: dict[str, str], field: str
) -> None:
    held = api.post("holds", wish())
    problem = api.post(f"holds/{held['code']}/confirm", contact, status=422)
    assert problem["errors"][0]["field"] == field
    assert api.post(f"holds/{held['code']}/confirm", IDA)["state"] == "booked"


@pytest.mark.parametrize(
    "body",
    [
        {"site": "magion", "start": iso(TEN)},
        {"site": "magion", "start": iso(TEN), "task": "pas-voksen", "tasks": [{"task": "pas-barn"}]},
        {"site": "magion", "start": iso(TEN), "tasks": [{"task": "pas-voksen", "persons": 99}]},
        {"site": "magion", "start": iso(TEN), "tasks": [{"task": "pas-voksen"}] * 2},
    ],
)
def test_an_errand_that_cannot_be_is_refused(api: ApiClient, bookable: None, body: dict[str, Any]) -> None:
    api.post("appointments", body, status=422)


def test_persons_are_given_for_each_task_or_not_at_all(api: ApiClient, bookable: None) -> None:
    answer = api.get("sites/magion/slots", **DAY, persons=[1, 2])
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "persons"


def test_moving_keeps_the_old_time_when_the_new_one_is_taken(api: ApiClient, bookable: None) -> None:
    mine = api.post("appointments", wish())
    api.post("appointments", wish(TEN + timedelta(minutes=15)))
    path = f"appointments/{mine['code']}/change"
    refused = api.post(path, {"start": iso(TEN + timedelta(minutes=15))}, status=409)
    assert refused["way_on"]["slots"]
    assert api.get(f"appointments/{mine['code']}").json() == mine
    moved = api.post(path, {"start": iso(TEN + timedelta(minutes=30)), "reason": "Sygdom"})
    assert (moved["start"], moved["changes"]) == (iso(TEN + timedelta(minutes=30)), 1)


def test_who_did_not_come(api: ApiClient, bookable: None) -> None:
    code = api.post("appointments", wish())["code"]
    assert api.post(f"appointments/{code}/no-show", status=409)["code"] == "too-early"
    with clock.frozen(TEN + timedelta(minutes=1)):
        assert api.post(f"appointments/{code}/no-show")["state"] == "no_show"


def test_the_day_lists_its_appointments(api: ApiClient, bookable: None) -> None:
    mine = api.post("appointments", wish())
    api.post("holds", wish(TEN + timedelta(hours=1)))
    assert api.get("sites/magion/appointments").json() == [mine]
    assert api.get("sites/magion/appointments", day="2026-11-17", to="2026-11-18").json() == [mine]
    assert api.get("sites/magion/appointments", day="2026-11-19").json() == []
    assert api.get("sites/magion/appointments", day="2026-11-18", to="2026-11-17").status_code == 422


def test_a_token_of_another_site_knows_nothing(
    api: ApiClient, connect: Callable[..., ApiClient], cast: Cast, bookable: None
) -> None:
    code = api.post("appointments", wish())["code"]
    stranger = connect(site=cast.town_hall)
    assert stranger.get("sites/magion/slots", **DAY).status_code == 404
    assert stranger.get(f"appointments/{code}").json()["code"] == "appointment-not-found"
    assert stranger.get("appointments/CCC-CCC").json()["code"] == "appointment-not-found"
    for path in (f"appointments/{code}/cancel", f"holds/{code}/release", f"appointments/{code}/no-show"):
        assert stranger.send(path).status_code == 404
    assert stranger.send("holds", wish()).status_code == 404
    kiosk = connect(role="device", site=cast.magion)
    assert kiosk.send("holds", wish()).status_code == 403


def test_checking_in_gives_a_number_that_is_due(api: ApiClient, bookable: None) -> None:
    code = api.post("appointments", wish())["code"]
    with clock.frozen(TEN):
        arrival = api.post("sites/magion/check-in", {"code": code.lower()})
        assert (arrival["ticket"]["due_at"], arrival["late"]) == (iso(TEN), False)
        again = api.post("sites/magion/check-in", {"code": code})
        assert again["ticket"]["id"] == arrival["ticket"]["id"]


def test_what_is_missing_is_named(api: ApiClient, bookable: None) -> None:
    answer = api.get("sites/magion/slots", task="pas-voksen", to="2026-11-18")
    assert answer.status_code == 422
    assert "from" in str(answer.json()["errors"])


def test_the_figures_of_the_day_say_what_they_are_made_of(api: ApiClient, cast: Cast) -> None:
    matter = {"task": "laan-og-aflevering", "outcome": "solved", "seconds": 90}
    for _ in range(6):
        api.post("contacts", {"site": "magion", "channel": "walk_in", "officer": "bo", "inquiries": [matter]})
    found = api.get("figures").json()
    contacts = next(one for one in found["figures"] if one["code"] == "contacts")
    assert contacts["value"] == 6
    assert found["breakdowns"]["channel"]["cells"]["walk_in"] == 6
    assert all(one["name"] for one in found["figures"])
