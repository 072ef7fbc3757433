from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.calling import CallProfile, CallRule, Condition, WaitingTicket, rank
from indgang.core.waiting import OpenDesk, WaitRange, estimate, estimates

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
PROFILE = CallProfile((CallRule(1),))
KVIK = CallProfile((CallRule(1, Condition.LANE, "K"), CallRule(2)))
MEANS = {"borrow": 3.0, "passport": 8.0, "pension": 20.0}


def ticket(number: int, waited: float = 0.0, task: str = "borrow", lane: str = "K") -> WaitingTicket:
    return WaitingTicket(number, lane, str(number), NOON - timedelta(minutes=waited), task=task)


def mean_of(waiting: WaitingTicket) -> float:
    return MEANS[waiting.task or "borrow"]


def anybody(_: WaitingTicket) -> bool:
    return True


def only_lane(lanes: str, profile: CallProfile = PROFILE) -> OpenDesk:
    return OpenDesk(profile, lambda waiting: waiting.lane in lanes)


def test_the_first_at_an_idle_desk_is_called_at_once() -> None:
    assert estimate(1, [ticket(1)], [OpenDesk(PROFILE, anybody)], mean_of, NOON) == WaitRange(0, 1)


def test_nobody_who_can_serve_means_no_estimate() -> None:
    assert estimate(1, [ticket(1)], [], mean_of, NOON) is None
    assert estimate(1, [ticket(1, lane="S")], [only_lane("K")], mean_of, NOON) is None
    assert estimates([ticket(1, lane="S"), ticket(2)], [only_lane("K")], mean_of, NOON) == {
        1: None,
        2: WaitRange(0, 1),
    }


def test_an_unknown_ticket_is_an_error() -> None:
    with pytest.raises(KeyError):
        estimate(2, [ticket(1)], [OpenDesk(PROFILE, anybody)], mean_of, NOON)


def test_an_empty_queue_has_no_estimates() -> None:
    assert estimates([], [OpenDesk(PROFILE, anybody)], mean_of, NOON) == {}


def test_without_variation_the_range_is_the_replay() -> None:
    queue = [ticket(1, 9, "pension"), ticket(2, 8, "passport"), ticket(3, 7)]
    desk = OpenDesk(PROFILE, anybody, remaining_minutes=4)
    assert estimates(queue, [desk], mean_of, NOON, cv=0) == {
        1: WaitRange(4, 4),
        2: WaitRange(20, 25),  # 24
        3: WaitRange(30, 40),  # 32
    }


def test_the_tasks_in_front_count_and_not_only_their_number() -> None:
    desk = [OpenDesk(PROFILE, anybody)]
    quick = estimate(9, [ticket(1, 5), ticket(2, 4), ticket(9)], desk, mean_of, NOON)
    slow = estimate(9, [ticket(1, 5, "pension"), ticket(2, 4, "pension"), ticket(9)], desk, mean_of, NOON)
    assert quick is not None
    assert slow is not None
    assert slow.low > quick.high


def test_only_desks_that_can_serve_help() -> None:
    queue = [ticket(1, 5, "pension", "S"), ticket(2, 4, "pension", "S"), ticket(3, 3)]
    ranges = estimates(queue, [only_lane("S"), only_lane("K")], mean_of, NOON, cv=0)
    assert ranges == {1: WaitRange(0, 1), 2: WaitRange(20, 20), 3: WaitRange(0, 1)}


def test_one_who_asked_for_time_is_called_no_earlier() -> None:
    later = replace(ticket(1, 30), not_before=NOON + timedelta(minutes=10))
    desk = [OpenDesk(PROFILE, anybody)]
    assert estimate(1, [later], desk, mean_of, NOON) == WaitRange(10, 10)
    assert estimate(1, [later, ticket(2, 1, "pension")], desk, mean_of, NOON, cv=0) == WaitRange(20, 20)


