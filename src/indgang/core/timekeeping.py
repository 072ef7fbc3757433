"""Honest time: the segments of a contact, which never overlap and sum to the contact's active time.

A contact holds one or more inquiries; the clock runs for one of them at a time, or for none. All changes are
pure: they return a new `ContactClock`. Instants are aware datetimes and are cut to whole seconds; durations
are whole seconds. An instant before the last change (a clock that was set back) counts as the instant of that
change, so time never runs backwards and no desk is stopped by it.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Self

_FOR_EVER = datetime.max.replace(tzinfo=UTC)


class ClockState(StrEnum):
    """A contact that is paused stays in front of the officer; a parked one makes room for another."""

    NEW = "new"
    RUNNING = "running"
    PAUSED = "paused"
    PARKED = "parked"
    FINISHED = "finished"


class TransitionError(ValueError):
    """The clock cannot do `action` in `state`."""

    def __init__(self, action: str, state: ClockState) -> None:
        super().__init__(f"cannot {action} a contact that is {state}")
        self.action = action
        self.state = state


class CorrectionError(ValueError):
    """A correction that cannot be: `code` is "open", "empty" (no time left), "overlap" or "future"."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the corrected time is not possible: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of work on one inquiry, from `started_at` up to `ended_at`; None while it runs."""

    inquiry: Hashable
    started_at: datetime
    ended_at: datetime | None = None

    def seconds(self, until: datetime | None = None) -> int:
        """Its length in whole seconds; one that still runs is counted up to `until`, or as 0 without it."""
        end = self.ended_at if self.ended_at is not None else until
        return 0 if end is None else max(0, int((_whole(end) - self.started_at).total_seconds()))


