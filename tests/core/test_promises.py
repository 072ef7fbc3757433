"""Promises to phone: windows within hours, and a verdict that cannot be talked away."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.hours import ClosedPeriod, HoursKind, HoursRule, OpeningHours
from indgang.core.promises import (
    Attempt,
    EndedBy,
    Promised,
    Verdict,
    alarm_level,
    is_rescued,
    keeping_attempt,
    verdict,
    windows,
)

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
GIVEN = START - 2 * HOUR
PROMISE = Promised(START, START + HOUR, GIVEN)
HOURS = OpeningHours(
    tuple(HoursRule(HoursKind.SERVICE, weekday, time(9), time(15)) for weekday in range(5)),
    (ClosedPeriod(date(2026, 11, 25), date(2026, 11, 25)),),
)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("attempts", "now", "expected"),
    [
        ([], at(-1), Verdict.OPEN),
        ([], at(59), Verdict.OPEN),
        ([], at(60), Verdict.BROKEN),
        ([Attempt(at(0), False)], at(0), Verdict.KEPT),
        ([Attempt(at(59), False)], at(90), Verdict.KEPT),
        ([Attempt(at(60), True)], at(90), Verdict.BROKEN),
        ([Attempt(at(-30), False)], at(90), Verdict.BROKEN),
        ([Attempt(at(-30), True)], at(90), Verdict.KEPT),
        ([Attempt(at(-150), True)], at(90), Verdict.BROKEN),
        ([Attempt(at(30), True)], at(20), Verdict.OPEN),
    ],
)
def test_what_becomes_of_a_promise(attempts: list[Attempt], now: datetime, expected: Verdict) -> None:
    assert verdict(PROMISE, attempts, now) == expected


@pytest.mark.parametrize(
    ("by", "minutes", "expected"),
    [
        (EndedBy.UNIT, -30, Verdict.BROKEN),
        (EndedBy.CITIZEN, -30, Verdict.RELEASED),
        (EndedBy.CITIZEN, 59, Verdict.RELEASED),
        (EndedBy.CITIZEN, 61, Verdict.BROKEN),
    ],
)
def test_only_the_citizen_can_let_a_unit_off(by: EndedBy, minutes: int, expected: Verdict) -> None:
    moved = Promised(START, START + HOUR, GIVEN, at(minutes), by)
    assert verdict(moved, [], at(200)) == expected


def test_a_call_that_kept_it_is_not_undone_by_moving_it_afterwards() -> None:
    moved = Promised(START, START + HOUR, GIVEN, at(10), EndedBy.UNIT)
    assert verdict(moved, [Attempt(at(10), False)], at(200)) == Verdict.KEPT
    assert verdict(moved, [Attempt(at(20), True)], at(200)) == Verdict.BROKEN


def test_rescued_is_kept_by_who_took_it_after_the_alarm() -> None:
    calls = [Attempt(at(40), True)]
    assert is_rescued(PROMISE, calls, at(20), at(30))
    assert not is_rescued(PROMISE, calls, at(20), at(10))
    assert not is_rescued(PROMISE, calls, None, at(10))
    assert not is_rescued(PROMISE, [], at(20), at(30))


moments = st.integers(-200, 200).map(at)
attempts = st.lists(st.builds(Attempt, moments, st.booleans()), max_size=4)


def slow(promise: Promised, calls: list[Attempt], now: datetime) -> Verdict:
    """Minute by minute from the giving of the promise to now."""
    moment = promise.given_at
    while moment <= now:
        ended = promise.ended_at is not None and moment > promise.ended_at
        for call in calls:
            inside = promise.start <= call.at < promise.end
            early = call.reached and call.at < promise.end
            if call.at == moment and not ended and (inside or early):
                return Verdict.KEPT
        moment += timedelta(minutes=1)
    if promise.ended_at is not None and promise.ended_at <= now and promise.ended_at < promise.end:
        return Verdict.RELEASED if promise.ended_by == EndedBy.CITIZEN else Verdict.BROKEN
    return Verdict.BROKEN if now >= promise.end else Verdict.OPEN


@given(attempts, moments, st.none() | st.tuples(st.integers(-110, 190).map(at), st.sampled_from(EndedBy)))
def test_it_agrees_with_going_through_it_minute_by_minute(calls, now, ended) -> None:  # type: ignore[no-untyped-def]
    ended_at, ended_by = ended or (None, None)
    promise = Promised(START, START + HOUR, GIVEN, ended_at, ended_by)
    assert verdict(promise, calls, now) == slow(promise, calls, now)


@given(attempts, st.lists(moments, min_size=2, max_size=2).map(sorted))
def test_what_is_kept_or_broken_stays_so(calls: list[Attempt], pair: list[datetime]) -> None:
    early = verdict(PROMISE, calls, pair[0])
    if early in {Verdict.KEPT, Verdict.BROKEN}:
        assert verdict(PROMISE, calls, pair[1]) == early
    if verdict(PROMISE, calls, pair[1]) == Verdict.KEPT:
        assert keeping_attempt(PROMISE, calls) is not None


def test_windows_are_pieces_of_the_units_hours() -> None:
    now = datetime(2026, 11, 24, 11, 40, tzinfo=UTC)
    found = windows(HOURS, now, {}, days=2)
    assert [(one.start.day, one.start.hour) for one in found] == [
        (24, 13), (26, 8), (26, 9), (26, 10), (26, 11), (26, 12), (26, 13),
    ]  # fmt: skip


def test_full_windows_are_not_offered() -> None:
    now = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    full, half = datetime(2026, 11, 24, 8, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)
    found = {one.start: one.free for one in windows(HOURS, now, {full: 2, half: 1}, days=1)}
    assert full not in found
    assert found[half] == 1


@given(
    st.integers(0, 235 * 24 * 60).map(
        lambda minutes: datetime(2027, 3, 20, tzinfo=UTC) + timedelta(minutes=minutes)
    )
)
def test_windows_lie_within_the_hours_on_every_day_also_when_the_clocks_change(now: datetime) -> None:
    for one in windows(HOURS, now, {}):
        assert now + timedelta(minutes=30) <= one.start < one.end
        assert (
            HOURS.open_minutes_between(one.start, one.end, HoursKind.SERVICE)
            == (one.end - one.start).seconds / 60
        )


def test_nothing_is_offered_where_no_hours_are_known() -> None:
    assert windows(OpeningHours(()), START, {}) == []


@pytest.mark.parametrize("day", [date(2027, 3, 29), date(2027, 11, 1)])
def test_nine_is_nine_on_danish_clocks_after_both_clock_changes(day: date) -> None:
    found = windows(HOURS, datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2), {}, days=1)
    assert found[0].start == datetime(day.year, day.month, day.day, 7 if day.month == 3 else 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "is_taken", "level"),
    [
        (-16, False, 0), (-15, False, 1), (-15, True, 0), (29, True, 0), (30, True, 1), (44, True, 1),
        (45, True, 2), (59, False, 2), (60, True, 3), (600, True, 3),
    ],
)  # fmt: skip
def test_the_alarm_grows_as_the_time_runs_out(minutes: int, is_taken: bool, level: int) -> None:
    assert alarm_level(PROMISE, [], at(minutes), is_taken=is_taken) == level
    assert alarm_level(PROMISE, [Attempt(at(0), False)], at(max(minutes, 0)), is_taken=is_taken) == 0
