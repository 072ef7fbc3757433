"""Free times: when an appointment of a given length fits, by the exact peak of overlapping bookings.

A window says how many appointments can run at once, bookings take from that. What is free for a time is the
smallest number of free places at any instant of it: the peak counts, so two bookings one after the other take
one place, not two. Windows that overlap add up; where they touch, an appointment may run from one into the
next, as places are counted and not named. One definition serves calendar, booking and staff view.

All instants are aware datetimes; an interval holds its start, not its end. Lengths and grid are whole
minutes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AN_HOUR = 60


class Window(NamedTuple):
    """From `start` to `end`, `places` appointments can run at once."""

    start: datetime
    end: datetime
    places: int = 1


class Booking(NamedTuple):
    """From `start` to `end`, `places` places are taken; blocked time is a booking of many places."""

    start: datetime
    end: datetime
    places: int = 1


class Slot(NamedTuple):
    """An appointment could run from `start` to `end`; `free` is how many at once."""

    start: datetime
    end: datetime
    free: int


class Level(NamedTuple):
    """From `start` to `end` the number of free places is `free`; below 0 when overbooked."""

    start: datetime
    end: datetime
    free: int


class Why(StrEnum):
    """Why a time is not free."""

    CLOSED = "closed"
    FULL = "full"


class Obstacle(NamedTuple):
    """The first stretch of a wanted time that stands in its way."""

    reason: Why
    start: datetime
    end: datetime


def free_levels(windows: Iterable[Window], bookings: Iterable[Booking]) -> list[Level]:
    """The number of free places over time, inside the windows, in order; nothing where no window is."""
    changes: list[tuple[datetime, int, int]] = []
    for window in windows:
        if window.start < window.end:
            changes += [(window.start, window.places, 1), (window.end, -window.places, -1)]
    for booking in bookings:
        if booking.start < booking.end:
            changes += [(booking.start, -booking.places, 0), (booking.end, booking.places, 0)]
    changes.sort()
    levels: list[Level] = []
    free = open_windows = 0
    since = _EPOCH
    for instant, group in groupby(changes, key=itemgetter(0)):
        if open_windows:
            _extend(levels, Level(since, instant, free))
        for _, places, opened in group:
            free += places
            open_windows += opened
        since = instant
    return levels


def free_slots(
    windows: Iterable[Window],
    bookings: Iterable[Booking],
    duration_minutes: int,
    *,
    grid_minutes: int = 15,
    earliest: datetime | None = None,
    latest: datetime | None = None,
    places: int = 1,
) -> list[Slot]:
    """Every start on the grid where `places` appointments of `duration_minutes` fit at once, in order.

    The grid counts from the full hour, so `grid_minutes` must divide 60. Starts from `earliest` to `latest`,
    both included (None: no limit). Raises ValueError for a length, grid or number below 1.
    """
    if duration_minutes < 1 or places < 1 or grid_minutes < 1 or _AN_HOUR % grid_minutes:
        raise ValueError("length and places must be at least 1, and the grid must divide an hour")
    duration, grid = timedelta(minutes=duration_minutes), timedelta(minutes=grid_minutes)
    slots: list[Slot] = []
    for run in _runs(free_levels(windows, bookings), places):
        first = run[0].start if earliest is None else max(run[0].start, earliest)
        start = first + (_EPOCH - first) % grid
        at = 0
        while (end := start + duration) <= run[-1].end and (latest is None or start <= latest):
            while run[at].end <= start:
                at += 1
            slots.append(Slot(start, end, _lowest(run, at, end)))
            start += grid
    return slots


def free_places(
    windows: Iterable[Window], bookings: Iterable[Booking], start: datetime, end: datetime
) -> int:
    """How many appointments from `start` to `end` fit at once; 0 where it is closed or full."""
    levels = list(_within(free_levels(windows, bookings), start, end))
    is_covered = sum((level.end - level.start for level in levels), timedelta()) == end - start
    return max(0, min((level.free for level in levels), default=0)) if is_covered else 0


def obstacle(
    windows: Iterable[Window], bookings: Iterable[Booking], start: datetime, end: datetime, places: int = 1
) -> Obstacle | None:
    """What first stands in the way of `places` appointments from `start` to `end`; None when they fit."""
    reached = start
    for level in _within(free_levels(windows, bookings), start, end):
        if level.start > reached:
            return Obstacle(Why.CLOSED, reached, level.start)
        if level.free < places:
            return Obstacle(Why.FULL, level.start, level.end)
        reached = level.end
    return None if reached >= end else Obstacle(Why.CLOSED, reached, end)


def _extend(levels: list[Level], level: Level) -> None:
    if levels and levels[-1].free == level.free and levels[-1].end == level.start:
        levels[-1] = Level(levels[-1].start, level.end, level.free)
    else:
        levels.append(level)


def _runs(levels: Iterable[Level], places: int) -> Iterator[list[Level]]:
    """Stretches without a gap in which `places` are free throughout."""
    run: list[Level] = []
    for level in levels:
        if run and (level.free < places or level.start != run[-1].end):
            yield run
            run = []
        if level.free >= places:
            run.append(level)
    if run:
        yield run


def _lowest(run: list[Level], at: int, end: datetime) -> int:
    lowest = run[at].free
    while run[at].end < end:
        at += 1
        lowest = min(lowest, run[at].free)
    return lowest


def _within(levels: Iterable[Level], start: datetime, end: datetime) -> Iterator[Level]:
    """The levels cut to the time from `start` to `end`."""
    for level in levels:
        if level.start < end and start < level.end:
            yield Level(max(level.start, start), min(level.end, end), level.free)
