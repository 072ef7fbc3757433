"""The picture of a week: where on a day's clock something is open, on which axis, and where the present is.

The axis is the clock on the wall, so that the days of a week stand under each other. A minute of the clock is drawn
as open when it is open every time that the clock shows it on that date: the hour that is skipped in spring is never
drawn, and of the hour that comes twice in autumn only what is open both times, so that no picture promises an open
door that is closed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from indgang.core.day import COPENHAGEN, danish_time, day_bounds
from indgang.core.hours import DayPlan, Interval

DAY_MINUTES = 24 * 60
_A_MINUTE = timedelta(minutes=1)


class Band(NamedTuple):
    """From `start` up to, not with, `end`: whole minutes on the clock since midnight, 1440 at the day's end."""

    start: int
    end: int


class Stretch(NamedTuple):
    """A part of a date on which the clock runs on without a jump: from `start` to `end` (UTC), and the clock's
    minute at its start.
    """

    start: datetime
    end: datetime
    clock: int

    @property
    def band(self) -> Band:
        """What the clock shows meanwhile."""
        return Band(self.clock, self.clock + (self.end - self.start) // _A_MINUTE)


def stretches(day: date) -> list[Stretch]:
    """The Danish `day` as stretches: one, or two on the days when the clocks change."""
    first, after = day_bounds(day)
    before, later = _offset(first), _offset(after - _A_MINUTE)
    if before == later:
        return [Stretch(first, after, 0)]
    change = datetime.combine(day, datetime.min.time(), first.tzinfo) + timedelta(hours=1)
    clock = (change - first + later - before) // _A_MINUTE
    return [Stretch(first, change, 0), Stretch(change, after, clock)]


def skipped_on(day: date) -> Band | None:
    """The clock times that do not exist on `day`."""
    parts = stretches(day)
    if len(parts) == 1 or parts[1].band.start <= parts[0].band.end:
        return None
    return Band(parts[0].band.end, parts[1].band.start)


def doubled_on(day: date) -> Band | None:
    """The clock times that come twice on `day`."""
    parts = stretches(day)
    if len(parts) == 1 or parts[1].band.start >= parts[0].band.end:
        return None
    return Band(parts[1].band.start, parts[0].band.end)


def bands_of(plan: DayPlan) -> list[Band]:
    """Where `plan` is drawn on its day's clock, in order and without overlap."""
    return open_bands(plan.day, plan.intervals)


def open_bands(day: date, intervals: Sequence[Interval]) -> list[Band]:
    """The clock times of `day` that are inside `intervals` every time that they come."""
    shown: list[Band] = []
    closed: list[Band] = []
    for part in stretches(day):
        inside = [
            Band(_clock(part, max(one.start, part.start)), _clock(part, min(one.end, part.end)))
            for one in intervals
            if one.end > part.start and one.start < part.end
        ]
        shown += inside
        closed += without([part.band], inside)
    return without(joined(shown), closed)


def joined(bands: Iterable[Band]) -> list[Band]:
    """The same minutes as ordered bands that neither touch nor overlap; empty ones are left out."""
    result: list[Band] = []
    for band in sorted(bands):
        if band.end <= band.start:
            continue
        if result and band.start <= result[-1].end:
            result[-1] = Band(result[-1].start, max(result[-1].end, band.end))
        else:
            result.append(band)
    return result


def without(bands: Iterable[Band], taken: Iterable[Band]) -> list[Band]:
    """The minutes of `bands` that are in none of `taken`."""
    left = joined(bands)
    for cut in joined(taken):
        left = [
            part
            for band in left
            for part in (Band(band.start, min(band.end, cut.start)), Band(max(band.start, cut.end), band.end))
            if part.start < part.end
        ]
    return left


@dataclass(frozen=True, slots=True)
class Axis:
    """The hours that a picture shows, from `first` to `last` (both on the clock, 24 at most)."""

    first: int
    last: int

    def share(self, minute: float) -> float:
        """Where a minute of the clock stands, in per cent of the axis; what lies outside stands at its end."""
        length = (self.last - self.first) * 60
        return round(min(100.0, max(0.0, 100 * (minute - self.first * 60) / length)), 3)

    def ticks(self, most: int) -> list[int]:
        """Whole hours to write, evenly spaced and at most `most`, the first hour first."""
        for step in (1, 2, 3, 4, 6, 12, 24):
            hours = list(range(self.first, self.last + 1, step))
            if len(hours) <= max(2, most):
                return hours
        return [self.first, self.last]

    def shows(self, minute: float) -> bool:
        """Whether a minute of the clock is on the axis."""
        return self.first * 60 <= minute <= self.last * 60


def axis_for(bands: Iterable[Band], *, least: tuple[int, int] = (8, 17)) -> Axis:
    """Whole hours around all `bands`, and around `least`."""
    known = list(bands)
    first = min([least[0], *(band.start // 60 for band in known)])
    last = max([least[1], *(-(-band.end // 60) for band in known)])
    return Axis(first, last)


def clock_minute(instant: datetime) -> float:
    """What the clock shows at `instant`, in minutes since midnight with their fraction."""
    local = danish_time(instant)
    return local.hour * 60 + local.minute + local.second / 60


def _offset(instant: datetime) -> timedelta:
    return instant.astimezone(COPENHAGEN).utcoffset() or timedelta()


def _clock(part: Stretch, instant: datetime) -> int:
    return part.clock + (instant - part.start) // _A_MINUTE
