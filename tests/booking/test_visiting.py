"""Checking in somebody whom a caseworker expects by an entry in a calendar elsewhere."""

from datetime import date

import pytest

from indgang.base.access import Actor
from indgang.booking import services
from indgang.booking.errors import AppointmentNotFound, AppointmentOver, NotYet
from indgang.booking.models import CalendarLink, VisitorArrival
from indgang.queue.models import Ticket
from tests.booking.calendars import Elsewhere, at, busy, elsewhere, link, read, signe
from tests.cast import Cast
from tests.contact.conftest import Time

__all__ = ["elsewhere", "link", "signe"]
pytestmark = pytest.mark.django_db
BORN = date(1990, 2, 1)


@pytest.fixture
def kiosk(cast: Cast) -> Actor:
    return Actor(kind="device", id=1, name="kiosk", grants=frozenset({("device", cast.magion.pk)}))


@pytest.fixture(autouse=True)
def expected(cast: Cast, time: Time, link: CalendarLink, elsewhere: Elsewhere) -> None:
    elsewhere.busy = [busy("a", "24 13:00", "24 13:30", "Anna Marie 010290 pas")]
    read(link, elsewhere)


def arrive(kiosk: Actor, cast: Cast, name: str = "Anna", born: date = BORN) -> services.Arrival:
    return services.check_in_by_birth_date(actor=kiosk, site=cast.magion, first_name=name, birth_date=born)


def test_the_number_is_due_at_the_time_and_given_once(cast: Cast, time: Time, kiosk: Actor) -> None:
    time.set(at("24 12:45"))
    first, again = arrive(kiosk, cast), arrive(kiosk, cast, " anna ")
    assert (first.ticket.due_at, first.start, first.is_late) == (at("24 13:00"), at("24 13:00"), False)
    assert (again.ticket.pk, again.is_repeated, Ticket.objects.count()) == (first.ticket.pk, True, 1)
    assert "Anna" not in VisitorArrival.objects.get().print


def test_the_number_stands_when_the_calendar_is_read_again(
    cast: Cast, time: Time, kiosk: Actor, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    time.set(at("24 12:45"))
    first = arrive(kiosk, cast)
    read(link, elsewhere)
    assert arrive(kiosk, cast).ticket.pk == first.ticket.pk


@pytest.mark.parametrize(("when", "error"), [("24 11:00", NotYet), ("24 13:45", AppointmentOver)])
def test_too_early_and_too_late(
    cast: Cast, time: Time, kiosk: Actor, when: str, error: type[Exception]
) -> None:
    time.set(at(when))
    with pytest.raises(error):
        arrive(kiosk, cast)
    assert not Ticket.objects.exists()


def test_a_late_one_gets_a_number_like_those_without_an_appointment(
    cast: Cast, time: Time, kiosk: Actor
) -> None:
    time.set(at("24 13:20"))
    found = arrive(kiosk, cast)
    assert (found.is_late, found.ticket.due_at) == (True, None)


def test_others_are_not_known(cast: Cast, time: Time, kiosk: Actor) -> None:
    time.set(at("24 12:45"))
    for name, born in (("Bo", BORN), ("Anna", date(1990, 2, 2)), ("", BORN)):
        with pytest.raises(AppointmentNotFound):
            arrive(kiosk, cast, name, born)
