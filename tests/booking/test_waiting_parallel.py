"""Many hands on the waiting list at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import DomainError
from indgang.booking import services
from indgang.booking.errands import Wanted
from indgang.booking.models import Allocation, Appointment, BookingRules, EarlierWish
from indgang.messaging.models import Message
from tests.cast import build

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
A_DAY = timedelta(days=1)


@pytest.fixture
def world(transactional_db, time):
    cast = build(tasks=("pas-voksen",))
    services.save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.service1)
    BookingRules.objects.create(municipality=cast.municipality, most_open=30)
    return cast


def booked(world, start, turn):
    held = services.hold(actor=ANONYMOUS, site=world.magion, tasks=[Wanted("pas-voksen")], start=start)
    person = services.Contact(name="Anna", email=f"a{turn}@example.dk")
    return services.confirm(actor=ANONYMOUS, code=held.code, contact=person)


def at_once(jobs):
    def run(job):
        try:
            return job()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(run, jobs))


def nobody_shares():
    rows = list(Allocation.objects.order_by("period").values_list("resource", "place", "period"))
    for resource, place, period in rows:
        others = [other for other in rows if other[:2] == (resource, place) and other[2] != period]
        assert all(period.upper <= one[2].lower or one[2].upper <= period.lower for one in others)


def test_one_freed_time_is_offered_to_one_however_many_workers_look(world):
    early = booked(world, TEN, 0)
    waiting = [booked(world, TEN + A_DAY + turn * QUARTER, turn + 1) for turn in range(6)]
    for view in waiting:
        services.ask_earlier(code=view.code)
    services.block(actor=SYSTEM, site=world.magion, start=TEN - A_DAY, end=TEN)
    services.block(actor=SYSTEM, site=world.magion, start=TEN + QUARTER, end=TEN + A_DAY)
    services.cancel(code=early.code)
    assert sum(at_once([lambda: services.offer_earlier(actor=SYSTEM)] * 8)) == 1
    assert EarlierWish.objects.get(state="offered").appointment_id == waiting[0].id
    assert Message.objects.filter(kind="booking.earlier_offer").count() == 1
    nobody_shares()


def test_yes_no_cancel_book_and_sweep_at_once_lose_nobody_and_share_nothing(world, time):
    """Whatever comes first: who has a confirmed time keeps one, exactly one, and no time is given twice."""
    for turn in range(5):
        early = booked(world, TEN + turn * QUARTER, f"early{turn}")
        mine = booked(world, TEN + A_DAY + turn * QUARTER, turn)
        services.ask_earlier(code=mine.code)
        services.cancel(code=early.code)
        services.offer_earlier(actor=SYSTEM)
        offer = EarlierWish.objects.get(appointment=mine.id).offer
        if turn % 2:
            time.set(offer.held_until + timedelta(seconds=1))
        site, start = world.magion, offer.period.lower

        def book(site=site, start=start):
            return services.book(actor=SYSTEM, site=site, tasks=[Wanted("pas-voksen")], start=start)

        def accept(mine=mine, start=start):
            return services.accept_earlier(code=mine.code, start=start)

        def decline(mine=mine, start=start):
            return services.decline_earlier(code=mine.code, start=start)

        sweep = lambda: services.offer_earlier(actor=SYSTEM)  # noqa: E731
        at_once([accept, book, accept, decline, sweep, book, accept, sweep])
        row = Appointment.objects.get(pk=mine.id)
        assert row.state == "booked"
        allocation = Allocation.objects.get(appointment=row)
        assert allocation.held_until is None
        assert (allocation.period.lower, allocation.period.upper) == (row.period.lower, row.period.upper)
        nobody_shares()
        time.set(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
        services.cancel(code=mine.code)
        for view in Appointment.objects.filter(state="booked"):
            services.cancel(actor=SYSTEM, code=view.code)
    assert EarlierWish.objects.filter(state="offered").count() <= 1
