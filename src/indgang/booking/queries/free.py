"""Which times can be booked, and why others cannot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.errors import Text
from indgang.booking.calendar import Calendar, calendar_of, candidates_for, rules_of
from indgang.booking.errands import Errand, Wanted, errand_of
from indgang.booking.errors import NotBookable
from indgang.booking.models import Allocation
from indgang.booking.queries.answers import FreeStarts, FreeTime, answer, asked
from indgang.core.day import danish_date
from indgang.core.slots import Plan, Why, free_times, obstacle

if TYPE_CHECKING:
    from indgang.organisation.models import Site

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a time cannot be booked: a code for machines, and a sentence.

    `until` (UTC) is when it may be free again, for a time that somebody else is booking.
    """

    code: str
    sentence: Text
    until: datetime | None = None


REASONS: dict[str, Text] = {
    "past": _("That time has passed."),
    "too-soon": _("That time is too soon to be booked. Take a number instead."),
    "too-far": _("That time is too far ahead to be booked yet."),
    "off-grid": _("Appointments do not begin at that minute."),
    "closed": _("It is closed during that time, or closes before the appointment would end."),
    "blocked": _("No appointments are taken during that time."),
    "busy": _("That time is taken in the calendar of the one whom you would meet."),
    "internal": _("That time is kept for those who ask at the desk."),
    "held": _("Somebody else is booking that time just now. It may be free again in a few minutes."),
    "full": _("Every desk is booked at that time."),
}
# The reason that is nearest to a free time is the one to tell.
NEARNESS = [
    "held",
    "full",
    "internal",
    "busy",
    "blocked",
    "closed",
    "off-grid",
    "too-soon",
    "too-far",
    "past",
]
CODES = {
    Why.CLOSED: "closed",
    Why.INTERNAL: "internal",
    Why.BLOCKED: "blocked",
    Why.BUSY: "busy",
    Why.FULL: "full",
}


def free_slots(
    *,
    site: "Site",
    tasks: Sequence[Wanted],
    from_: date,
    to: date,
    public: bool = False,
    skills: Sequence[str] = (),
    without: int = 0,
    serving: int = 0,
) -> list[FreeTime]:
    """The times that can be booked for the tasks from one Danish day to another, both included, in order.

    `public`: as a citizen books, else as staff do. `without` is an appointment (its id) that is to be moved;
    `serving` the one resource (its id) that is to meet the citizen, 0 for anybody. At most 62 days.
    Raises Invalid for days that make no sense, TaskNotFound, NotBookable.
    """
    question = asked(site, tasks, from_, to, public=public, skills=skills, serving=serving)
    return list(answer(site, question, without=without).times)


def free_starts(
    *,
    site: "Site",
    tasks: Sequence[Wanted],
    from_: date,
    to: date,
    public: bool = False,
    skills: Sequence[str] = (),
) -> FreeStarts:
    """The same times as `free_slots`, for answers of thousands."""
    return answer(site, asked(site, tasks, from_, to, public=public, skills=skills)).starts


def free_in(calendar: Calendar, since: datetime, until: datetime) -> list[FreeTime]:
    """The free starts of a calendar from `since` to `until`, the second not included."""
    serving = calendar.candidates.groups[0]
    found = free_times(
        calendar.plans, calendar.minutes, since=_not_before_now(since), until=until, public=calendar.public
    )
    length = timedelta(minutes=calendar.minutes)
    return [
        FreeTime(one.start, one.start + length, tuple(serving[index].pk for index in one.free[0]))
        for one in found
    ]


def _not_before_now(since: datetime) -> datetime:
    """Nobody books what has begun, however far back is asked."""
    return max(since, clock.now())


def nearest_free(
    *,
    site: "Site",
    tasks: Sequence[Wanted],
    start: datetime,
    limit: int = 5,
    public: bool = False,
    skills: Sequence[str] = (),
    without: int = 0,
    serving: int = 0,
) -> list[FreeTime]:
    """Up to `limit` free times nearest to `start`, within a week of it, in order of time."""
    day = max(danish_date(start), danish_date(clock.now()))
    times = free_slots(
        site=site,
        tasks=tasks,
        from_=day - timedelta(days=7),
        to=day + timedelta(days=7),
        public=public,
        skills=skills,
        without=without,
        serving=serving,
    )
    return sorted(
        sorted(times, key=lambda time: abs(time.start - start))[:limit], key=lambda time: time.start
    )


def why_not_free(
    *,
    site: "Site",
    tasks: Sequence[Wanted],
    start: datetime,
    public: bool = False,
    skills: Sequence[str] = (),
    without: int = 0,
    serving: int = 0,
) -> Reason | None:
    """Why no appointment can begin at `start`; None when one can. Raises TaskNotFound, Invalid.

    `without` and `serving` as for `free_slots`.
    """
    errand = errand_of_or_reason(site, tasks, skills)
    if isinstance(errand, Reason):
        return errand
    try:
        candidates = candidates_for(site, errand).only(serving)
    except NotBookable as error:
        return Reason(error.error_code, error.message)
    day = danish_date(start)
    calendar = calendar_of(site, errand, candidates, day, day + A_DAY, public=public, without=without)
    return reason_in(calendar, start)


def errand_of_or_reason(site: "Site", tasks: Sequence[Wanted], skills: Sequence[str]) -> Errand | Reason:
    """The errand, or why the site does not book it."""
    try:
        return errand_of(site, tasks, skills)
    except NotBookable as error:
        return Reason(error.error_code, error.message)


def reason_in(calendar: Calendar, start: datetime) -> Reason | None:
    """The nearest reason why an appointment cannot begin at `start`: of the group that has nobody free."""
    if start < clock.now():
        return Reason("past", REASONS["past"])
    for resources, plans in zip(calendar.candidates.groups, calendar.plans, strict=True):
        codes = [reason_of(plan, start, calendar.minutes, public=calendar.public) for plan in plans]
        if None in codes:
            continue
        code = min((code for code in codes if code is not None), key=NEARNESS.index)
        ids = [row.pk for row, of_row in zip(resources, codes, strict=True) if of_row == code]
        held_until = _held_until(ids, start, calendar.end_of(start)) if code == "full" else None
        code = "held" if held_until else code
        return Reason(code, REASONS[code], held_until)
    return None


def reason_of(plan: Plan, start: datetime, minutes: int, *, public: bool) -> str | None:
    """The code of the reason why a plan cannot take an appointment at `start`; None when it can."""
    if plan.earliest is not None and start < plan.earliest:
        return "too-soon"
    if plan.latest is not None and start > plan.latest:
        return "too-far"
    if (start.minute % plan.grid_minutes, start.second, start.microsecond) != (0, 0, 0):
        return "off-grid"
    found = obstacle(plan, start, minutes, public=public)
    return CODES[found.reason] if found else None


def opens_for_public(site: "Site", errand: Errand) -> bool:
    """Whether citizens book the errand at the site by themselves."""
    return errand.is_public and rules_of(site).is_public


def _held_until(resource_ids: Iterable[int], start: datetime, end: datetime) -> datetime | None:
    """When the first hold in the way of that time runs out; None when none is."""
    held = Allocation.objects.filter(
        resource__in=list(resource_ids),
        period__overlap=DateTimeTZRange(start, end, "[)"),
        held_until__gt=clock.now(),
    )
    return held.order_by("held_until").values_list("held_until", flat=True).first()
