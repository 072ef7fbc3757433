"""Free times: when an appointment of a given length can begin, by the exact peak of what runs at once.

A resource (a desk, a person, a room, a set of equal places) is there in its windows and can serve `places`
appointments at once. What others have taken counts with its buffers; blocked time, and time at which it is busy
elsewhere, is no time. The peak
counts, not the number: two appointments one after the other take one place, not two. A part of the places can
be kept from the public: a public appointment must lie in public windows and within the public places, an
internal one only within all places.

An appointment may need one resource of each of several groups (a desk or a caseworker, and a room): it can
begin where every group has somebody. One definition serves calendar, booking and staff view.

All instants are aware datetimes; an interval holds its start, not its end. Lengths, buffers and grid are
whole minutes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from math import gcd
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indgang.core.steps import Instants, Steps, counted

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_A_MICROSECOND = timedelta(microseconds=1)
_AN_HOUR = 60
_A_MINUTE = 60_000_000
_A_DAY = 24 * 60 * _A_MINUTE


class Window(NamedTuple):
    """The resource is there from `start` to `end`; `is_public`: for everybody, else for bookings by staff."""

    start: datetime
    end: datetime
    is_public: bool = True


class Stretch(NamedTuple):
    """From `start` to `end`."""

    start: datetime
    end: datetime


class Taken(NamedTuple):
    """One place is taken from `start` to `end`, buffers included; by the public or by staff."""

    start: datetime
    end: datetime
    is_public: bool = True


@dataclass(frozen=True)
class Plan:
    """What is known of one resource over some days.

    `busy` is what a calendar elsewhere says is taken. `public_places` None: all. `before_minutes` and
    `after_minutes` are the buffers of a new appointment: no other may run in them, but they may lie outside the
    windows. Appointments begin every `grid_minutes` from the full hour, from `earliest` to `latest`, both
    included (None: no limit). `taken` may be given as arrays (see `TakenArrays`), which is faster for
    thousands. Raises ValueError for numbers that cannot be.
    """

    windows: tuple[Window, ...]
    taken: "Sequence[Taken] | TakenArrays" = ()
    blocked: tuple[Stretch, ...] = ()
    busy: tuple[Stretch, ...] = ()
    places: int = 1
    public_places: int | None = None
    before_minutes: int = 0
    after_minutes: int = 0
    grid_minutes: int = 5
    earliest: datetime | None = None
    latest: datetime | None = None

    def __post_init__(self) -> None:
        if self.places < 1 or self.before_minutes < 0 or self.after_minutes < 0:
            raise ValueError("places must be at least 1, buffers at least 0")
        if self.grid_minutes < 1 or _AN_HOUR % self.grid_minutes:
            raise ValueError("the grid must divide an hour")

    @cached_property
    def _arrays(self) -> "TakenArrays":
        return self.taken if isinstance(self.taken, TakenArrays) else TakenArrays.of(self.taken)

    def _hours(self, *, public: bool) -> "list[_Bar]":
        bars = [_Bar(Why.CLOSED, _uncovered(self.windows))]
        if self.blocked:
            bars.append(_Bar(Why.BLOCKED, _covered(self.blocked)))
        if self.busy:
            bars.append(_Bar(Why.BUSY, _covered(self.busy)))
        if public and not all(window.is_public for window in self.windows):
            shut = _uncovered(tuple(window for window in self.windows if window.is_public))
            bars.append(_Bar(Why.INTERNAL, shut))
        return bars

    def _full(self) -> "list[_Bar]":
        arrays = self._arrays
        if not len(arrays.starts):
            return []
        full = counted(arrays.starts, arrays.ends).at_least(self.places)
        return [_Bar(Why.FULL, full, with_buffers=True)]

    def _share(self) -> "list[_Bar]":
        arrays, most = self._arrays, self.public_places
        if most is None or most >= self.places:
            return []
        mine = arrays.is_public
        steps = counted(arrays.starts[mine], arrays.ends[mine]).at_least(most)
        return [_Bar(Why.INTERNAL, steps, with_buffers=True)]

    @cached_property
    def _for_staff(self) -> "list[_Bar]":
        return [*self._hours(public=False), *self._full()]

    @cached_property
    def _for_public(self) -> "list[_Bar]":
        return [*self._hours(public=True), *self._full(), *self._share()]

    def bars(self, *, public: bool) -> "list[_Bar]":
        """What makes a start impossible, the hardest to remove first."""
        return self._for_public if public else self._for_staff

    def shut(self, *, public: bool) -> "Iterator[_Shut]":
        """The same as stretches in no order. Of a single place no peak need be counted."""
        single = self.places == 1 and len(self._arrays.starts) > 0
        bars = [*self._hours(public=public), *([] if single else self._full())]
        for bar in [*bars, *(self._share() if public else ())]:
            starts, ends = bar.steps.stretches()
            yield _Shut(starts, ends, bar.with_buffers)
        if single:
            yield _Shut(self._arrays.starts, self._arrays.ends, with_buffers=True)


class TakenArrays(NamedTuple):
    """What is taken, as three arrays of one length."""

    starts: Instants
    ends: Instants
    is_public: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, taken: Sequence[Taken]) -> "TakenArrays":
        """The arrays of a list; what ends before it begins takes nothing."""
        real = [one for one in taken if one.start < one.end]
        return cls(
            _instants([one.start for one in real]),
            _instants([one.end for one in real]),
            np.array([one.is_public for one in real], dtype=np.bool_),
        )


class FreeStart(NamedTuple):
    """An appointment can begin at `start`; for each group the indexes of its resources that are free."""

    start: datetime
    free: tuple[tuple[int, ...], ...]


class FreeTable(NamedTuple):
    """The starts where each group has a free plan, and for each group and plan at which of them it is free."""

    starts: Instants
    free: tuple[npt.NDArray[np.bool_], ...]


class Why(StrEnum):
    """Why a resource cannot take an appointment at a time."""

    CLOSED = "closed"
    INTERNAL = "internal"
    BLOCKED = "blocked"
    BUSY = "busy"
    FULL = "full"


class Obstacle(NamedTuple):
    """The first stretch that stands in the way."""

    reason: Why
    start: datetime
    end: datetime


def free_times(
    groups: Sequence[Sequence[Plan]], minutes: int, *, since: datetime, until: datetime, public: bool = False
) -> list[FreeStart]:
    """Every start from `since` to `until`, the second not included, where each group has a free plan.

    A start must lie on the grid of the plans that are to serve. Raises ValueError for a length below 1 and
    for no group.
    """
    table = free_table(groups, minutes, since=since, until=until, public=public)
    indexes = zip(*map(free_indexes, table.free), strict=True)
    return list(map(FreeStart, map(moment, table.starts.tolist()), indexes))


def free_table(
    groups: Sequence[Sequence[Plan]], minutes: int, *, since: datetime, until: datetime, public: bool = False
) -> FreeTable:
    """What `free_times` finds, as arrays: for counting, and for answers of thousands."""
    if not groups:
        raise ValueError("an appointment needs at least one group")
    if minutes < 1:
        raise ValueError("an appointment takes at least a minute")
    grid = gcd(*(plan.grid_minutes for group in groups for plan in group)) * _A_MINUTE or _A_MINUTE
    starts = np.arange(-(-instant(since) // grid) * grid, instant(until), grid, dtype=np.int64)
    if not all(groups):
        starts = starts[:0]
    found = [_free_on_grid(group, starts, grid, minutes * _A_MINUTE, public=public) for group in groups]
    has_all = np.logical_and.reduce([group.any(axis=0) for group in found])
    return FreeTable(starts[has_all], tuple(group[:, has_all] for group in found))


def steady_until(groups: Sequence[Sequence[Plan]], now: datetime) -> datetime:
    """Until when free times from `now` on stay the same while only the clock runs, and with it the limits of the plans.

    That is until the next start of a grid begins, has become too soon, or is no longer too late.
    """
    at, steady = instant(now), _A_DAY
    for plan in (plan for group in groups for plan in group):
        grid = plan.grid_minutes * _A_MINUTE
        ends = [at] if plan.earliest is None else [at, instant(plan.earliest)]
        steady = min(steady, *(-end % grid + 1 for end in ends))
        if plan.latest is not None:
            steady = min(steady, grid - instant(plan.latest) % grid)
    return moment(at + steady)


def _free_on_grid(
    plans: Sequence[Plan], starts: Instants, grid: int, length: int, *, public: bool
) -> npt.NDArray[np.bool_]:
    """For each plan and start, `grid` apart, whether the plan can take an appointment of `length`.

    A stretch that is shut rules out a run of neighbouring starts. All runs of all plans are counted at once, by
    where they begin and where they are over; so the price is that of the stretches, not of the starts.
    """
    count, row = len(starts), len(starts) + 1
    if not count or not plans:
        return np.zeros((len(plans), count), dtype=np.bool_)
    begins, overs = [], []
    for number, plan in enumerate(plans):
        early, late = plan.before_minutes * _A_MINUTE, plan.after_minutes * _A_MINUTE
        for shut in plan.shut(public=public):
            before, after = (length + late, early) if shut.with_buffers else (length, 0)
            since, until = shut.starts - (before + starts[0]), shut.ends + (after - starts[0])
            begins.append(np.minimum(np.maximum(since // grid + 1, 0), count) + number * row)
            overs.append(np.minimum(np.maximum(-(-until // grid), 0), count) + number * row)
    first, over = (np.bincount(np.concatenate(of), minlength=len(plans) * row) for of in (begins, overs))
    runs = first - over
    is_free: npt.NDArray[np.bool_] = (runs.cumsum() == 0).reshape(len(plans), row)[:, :count]
    for plan, mine in zip(plans, is_free, strict=True):
        _keep_limits(plan, starts, grid, mine)
    return is_free


def _keep_limits(plan: Plan, starts: Instants, grid: int, is_free: npt.NDArray[np.bool_]) -> None:
    """Rule out what is too soon, too late, or not on the plan's own grid."""
    if plan.earliest is not None:
        is_free[: starts.searchsorted(instant(plan.earliest), "left")] = False
    if plan.latest is not None:
        is_free[starts.searchsorted(instant(plan.latest), "right") :] = False
    if plan.grid_minutes * _A_MINUTE != grid:
        is_free &= starts % (plan.grid_minutes * _A_MINUTE) == 0