def test_more_certain_services_give_a_narrower_range() -> None:
    queue = [ticket(number, 60 - number, "passport") for number in range(20)]
    desks = [OpenDesk(PROFILE, anybody)] * 2
    wide = estimate(19, queue, desks, mean_of, NOON, cv=1.0)
    narrow = estimate(19, queue, desks, mean_of, NOON, cv=0.2)
    assert wide is not None
    assert narrow is not None
    assert wide.low < narrow.low <= 76 <= narrow.high < wide.high


def test_a_long_task_in_front_at_another_desk_does_not_widen_the_range() -> None:
    desks = [OpenDesk(PROFILE, anybody, 60.0), OpenDesk(PROFILE, anybody, 1.0)]
    assert estimate(1, [ticket(1)], desks, mean_of, NOON) == WaitRange(0, 2)


# --- against a model that lives through every tenth of a minute ---

queues = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(sorted(MEANS)),
        st.sampled_from("KS"),
        st.none() | st.integers(1, 30),
    ),
    min_size=1,
    max_size=8,
)
desk_kinds = st.lists(
    st.tuples(st.sampled_from(["K", "S", "KS"]), st.integers(0, 15), st.sampled_from([PROFILE, KVIK])),
    min_size=1,
    max_size=3,
)


def lived_through(queue: list[WaitingTicket], desks: list[OpenDesk], minutes: int) -> dict[int, int]:
    """The minute each ticket is called; all durations are whole minutes, so minute steps are exact."""
    free_at = [int(desk.remaining_minutes) for desk in desks]
    left = list(queue)
    called: dict[int, int] = {}
    for minute in range(minutes):
        for index, desk in enumerate(desks):
            if free_at[index] > minute:
                continue
            ranked = rank(left, desk.profile, desk.can_serve, NOON + timedelta(minutes=minute))
            if ranked:
                (chosen,) = (one for one in left if one.id == ranked[0].ticket_id)
                left.remove(chosen)
                called[chosen.id] = minute
                free_at[index] = minute + int(mean_of(chosen))
    return called


@given(queues, desk_kinds)
def test_the_replay_is_what_living_through_it_gives(
    rows: list[tuple[int, str, str, int | None]], kinds: list[tuple[str, int, CallProfile]]
) -> None:
    queue = [
        replace(
            ticket(number, waited, task, lane),
            not_before=None if pause is None else NOON + timedelta(minutes=pause),
        )
        for number, (waited, task, lane, pause) in enumerate(rows)
    ]
    desks = [replace(only_lane(lanes, profile), remaining_minutes=left) for lanes, left, profile in kinds]
    truth = lived_through(queue, desks, minutes=60 + 20 * len(queue))
    for number, span in estimates(queue, desks, mean_of, NOON, cv=0).items():
        if number not in truth:
            assert span is None
        else:
            assert span is not None
            assert span.low <= truth[number] <= span.high
            assert span.high - span.low <= 15


def drawn(random: Random, mean: float, cv: float) -> float:
    """A skewed service time with this mean and variation."""
    spread = sqrt(log(1 + cv * cv))
    return random.lognormvariate(log(mean) - spread * spread / 2, spread)


def test_the_range_holds_for_at_least_four_in_five() -> None:
    """Random queues with random, skewed services: the range must hold most of the time and not be endless."""
    random = Random(20261121)
    held = widths = cases = 0
    for _ in range(150):
        queue = [
            ticket(number, 60 - number, random.choice(sorted(MEANS)))
            for number in range(random.randint(3, 18))
        ]
        desks = [OpenDesk(PROFILE, anybody)] * random.randint(1, 4)
        target = queue[-1].id
        span = estimate(target, queue, desks, mean_of, NOON)
        assert span is not None
        for _ in range(20):
            free = [0.0] * len(desks)
            for waiting in queue[:-1]:
                index = free.index(min(free))
                free[index] += drawn(random, mean_of(waiting), 0.6)
            held += span.low <= min(free) <= span.high
            widths += span.high - span.low
            cases += 1
    assert 0.8 <= held / cases <= 0.95
    assert widths / cases < 40
