"""Free times, appointments, check-in and figures through the API."""

from datetime import UTC, datetime

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.booking.services import save_resource
from tests.cast import Cast
from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
DAY = {"task": "pas-voksen", "from": "2026-11-18", "to": "2026-11-18"}


@pytest.fixture
def bookable(cast: Cast) -> None:
    save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.service1)


def test_a_time_is_found_booked_and_gone(api: ApiClient, bookable: None) -> None:
    with clock.frozen(MORNING):
        slots = api.get("sites/magion/slots", **DAY).json()["slots"]
        assert slots
        wish = {"site": "magion", "task": "pas-voksen", "start": slots[0]["start"]}
        booked = api.post("appointments", wish)
        assert booked["code"]
        left = api.get("sites/magion/slots", **DAY).json()["slots"]
        assert slots[0]["start"] not in [one["start"] for one in left]
        problem = api.post("appointments", wish, status=409)
        assert problem["way_on"]["slots"]
        assert api.post("appointments/cancel", {"code": booked["code"]})["state"] == "cancelled"
        assert api.get("sites/magion/slots", **DAY).json()["slots"] == slots


def test_checking_in_gives_a_number_that_is_due(api: ApiClient, bookable: None) -> None:
    with clock.frozen(MORNING):
        start = api.get("sites/magion/slots", **DAY).json()["slots"][0]["start"]
        code = api.post("appointments", {"site": "magion", "task": "pas-voksen", "start": start})["code"]
    with clock.frozen(datetime.fromisoformat(start)):
        arrival = api.post("sites/magion/check-in", {"code": code.lower()})
        assert arrival["ticket"]["due_at"] == start
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
