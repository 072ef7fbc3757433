"""What a system that knows nothing but the API needs to get through a day, beside the verbs themselves."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.core.day import danish_date
from tests.cast import Cast
from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db


def test_a_number_is_waited_for_delayed_called_out_of_turn_and_given_up(api: ApiClient) -> None:
    first, second = (api.post("sites/magion/tickets", {"task": "pas-voksen"})["id"] for _ in range(2))
    api.post("desks/kvik-1/open", {"officer": "maja"})
    wait = api.get(f"tickets/{second}/wait").json()
    assert wait["ahead"] == 1
    assert wait["low"] <= wait["high"]
    assert api.post(f"tickets/{first}/delay", {"minutes": 5})["not_before"]
    assert api.post("desks/kvik-1/call", {"ticket": second})["reason"]["code"] == "chosen"
    nothing = dict.fromkeys(("ahead", "low", "high", "closes_at", "missed"))
    assert api.get(f"tickets/{second}/wait").json() == nothing
    assert api.post(f"tickets/{first}/leave")["state"] == "left"


def test_a_parked_contact_is_found_again_mended_and_reopened(api: ApiClient) -> None:
    begun = {"site": "magion", "channel": "walk_in", "desk": "kvik-1", "officer": "maja"}
    contact = api.post("contacts/begin", begun)["id"]
    api.post(f"contacts/{contact}/inquiries", {"task": "pas-voksen"})
    api.post(f"contacts/{contact}/park")
    assert [one["id"] for one in api.get("sites/magion/contacts").json()] == [contact]
    assert len(api.get(f"contacts/{contact}").json()["inquiries"]) == 2
    left = api.post(f"contacts/{contact}/inquiries/1/remove")["inquiries"]
    assert [one["task"] for one in left] == ["pas-voksen"]
    api.post(f"contacts/{contact}/finish", {"outcome": "solved"})
    assert api.get("sites/magion/contacts").json() == []
    assert api.post(f"contacts/{contact}/reopen")["state"] == "parked"


def test_what_is_of_another_site_is_not_there(connect: Callable[..., ApiClient], cast: Cast) -> None:
    ticket = connect().post("sites/magion/tickets")["id"]
    stranger = connect(site=cast.town_hall)
    for verb in ("delay", "leave", "start", "finish", "hold", "no-show", "return", "recall"):
        assert stranger.send(f"tickets/{ticket}/{verb}").status_code == 404, verb
    assert stranger.send(f"tickets/{ticket}/transfer", {"series": "S"}).status_code == 404
    begun = {"site": "magion", "channel": "walk_in", "desk": "kvik-1", "officer": "maja"}
    contact = connect().post("contacts/begin", begun)["id"]
    for verb in ("pause", "resume", "park", "finish", "discard"):
        assert stranger.send(f"contacts/{contact}/{verb}").status_code == 404, verb
    assert stranger.send("desks/kvik-1/call", {"ticket": ticket}).status_code == 404
    for path in (f"tickets/{ticket}/wait", "sites/magion/contacts", "sites/magion/appointments"):
        assert stranger.get(path).status_code == 404
    kiosk = connect(role="device", site=cast.magion)
    assert kiosk.send(f"tickets/{ticket}/leave").status_code == 403


def test_a_kiosk_finds_the_topics_and_a_day_its_appointments(connect: Callable[..., ApiClient]) -> None:
    topics = connect(role="device").get("topics", language="en").json()
    assert topics
    assert all(one["code"] and one["title"] for one in topics)
    day = danish_date(clock.now()) + timedelta(days=1)
    assert connect().get("sites/magion/appointments", day=day).json() == []
