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
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AN_HOUR = 60
_A_MINUTE = 60_000_000


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
    steps = _steps(windows, bookings)
    levels: list[Level] = []
    for index in np.flatnonzero(steps.is_open[:-1]).tolist():
        start, end = _moment(steps.edges[index]), _moment(steps.edges[index + 1])
        _extend(levels, Level(start, end, int(steps.free[index])))
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
    steps = _steps(windows, bookings)
    duration, grid = duration_minutes * _A_MINUTE, grid_minutes * _A_MINUTE
    if len(steps.edges) == 0:
        return []
    first = max(_instant(earliest), steps.edges[0]) if earliest is not None else steps.edges[0]
    last = steps.edges[-1] - duration
    if latest is not None:
        last = min(last, _instant(latest))
    starts = np.arange(-(-first // grid) * grid, last + 1, grid, dtype=np.int64)
    begins = np.searchsorted(steps.edges, starts, "right") - 1
    ends = np.searchsorted(steps.edges, starts + duration, "left")
    too_full = np.concatenate(([0], np.cumsum(~steps.is_open | (steps.free < places))))
    fits = np.flatnonzero(too_full[begins] == too_full[ends])
    if len(fits) == 0:
        return []
    # The least over each stretch of levels: every other answer is of the stretch between two of them.
    stretches = np.column_stack((begins[fits], ends[fits])).ravel()
    lowest = np.minimum.reduceat(steps.free, stretches)[::2]
    return [
        Slot(_moment(start), _moment(start + duration), free)
        for start, free in zip(starts[fits].tolist(), lowest.tolist(), strict=True)
    ]


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


class _Steps(NamedTuple):
    """From each edge to the next (microseconds since 1970) so many places are free, where it is open at all."""

    edges: npt.NDArray[np.int64]
    free: npt.NDArray[np.int64]
    is_open: npt.NDArray[np.bool_]


def _steps(windows: Iterable[Window], bookings: Iterable[Booking]) -> _Steps:
    real = [window for window in windows if window.start < window.end]
    taken = [booking for booking in bookings if booking.start < booking.end]
    moments = [one.start.timestamp() for one in real] + [one.end.timestamp() for one in real]
    moments += [one.start.timestamp() for one in taken] + [one.end.timestamp() for one in taken]
    places = [one.places for one in real] + [-one.places for one in real]
    places += [-one.places for one in taken] + [one.places for one in taken]
    opened = [1] * len(real) + [-1] * len(real) + [0] * (2 * len(taken))
    edges, at = np.unique(np.rint(np.array(moments) * 1e6).astype(np.int64), return_inverse=True)
    free = np.cumsum(np.bincount(at, weights=places, minlength=len(edges))).astype(np.int64)
    is_open = np.cumsum(np.bincount(at, weights=opened, minlength=len(edges))) > 0
    return _Steps(edges, free, is_open)


def _instant(moment: datetime) -> int:
    return round(moment.timestamp() * 1e6)


def _moment(instant: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(instant))


def _within(levels: Iterable[Level], start: datetime, end: datetime) -> Iterator[Level]:
    """The levels cut to the time from `start` to `end`."""
    for level in levels:
        if level.start < end and start < level.end:
            yield Level(max(level.start, start), min(level.end, end), level.free)
