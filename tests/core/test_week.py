"""The picture of a week against a slow version that looks at every minute."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.changes import changes, new_hours, usual_hours, usual_periods
from indgang.core.day import COPENHAGEN, day_bounds
from indgang.core.hours import (
    ClockSpan,
    ClosedPeriod,
    HoursKind,
    HoursRule,
    Interval,
    OpeningHours,
    Source,
    merged,
)
from indgang.core.week import (
    Axis,
    Band,
    axis_for,
    bands_of,
    clock_minute,
    doubled_on,
    joined,
    open_bands,
    skipped_on,
    stretches,
    without,
)

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
SERVICE, LIBRARY = HoursKind.SERVICE, HoursKind.LIBRARY
A_MINUTE = timedelta(minutes=1)


@cache
def minutes_of(day: date) -> list[tuple[datetime, int]]:
    """Every minute of the Danish day as an instant, and what the clock shows then."""
    first, after = day_bounds(day)
    count = (after - first) // A_MINUTE
    instants = [first + number * A_MINUTE for number in range(count)]
    locals_ = [instant.astimezone(COPENHAGEN) for instant in instants]
    return [
        (instant, local.hour * 60 + local.minute) for instant, local in zip(instants, locals_, strict=True)
    ]


def slowly_open(day: date, intervals: list[Interval]) -> set[int]:
    shown: dict[int, list[bool]] = {}
    for instant, clock in minutes_of(day):
        shown.setdefault(clock, []).append(any(one.start <= instant < one.end for one in intervals))
    return {clock for clock, times in shown.items() if all(times)}


def minutes_in(bands: list[Band]) -> set[int]:
    return {minute for band in bands for minute in range(band.start, band.end)}


clocks = st.integers(0, 1439)
days = st.one_of(st.sampled_from([SPRING, AUTUMN]), st.dates(date(2026, 1, 1), date(2028, 12, 31)))
bands = st.lists(st.tuples(clocks, clocks).map(lambda pair: Band(min(pair), max(pair))), max_size=5)


@given(days, st.lists(st.tuples(st.integers(-60, 1560), st.integers(1, 700)), max_size=4))
def test_what_is_drawn_is_open_every_time_the_clock_shows_it(day: date, spans: list[tuple[int, int]]) -> None:
    first = day_bounds(day)[0]
    intervals = merged(
        Interval(first + start * A_MINUTE, first + (start + length) * A_MINUTE) for start, length in spans
    )
    drawn = open_bands(day, intervals)
    assert minutes_in(drawn) == slowly_open(day, intervals)
    assert drawn == joined(drawn)


@given(days)
def test_stretches_are_the_day_minute_by_minute(day: date) -> None:
    seen = [
        (part.start + number * A_MINUTE, part.clock + number)
        for part in stretches(day)
        for number in range((part.end - part.start) // A_MINUTE)
    ]
    assert seen == minutes_of(day)


@given(bands, bands)
def test_bands_are_sets_of_minutes(some: list[Band], others: list[Band]) -> None:
    assert minutes_in(joined(some)) == minutes_in(some)
    assert minutes_in(without(some, others)) == minutes_in(some) - minutes_in(others)


def test_both_changes_of_the_clocks() -> None:
    assert (skipped_on(SPRING), doubled_on(SPRING)) == (Band(120, 180), None)
    assert (skipped_on(AUTUMN), doubled_on(AUTUMN)) == (None, Band(120, 180))
    assert (skipped_on(date(2027, 3, 29)), doubled_on(date(2027, 3, 29))) == (None, None)


@pytest.mark.parametrize(
    ("day", "opens", "closes", "drawn"),
    [
        (SPRING, "01:30", "02:30", [(90, 120)]),
        (SPRING, "02:30", "05:00", [(180, 300)]),
        (SPRING, "02:10", "02:50", []),
        (SPRING, "00:00", "00:00", [(0, 120), (180, 1440)]),
        (AUTUMN, "01:30", "02:30", [(90, 150)]),
        (AUTUMN, "02:30", "05:00", [(150, 300)]),
        (AUTUMN, "02:15", "02:45", [(135, 165)]),
        (AUTUMN, "00:00", "00:00", [(0, 1440)]),
    ],
)
def test_a_day_of_changing_clocks_is_drawn_as_the_sign_says(
    day: date, opens: str, closes: str, drawn: list[tuple[int, int]]
) -> None:
    rule = HoursRule(SERVICE, 6, time.fromisoformat(opens), time.fromisoformat(closes))
    assert bands_of(OpeningHours((rule,)).plan(day, SERVICE)) == [Band(*one) for one in drawn]


@given(bands)
def test_an_axis_holds_all_bands_and_its_shares_grow(some: list[Band]) -> None:
    axis = axis_for(some)
    assert 0 <= axis.first < axis.last <= 24
    assert all(axis.shows(band.start) and axis.shows(band.end) for band in some)
    shares = [axis.share(minute) for minute in range(0, 1441, 15)]
    assert shares == sorted(shares)
    assert (axis.share(axis.first * 60), axis.share(axis.last * 60)) == (0, 100)


@given(st.integers(0, 23), st.integers(1, 24), st.integers(2, 20))
def test_ticks_are_few_and_even(first: int, length: int, most: int) -> None:
    axis = Axis(first, min(24, first + length))
    ticks = axis.ticks(most)
    assert ticks[0] == first
    assert len(ticks) <= most
    assert len({after - before for before, after in pairwise(ticks)}) <= 1


def test_the_clock_at_an_instant() -> None:
    assert clock_minute(datetime(2027, 3, 28, 0, 59, 30, tzinfo=UTC)) == 119.5
    assert clock_minute(datetime(2027, 3, 28, 1, 0, tzinfo=UTC)) == 180
    assert clock_minute(datetime(2027, 10, 31, 1, 30, tzinfo=UTC)) == 150


# ---- What is different

MONDAY = date(2026, 12, 14)
WEEK = tuple(HoursRule(kind, day, time(10), time(16)) for kind in (LIBRARY, SERVICE) for day in range(6))


def test_equal_days_and_kinds_are_one_change() -> None:
    hours = OpeningHours(
        WEEK,
        (
            ClosedPeriod(date(2026, 12, 24), date(2026, 12, 24), None, "Juleaften"),
            ClosedPeriod(MONDAY, date(2026, 12, 15), frozenset({SERVICE}), "Kursus", time(12), time(16)),
        ),
        {date(2026, 12, 25): "Juledag", date(2026, 12, 27): "En søndag"},
    )
    found = changes(hours, MONDAY, 21)
    assert [(one.first.day, one.last.day, one.kinds, one.label, one.source) for one in found] == [
        (14, 15, (SERVICE,), "Kursus", Source.SPECIAL),
        (24, 24, (LIBRARY, SERVICE), "Juleaften", Source.CLOSED),
        (25, 25, (LIBRARY, SERVICE), "Juledag", Source.HOLIDAY),
    ]
    assert (found[0].spans, found[0].usual) == (
        (ClockSpan(time(12), time(16)),),
        (ClockSpan(time(10), time(16)),),
    )


def test_a_fortnight_closed_is_one_change_over_its_sundays() -> None:
    hours = OpeningHours(WEEK, (ClosedPeriod(MONDAY, MONDAY + timedelta(days=13), None, "Ombygning"),))
    (one,) = changes(hours, MONDAY - timedelta(days=3), 60)
    assert (one.first, one.last) == (MONDAY, MONDAY + timedelta(days=12))


def test_a_season_is_new_hours_when_it_begins_and_when_it_ends() -> None:
    summer = tuple(
        HoursRule(SERVICE, day, time(10), time(13), date(2027, 7, 1), date(2027, 7, 31), "Sommer")
        for day in range(5)
    )
    found = new_hours(OpeningHours((*WEEK, *summer)), date(2027, 6, 1), 90)
    assert [(one.first, one.kind, one.season) for one in found] == [
        (date(2027, 7, 1), SERVICE, "Sommer"),
        (date(2027, 8, 1), SERVICE, ""),
    ]
    assert found[0].week[0] == (ClockSpan(time(10), time(13)),)


near = st.dates(date(2027, 1, 1), date(2027, 3, 1))
spans = st.tuples(st.integers(0, 22), st.integers(1, 24)).map(
    lambda pair: (time(pair[0]), time(max(pair[0] + 1, pair[1]) % 24))
)


@st.composite
def rules(draw: st.DrawFn) -> HoursRule:
    opens, closes = draw(spans)
    since, until = sorted([draw(near), draw(near)])
    return HoursRule(
        SERVICE,
        draw(st.integers(0, 6)),
        opens,
        closes,
        draw(st.sampled_from([None, since])),
        draw(st.sampled_from([None, until])),
        draw(st.sampled_from(["", "", "A", "B"])),
    )


@st.composite
def periods(draw: st.DrawFn) -> ClosedPeriod:
    first = draw(near)
    opens, closes = draw(st.one_of(st.just((None, None)), spans))
    last = first + timedelta(days=draw(st.integers(0, 9)))
    return ClosedPeriod(first, last, None, draw(st.sampled_from(["x", "y"])), opens, closes)


hours_with_exceptions = st.builds(
    OpeningHours,
    st.lists(rules(), max_size=8).map(tuple),
    st.lists(periods(), max_size=3).map(tuple),
    st.dictionaries(near, st.just("Helligdag"), max_size=3),
)


@given(hours_with_exceptions, near)
def test_usual_periods_say_the_hours_of_every_day(hours: OpeningHours, first: date) -> None:
    last = first + timedelta(days=40)
    found = usual_periods(hours, SERVICE, first, last)
    assert (found[0].first, found[-1].last) == (first, last)
    said = {
        one.first + timedelta(days=number): one
        for one in found
        for number in range((one.last - one.first).days + 1)
    }
    usual = usual_hours(hours)
    for number in range(41):
        day = first + timedelta(days=number)
        plan = usual.plan(day, SERVICE)
        assert (said[day].week[day.weekday()], said[day].season) == (plan.spans, plan.label)


@given(hours_with_exceptions, near)
def test_changes_are_the_days_that_differ_from_the_usual(hours: OpeningHours, first: date) -> None:
    found = changes(hours, first, 40)
    usual = usual_hours(hours)
    for number in range(40):
        day = first + timedelta(days=number)
        covering = [one for one in found if one.first <= day <= one.last]
        plan = hours.plan(day, SERVICE)
        if hours.rules and plan.intervals != usual.intervals_on(day, SERVICE):
            (one,) = covering
            assert (one.spans, one.source, one.label) == (plan.spans, plan.source, plan.label)
        for one in covering:
            assert (one.spans, one.label) == (plan.spans, plan.label)
