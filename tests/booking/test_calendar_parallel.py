"""Several clients at once: each change is told, each entry written once, whoever sends it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Lock

import pytest
from django.db import connection

from indgang.base.access import SYSTEM
from indgang.booking import services
from indgang.booking.calendars.port import OutgoingEvent
from indgang.booking.errors import AppointmentOver, NotFree
from indgang.booking.models import Appointment, AppointmentState, CalendarLink, CalendarPush
from tests.booking.calendars import CALDAV, Elsewhere, at, book
from tests.cast import Cast, build
from tests.contact.conftest import Time

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
CLIENTS = 6


class Counting(Elsewhere):
    """Tells when two write the same entry at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.at_it: set[str] = set()
        self.twice = 0
        self._lock = Lock()

    def put(self, event: OutgoingEvent) -> None:
        with self._lock:
            self.twice += event.uid in self.at_it
            self.at_it.add(event.uid)
        super().put(event)
        with self._lock:
            self.at_it.discard(event.uid)


def test_bookings_changes_and_senders_at_once(transactional_db: None, time: Time) -> None:
    cast, elsewhere = build(tasks=("pas-voksen",)), Counting()
    signe = services.save_resource(actor=SYSTEM, site=cast.magion, kind="person", person=cast.signe)
    services.connect(actor=SYSTEM, resource=signe, wish=CALDAV, open_calendar=elsewhere)
    together = Barrier(CLIENTS)

    def client(number: int) -> None:
        together.wait()
        try:
            for turn in range(3):
                if number % 3 == 2:
                    services.push_due(actor=SYSTEM, open_calendar=elsewhere)
                    continue
                _use(cast, f"{24 + turn} {9 + number:02d}:30", cancels=turn == 1)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    for _turn in range(3):
        time.move(minutes=6)
        services.push_due(actor=SYSTEM, open_calendar=elsewhere)
    booked = Appointment.objects.filter(state=AppointmentState.BOOKED)
    assert sorted(one.start for one in elsewhere.entries.values()) == sorted(
        row.period.lower for row in booked
    )
    assert booked.exists()
    assert not CalendarPush.objects.filter(next_try_at__isnull=False).exists()
    assert elsewhere.twice == 0


def test_a_calendar_is_connected_while_others_book(transactional_db: None, time: Time) -> None:
    cast, elsewhere = build(tasks=("pas-voksen",)), Elsewhere()
    signe = services.save_resource(actor=SYSTEM, site=cast.magion, kind="person", person=cast.signe)
    together = Barrier(CLIENTS)

    def client(number: int) -> None:
        together.wait()
        try:
            if number:
                _use(cast, f"2{3 + number} 10:00", cancels=False)
            else:
                services.connect(actor=SYSTEM, resource=signe, wish=CALDAV, open_calendar=elsewhere)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    services.push_due(actor=SYSTEM, open_calendar=elsewhere)
    assert CalendarLink.objects.count() == 1
    assert len(elsewhere.entries) == Appointment.objects.filter(state=AppointmentState.BOOKED).count() > 0


def _use(cast: Cast, start: str, *, cancels: bool) -> None:
    try:
        view = book(cast, start)
    except NotFree:
        return
    try:
        if cancels:
            services.cancel(code=view.code)
        else:
            moved = at(start) + timedelta(minutes=30)
            services.change(actor=cast.actor("maja"), code=view.code, start=moved, site=cast.magion)
    except (NotFree, AppointmentOver):
        return
