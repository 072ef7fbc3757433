"""A meeting on the screen from the choice when booking to the officer's one button, without scripts."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.booking import services as booking
from indgang.booking.errands import Wanted
from indgang.booking.links import token_of
from indgang.booking.queries import find_appointment
from indgang.catalogue.queries import task_measures
from indgang.contactscreen.models import Room
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TEN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TASK = "boligstoette"


@pytest.fixture
def allowed(cast: Cast) -> None:
    booking.save_resource(
        actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1, lead_minutes=60
    )
    _allow(cast, on_screen=True)


def _allow(cast: Cast, *, on_screen: bool) -> None:
    booking.set_task_rule(
        actor=SYSTEM,
        municipality=cast.municipality,
        task_id=task_measures([TASK])[TASK].id,
        facts={"on_screen": on_screen},
    )


def _held(cast: Cast) -> str:
    tasks = [Wanted(TASK)]
    return token_of(booking.hold(actor=ANONYMOUS, site=cast.magion, tasks=tasks, start=TEN))


def _text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_citizen_chooses_it_goes_in_and_the_officer_opens_it(
    cast: Cast, allowed: None, client: Client
) -> None:
    with clock.frozen(NOON):
        token = _held(cast)
        assert "Hvordan skal vi mødes?" in _text(client, f"/book/contact/{token}/")
        typed = {"name": "Ida Holm", "phone": "20304050", "on_screen": "1", "again": "1"}
        client.post(f"/book/contact/{token}/", typed)
        page = _text(client, f"/appointment/{token}/")
        assert "På skærm, der hvor du er" in page
        assert "Gå ind til mødet" not in page
        assert "Jeg kommer hos jer" in page
        early = client.post(f"/appointment/{token}/screen/")
        assert (early.status_code, Room.objects.count()) == (409, 0)
    with clock.frozen(TEN):
        assert "Gå ind til mødet" in _text(client, f"/appointment/{token}/")
        waiting = client.post(f"/appointment/{token}/screen/", follow=True).content.decode()
        assert "Du er i venteværelset." in waiting
        officer, code = Client(), find_appointment(token[:6]).code
        officer.force_login(cast.signe)
        listed = _text(officer, f"/desk/magion/service-1/appointments/{code}/")
        assert "Åbn mødet på skærm" in listed
        assert "Åbn mødet" in _text(officer, "/backline/screen/")
        opened = officer.post(f"/screen-contact/meet/{code}/")
        assert Room.objects.get().host == cast.signe
        assert opened["Location"].startswith("/screen-contact/room/")


def test_the_waiting_room_speaks_the_language_of_the_booking(
    cast: Cast, allowed: None, client: Client
) -> None:
    with clock.frozen(NOON):
        token = _held(cast)
        typed = {"name": "Ida Holm", "phone": "20304050", "on_screen": "1", "again": "1", "language": "en"}
        client.post(f"/book/contact/{token}/", typed)
    with clock.frozen(TEN):
        client.cookies.clear()
        room = client.post(f"/appointment/{token}/screen/")["Location"]
        state = client.get(f"{room}state/", headers={"accept-language": "da"}).json()
        assert state["waiting"].startswith("You are in the waiting room.")


def test_without_the_municipality_nobody_is_offered_the_screen(
    cast: Cast, allowed: None, client: Client
) -> None:
    with clock.frozen(NOON):
        token = _held(cast)
        _allow(cast, on_screen=False)
        assert "Hvordan skal vi mødes?" not in _text(client, f"/book/contact/{token}/")
        typed = {"name": "Ida Holm", "phone": "20304050", "on_screen": "1", "again": "1"}
        assert client.post(f"/book/contact/{token}/", typed).status_code == 422
        client.post(f"/book/contact/{token}/", {**typed, "on_screen": "0"})
        assert "Vil du hellere mødes på skærm?" not in _text(client, f"/appointment/{token}/")
        assert client.post(f"/appointment/{token}/where/", {"on_screen": "1"}).status_code == 422


def test_the_choice_can_be_changed_and_an_officer_changes_it_too(
    cast: Cast, allowed: None, client: Client
) -> None:
    with clock.frozen(NOON):
        token = _held(cast)
        client.post(f"/book/contact/{token}/", {"name": "Ida Holm", "phone": "20304050", "again": "1"})
        code = token[:6]
        client.post(f"/appointment/{token}/where/", {"on_screen": "1"})
        assert find_appointment(code).on_screen
        officer = Client()
        officer.force_login(cast.maja)
        officer.post(f"/desk/magion/service-1/appointments/{code}/in-house/")
        assert not find_appointment(code).on_screen
