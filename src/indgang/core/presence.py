"""Whether somebody can be reached now: what they said themselves, else their hours, else their calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """How somebody stands. Only the first three can be said by oneself."""

    FREE = "free"
    BUSY = "busy"
    AWAY = "away"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Because(StrEnum):
    """Where that is known from."""

    SAID = "said"
    HOURS = "hours"
    CALENDAR = "calendar"
    NOTHING = "nothing"


SAYABLE = (Standing.FREE, Standing.BUSY, Standing.AWAY)
REACHABLE = frozenset({Standing.FREE, Standing.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of themselves: it counts in [since, until), and ends by itself."""

    standing: Standing
    since: datetime
    until: datetime
    reason: str = ""

    def holds_at(self, moment: datetime) -> bool:
        """Whether it counts at `moment`."""
        return self.since <= moment < self.until


@dataclass(frozen=True, slots=True)
class Hours:
    """Whether the hours are open now, and until when that stays (None: not within a year)."""

    is_open: bool
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Presence:
    """How somebody stands now, until when that is known to last, and why."""

    standing: Standing
    until: datetime | None = None
    because: Because = Because.NOTHING
    reason: str = ""

    @property
    def is_reachable(self) -> bool:
        """Whether it makes sense to phone now."""
        return self.standing in REACHABLE


Span = tuple[datetime, datetime]


def presence_at(
    moment: datetime, word: Word | None, hours: Hours | None, busy: Iterable[Span] | None
) -> Presence:
    """How somebody stands at `moment`.

    `hours` is None where none are known, `busy` where no calendar is. A word that holds goes before everything;
    outside the hours nobody is there; in them the calendar tells, and without one nobody knows.
    """
    if word is not None and word.holds_at(moment):
        return Presence(word.standing, word.until, Because.SAID, word.reason)
    if hours is not None and not hours.is_open:
        return Presence(Standing.CLOSED, hours.until, Because.HOURS)
    closes = hours.until if hours is not None else None
    if busy is None:
        return Presence(Standing.UNKNOWN, closes, Because.HOURS if hours else Because.NOTHING)
    spans = sorted(busy)
    end = _busy_until(spans, moment)
    if end is not None:
        return Presence(Standing.BUSY, end, Because.CALENDAR)
    ahead = [start for start, _end in spans if start > moment]
    edges = [edge for edge in (closes, min(ahead, default=None)) if edge is not None]
    return Presence(Standing.FREE, min(edges, default=None), Because.CALENDAR)


def _busy_until(spans: list[Span], moment: datetime) -> datetime | None:
    """When the stretch of busy times ends that `moment` lies in, those that meet counted as one."""
    end: datetime | None = None
    for start, stop in spans:
        if start <= (end or moment) and stop > (end or moment):
            end = stop
    return end


def urgency(presence: Presence, steps: int) -> tuple[int, int, int, float]:
    """The order in which to try people: who can be reached, the nearest in the chain of deputies first, of those the
    ones that are known to be free; then who is soonest."""
    if presence.is_reachable:
        return 0, steps, presence.standing is not Standing.FREE, 0.0
    soon = presence.until.timestamp() if presence.until else float("inf")
    return 1 if presence.standing is Standing.BUSY else 2, 0, 0, soon
