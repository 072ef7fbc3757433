"""A meeting that was booked: the citizen at home, a waiting room, one button for the officer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import Invalid, NotAllowed
from indgang.base.sealing import unseal
from indgang.booking import services as booking
from indgang.booking.errors import AppointmentNotFound, AppointmentOver, NotYet
from indgang.booking.links import token_of
from indgang.booking.models import TaskRule
from indgang.booking.queries import find_appointment
from indgang.booking.services import Contact
from indgang.contact.models import Contact as Meeting
from indgang.contactscreen import services as screen
from indgang.contactscreen.errors import AnsweredAlready, NoSuchRoom
from indgang.contactscreen.links import held_by, seat_token
from indgang.contactscreen.models import Room, Side
from indgang.contactscreen.queries import booked_meetings, room_view
from indgang.messaging.models import Message
from indgang.organisation.models import Person, RoleGrant
from indgang.queue.models import Ticket
from tests.contactscreen.conftest import TEN, Unit

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Two days before."""
    with clock.frozen(NOON):
        yield


def test_only_what_the_municipality_allows_is_met_about_on_the_screen(unit: Unit) -> None:
    view = unit.booked(on_screen=False)
    TaskRule.objects.update(on_screen=False)
    with pytest.raises(Invalid):
        booking.meet_on_screen(code=view.code, on_screen=True)
    with pytest.raises(Invalid):
        unit.booked()
    TaskRule.objects.update(on_screen=True)
    assert booking.meet_on_screen(code=view.code, on_screen=True).sequence == 1
    assert booking.meet_on_screen(code=view.code, on_screen=True).sequence == 1
    assert not booking.meet_on_screen(code=view.code, on_screen=False).on_screen


def test_the_citizen_waits_until_somebody_opens_and_needs_no_number(unit: Unit) -> None:
    view = unit.booked()
    with pytest.raises(NotYet):
        screen.come_in(code=view.code)
    with clock.frozen(TEN - timedelta(minutes=20)):
        room = screen.come_in(code=view.code)
        assert screen.come_in(code=view.code).pk == room.pk
        citizen = held_by(seat_token(room.code, Side.CITIZEN), ANONYMOUS)
        screen.join(held=citizen, camera=True, microphone=True)
        assert (room_view(citizen).state, room_view(citizen).booked_for) == ("ringing", TEN)
        assert booked_meetings([view.id])[view.id].waits
        assert find_appointment(view.code).state == "arrived"
        assert not Ticket.objects.exists()
    with clock.frozen(TEN + timedelta(minutes=40)):
        screen.sweep(actor=SYSTEM)
        booking.no_shows(actor=SYSTEM)
        assert find_appointment(view.code).state == "arrived"
        screen.join(held=citizen, camera=True, microphone=True)
        opened = screen.open_booked(actor=unit.actor(unit.per), code=view.code)
        assert (opened.pk, opened.host_id, opened.state) == (room.pk, unit.per.pk, "open")
        assert Meeting.objects.filter(channel="video", officer=unit.per).count() == 1


def test_one_officer_has_it_until_they_have_gone(unit: Unit) -> None:
    view = unit.booked()
    per, ulla = unit.actor(unit.per), unit.actor(unit.ulla)
    with clock.frozen(TEN):
        room = screen.open_booked(actor=per, code=view.code)
        assert screen.open_booked(actor=per, code=view.code).pk == room.pk
        with pytest.raises(AnsweredAlready):
            screen.open_booked(actor=ulla, code=view.code)
        screen.join(held=unit.specialist(room), camera=True, microphone=True)
        with pytest.raises(AnsweredAlready):
            screen.open_booked(actor=ulla, code=view.code)
        karla = Person.objects.create(username="karla", name="Karla")
        RoleGrant.objects.create(person=karla, role="specialist", site=unit.cast.town_hall)
        for actor in (ANONYMOUS, unit.actor(karla)):
            with pytest.raises(NotAllowed):
                screen.open_booked(actor=actor, code=view.code)
        citizen = screen.come_in(code=view.code)
        assert (citizen.pk, citizen.state) == (room.pk, "open")
    with clock.frozen(TEN + timedelta(minutes=2)):
        assert screen.open_booked(actor=ulla, code=view.code).host_id == unit.ulla.pk


def test_whoever_hangs_up_by_mistake_comes_in_again(unit: Unit) -> None:
    view = unit.booked()
    with clock.frozen(TEN):
        first = screen.come_in(code=view.code)
        screen.open_booked(actor=unit.actor(unit.per), code=view.code)
        citizen = held_by(seat_token(first.code, Side.CITIZEN), ANONYMOUS)
        screen.join(held=citizen, camera=True, microphone=True)
        screen.end(held=citizen)
        assert booked_meetings([view.id])[view.id].is_over
        again = screen.come_in(code=view.code)
        assert again.pk != first.pk
        assert not booked_meetings([view.id])[view.id].is_over
    with clock.frozen(TEN + timedelta(hours=4)):
        with pytest.raises(AppointmentOver):
            screen.come_in(code=view.code)
        screen.sweep(actor=SYSTEM)
        assert not Room.objects.exclude(state="ended").exists()


def test_who_comes_to_the_house_or_cancels_has_no_meeting(unit: Unit) -> None:
    view = unit.booked(on_screen=False)
    with clock.frozen(TEN):
        with pytest.raises(AppointmentNotFound):
            screen.come_in(code=view.code)
        with pytest.raises(NoSuchRoom):
            screen.open_booked(actor=unit.actor(unit.per), code=view.code)
        booking.meet_on_screen(code=view.code, on_screen=True)
        booking.cancel(code=view.code)
        with pytest.raises(AppointmentOver):
            screen.come_in(code=view.code)


def test_what_is_sent_says_where_the_meeting_is(unit: Unit) -> None:
    view = unit.booked(contact=Contact("Ida Holm", email="ida@example.dk", phone="20304050"))
    rows = Message.objects.filter(reference__startswith=f"booking:{view.id}:").order_by("pk")
    mail, reminder = (unseal(row.body) for row in rows)
    link = f"/a/{token_of(view)}/"
    assert "På skærm, der hvor du er. Gå ind her, når det er tid: http" in mail
    assert mail.count(link) == 2
    assert "på skærm: åbn linket, når det er tid" in reminder
    assert link in reminder
    assert unit.cast.magion.address not in mail + reminder