@dataclass(frozen=True, slots=True)
class ContactClock:
    """The time of one contact. `segments` are in order; the last one is open exactly while the clock runs.

    `inquiry` is the one being worked on, or the one to go on with; `changed_at` is the last change.
    """

    state: ClockState = ClockState.NEW
    inquiry: Hashable = None
    segments: tuple[Segment, ...] = ()
    changed_at: datetime | None = None

    @classmethod
    def restored(
        cls,
        segments: Iterable[Segment],
        state: ClockState,
        inquiry: Hashable = None,
        changed_at: datetime | None = None,
    ) -> Self:
        """The clock again from stored rows. Raises ValueError when they overlap or do not fit `state`."""
        rows = tuple(sorted(segments, key=lambda row: row.started_at))
        if overlaps(rows):
            raise ValueError("stored segments overlap")
        is_open = bool(rows) and rows[-1].ended_at is None
        if is_open != (state == ClockState.RUNNING):
            raise ValueError(f"an open segment does not fit a contact that is {state}")
        last = rows[-1] if rows else None
        if last is not None:
            inquiry = last.inquiry if inquiry is None or is_open else inquiry
            newest = last.ended_at or last.started_at
            changed_at = newest if changed_at is None else max(changed_at, newest)
        return cls(state, inquiry, rows, changed_at)

    def start(self, inquiry: Hashable, at: datetime) -> Self:
        """Begin the contact with its first inquiry."""
        self._require("start", ClockState.NEW)
        return self._open(inquiry, at)

    def switch(self, inquiry: Hashable, at: datetime) -> Self:
        """Go on with another inquiry; the first one's time ends at the same instant. The same: no change."""
        self._require("switch", ClockState.RUNNING)
        if inquiry == self.inquiry:
            return self
        return self.pause(at).resume(at, inquiry)

    def pause(self, at: datetime) -> Self:
        """Stop the time while the contact stays in front of the officer."""
        self._require("pause", ClockState.RUNNING)
        return self._closed(ClockState.PAUSED, at)

    def park(self, at: datetime) -> Self:
        """Put the contact aside; several may be parked at once."""
        self._require("park", ClockState.RUNNING, ClockState.PAUSED)
        return self._closed(ClockState.PARKED, at)

    def resume(self, at: datetime, inquiry: Hashable = None) -> Self:
        """Go on after a pause or from the parking place, with `inquiry` or the one it was left with."""
        self._require("resume", ClockState.PAUSED, ClockState.PARKED)
        return self._open(self.inquiry if inquiry is None else inquiry, at)

    def finish(self, at: datetime) -> Self:
        """End the contact for good; corrections are still possible."""
        self._require("finish", ClockState.NEW, ClockState.RUNNING, ClockState.PAUSED, ClockState.PARKED)
        return self._closed(ClockState.FINISHED, at)

    def correct(
        self,
        index: int,
        *,
        started_at: datetime | None = None,
        ended_at: datetime | None = None,
        inquiry: Hashable = None,
    ) -> Self:
        """Change a closed segment's start, end or inquiry; what is not given stays.

        Raises IndexError for an unknown index, CorrectionError for a time that cannot be.
        """
        old = self._closed_segment(index)
        new = Segment(
            old.inquiry if inquiry is None else inquiry,
            old.started_at if started_at is None else _whole(started_at),
            old.ended_at if ended_at is None else _whole(ended_at),
        )
        return self._with_rows((*self.segments[:index], new, *self.segments[index + 1 :]))

    def split(self, index: int, at: datetime, inquiry: Hashable) -> Self:
        """Give the part of a closed segment from `at` on to `inquiry`: somebody forgot to switch.

        Raises as `correct` does; `at` must lie inside the segment.
        """
        old = self._closed_segment(index)
        at = _whole(at)
        parts = (replace(old, ended_at=at), Segment(inquiry, at, old.ended_at))
        return self._with_rows((*self.segments[:index], *parts, *self.segments[index + 1 :]))

    def active_seconds(self, until: datetime | None = None) -> int:
        """Seconds worked in the contact; a running segment counts up to `until`."""
        return sum(segment.seconds(until) for segment in self.segments)

    def seconds_by_inquiry(self, until: datetime | None = None) -> dict[Hashable, int]:
        """Seconds worked on each inquiry, in order of first work; they sum to `active_seconds(until)`."""
        return seconds_by_inquiry(self.segments, until)

    def _require(self, action: str, *states: ClockState) -> None:
        if self.state not in states:
            raise TransitionError(action, self.state)

    def _moment(self, at: datetime) -> datetime:
        at = _whole(at)
        return at if self.changed_at is None else max(at, self.changed_at)

    def _open(self, inquiry: Hashable, at: datetime) -> Self:
        if inquiry is None:
            raise ValueError("an inquiry is needed to run the clock for")
        moment = self._moment(at)
        return type(self)(ClockState.RUNNING, inquiry, (*self.segments, Segment(inquiry, moment)), moment)

    def _closed(self, state: ClockState, at: datetime) -> Self:
        moment = self._moment(at)
        segments = self.segments
        if self.state == ClockState.RUNNING:
            last = segments[-1]
            segments = segments[:-1]
            if moment > last.started_at:
                segments = (*segments, replace(last, ended_at=moment))
        return type(self)(state, self.inquiry, segments, moment)

    def _closed_segment(self, index: int) -> Segment:
        if not 0 <= index < len(self.segments):
            raise IndexError(f"the contact has no segment {index}")
        if self.segments[index].ended_at is None:
            raise CorrectionError("open")
        return self.segments[index]

    def _with_rows(self, rows: tuple[Segment, ...]) -> Self:
        for row in rows:
            if row.ended_at is not None and row.ended_at <= row.started_at:
                raise CorrectionError("empty")
            if self.changed_at is not None and row.ended_at is not None and row.ended_at > self.changed_at:
                raise CorrectionError("future")
        if any(first.ended_at is None or first.ended_at > then.started_at for first, then in pairwise(rows)):
            raise CorrectionError("overlap")
        return replace(self, segments=rows)


def overlaps(segments: Iterable[Segment]) -> bool:
    """Whether any two of the segments, given in any order, share time; an open one runs on for ever."""
    rows = sorted(segments, key=lambda row: (row.started_at, row.ended_at or _FOR_EVER))
    return any(first.ended_at is None or first.ended_at > then.started_at for first, then in pairwise(rows))


def seconds_by_inquiry(segments: Iterable[Segment], until: datetime | None = None) -> dict[Hashable, int]:
    """Whole seconds per inquiry, in order of first work; an open segment counts up to `until`."""
    sums: dict[Hashable, int] = {}
    for segment in segments:
        sums[segment.inquiry] = sums.get(segment.inquiry, 0) + segment.seconds(until)
    return sums


def _whole(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone; a naive datetime was given")
    return at.replace(microsecond=0)