def free_indexes(free: npt.NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """For each start the indexes of the free plans. There are fewer patterns than starts."""
    packed = np.ascontiguousarray(np.packbits(free, axis=0).T)
    patterns = packed.view(f"S{packed.shape[1]}").ravel().tolist() if packed.size else []
    return list(map(_indexes, patterns))


@lru_cache(maxsize=16_384)
def _indexes(pattern: bytes) -> tuple[int, ...]:
    """Where the bits are set, the first one of a byte being its highest."""
    return tuple(
        8 * place + bit for place, byte in enumerate(pattern) for bit in range(8) if byte & (128 >> bit)
    )


def is_free(plan: Plan, start: datetime, minutes: int, *, public: bool = False) -> bool:
    """Whether an appointment of `minutes` can begin at `start`. Raises ValueError for no length."""
    if minutes < 1:
        raise ValueError("an appointment takes at least a minute")
    if plan.earliest is not None and start < plan.earliest:
        return False
    if plan.latest is not None and start > plan.latest:
        return False
    if instant(start) % (plan.grid_minutes * _A_MINUTE):
        return False
    return obstacle(plan, start, minutes, public=public) is None


def obstacle(plan: Plan, start: datetime, minutes: int, *, public: bool = False) -> Obstacle | None:
    """What stands in the way of an appointment of `minutes` at `start`, apart from grid and limits.

    None when nothing does. Of several the one that is hardest to remove: closed, blocked, busy,
    internal, full.
    """
    begin, end = instant(start), instant(start) + minutes * _A_MINUTE
    early, late = plan.before_minutes * _A_MINUTE, plan.after_minutes * _A_MINUTE
    for bar in plan.bars(public=public):
        span = (begin - early, end + late) if bar.with_buffers else (begin, end)
        found = bar.steps.first_in(*span)
        if found is not None:
            return Obstacle(bar.reason, moment(found[0]), moment(found[1]))
    return None


def place_numbers(taken: Sequence[Stretch]) -> list[int]:
    """A place (from 1) for each, so that none share one at the same time; never more places than the peak.

    In the order given. Intervals sorted by start, each on the lowest place that is free, need exactly as many
    places as run at once (interval graphs are perfect).
    """
    numbers = [0] * len(taken)
    busy_until: list[datetime] = []
    for index in sorted(range(len(taken)), key=lambda one: taken[one].start):
        one = taken[index]
        free = next((at for at, end in enumerate(busy_until) if end <= one.start), None)
        if free is None:
            busy_until.append(one.end)
            numbers[index] = len(busy_until)
        else:
            busy_until[free] = one.end
            numbers[index] = free + 1
    return numbers


class _Bar(NamedTuple):
    """No appointment may run where the steps are above 0, with `with_buffers` not even its buffers."""

    reason: Why
    steps: Steps
    with_buffers: bool = False


class _Shut(NamedTuple):
    """No appointment may run in these stretches, with `with_buffers` not even its buffers."""

    starts: Instants
    ends: Instants
    with_buffers: bool = False


def _covered(stretches: Iterable[Window | Stretch]) -> Steps:
    real = [one for one in stretches if one.start < one.end]
    return counted(_instants([one.start for one in real]), _instants([one.end for one in real]))


@lru_cache(maxsize=256)
def _uncovered(windows: tuple[Window, ...]) -> Steps:
    """1 where no window is. Many resources have the same windows."""
    opened = _covered(windows)
    return Steps(opened.edges, (opened.values == 0).astype(np.int64), 1)


def _instants(moments: Sequence[datetime]) -> Instants:
    return np.array([(one - _EPOCH) // _A_MICROSECOND for one in moments], dtype=np.int64)


def instant(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // _A_MICROSECOND


@lru_cache(maxsize=16_384)
def moment(at: int) -> datetime:
    """The instant of so many microseconds since 1970, in UTC. The same grids are asked for again and again."""
    return _EPOCH + timedelta(microseconds=at)
