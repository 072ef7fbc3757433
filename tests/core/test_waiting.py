from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from indgang.core.service_times import Pace, ServiceTime
from indgang.core.waiting import OpenDesk, Wait, WaitRange, estimate, estimates
from tests.core.queues import (
    AGEING,
    CERTAIN,
    DUE_FIRST,
    MEANS,
    NOON,
    PROFILE,
    USUAL,
    anybody,
    busy_for,
    knowing,
    only_lane,
    ticket,
)


def shown(wait: Wait | None) -> WaitRange | None:
    return wait.shown() if wait is not None else None


def test_the_first_at_an_idle_desk_is_called_at_once() -> None:
    assert estimate(1, [ticket(1)], [OpenDesk(PROFILE, anybody)], USUAL, NOON) == Wait(0, 0, 0)


def test_nobody_who_can_serve_means_no_estimate() -> None:
    assert estimate(1, [ticket(1)], [], USUAL, NOON) is None
    assert estimate(1, [ticket(1, lane="S")], [only_lane("K")], USUAL, NOON) is None
    found = estimates([ticket(1, lane="S"), ticket(2)], [only_lane("K")], USUAL, NOON)
    assert found == {1: None, 2: Wait(0, 0, 0)}


def test_an_unknown_ticket_is_an_error() -> None:
    with pytest.raises(KeyError):
        estimate(2, [ticket(1)], [OpenDesk(PROFILE, anybody)], USUAL, NOON)


def test_an_empty_queue_has_no_estimates() -> None:
    assert estimates([], [OpenDesk(PROFILE, anybody)], USUAL, NOON) == {}


def test_without_variation_the_range_is_the_replay() -> None:
    queue = [ticket(1, 9, "pension"), ticket(2, 8, "passport"), ticket(3, 7)]
    found = estimates(queue, [busy_for(4)], CERTAIN, NOON)
    assert {
        number: [round(minutes, 6) for minutes in (wait or ())[:3]] for number, wait in found.items()
    } == {
        1: [4, 4, 4],
        2: [24, 24, 24],
        3: [32, 32, 32],
    }


@pytest.mark.parametrize(
    ("wait", "told"),
    [
        ((0, 0, 0), (0, 1)),
        ((4, 4, 4), (4, 4)),
        ((24, 24, 24), (20, 25)),
        ((32, 33, 41), (30, 50)),
        ((88, 95, 112), (80, 120)),
    ],
)
def test_it_is_told_in_friendly_steps_that_hold_it(
    wait: tuple[float, float, float], told: tuple[int, int]
) -> None:
    assert Wait(*wait).shown() == told


def test_the_tasks_in_front_count_and_not_only_their_number() -> None:
    desk = [OpenDesk(PROFILE, anybody)]
    quick = estimate(9, [ticket(1, 5), ticket(2, 4), ticket(9)], desk, USUAL, NOON)
    slow = estimate(9, [ticket(1, 5, "pension"), ticket(2, 4, "pension"), ticket(9)], desk, USUAL, NOON)
    assert quick is not None
    assert slow is not None
    assert slow.low > quick.high


def test_only_desks_that_can_serve_help() -> None:
    queue = [ticket(1, 5, "pension", "S"), ticket(2, 4, "pension", "S"), ticket(3, 3)]
    found = estimates(queue, [only_lane("S"), only_lane("K")], CERTAIN, NOON)
    assert {number: round(wait.middle, 6) if wait else None for number, wait in found.items()} == {
        1: 0,
        2: 20,
        3: 0,
    }


def test_one_who_asked_for_time_is_called_no_earlier() -> None:
    later = replace(ticket(1, 30), not_before=NOON + timedelta(minutes=10))
    desk = [OpenDesk(PROFILE, anybody)]
    assert estimate(1, [later], desk, USUAL, NOON) == Wait(10, 10, 10)
    behind = estimate(1, [later, ticket(2, 1, "pension")], desk, CERTAIN, NOON)
    assert behind is not None
    assert round(behind.middle, 6) == 20


def test_more_certain_services_give_a_narrower_range() -> None:
    queue = [ticket(number, 60 - number, "passport") for number in range(20)]
    desks = [OpenDesk(PROFILE, anybody)] * 2
    wide, narrow = (estimate(19, queue, desks, knowing(cv), NOON) for cv in (1.0, 0.2))
    assert wide is not None
    assert narrow is not None
    assert wide.low < narrow.low <= 76 <= narrow.high < wide.high


def test_a_service_that_has_lasted_long_is_not_expected_to_end_at_once() -> None:
    usual = ServiceTime.of(8, 0.6)
    begun, long_under_way = (
        estimate(1, [ticket(1)], [OpenDesk(PROFILE, anybody, usual, served)], USUAL, NOON)
        for served in (1, 20)
    )
    assert begun is not None
    assert long_under_way is not None
    assert 4 < begun.middle < 8
    assert long_under_way.middle > 3
    assert long_under_way.low > 0


def test_no_shows_and_a_slow_day_are_counted() -> None:
    queue = [ticket(number, 60 - number, "passport") for number in range(11)]
    desk = [OpenDesk(PROFILE, anybody)]
    usual, some_stay_away, slow = (
        estimate(10, queue, desk, known, NOON)
        for known in (
            knowing(0.3),
            knowing(0.3, no_show_share=0.25, no_show_minutes=1.0),
            knowing(0.3, Pace(0.2, 0.0)),
        )
    )
    assert usual is not None
    assert some_stay_away is not None
    assert slow is not None
    assert some_stay_away.middle == pytest.approx(usual.middle * (0.75 * 8 + 0.25) / 8, rel=0.05)
    assert slow.middle == pytest.approx(usual.middle * 1.2214, rel=0.02)


