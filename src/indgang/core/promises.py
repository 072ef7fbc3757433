"""Promises to phone: which windows can be promised, and whether a promise was kept.

A callback is promised for a window of the unit's opening hours. Each time the window is moved, the promise before it
ends, and both stay: nobody keeps a promise by moving it. A promise is judged from what happened alone, at any
moment, whether or not any job ran:

- kept: somebody phoned within the window, or reached the citizen before it;
- broken: the window passed without that, or the unit moved it before it had phoned;
- released: the citizen moved it or took the matter back in time, or it was no longer needed;
- open: none of these yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from indgang.core.day import danish_date
from indgang.core.hours import HoursKind, OpeningHours

NOBODY_YET = timedelta(minutes=15)


class Verdict(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    RELEASED = "released"


class EndedBy(StrEnum):
    """Who ended a promise before its time was over."""

    CITIZEN = "citizen"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` up to, not with, `end` (UTC), with the places that are left in it."""

    start: datetime
    end: datetime
    free: int = 1


@dataclass(frozen=True, slots=True)
class Promised:
    """A window that was promised at `given_at`, and when and by whom the promise was ended, if it was."""

    start: datetime
    end: datetime
    given_at: datetime
    ended_at: datetime | None = None
    ended_by: EndedBy | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call, and whether it reached the citizen."""

    at: datetime
    reached: bool


def keeping_attempt(promise: Promised, attempts: Iterable[Attempt]) -> Attempt | None:
    """The first call that keeps the promise: within the window, or one that reached the citizen before it."""
    for attempt in sorted(attempts, key=lambda one: one.at):
        if attempt.at < promise.given_at:
            continue
        if promise.ended_at is not None and attempt.at > promise.ended_at:
            break
        if attempt.at < promise.end and (attempt.reached or attempt.at >= promise.start):
            return attempt
    return None


def verdict(promise: Promised, attempts: Iterable[Attempt], now: datetime) -> Verdict:
    """What has become of the promise at `now`."""
    if keeping_attempt(promise, [one for one in attempts if one.at <= now]) is not None:
        return Verdict.KEPT
    ended = promise.ended_at if promise.ended_at is not None and promise.ended_at <= now else None
    if ended is not None and ended < promise.end:
        return Verdict.RELEASED if promise.ended_by is EndedBy.CITIZEN else Verdict.BROKEN
    return Verdict.BROKEN if now >= promise.end else Verdict.OPEN


def is_rescued(
    promise: Promised, attempts: Iterable[Attempt], warned_at: datetime | None, taken_at: datetime | None
) -> bool:
    """Whether the promise was kept by somebody who took it after the alarm."""
    kept = keeping_attempt(promise, attempts)
    return (
        kept is not None
        and warned_at is not None
        and taken_at is not None
        and warned_at <= taken_at <= kept.at
        and promise.given_at <= warned_at
    )


def windows(
    hours: OpeningHours,
    now: datetime,
    taken: Mapping[datetime, int],
    *,
    minutes: int = 60,
    places: int = 2,
    notice: timedelta = timedelta(minutes=30),
    days: int = 5,
) -> list[Window]:
    """The windows that can still be promised: pieces of the next `days` open days, the soonest first.

    A piece begins where an opening begins, or `minutes` after the one before; one of under half that length at the
    end is not offered. It is left out when it begins in less than `notice`, or when `taken` (by start) has filled
    its `places`.
    """
    found: list[Window] = []
    length, day, open_days = timedelta(minutes=minutes), danish_date(now), 0
    for ahead in range(60):
        stretches = hours.intervals_on(day + timedelta(days=ahead), HoursKind.SERVICE)
        pieces = [one for stretch in stretches for one in _pieces(stretch.start, stretch.end, length)]
        if not any(end > now for _start, end in pieces):
            continue
        found += [
            Window(start, end, places - taken.get(start, 0))
            for start, end in pieces
            if start >= now + notice and taken.get(start, 0) < places
        ]
        open_days += 1
        if open_days >= days:
            break
    return found


def _pieces(start: datetime, end: datetime, length: timedelta) -> Sequence[tuple[datetime, datetime]]:
    pieces = []
    while start < end:
        stop = min(start + length, end)
        if stop - start >= length / 2:
            pieces.append((start, stop))
        start = stop
    return pieces


def alarm_level(promise: Promised, attempts: Sequence[Attempt], now: datetime, *, is_taken: bool) -> int:
    """How loud the alarm about a promise should be: 0 nobody, 1 the unit, 2 its deputy too, 3 the managers too.

    The unit hears of it when half of the window is over without a call, or when nobody has taken it a quarter of an
    hour before it begins; the deputy when three quarters are over; the managers when it is broken.
    """
    if verdict(promise, attempts, now) not in {Verdict.OPEN, Verdict.BROKEN} or promise.ended_at is not None:
        return 0
    length = promise.end - promise.start
    if now >= promise.end:
        return 3
    if now >= promise.start + length * 3 / 4:
        return 2
    if now >= promise.start + length / 2:
        return 1
    return int(not is_taken and now >= promise.start - NOBODY_YET)
