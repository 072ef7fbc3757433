"""The grid of free times that one picks from, also to move an appointment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.errors import Text
from indgang.booking.errands import Wanted
from indgang.booking.queries import DayToBook, FreeTime, days_to_book, free_slots, last_day
from indgang.core.day import danish_date, danish_time
from indgang.ui.templatetags.public_faces import said_time, weekday_date

if TYPE_CHECKING:
    from indgang.organisation.models import Site

A_WEEK = 7
NOON = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """A free time: what a form sends, what stands on the button, and what a screen reader says."""

    start: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its times before and after noon; without any, why."""

    day: date
    parts: tuple[tuple[Text, tuple[Shown, ...]], ...]
    why: Text


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days to pick from. `before` and `after` are first days of other weeks, None where nothing can be booked.

    `first` is the first free time of all, `earliest` and `latest` the days that one may jump to.
    """

    days: tuple[Day, ...]
    before: date | None
    after: date | None
    first: Shown | None
    first_day: date | None
    earliest: date
    latest: date


def week_of(
    site: "Site",
    tasks: Sequence[Wanted],
    wish: date | None,
    *,
    without: int = 0,
    but: datetime | None = None,
) -> Week:
    """The seven days from `wish` on, else from the first day that has a free time. Raises like `days_to_book`.

    `without` is an appointment (its id) that takes no time, and `but` a time that is not shown, as it is one's own.
    """
    today, latest = danish_date(clock.now()), last_day(site)
    found = free_slots(site=site, tasks=tasks, from_=today, to=latest, public=True, without=without)
    free = [time for time in found if time.start != but]
    first_day = danish_date(free[0].start) if free else None
    begins = min(max(wish or first_day or today, today), latest)
    ends = min(begins + timedelta(days=A_WEEK - 1), latest)
    every = days_to_book(site, tasks, begins, ends, without=without)
    shown = [replace(day, times=tuple(time for time in day.times if time.start != but)) for day in every]
    after = begins + timedelta(days=A_WEEK)
    return Week(
        days=tuple(_day(one) for one in shown),
        before=max(begins - timedelta(days=A_WEEK), today) if begins > today else None,
        after=after if after <= latest else None,
        first=shown_time(free[0].start) if free else None,
        first_day=first_day,
        earliest=today,
        latest=latest,
    )


def shown_time(start: datetime) -> Shown:
    """A time as a button shows it."""
    label = said_time(start) + _which_of_two(start)
    name = _("%(day)s at %(time)s") % {"day": weekday_date(danish_date(start)), "time": label}
    return Shown(start.astimezone(UTC).isoformat(), label, name)


def read_start(typed: str) -> datetime | None:
    """The moment that a button sent; None for what is none, as in the first and last year that there is."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.tzinfo is not None and MINYEAR < found.year < MAXYEAR else None


def read_day(typed: str) -> date | None:
    """The day that a field sent; None for what is none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _day(one: DayToBook) -> Day:
    morning = [time for time in one.times if danish_time(time.start).hour < NOON]
    parts = ((_("Morning"), morning), (_("Afternoon"), one.times[len(morning) :]))
    shown = tuple((name, _shown(times)) for name, times in parts if times)
    return Day(one.day, shown, one.why or _("No other times"))


def _shown(times: Sequence[FreeTime]) -> tuple[Shown, ...]:
    return tuple(shown_time(time.start) for time in times)


def _which_of_two(start: datetime) -> str:
    """In the night when the clocks go back an hour comes twice: which of the two it is."""
    local = danish_time(start)
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    if first is None or second is None or first <= second:
        return ""
    return " " + (_("(winter time)") if local.fold else _("(summer time)"))
