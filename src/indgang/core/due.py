"""When a promise is due: minutes of opening hours, not of the clock on the wall.

Two hours promised at 15.30 by a unit that is open from 8 to 16 are due at 9.30 on the next day that it is open.
"""

from datetime import datetime, timedelta

from indgang.core.hours import HoursKind, OpeningHours

SOONEST = timedelta(minutes=15)
SHARE_OF_WARNING = 4
"""A promise is warned about when a quarter of its open time is left, and at least fifteen open minutes before."""


def due_after(hours: OpeningHours, start: datetime, minutes: int) -> datetime | None:
    """When `minutes` of open time have passed since `start`; None for hours that are unknown or never come."""
    return hours.after_open_minutes(start, minutes, HoursKind.SERVICE) if hours.rules else None


def open_minutes_left(hours: OpeningHours, now: datetime, due: datetime) -> int:
    """Whole open minutes until `due`; 0 when it is over. Unknown hours count every minute."""
    if not hours.rules:
        return max(0, (due - now) // timedelta(minutes=1))
    return hours.open_minutes_between(now, due, HoursKind.SERVICE)


def warns_at(hours: OpeningHours, given: datetime, due: datetime) -> int:
    """With how many open minutes left a promise given at `given` is warned about."""
    whole = open_minutes_left(hours, given, due)
    return max(SOONEST // timedelta(minutes=1), whole // SHARE_OF_WARNING)
