"""Every night the waits that were told are held against those that came, and the next are corrected."""

from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.core.day import danish_date
from indgang.queue import queries, services
from indgang.queue.models import Ticket, WaitCorrection
from indgang.queue.queries.usual import usual_at
from tests.queue.conftest import Time
from tests.queue.play import sit, take
from tests.queue.world import World


def told(world: World, days_ago: int, came: float, count: int = 3) -> None:
    """So many who were told ten minutes, give or take four, and waited `came`."""
    moment = clock.now() - timedelta(days=days_ago)
    for _ in range(count):
        with clock.frozen(moment):
            ticket = services.take_ticket(actor=SYSTEM, site=world.magion, channel="kiosk")
        Ticket.objects.filter(pk=ticket.pk).update(
            state="finished",
            ended_at=moment + timedelta(minutes=came + 5),
            told_at=moment,
            told_low=6.0,
            told_middle=10.0,
            told_high=14.0,
            first_called_at=moment + timedelta(minutes=came),
        )


def test_without_history_nothing_is_corrected(world: World) -> None:
    assert services.correct_waits() == 0
    assert usual_at(world.magion.pk, (), clock.now()).correction.middle == 1.0


def test_what_was_told_too_short_is_told_longer(world: World, time: Time) -> None:
    for day in range(1, 9):
        told(world, day, came=20)
    assert services.correct_waits() == services.correct_waits() == 1
    row = WaitCorrection.objects.get()
    assert (row.site, row.day, row.count, row.days) == (world.magion, danish_date(clock.now()), 24, 8)
    assert 1.1 < row.middle < 1.5
    found = usual_at(world.magion.pk, (), clock.now()).correction
    assert (found.low, found.middle, found.high) == pytest.approx((row.low, row.middle, row.high))
    assert (found.count, found.days) == (24, 8)
    assert queries.corrections_now([world.magion.pk]) == [(world.magion.name, found)]
    assert usual_at(world.branch.pk, (), clock.now()).correction.middle == 1.0


def test_what_was_told_corrected_is_not_corrected_twice(world: World, time: Time) -> None:
    for day in range(1, 9):
        told(world, day, came=20)
    services.correct_waits()
    first = WaitCorrection.objects.get().middle
    WaitCorrection.objects.update(day=danish_date(clock.now()) - timedelta(days=30), middle=1.5)
    services.correct_waits()
    # Ten minutes were told after correcting by half: without it they would have been seven.
    assert WaitCorrection.objects.order_by("-day")[0].middle > first


def test_the_wait_that_is_told_is_the_corrected_one(world: World) -> None:
    sit(world)
    for _ in range(5):
        take(world, "pas-voksen")
    plain = queries.expected_wait(world.magion)
    today = danish_date(clock.now())
    WaitCorrection.objects.create(
        site=world.magion, day=today, low=1, middle=1.2, high=1.4, count=400, days=40
    )
    longer = queries.expected_wait(world.magion)
    assert plain is not None
    assert longer is not None
    assert longer[:3] == pytest.approx((plain.low, plain.middle * 1.2, plain.high * 1.4))


def test_a_correction_lasts_until_the_next_and_old_ones_go(world: World, time: Time) -> None:
    told(world, 1, came=20)
    services.correct_waits()
    time.move(minutes=24 * 60 * 3)
    assert usual_at(world.magion.pk, (), clock.now()).correction.middle > 1
    time.move(minutes=24 * 60 * 150)
    assert services.correct_waits() == 0
    assert not WaitCorrection.objects.exists()
