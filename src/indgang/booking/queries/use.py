"""How appointments are used: what became of a day's, how much time was offered, how long until the next free one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from indgang.base import clock
from indgang.base.errors import DomainError
from indgang.booking.calendar import Candidates, calendar_of, candidates_for
from indgang.booking.errands import Wanted, errand_of
from indgang.booking.models import Appointment, AppointmentState, Resource
from indgang.booking.models.resources import SERVING
from indgang.booking.queries.free import free_in
from indgang.booking.queries.house import ANYTHING
from indgang.catalogue import queries as catalogue
from indgang.core.day import danish_date, day_bounds
from indgang.core.kpi_appointments import AppointmentFact, third_next
from indgang.core.slots import Stretch

if TYPE_CHECKING:
    from indgang.organisation.models import Site

LOOKED_AHEAD = 60
MOST_TIMES = 3
KNOWN = {AppointmentState.ARRIVED: True, AppointmentState.NO_SHOW: False}


@dataclass(frozen=True, slots=True)
class NextFree:
    """A topic at a site: the days until the third next time that a citizen can book; None when there are not three."""

    topic: str
    days: int | None


def facts_of_appointments(day: date, sites: Mapping[int, str]) -> list[AppointmentFact]:
    """What became of the appointments of a Danish day at the sites (id to code). Those still to come are left out."""
    since, until = day_bounds(day)
    rows = Appointment.objects.filter(
        site__in=sites, period__startswith__gte=since, period__startswith__lt=min(until, clock.now())
    ).exclude(state__in=[AppointmentState.HELD, AppointmentState.LAPSED, AppointmentState.BOOKED])
    columns = ("site", "period", "state", "channel")
    return [
        AppointmentFact(
            site=sites[site],
            minutes=int((period.upper - period.lower).total_seconds() // 60),
            came=KNOWN.get(AppointmentState(state)),
            by_citizen=channel == "public",
        )
        for site, period, state, channel in rows.values_list(*columns)
    ]


def offered_minutes(day: date, site: "Site") -> int:
    """The minutes of a Danish day, as far as it has come, in which desks and people at the site took appointments."""
    resources = tuple(
        Resource.objects.filter(site=site, is_active=True, group=SERVING).select_related("desk", "person")
    )
    if not resources:
        return 0
    calendar = calendar_of(site, ANYTHING, Candidates((resources,)), day, day, public=False)
    since, until = day_bounds(day)[0], min(day_bounds(day)[1], clock.now())
    minutes = 0.0
    for plan in calendar.plans[0]:
        minutes += sum(
            _length(max(one.start, since), min(one.end, until), plan.blocked) for one in plan.windows
        )
    return round(minutes)


def next_free_by_topic(site: "Site") -> list[NextFree]:
    """For each topic that citizens can book at the site: how long until the third next time of its shortest task."""
    today = danish_date(clock.now())
    measures = catalogue.task_measures(sorted(catalogue.offered_tasks(site).values()))
    shortest: dict[str, tuple[int, str]] = {}
    for measure in measures.values():
        known = shortest.get(measure.topic)
        if known is None or (measure.minutes, measure.code) < known:
            shortest[measure.topic] = (measure.minutes, measure.code)
    found = []
    for topic, (_minutes, code) in sorted(shortest.items()):
        try:
            errand = errand_of(site, [Wanted(code)])
            candidates = candidates_for(site, errand)
        except DomainError:
            continue
        until = today + timedelta(days=LOOKED_AHEAD)
        calendar = calendar_of(site, errand, candidates, today, until, public=True)
        times = free_in(calendar, day_bounds(today)[0], day_bounds(until)[1])[:MOST_TIMES]
        found.append(NextFree(topic, third_next([(danish_date(one.start) - today).days for one in times])))
    return found


def _length(start: datetime, end: datetime, blocked: Iterable[Stretch]) -> float:
    """The minutes from `start` to `end` that are not blocked."""
    length, at = 0.0, start
    for one in sorted(blocked):
        if one.end > at and one.start < end:
            length += max((one.start - at).total_seconds() / 60, 0)
            at = max(at, one.end)
    return length + max((end - at).total_seconds() / 60, 0)
