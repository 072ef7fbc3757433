"""What must hold whatever the queue: the quick way is the slow one, order, closing, corrections."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.calling import CallProfile, WaitingTicket, phases
from indgang.core.correcting import Correction
from indgang.core.lives import Lives
from indgang.core.service_times import Pace, ServiceTime
from indgang.core.turns import turns
from indgang.core.waiting import OpenDesk, Wait, estimate, estimates
from tests.core.queues import (
    AGEING,
    DUE_FIRST,
    FRESH_FIRST,
    MEANS,
    NOON,
    PROFILE,
    USUAL,
    anybody,
    knowing,
    ticket,
)

A_MINUTE = timedelta(minutes=1)
profiles = st.sampled_from([PROFILE, DUE_FIRST, AGEING, FRESH_FIRST])
errands = st.sampled_from(sorted(MEANS))
rows = st.lists(
    st.tuples(
        st.floats(0, 45),
        errands,
        st.integers(1, 3),
        st.none() | st.floats(-20, 60),
        st.none() | st.floats(1, 30),
        st.sampled_from("KS"),
        st.booleans(),
    ),
    max_size=9,
)
served = st.lists(st.none() | st.floats(0, 30), min_size=1, max_size=4)


def mixed_queue(
    drawn: list[tuple[float, str, int, float | None, float | None, str, bool]], is_plain: bool
) -> list[WaitingTicket]:
    return [
        replace(
            ticket(number, waited, task, "K" if is_plain else lane),
            priority=2 if is_plain else priority,
            due_at=None if due is None else NOON + due * A_MINUTE,
            not_before=None if pause is None else NOON + pause * A_MINUTE,
            returned_at=NOON if returned and not is_plain else None,
        )
        for number, (waited, task, priority, due, pause, lane, returned) in enumerate(drawn)
    ]


def coming_at(dues: list[float]) -> list[WaitingTicket]:
    moments = [NOON + due * A_MINUTE for due in dues]
    return [
        WaitingTicket(-number, "K", "", due, due_at=due, task="pension")
        for number, due in enumerate(moments, start=1)
    ]


def at_desks(profile: CallProfile, minutes: list[float | None]) -> list[OpenDesk]:
    return [
        OpenDesk(profile, anybody, None if one is None else ServiceTime.of(8, 0.6), one or 0.0)
        for one in minutes
    ]


@given(rows, st.lists(st.floats(-9, 60), max_size=4), profiles, served, st.booleans())
def test_the_quick_way_says_what_the_slow_one_says(
    drawn: list[tuple[float, str, int, float | None, float | None, str, bool]],
    dues: list[float],
    profile: CallProfile,
    minutes: list[float | None],
    is_plain: bool,
) -> None:
    queue = [*mixed_queue(drawn, is_plain), ticket(99)]
    desks, coming = at_desks(profile, minutes), coming_at(dues)
    known = knowing(0.6, Pace(), no_show_share=0.08)
    quick = estimate(99, queue, desks, known, NOON, coming=coming)
    with patch.object(Lives, "_is_one_kind", return_value=False):
        assert estimate(99, queue, desks, known, NOON, coming=coming) == quick


@given(rows, profiles, st.integers(-30, 30))
def test_turns_are_phases(
    drawn: list[tuple[float, str, int, float | None, float | None, str, bool]],
    profile: CallProfile,
    later: int,
) -> None:
    queue, now = mixed_queue(drawn, is_plain=False), NOON + later * A_MINUTE
    assert turns(queue, profile, now) == [phases(one, profile, now) for one in queue]


@given(st.lists(errands, max_size=14), st.integers(1, 4), errands)
def test_one_more_before_you_never_shortens_the_wait(tasks: list[str], open_desks: int, task: str) -> None:
    """In distribution: the same chances for both, so that every end of the range and the middle must move together."""
    queue = [ticket(number, 60 - number, one) for number, one in enumerate(tasks)]
    desks = at_desks(PROFILE, [3.0] * open_desks)
    fewer, more = (
        estimate(99, [*before, ticket(99)], desks, knowing(0.6, Pace(), closes_in=20.0), NOON)
        for before in (queue, [*queue, ticket(50, 1, task)])
    )
    assert fewer is not None
    assert more is not None
    assert all(after >= before for before, after in zip(fewer, more, strict=True))


@given(st.lists(errands, max_size=14), st.lists(st.floats(0, 30), min_size=1, max_size=4))
def test_one_more_desk_never_lengthens_the_wait(tasks: list[str], minutes: list[float]) -> None:
    queue = [*(ticket(number, 60 - number, one) for number, one in enumerate(tasks)), ticket(99)]
    waits = [
        estimate(99, queue, desks, knowing(0.6, Pace(), closes_in=20.0), NOON)
        for desks in (at_desks(PROFILE, [*minutes]), at_desks(PROFILE, [*minutes, None]))
    ]
    fewer, more = waits
    assert fewer is not None
    assert more is not None
    assert all(after <= before for before, after in zip(fewer, more, strict=True))


def test_who_may_not_be_reached_before_closing_is_told_how_likely_that_is() -> None:
    queue = [ticket(number, 60 - number, "passport") for number in range(12)]
    desks = at_desks(PROFILE, [1.0, 1.0])
    missed = [
        wait.missed if (wait := estimate(11, queue, desks, knowing(0.6, closes_in=closes), NOON)) else None
        for closes in (0.0, 20.0, 45.0, 70.0, 300.0)
    ]
    assert missed == sorted(missed, key=lambda share: -(share or 0.0))
    assert missed[0] == 1.0
    assert missed[-1] == 0.0
    assert 0 < (missed[2] or 0.0) < 1
    unknown = estimate(11, queue, desks, USUAL, NOON)
    assert unknown is not None
    assert unknown.missed == 0.0


def test_what_was_learnt_corrects_what_is_told() -> None:
    queue = [ticket(number, 60 - number, "passport") for number in range(8)]
    desks = at_desks(PROFILE, [1.0, 1.0])
    plain, longer = (
        estimate(7, queue, desks, knowing(0.6, correction=one), NOON)
        for one in (Correction(), Correction(0.8, 1.2, 1.3))
    )
    assert plain is not None
    assert longer is not None
    assert longer[:3] == pytest.approx((plain.low * 0.8, plain.middle * 1.2, plain.high * 1.3))
    at_once = estimate(
        1, [ticket(1)], [OpenDesk(PROFILE, anybody)], knowing(0.6, correction=Correction(1.5, 1.5, 1.5)), NOON
    )
    assert at_once == Wait(0, 0, 0)


def test_the_order_of_a_line_is_the_order_of_its_waits() -> None:
    queue = [ticket(number, 60 - number, "passport") for number in range(20)]
    waits = estimates(queue, at_desks(PROFILE, [1.0, 4.0, None]), USUAL, NOON)
    assert all(
        one is not None and other is not None and one.middle <= other.middle
        for one, other in pairwise(waits[number] for number in range(20))
    )
