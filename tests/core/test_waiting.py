from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.calling import CallProfile, CallRule, Condition, WaitingTicket, rank
from indgang.core.service_times import Pace, ServiceTime
from indgang.core.waiting import Circumstances, OpenDesk, Wait, WaitRange, estimate, estimates

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
PROFILE = CallProfile((CallRule(1),))
KVIK = CallProfile((CallRule(1, Condition.LANE, "K"), CallRule(2)))
MEANS = {"borrow": 3.0, "passport": 8.0, "pension": 20.0}
EVEN = Pace(0.0, 0.0)


def ticket(number: int, waited: float = 0.0, task: str = "borrow", lane: str = "K") -> WaitingTicket:
    return WaitingTicket(number, lane, str(number), NOON - timedelta(minutes=waited), task=task)


def knowing(cv: float, pace: Pace = EVEN, **more: float) -> Circumstances:
    return Circumstances(lambda one: ServiceTime.of(MEANS[one.task or "borrow"], cv), pace, **more)


CERTAIN = knowing(0)
USUAL = knowing(0.6)


def shown(wait: Wait | None) -> WaitRange | None:
    return wait.shown() if wait is not None else None


def anybody(_: WaitingTicket) -> bool:
    return True


def busy_for(minutes: float, desk: OpenDesk | None = None) -> OpenDesk:
    """A desk whose service is known to end in so many minutes."""
    return replace(desk or OpenDesk(PROFILE, anybody), serving=ServiceTime(minutes, 0) if minutes else None)


def only_lane(lanes: str, profile: CallProfile = PROFILE) -> OpenDesk:
    return OpenDesk(profile, lambda waiting: waiting.lane in lanes)


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
    assert {number: [round(minutes, 6) for minutes in wait or ()] for number, wait in found.items()} == {
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
    free_at = [round(desk.serving.median) if desk.serving else 0 for desk in desks]
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
                free_at[index] = minute + int(MEANS[chosen.task or "borrow"])
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
    desks = [busy_for(left, only_lane(lanes, profile)) for lanes, left, profile in kinds]
    truth = lived_through(queue, desks, minutes=60 + 20 * len(queue))
    for number, wait in estimates(queue, desks, CERTAIN, NOON).items():
        if number not in truth:
            assert wait is None
        else:
            assert wait is not None
            assert wait.middle == pytest.approx(truth[number], abs=0.01)
            assert wait.high - wait.low < 0.01


# --- against an event simulation that calls by the real discipline, one life at a time ---

DUE_FIRST = CallProfile((CallRule(1, Condition.DUE), CallRule(2, Condition.LANE, "K"), CallRule(3)))
AGEING = CallProfile((CallRule(1, Condition.DUE), CallRule(2)), ageing_minutes=7, max_wait_minutes=25)
FRESH_FIRST = CallProfile(
    (CallRule(1, max_wait_minutes=9), CallRule(2, Condition.LANE, "S", 12), CallRule(3))
)
mixed = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(sorted(MEANS)),
        st.sampled_from("KS"),
        st.integers(1, 3),
        st.none() | st.integers(-20, 40),
        st.none() | st.integers(1, 30),
        st.booleans(),
    ),
    min_size=1,
    max_size=9,
)
places = st.lists(
    st.tuples(
        st.sampled_from(["K", "S", "KS"]),
        st.integers(0, 15),
        st.sampled_from([PROFILE, DUE_FIRST, AGEING, FRESH_FIRST]),
    ),
    min_size=1,
    max_size=3,
)


def played(queue: list[WaitingTicket], desks: list[OpenDesk]) -> dict[int, float]:
    """When each is called: the desk that is free first asks the discipline, again and again."""
    free = [(desk.serving.median if desk.serving else 0.0, index) for index, desk in enumerate(desks)]
    left, called = list(queue), {}
    while free:
        minute, index = min(free)
        free.remove((minute, index))
        desk, moment = desks[index], NOON + timedelta(minutes=minute)
        ranked = rank(left, desk.profile, desk.can_serve, moment)
        if ranked:
            chosen = next(one for one in left if one.id == ranked[0].ticket_id)
            left.remove(chosen)
            called[chosen.id] = minute
            free.append((minute + MEANS[chosen.task or "borrow"], index))
            continue
        later = [one.not_before for one in left if one.not_before is not None and desk.can_serve(one)]
        if later:
            free.append((min((one - NOON) / timedelta(minutes=1) for one in later), index))
    return called


@given(mixed, places)
def test_every_life_calls_by_the_real_discipline(
    rows: list[tuple[int, str, str, int, int | None, int | None, bool]],
    kinds: list[tuple[str, int, CallProfile]],
) -> None:
    queue = [
        replace(
            ticket(number, waited, task, lane),
            # Never on a whole minute, where the last digit would decide who was in time.
            arrived_at=NOON - timedelta(minutes=waited + 0.21),
            priority=priority,
            due_at=None if due is None else NOON + timedelta(minutes=due + 0.37),
            not_before=None if pause is None else NOON + timedelta(minutes=pause + 0.11 + number / 500),
            returned_at=NOON if returned else None,
        )
        for number, (waited, task, lane, priority, due, pause, returned) in enumerate(rows)
    ]
    desks = [busy_for(left, only_lane(lanes, profile)) for lanes, left, profile in kinds]
    truth = played(queue, desks)
    for number, wait in estimates(queue, desks, CERTAIN, NOON).items():
        assert (wait is None) == (number not in truth)
        if wait is not None:
            assert wait.low == pytest.approx(truth[number], abs=1e-6)
            assert wait.high == pytest.approx(truth[number], abs=1e-6)


@given(mixed, places, st.sampled_from("KS"))
def test_who_asks_gets_what_a_ticket_would_get_and_is_in_nobodys_way(
    rows: list[tuple[int, str, str, int, int | None, int | None, bool]],
    kinds: list[tuple[str, int, CallProfile]],
    lane: str,
) -> None:
    queue = [ticket(number, waited, task, place) for number, (waited, task, place, *_rest) in enumerate(rows)]
    desks = [busy_for(left, only_lane(lanes, profile)) for lanes, left, profile in kinds]
    one, other = ticket(101, lane=lane), ticket(102, lane="S" if lane == "K" else "K")
    asked = estimates(queue, desks, USUAL, NOON, asking=[one, other])
    assert asked[101] == estimate(101, [*queue, one], desks, USUAL, NOON)
    assert {number: asked[number] for number in range(len(queue))} == estimates(queue, desks, USUAL, NOON)


@given(
    st.lists(st.sampled_from(sorted(MEANS)), max_size=14), st.integers(1, 4), st.sampled_from(sorted(MEANS))
)
def test_one_more_before_you_never_shortens_the_middle(tasks: list[str], open_desks: int, task: str) -> None:
    desks = [OpenDesk(PROFILE, anybody, ServiceTime.of(8, 0.6), 3.0)] * open_desks
    queue = [ticket(number, 60 - number, one) for number, one in enumerate(tasks)]
    fewer, more = (
        estimate(99, [*before, ticket(99)], desks, USUAL, NOON)
        for before in (queue, [*queue, ticket(50, 1, task)])
    )
    assert fewer is not None
    assert more is not None
    assert more.middle >= fewer.middle


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
