"""What time it is in the demo: real time while the Magion is open, else a working day that goes on where it left off.

The clock never goes back, so that what was registered in an earlier run stays in the past.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from indgang.core.day import danish_date
from indgang.project.demo.demand import Interval

LEAST_LEFT = timedelta(minutes=45)
INTO_THE_DAY = timedelta(minutes=100)


def start_of_demo(
    real: datetime, last_shown: datetime | None, hours_on: Callable[[date], Sequence[Interval]]
) -> datetime:
    """The moment (UTC) at which the demo's clock starts.

    `hours_on` says when citizen service is there on a day. Real time, if it is there then and will be for 45 minutes
    yet, and no earlier run got further; else where the last run stopped, under the same condition; else 100 minutes
    into the latest working day that is past, or into the one after that on which the last run stopped.
    """
    earliest = max(real, last_shown) if last_shown else real
    for candidate in (earliest, last_shown):
        if (
            candidate is not None
            and candidate >= (last_shown or candidate)
            and _is_living(candidate, hours_on)
        ):
            return candidate
    for days_back in range(1, 15):
        candidate = _next_day(real - timedelta(days=days_back), hours_on)
        if candidate <= real and candidate > (last_shown or candidate - LEAST_LEFT):
            return candidate
    return _next_day(last_shown or real, hours_on)


def _is_living(moment: datetime, hours_on: Callable[[date], Sequence[Interval]]) -> bool:
    return any(start <= moment < end - LEAST_LEFT for start, end in hours_on(danish_date(moment)))


def _next_day(after: datetime, hours_on: Callable[[date], Sequence[Interval]]) -> datetime:
    day = danish_date(after)
    for _ in range(400):
        for start, end in hours_on(day):
            moment = start + INTO_THE_DAY
            if moment > after and moment < end - LEAST_LEFT:
                return moment
        day += timedelta(days=1)
    return after.astimezone(UTC)
