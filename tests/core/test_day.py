from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.day import closing_instant, danish_date, danish_time, day_bounds, opening_instant

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (utc("2026-01-01 22:59"), date(2026, 1, 1)),
        (utc("2026-01-01 23:00"), date(2026, 1, 2)),
        (utc("2026-07-01 21:59"), date(2026, 7, 1)),
        (utc("2026-07-01 22:00"), date(2026, 7, 2)),
        (utc("2025-12-31 23:30"), date(2026, 1, 1)),
    ],
)
def test_the_date_is_that_of_danish_clocks(instant: datetime, expected: date) -> None:
    assert danish_date(instant) == expected


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 1), 24)])
def test_a_day_has_its_real_length(day: date, hours: int) -> None:
    start, end = day_bounds(day)
    assert end - start == timedelta(hours=hours)
    assert start.tzinfo is UTC


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        danish_date(utc("2026-01-01 00:00").replace(tzinfo=None))


def test_a_time_the_clocks_skip_is_the_instant_of_the_change() -> None:
    for clock in (time(2, 0), time(2, 30), time(2, 59, 59)):
        assert opening_instant(SPRING, clock) == closing_instant(SPRING, clock) == utc("2026-03-29 01:00")
    assert opening_instant(SPRING, time(1, 59)) == utc("2026-03-29 00:59")
    assert opening_instant(SPRING, time(3, 0)) == utc("2026-03-29 01:00")


def test_a_time_that_comes_twice_opens_the_first_and_closes_the_second() -> None:
    assert opening_instant(AUTUMN, time(2, 30)) == utc("2026-10-25 00:30")
    assert closing_instant(AUTUMN, time(2, 30)) == utc("2026-10-25 01:30")
    assert (
        opening_instant(AUTUMN, time(3, 0)) == closing_instant(AUTUMN, time(3, 0)) == utc("2026-10-25 02:00")
    )


def test_closing_at_midnight_is_the_end_of_the_day() -> None:
    assert closing_instant(SPRING, time(0, 0)) == day_bounds(SPRING)[1] == utc("2026-03-29 22:00")


days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(days)
def test_days_follow_each_other_without_gap_or_overlap(day: date) -> None:
    start, end = day_bounds(day)
    assert end == day_bounds(day + timedelta(days=1))[0]
    assert danish_date(start) == danish_date(end - timedelta(microseconds=1)) == day
    assert danish_date(end) == day + timedelta(days=1)


@given(days, st.times())
def test_an_opening_shows_its_time_on_danish_clocks_unless_skipped(day: date, clock: time) -> None:
    opens, closes = opening_instant(day, clock), closing_instant(day, clock)
    shown = danish_time(opens)
    assert shown.date() == day
    assert shown.time() == clock or shown.time() == time(3, 0)
    assert opens <= closes
