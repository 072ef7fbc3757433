"""The waits against slow, obvious versions that live through one life at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.calling import CallProfile, WaitingTicket, rank
from indgang.core.waiting import OpenDesk, estimate, estimates
from tests.core.queues import (
    AGEING,
    CERTAIN,
    DUE_FIRST,
    FRESH_FIRST,
    KVIK,
    MEANS,
    NOON,
    PROFILE,
    USUAL,
    busy_for,
    only_lane,
    ticket,
)

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
