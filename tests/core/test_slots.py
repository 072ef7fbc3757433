from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.slots import (
    Booking,
    Obstacle,
    Slot,
    Why,
    Window,
    free_levels,
    free_places,
    free_slots,
    obstacle,
)

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def window(start: int, end: int, places: int = 1) -> Window:
    return Window(at(start), at(end), places)


def booking(start: int, end: int, places: int = 1) -> Booking:
    return Booking(at(start), at(end), places)


def starts(slots: list[Slot]) -> list[int]:
    return [int((slot.start - NINE).total_seconds()) // 60 for slot in slots]


def test_an_empty_hour_offers_every_start_on_the_grid() -> None:
    slots = free_slots([window(0, 60)], [], 30, grid_minutes=10)
    assert starts(slots) == [0, 10, 20, 30]
    assert slots[0] == Slot(at(0), at(30), 1)


def test_two_bookings_one_after_the_other_take_one_place() -> None:
    slots = free_slots([window(0, 60, 2)], [booking(0, 30), booking(30, 60)], 60)
    assert slots == [Slot(at(0), at(60), 1)]


def test_the_peak_counts_and_not_the_number() -> None:
    taken = [booking(0, 20), booking(10, 30), booking(25, 40)]
    assert free_places([window(0, 60, 3)], taken, at(0), at(40)) == 1
    assert free_places([window(0, 60, 3)], taken, at(10), at(20)) == 1
    assert free_places([window(0, 60, 3)], taken, at(40), at(60)) == 3


def test_two_equal_windows_are_twice_the_places() -> None:
    slots = free_slots([window(0, 30), window(0, 30)], [booking(0, 10)], 30)
    assert slots == [Slot(at(0), at(30), 1)]


def test_an_appointment_may_run_over_where_windows_touch_but_not_over_a_gap() -> None:
    assert starts(free_slots([window(0, 30), window(30, 60)], [], 60)) == [0]
    assert starts(free_slots([window(0, 30), window(45, 75)], [], 30)) == [0, 45]


def test_the_grid_is_that_of_the_clock() -> None:
    assert starts(free_slots([window(7, 67)], [], 20, grid_minutes=15)) == [15, 30, 45]


def test_starts_are_limited_to_the_time_asked_for() -> None:
    slots = free_slots([window(0, 240)], [], 30, grid_minutes=30, earliest=at(31), latest=at(120))
    assert starts(slots) == [60, 90, 120]


def test_several_places_at_once_must_all_be_free() -> None:
    slots = free_slots([window(0, 60, 3)], [booking(0, 30, 2)], 30, grid_minutes=30, places=2)
    assert slots == [Slot(at(30), at(60), 3)]


def test_bookings_outside_windows_do_not_matter() -> None:
    assert starts(free_slots([window(0, 30)], [booking(-60, 0, 5), booking(30, 90, 5)], 30)) == [0]


def test_an_overbooked_time_is_not_free_and_says_how_much() -> None:
    levels = free_levels([window(0, 30)], [booking(0, 10, 3)])
    assert [level.free for level in levels] == [-2, 1]
    assert free_places([window(0, 30)], [booking(0, 10, 3)], at(0), at(30)) == 0


def test_why_a_time_is_not_free() -> None:
    windows, taken = [window(0, 60)], [booking(20, 30)]
    assert obstacle(windows, taken, at(0), at(20)) is None
    assert obstacle(windows, taken, at(0), at(40)) == Obstacle(Why.FULL, at(20), at(30))
    assert obstacle(windows, taken, at(45), at(75)) == Obstacle(Why.CLOSED, at(60), at(75))
    assert obstacle(windows, taken, at(-15), at(15)) == Obstacle(Why.CLOSED, at(-15), at(0))
    assert obstacle(windows, [], at(0), at(10), places=2) == Obstacle(Why.FULL, at(0), at(10))


@pytest.mark.parametrize(
    ("duration", "grid", "places"), [(0, 15, 1), (15, 0, 1), (15, 45, 1), (15, 15, 0), (15, -5, 1)]
)
def test_values_that_cannot_be_are_refused(duration: int, grid: int, places: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        free_slots([window(0, 60)], [], duration, grid_minutes=grid, places=places)


# --- against counting every minute ---

stretches = st.tuples(st.integers(-20, 100), st.integers(-20, 100), st.integers(1, 3))


@given(
    st.lists(stretches, max_size=4),
    st.lists(stretches, max_size=6),
    st.integers(1, 50),
    st.sampled_from([1, 5, 10, 15]),
    st.integers(1, 3),
)
def test_free_times_are_those_of_counting_every_minute(
    windows: list[tuple[int, int, int]],
    bookings: list[tuple[int, int, int]],
    duration: int,
    grid: int,
    places: int,
) -> None:
    def free(minute: int) -> int:
        opened = [number for start, end, number in windows if start <= minute < end]
        taken = [number for start, end, number in bookings if start <= minute < end]
        return sum(opened) - sum(taken) if opened else 0

    expected = []
    for start in range(-30, 110):
        lowest = min(free(minute) for minute in range(start, start + duration))
        if start % grid == 0 and lowest >= places:
            expected.append(Slot(at(start), at(start + duration), lowest))
    real_windows = [window(*one) for one in windows]
    real_bookings = [booking(*one) for one in bookings]
    assert free_slots(real_windows, real_bookings, duration, grid_minutes=grid, places=places) == expected
    for start in (-10, 0, 33):
        lowest = max(0, min(free(minute) for minute in range(start, start + duration)))
        span = at(start), at(start + duration)
        assert free_places(real_windows, real_bookings, *span) == lowest
        assert (obstacle(real_windows, real_bookings, *span) is None) == (lowest >= 1)
