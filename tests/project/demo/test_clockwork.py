"""What time the demo's clock starts at."""

from datetime import UTC, date, datetime, timedelta

import pytest

from indgang.project.demo.clockwork import LEAST_LEFT, start_of_demo


def hours_on(day: date) -> list[tuple[datetime, datetime]]:
    """Citizen service from 8 to 15 UTC on weekdays."""
    if day.weekday() > 4:
        return []
    return [tuple(datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for hour in (8, 15))]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_working_day_is_shown_as_it_is() -> None:
    assert start_of_demo(at("2026-11-20T10:00"), None, hours_on) == at("2026-11-20T10:00")


def test_at_night_and_on_a_weekend_the_latest_working_day_is_shown() -> None:
    assert start_of_demo(at("2026-11-21T22:00"), None, hours_on) == at("2026-11-20T09:40")
    assert start_of_demo(at("2026-11-20T23:00"), None, hours_on).date() < date(2026, 11, 21)


def test_a_second_run_goes_on_where_the_first_stopped() -> None:
    assert start_of_demo(at("2026-11-21T23:00"), at("2026-11-20T11:00"), hours_on) == at("2026-11-20T11:00")


def test_after_closing_time_the_next_working_day_begins() -> None:
    assert start_of_demo(at("2026-11-21T23:00"), at("2026-11-20T14:50"), hours_on) == at("2026-11-23T09:40")


@pytest.mark.parametrize("hours", [*range(0, 24 * 9, 5)])
@pytest.mark.parametrize("behind", [None, -30, 0, 50, 2000])
def test_the_clock_never_goes_back_and_always_shows_an_open_place(hours: int, behind: int | None) -> None:
    real = at("2026-11-16T00:30") + timedelta(hours=hours)
    last = None if behind is None else real + timedelta(hours=behind)
    shown = start_of_demo(real, last, hours_on)
    assert last is None or shown >= last
    (opens, closes) = hours_on(shown.date())[0]
    assert opens <= shown < closes - LEAST_LEFT
