"""The Danish day: which date an instant belongs to, and when a local clock time happens.

Instants are aware datetimes, kept in UTC. Dates and clock times are those of Danish clocks
(Europe/Copenhagen).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

# Directive 2000/84/EC: in all of the EU the clocks change at 01:00 UTC.
_CHANGE_OF_CLOCKS = time(1, 0, tzinfo=UTC)


def danish_date(instant: datetime) -> date:
    """The date that Danish clocks show at `instant`. Raises ValueError for a naive datetime."""
    return danish_time(instant).date()


def danish_time(instant: datetime) -> datetime:
    """`instant` in Danish local time. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone; a naive datetime was given")
    return instant.astimezone(COPENHAGEN)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First instant of the Danish `day` and of the next one, in UTC: 23, 24 or 25 hours apart."""
    return opening_instant(day, time.min), closing_instant(day, time.min)


def opening_instant(day: date, clock: time) -> datetime:
    """The instant (UTC) when something opens at `clock` on the Danish `day`.

    A time that the clocks skip in spring is the instant of the change. A time that comes twice in autumn is
    the first one, so that nobody meets a closed door at an hour the sign calls open.
    """
    return _instant(day, clock, fold=0)


def closing_instant(day: date, clock: time) -> datetime:
    """The instant (UTC) when something closes at `clock` on the Danish `day`; 00:00 is 24:00, the day's end.

    A time that the clocks skip in spring is the instant of the change; of a time that comes twice in autumn
    the second one counts.
    """
    if clock == time.min:
        return _instant(day + timedelta(days=1), clock, fold=0)
    return _instant(day, clock, fold=1)


def _instant(day: date, clock: time, *, fold: int) -> datetime:
    local = datetime.combine(day, clock, tzinfo=COPENHAGEN).replace(fold=fold)
    instant = local.astimezone(UTC)
    is_skipped = instant.astimezone(COPENHAGEN).replace(tzinfo=None) != local.replace(tzinfo=None)
    return datetime.combine(day, _CHANGE_OF_CLOCKS) if is_skipped else instant
