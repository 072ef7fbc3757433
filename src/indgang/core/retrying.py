"""When to try again what could not be sent: soon at first, then ever more seldom, without chance."""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=48)


def pause_after(tries: int) -> timedelta:
    """The pause after the first, second … try: 1, 2, 4, 8, 16, 32 minutes, then an hour each."""
    doublings = min(max(tries, 1) - 1, 16)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def next_try(
    *, now: datetime, tries: int, first: datetime, expires: datetime | None, asked: timedelta | None = None
) -> datetime | None:
    """When to try again after `tries` tries, the first of them at `first`; None to give up.

    Never sooner than the other side has `asked` for. Given up 48 hours after the first try, and where the next try
    would come when the message has lost its point.
    """
    moment = now + max(pause_after(tries), asked or timedelta())
    if moment > first + GIVE_UP_AFTER or (expires is not None and moment >= expires):
        return None
    return moment
