"""Many who want the last time at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from indgang.base.access import Actor
from indgang.booking import services
from indgang.booking.errands import Wanted
from indgang.booking.errors import NotFree
from indgang.booking.models import Appointment
from indgang.queue.models import Ticket
from tests.cast import build

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(transactional_db, time):
    cast = build(tasks=("pas-voksen",))
    services.save_resource(actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1)
    return cast


def at_once(job, times):
    def run(turn):
        try:
            return job(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(run, range(times)))


def test_exactly_one_gets_the_last_time(world):
    maja = world.actor("maja")

    def attempt(_turn):
        try:
            services.book(actor=maja, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN)
        except NotFree as error:
            return error.way_on["slots"][0]
        return "won"

    results = at_once(attempt, 40)
    assert results.count("won") == 1
    assert set(results) == {"won", (TEN + timedelta(minutes=15)).isoformat()}


def test_two_desks_take_two_and_neither_twice(world):
    services.save_resource(actor=world.actor("leif"), site=world.magion, kind="desk", desk=world.kvik1)
    maja = world.actor("maja")

    def attempt(turn):
        try:
            services.book(
                actor=maja,
                site=world.magion,
                tasks=[Wanted("pas-voksen")],
                start=TEN + timedelta(minutes=15 * (turn % 3)),
            )
        except NotFree:
            return 0
        return 1

    assert sum(at_once(attempt, 24)) == 6
    assert Appointment.objects.values("resource", "period").distinct().count() == 6


def test_checking_in_at_twelve_kiosks_gives_one_number(world, time):
    view = services.book(
        actor=world.actor("maja"), site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN
    )
    time.set(TEN)
    kiosk = Actor(kind="device", id=1, name="kiosk", grants=frozenset({("device", world.magion.pk)}))
    arrivals = at_once(lambda _turn: services.check_in(actor=kiosk, site=world.magion, code=view.code), 12)
    assert len({arrival.ticket.pk for arrival in arrivals}) == Ticket.objects.count() == 1
    assert sum(not arrival.is_repeated for arrival in arrivals) == 1
