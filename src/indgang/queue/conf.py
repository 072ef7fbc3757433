"""The queue's settings, each with its default.

Periods that measure whether somebody is still there are meant in real time; `patience` stretches them by the
speed of the clock, so that a demo in fast motion does not take everybody for gone.
"""

from datetime import timedelta

from django.conf import settings

from indgang.base import clock

UNSEEN_MINUTES = 10
API_UNSEEN_MINUTES = 60
TAKE_OVER_MINUTES = 2
HOLD_MINUTES = 15
MIDNIGHT_GRACE = timedelta(hours=3)
LAST_CALLS = 8


def unseen_limit(*, by_api: bool = False) -> timedelta:
    """How long a desk may give no sign of life before it is closed (INDGANG_DESK_UNSEEN_MINUTES)."""
    if by_api:
        return patience(API_UNSEEN_MINUTES)
    return patience(getattr(settings, "DESK_UNSEEN_MINUTES", UNSEEN_MINUTES))


def take_over_limit() -> timedelta:
    """How long a desk must have given no sign of life before a colleague may take it over."""
    return patience(TAKE_OVER_MINUTES)


def hold_limit() -> timedelta:
    """How long a ticket on hold is kept for the desk that put it there (INDGANG_HOLD_MINUTES)."""
    return timedelta(minutes=getattr(settings, "HOLD_MINUTES", HOLD_MINUTES))


def patience(minutes: int) -> timedelta:
    """Real minutes as a stretch of the clock's time."""
    return timedelta(minutes=minutes) * max(1.0, clock.speed())
