"""Somebody with an appointment stands at the desk, or at the kiosk without the code."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.booking import services
from indgang.booking.errands import Wanted
from indgang.booking.links import token_of
from indgang.booking.models import Appointment, BookingRules
from tests.cast import build
from tests.contact.conftest import time

__all__ = ["time"]

TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DESK = "/desk/magion/kvik-1/arrive/"
APPOINTMENTS = "/desk/magion/kvik-1/appointments/"
KIOSK = "/kiosk/magion/da/check-in/name/"


@pytest.fixture
def world(db, time):
    cast = build(tasks=("pas-voksen",))
    services.save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.service1)
    return cast


@pytest.fixture
def view(world, time):
    held = services.hold(actor=ANONYMOUS, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN)
    anna = services.Contact(name="Anna Holm", email="anna@example.dk", birth_date=date(1980, 3, 14))
    done = services.confirm(actor=ANONYMOUS, code=held.code, contact=anna)
    time.set(TEN - timedelta(minutes=10))
    return done


@pytest.fixture
def maja(world):
    client = Client()
    client.force_login(world.maja, settings.AUTHENTICATION_BACKENDS[0])
    return client


def state():
    return Appointment.objects.get().state


def check_in(maja, code):
    return maja.post(f"{APPOINTMENTS}{code}/check-in/").content.decode()


def test_picked_from_the_day_in_two_presses(maja, view):
    assert view.code in maja.get(APPOINTMENTS).content.decode()
    page = check_in(maja, view.code)
    label = Appointment.objects.get().ticket.label
    assert f'class="number">{label}<' in page
    assert "data:image/svg" in page
    assert state() == "arrived"
    assert "allerede tjekket ind" in check_in(maja, view.code)


@pytest.mark.parametrize(
    "fields", [{"name": "anna", "birth": "14.3.80"}, {"name": "Anna H", "birth": "14031980"}]
)
def test_by_first_name_and_birth_date(maja, view, fields):
    page = maja.post(DESK, fields)
    assert (page.status_code, state()) == (200, "arrived")
    assert Appointment.objects.get().ticket.label in page.content.decode()


@pytest.mark.parametrize(
    "typed", ["{code}", "https://x.example/appointment/{token}/here/", "httpsæ--x.dk-a-{token}-"]
)
def test_the_code_and_what_a_reader_types_open_the_appointment(maja, view, typed):
    page = maja.get(APPOINTMENTS, {"code": typed.format(code=view.code, token=token_of(view))})
    assert f"{APPOINTMENTS}{view.code}/check-in/" in page.content.decode()


def test_what_is_no_code_is_said_and_stays_in_the_field(maja, view):
    page = maja.get(APPOINTMENTS, {"code": "hvad?"}).content.decode()
    assert "En kode har seks tegn" in page
    assert 'value="hvad?"' in page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": "Anna", "birth": "140380-1234"}, 422),
        ({"name": "Bo", "birth": "14 3 1980"}, 404),
        ({"name": "Anna", "birth": "15 3 1980"}, 404),
        ({"name": "Anna", "birth": ""}, 422),
        ({}, 422),
    ],
)
def test_what_finds_nobody_is_said_and_no_cpr_number_kept(maja, view, fields, status):
    refused = maja.post(DESK, fields)
    assert (refused.status_code, state()) == (status, "booked")
    assert "1234" not in refused.content.decode()


def test_two_of_the_same_name_and_day_are_asked_for_their_code(maja, world, view, time):
    time.set(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    held = services.hold(
        actor=ANONYMOUS, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN + timedelta(hours=1)
    )
    other = services.Contact(name="Anna Berg", phone="20123456", birth_date=date(1980, 3, 14))
    services.confirm(actor=ANONYMOUS, code=held.code, contact=other)
    time.set(TEN - timedelta(minutes=10))
    assert maja.post(DESK, {"name": "Anna", "birth": "14 3 1980"}).status_code == 404


@pytest.mark.parametrize(
    "case",
    [
        ("walk_in", 15, "som dem, der ikke har bestilt tid"),
        ("next", 15, "så snart en skranke er ledig"),
        ("rebook", 15, "et nummer i stedet"),
        ("next", 45, "et nummer i stedet"),
    ],
)
def test_who_comes_late_reads_what_holds(maja, world, view, time, case):
    rule, minutes, words = case
    BookingRules.objects.create(municipality=world.municipality, late_rule=rule)
    time.set(TEN + timedelta(minutes=minutes))
    assert words in check_in(maja, view.code)


def test_at_the_kiosk_without_the_code(world, view, settings):
    settings.DEMO = True
    kiosk = Client()
    assert "Skriv aldrig dit CPR-nummer" in kiosk.get(KIOSK).content.decode()
    refused = kiosk.post(KIOSK, {"name": "Anna", "birth": "140380-1234"})
    assert (refused.status_code, state()) == (422, "booked")
    assert "140380" not in refused.content.decode()
    assert 'value="Anna"' in refused.content.decode()
    page = kiosk.post(KIOSK, {"name": "Anna", "birth": "14 3 1980"}).content.decode()
    assert Appointment.objects.get().ticket.label in page


def test_the_readers_typing_is_understood_at_the_kiosk(world, view, settings):
    settings.DEMO = True
    page = Client().post("/kiosk/magion/da/check-in/", {"code": f"httpsæ--x.dk-a-{token_of(view)}-"})
    assert (page.status_code, state()) == (200, "arrived")


def test_who_cannot_check_in_at_the_kiosk_is_one_press_from_a_number(world, view, settings):
    settings.DEMO = True
    kiosk, start, code = Client(), '<a class="wide" href="/kiosk/magion/da/">', {"code": view.code}
    assert start not in kiosk.get(KIOSK).content.decode()
    assert start in kiosk.post(KIOSK, {"name": "Bo", "birth": "14 3 1980"}).content.decode()
    elsewhere = kiosk.post("/kiosk/raadhus/da/check-in/", code).content.decode()
    assert "Din tid er på" in elsewhere
    assert start.replace("magion", "raadhus") in elsewhere
    services.cancel(actor=SYSTEM, code=view.code)
    assert start in kiosk.post("/kiosk/magion/da/check-in/", code).content.decode()
