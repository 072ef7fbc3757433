from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.timekeeping import (
    ClockState,
    ContactClock,
    CorrectionError,
    Segment,
    TransitionError,
    overlaps,
    seconds_by_inquiry,
)

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_a_meeting_with_two_matters_and_a_pause() -> None:
    clock = ContactClock().start("passport", at(0)).switch("address", at(4)).pause(at(6)).resume(at(9))
    clock = clock.switch("passport", at(10)).finish(at(12))
    assert clock.state == ClockState.FINISHED
    assert clock.seconds_by_inquiry() == {"passport": 360, "address": 180}
    assert clock.active_seconds() == 540


def test_a_parked_contact_goes_on_with_the_inquiry_it_was_left_with() -> None:
    clock = ContactClock().start("passport", at(0)).park(at(2))
    assert clock.state == ClockState.PARKED
    assert clock.active_seconds(at(60)) == 120
    assert clock.resume(at(60)).finish(at(61)).seconds_by_inquiry() == {"passport": 180}
    assert clock.resume(at(60), "address").finish(at(61)).seconds_by_inquiry() == {
        "passport": 120,
        "address": 60,
    }


def test_a_paused_contact_can_be_parked() -> None:
    assert ContactClock().start("a", at(0)).pause(at(1)).park(at(2)).active_seconds() == 60


def test_a_running_clock_counts_up_to_the_moment_asked_for() -> None:
    clock = ContactClock().start("a", at(0))
    assert clock.active_seconds() == 0
    assert clock.active_seconds(at(3)) == 180
    assert clock.active_seconds(at(-3)) == 0
    assert clock.seconds_by_inquiry(at(3)) == {"a": 180}


def test_switching_to_the_same_inquiry_changes_nothing() -> None:
    clock = ContactClock().start("a", at(0))
    assert clock.switch("a", at(1)) is clock


def test_a_clock_set_back_never_makes_time_run_backwards() -> None:
    clock = ContactClock().start("a", at(5)).switch("b", at(3)).finish(at(8))
    assert clock.seconds_by_inquiry() == {"b": 180}


def test_a_meeting_can_end_before_it_began() -> None:
    clock = ContactClock().finish(at(1))
    assert clock.state == ClockState.FINISHED
    assert clock.active_seconds() == 0


ACTIONS: dict[str, Callable[[ContactClock], ContactClock]] = {
    "start": lambda clock: clock.start("x", at(20)),
    "switch": lambda clock: clock.switch("x", at(20)),
    "pause": lambda clock: clock.pause(at(20)),
    "park": lambda clock: clock.park(at(20)),
    "resume": lambda clock: clock.resume(at(20)),
    "finish": lambda clock: clock.finish(at(20)),
}
ALLOWED = {
    ClockState.NEW: {"start", "finish"},
    ClockState.RUNNING: {"switch", "pause", "park", "finish"},
    ClockState.PAUSED: {"park", "resume", "finish"},
    ClockState.PARKED: {"resume", "finish"},
    ClockState.FINISHED: set(),
}
RUNNING = ContactClock().start("a", at(0))
IN_STATE = {
    ClockState.NEW: ContactClock(),
    ClockState.RUNNING: RUNNING,
    ClockState.PAUSED: RUNNING.pause(at(1)),
    ClockState.PARKED: RUNNING.park(at(1)),
    ClockState.FINISHED: RUNNING.finish(at(1)),
}


@pytest.mark.parametrize("state", ClockState)
@pytest.mark.parametrize("action", ACTIONS)
def test_only_the_steps_that_make_sense_are_possible(state: ClockState, action: str) -> None:
    if action in ALLOWED[state]:
        ACTIONS[action](IN_STATE[state])
    else:
        with pytest.raises(TransitionError) as refusal:
            ACTIONS[action](IN_STATE[state])
        assert (refusal.value.action, refusal.value.state) == (action, state)


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ContactClock().start("a", NINE.replace(tzinfo=None))


def test_an_inquiry_is_needed() -> None:
    with pytest.raises(ValueError, match="inquiry"):
        ContactClock().start(None, at(0))


DONE = ContactClock().start("a", at(0)).switch("b", at(5)).pause(at(8)).resume(at(10), "a").finish(at(12))


def test_a_segment_can_be_moved_to_another_inquiry() -> None:
    assert DONE.correct(1, inquiry="c").seconds_by_inquiry() == {"a": 420, "c": 180}


def test_a_segment_can_be_made_shorter_or_longer_up_to_its_neighbours() -> None:
    assert DONE.correct(1, ended_at=at(10)).seconds_by_inquiry() == {"a": 420, "b": 300}
    assert DONE.correct(0, started_at=at(2)).active_seconds() == 480


def test_a_forgotten_switch_can_be_made_good() -> None:
    corrected = DONE.split(0, at(2), "c")
    assert corrected.seconds_by_inquiry() == {"a": 240, "c": 180, "b": 180}
    assert corrected.active_seconds() == DONE.active_seconds()


