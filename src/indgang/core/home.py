"""Whether somebody may take a number at home now, and when next: the municipality's rule, free of distances.

Nobody is asked where they are. Instead a number from home is not called before its holder has said "I am here" at
the place (see `core.calling`), and the rule bounds when such numbers are given and how many wait at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

Interval = tuple[datetime, datetime]


class Refusal(StrEnum):
    """Why no number is given at home now."""

    NOT_YET = "not_yet"
    CLOSED = "closed"
    SHORT_WAIT = "short_wait"
    UNKNOWN_WAIT = "unknown_wait"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class HomeRule:
    """From how many minutes before opening until how many before closing; with a wait of at least so many minutes;
    at most so many numbers from home waiting at once; and for how many minutes a number that was passed by keeps
    its place. Raises ValueError for values that cannot be.
    """

    before_opening: int = 0
    before_closing: int = 30
    least_wait: int = 10
    most_waiting: int = 10
    kept_minutes: int = 15

    def __post_init__(self) -> None:
        values = (self.before_opening, self.before_closing, self.least_wait, self.most_waiting)
        if min(values) < 0 or self.kept_minutes < 1:
            raise ValueError("the minutes and numbers of a rule cannot be negative")


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a number may be taken (no refusal); `next_at` is when the time for it comes, where that is known."""

    refusal: Refusal | None = None
    next_at: datetime | None = None


def may_take(
    rule: HomeRule, now: datetime, staffed: Sequence[Interval], wait_minutes: float | None, waiting: int
) -> Answer:
    """Whether a number may be taken at home at `now`.

    `staffed` are the times [from, to) when somebody is there, today's and some days to come; `wait_minutes` is the
    wait that one would have now, None when it is not known; `waiting` numbers from home wait already, whose holders
    have not come. Before opening there is no wait to ask for. What is taken at the last moment counts.
    """
    windows = [(window, opens) for opens, closes in staffed if (window := _window(rule, opens, closes))]
    found = next((opens for (start, end), opens in windows if start <= now < end), None)
    if found is None:
        next_at = min((start for (start, _end), _opens in windows if start > now), default=None)
        return Answer(Refusal.NOT_YET if next_at else Refusal.CLOSED, next_at)
    if waiting >= rule.most_waiting:
        return Answer(Refusal.ENOUGH)
    if now < found or rule.least_wait == 0:
        return Answer()
    if wait_minutes is None:
        return Answer(Refusal.UNKNOWN_WAIT)
    return Answer(Refusal.SHORT_WAIT) if wait_minutes < rule.least_wait else Answer()


def _window(rule: HomeRule, opens: datetime, closes: datetime) -> Interval | None:
    """When numbers are given for one stretch of opening hours; None when it is too short."""
    start = opens - timedelta(minutes=rule.before_opening)
    end = closes - timedelta(minutes=rule.before_closing)
    return (start, end) if start < end else None