def test_an_unsure_pace_widens_what_is_far_away() -> None:
    queue = [ticket(number, 60 - number, "passport") for number in range(20)]
    desks = [OpenDesk(PROFILE, anybody)] * 2
    sure, unsure = (
        estimate(19, queue, desks, knowing(0.3, Pace(0.0, spread)), NOON) for spread in (0.0, 0.3)
    )
    assert sure is not None
    assert unsure is not None
    assert unsure.high - unsure.low > 1.5 * (sure.high - sure.low)


def test_the_same_queue_always_gets_the_same_answer() -> None:
    queue = [ticket(number, 60 - number, sorted(MEANS)[number % 3]) for number in range(12)]
    desks = [OpenDesk(PROFILE, anybody)] * 3
    assert estimates(queue, desks, USUAL, NOON) == estimates(queue, desks, USUAL, NOON)


# --- odd cases ---


def test_two_hundred_are_estimated_in_order() -> None:
    queue = [ticket(number, 300 - number, sorted(MEANS)[number % 3]) for number in range(200)]
    waits = estimates(queue, [OpenDesk(PROFILE, anybody)] * 3, USUAL, NOON)
    middles = [wait.middle for wait in waits.values() if wait is not None]
    assert len(middles) == 200
    assert middles == sorted(middles)
    assert middles[-1] == pytest.approx(199 * 31 / 3 / 3, rel=0.15)


def test_after_two_hours_with_one_citizen_the_end_is_no_nearer() -> None:
    waits = [
        estimate(1, [ticket(1)], [OpenDesk(PROFILE, anybody, ServiceTime.of(8, 0.6), served)], USUAL, NOON)
        for served in (10, 40, 120)
    ]
    middles = [wait.middle for wait in waits if wait is not None]
    assert middles == sorted(middles)
    assert 5 < middles[2] < 60
    others = [OpenDesk(PROFILE, anybody, ServiceTime.of(8, 0.6), served) for served in (120, 1)]
    beside = estimate(1, [ticket(1)], others, USUAL, NOON)
    assert beside is not None
    assert beside.middle < middles[2]


def test_who_has_been_called_may_not_come() -> None:
    on_the_way = OpenDesk(PROFILE, anybody, ServiceTime.of(20, 0.3), is_awaiting=True)
    certain, unsure = (
        estimate(1, [ticket(1)], [on_the_way], knowing(0.6, no_show_share=share), NOON)
        for share in (0.0, 0.3)
    )
    assert certain is not None
    assert unsure is not None
    assert certain.low > 10
    assert unsure.low == pytest.approx(1.0)


def test_a_clock_that_went_back_does_no_harm() -> None:
    later = replace(ticket(1), arrived_at=NOON + timedelta(minutes=3))
    desk = OpenDesk(PROFILE, anybody, ServiceTime.of(8, 0.6), served_minutes=-3.0)
    wait = estimate(1, [later], [desk], USUAL, NOON)
    assert wait is not None
    assert 0 < wait.low < wait.middle < wait.high


@pytest.mark.parametrize(
    "change", [datetime(2027, 3, 28, 0, 55, tzinfo=UTC), datetime(2027, 10, 31, 0, 55, tzinfo=UTC)]
)
def test_the_hour_that_is_skipped_or_comes_twice_counts_as_it_lasts(change: datetime) -> None:
    moved = change - NOON
    queue = [ticket(number, 30 - number, "passport") for number in range(6)]
    there = [replace(one, arrived_at=one.arrived_at + moved) for one in queue]
    desks = [OpenDesk(AGEING, anybody)]
    assert estimates(there, desks, USUAL, change) == estimates(queue, desks, USUAL, NOON)


def test_an_appointment_that_comes_late_still_comes() -> None:
    late = replace(ticket(-1, task="pension"), due_at=NOON - timedelta(minutes=9), arrived_at=NOON)
    desks = [busy_for(5, OpenDesk(DUE_FIRST, anybody))]
    alone, behind = (estimate(1, [ticket(1)], desks, CERTAIN, NOON, coming=coming) for coming in ([], [late]))
    assert alone is not None
    assert behind is not None
    assert alone.middle == pytest.approx(5)
    assert behind.middle == pytest.approx(25)


def test_the_range_holds_for_four_in_five() -> None:
    """Random queues with random, skewed services, lived through again and again."""
    random = Random(20261121)
    held = cases = 0
    errors = []
    for _ in range(150):
        queue = [
            ticket(number, 60 - number, random.choice(sorted(MEANS)))
            for number in range(random.randint(3, 18))
        ]
        desks = [OpenDesk(PROFILE, anybody)] * random.randint(1, 4)
        wait = estimate(queue[-1].id, queue, desks, USUAL, NOON)
        assert wait is not None
        for _ in range(20):
            free = [0.0] * len(desks)
            for one in queue[:-1]:
                usual = ServiceTime.of(MEANS[one.task or "borrow"], 0.6)
                index = free.index(min(free))
                free[index] += random.lognormvariate(0, usual.spread) * usual.median
            held += wait.low <= min(free) <= wait.high
            errors.append(min(free) - wait.middle)
            cases += 1
    assert 0.77 <= held / cases <= 0.83
    assert sum(error > 0 for error in errors) / cases == pytest.approx(0.5, abs=0.03)