@pytest.mark.parametrize(
    ("correction", "code"),
    [
        (lambda: DONE.correct(1, ended_at=at(11)), "overlap"),
        (lambda: DONE.correct(1, started_at=at(4)), "overlap"),
        (lambda: DONE.correct(1, started_at=at(-4), ended_at=at(-3)), "overlap"),
        (lambda: DONE.correct(1, ended_at=at(5)), "empty"),
        (lambda: DONE.correct(1, ended_at=at(1)), "empty"),
        (lambda: DONE.correct(2, ended_at=at(13)), "future"),
        (lambda: DONE.split(0, at(0), "c"), "empty"),
        (lambda: DONE.split(0, at(5), "c"), "empty"),
        (lambda: RUNNING.correct(0, started_at=at(-1)), "open"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(correction: Callable[[], ContactClock], code: str) -> None:
    with pytest.raises(CorrectionError) as refusal:
        correction()
    assert refusal.value.code == code


def test_an_unknown_segment_is_an_error() -> None:
    for index in (-1, 3):
        with pytest.raises(IndexError):
            DONE.correct(index, inquiry="c")


def test_a_clock_comes_back_from_its_rows() -> None:
    for clock in (RUNNING, DONE, DONE.correct(0, inquiry="x"), RUNNING.park(at(1)), ContactClock()):
        rows = reversed(clock.segments)
        assert ContactClock.restored(rows, clock.state, clock.inquiry, clock.changed_at) == clock


def test_rows_that_cannot_be_are_refused() -> None:
    closed, opened = Segment("a", at(0), at(2)), Segment("a", at(3))
    with pytest.raises(ValueError, match="open segment"):
        ContactClock.restored([closed], ClockState.RUNNING)
    with pytest.raises(ValueError, match="open segment"):
        ContactClock.restored([closed, opened], ClockState.PARKED)
    with pytest.raises(ValueError, match="overlap"):
        ContactClock.restored([closed, Segment("b", at(1), at(4))], ClockState.FINISHED)
    with pytest.raises(ValueError, match="overlap"):
        ContactClock.restored([opened, Segment("b", at(4))], ClockState.RUNNING)


def test_overlap_is_found_in_any_order() -> None:
    assert overlaps([Segment("b", at(3), at(5)), Segment("a", at(0), at(4))])
    assert not overlaps([Segment("b", at(4), at(5)), Segment("a", at(0), at(4))])
    assert overlaps([Segment("a", at(0)), Segment("b", at(0))])
    assert not overlaps([])


steps = st.tuples(
    st.sampled_from(sorted(ACTIONS)), st.floats(-30, 400, allow_nan=False), st.sampled_from(["a", "b", "c"])
)


def apply(clock: ContactClock, action: str, moment: datetime, inquiry: str) -> ContactClock:
    match action:
        case "start":
            return clock.start(inquiry, moment)
        case "switch":
            return clock.switch(inquiry, moment)
        case "resume":
            return clock.resume(moment, inquiry)
        case "pause":
            return clock.pause(moment)
        case "park":
            return clock.park(moment)
        case _:
            return clock.finish(moment)


@given(st.lists(steps, max_size=40))
def test_inquiries_never_overlap_and_sum_to_the_contact(todo: list[tuple[str, float, str]]) -> None:
    clock, now, running_seconds, latest = ContactClock(), NINE, 0, NINE
    for action, seconds, inquiry in todo:
        now += timedelta(seconds=seconds)
        before = clock
        try:
            clock = apply(clock, action, now, inquiry)
        except TransitionError:
            continue
        if clock is before:
            continue
        whole = max(latest, now.replace(microsecond=0)) if before.changed_at else now.replace(microsecond=0)
        if before.state == ClockState.RUNNING:
            running_seconds += int((whole - latest).total_seconds())
        latest = whole
    assert not overlaps(clock.segments)
    assert all(first.ended_at is not None for first, _ in pairwise(clock.segments))
    assert sum(clock.seconds_by_inquiry().values()) == clock.active_seconds() == running_seconds
    assert sum(clock.seconds_by_inquiry(at(600)).values()) == clock.active_seconds(at(600))
    assert seconds_by_inquiry(clock.segments) == clock.seconds_by_inquiry()


@given(st.integers(0, 2), st.floats(-15, 15), st.floats(-15, 15))
def test_no_correction_makes_overlap(index: int, start: float, end: float) -> None:
    try:
        corrected = DONE.correct(index, started_at=at(start), ended_at=at(end))
    except CorrectionError:
        return
    assert not overlaps(corrected.segments)
    assert corrected.segments == tuple(sorted(corrected.segments, key=lambda row: row.started_at))
    assert sum(corrected.seconds_by_inquiry().values()) == corrected.active_seconds()
