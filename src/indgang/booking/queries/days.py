"""Days as a citizen picks from them: the free times of each, or why there are none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from math import gcd
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.errors import Text
from indgang.booking.calendar import Calendar, days, rules_of
from indgang.booking.errands import Wanted
from indgang.booking.models import Resource, TaskRule
from indgang.booking.queries.answers import FreeTime, answer, asked
from indgang.booking.queries.free import NEARNESS, reason_of
from indgang.catalogue import queries as catalogue
from indgang.core.day import danish_date, day_bounds
from indgang.core.slots import Window
from indgang.organisation.queries import active_sites

if TYPE_CHECKING:
    from indgang.organisation.models import Site

WHY: dict[str, Text] = {
    "past": _("Over for today"),
    "too-soon": _("Too late to book. Take a number instead."),
    "too-far": _("Cannot be booked yet"),
    "off-grid": _("No times"),
    "closed": _("Closed"),
    "blocked": _("No appointments on this day"),
    "internal": _("No times online. Phone us, or ask at the desk."),
    "full": _("Everything is booked"),
}


@dataclass(frozen=True, slots=True)
class DayToBook:
    """A Danish day with its free times; without any, `why` in a few words."""

    day: date
    times: tuple[FreeTime, ...]
    why: Text = ""


def days_to_book(
    site: "Site",
    tasks: Sequence[Wanted],
    first: date,
    last: date,
    *,
    without: int = 0,
    skills: Sequence[str] = (),
) -> list[DayToBook]:
    """Each Danish day from `first` to `last`, both included, as a citizen may book it.

    `without` is an appointment (its id) that is to be moved. Raises TaskNotFound, NotBookable, Invalid.
    """
    found = answer(site, asked(site, tasks, first, last, public=True, skills=skills), without=without)
    by_day = {day: tuple(times) for day, times in groupby(found.times, lambda time: danish_date(time.start))}
    return [
        DayToBook(day, by_day[day]) if day in by_day else DayToBook(day, (), WHY[_why(found.calendar, day)])
        for day in days(first, last)
    ]


def bookable_tasks() -> set[str]:
    """The codes of the tasks that citizens can book somewhere; whether a time is free is another matter."""
    found: set[str] = set()
    for site in active_sites():
        if rules_of(site).is_public:
            found |= _bookable_at(site)
    return found


def _bookable_at(site: "Site") -> set[str]:
    serving = Resource.objects.filter(site=site, group="serving", is_active=True)
    topics = list(serving.values_list("topics", flat=True))
    if not topics:
        return set()
    shut = set(
        TaskRule.objects.filter(municipality=site.municipality_id, is_public=False).values_list(
            "task", flat=True
        )
    )
    codes = [code for pk, code in catalogue.offered_tasks(site).items() if pk not in shut]
    wanted = {topic for of_one in topics for topic in of_one}
    takes_all = any(not of_one for of_one in topics)
    measures = catalogue.task_measures(codes)
    return {code for code, measure in measures.items() if takes_all or measure.topic in wanted}


def _why(calendar: Calendar, day: date) -> str:
    """The code of the reason that is nearest to a free time on that day."""
    if day < danish_date(clock.now()):
        return "past"
    since, until = day_bounds(day)
    nearest = "closed"
    for start in _starts(calendar, since, until):
        codes = [_of_groups(calendar, start)] if start > clock.now() else ["past"]
        nearest = min([nearest, *codes], key=_rank)
    return nearest


def _rank(code: str) -> int:
    # A day that is over or cannot be booked yet says so, though at its edges nobody is there.
    order = ["full", "internal", "blocked", "too-soon", "too-far", "past", "closed", "off-grid"]
    return order.index(code)


def _of_groups(calendar: Calendar, start: datetime) -> str:
    for plans in calendar.plans:
        codes = [reason_of(plan, start, calendar.minutes, public=True) for plan in plans]
        if None not in codes:
            return min((code for code in codes if code is not None), key=NEARNESS.index)
    return "full"


def _starts(calendar: Calendar, since: datetime, until: datetime) -> Iterator[datetime]:
    serving = calendar.plans[0]
    grid = timedelta(minutes=gcd(*(plan.grid_minutes for plan in serving)))
    for window in sorted({window for plan in serving for window in plan.windows if window.start < until}):
        yield from _on_grid(window, since, until, grid)


def _on_grid(window: Window, since: datetime, until: datetime, grid: timedelta) -> Iterator[datetime]:
    first = max(window.start, since)
    start = since + -(-(first - since) // grid) * grid
    while start < min(window.end, until):
        yield start
        start += grid
