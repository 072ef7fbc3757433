"""What does not fit together any more: appointments in the way, and a set-up that cannot serve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.errors import Text
from indgang.booking.calendar import Candidates, calendar_of, rules_of
from indgang.booking.errands import Errand
from indgang.booking.models import Allocation, Appointment, AppointmentState, Resource, TaskRule
from indgang.booking.models.resources import SERVING
from indgang.booking.queries.appointments import AppointmentView, view_of
from indgang.booking.queries.setup import resources_of
from indgang.catalogue import queries as catalogue
from indgang.core.day import danish_date, day_bounds
from indgang.core.slots import Plan

if TYPE_CHECKING:
    from indgang.organisation.models import Site

DAYS_LOOKED_AT = 28
ANY_HOURS = Errand((), frozenset(), is_operational=True, is_public=True)
CLOSED, BLOCKED, REMOVED = (
    _("Nobody is there to meet the citizen at that time."),
    _("The time has been blocked since it was booked."),
    _("It was booked with something that takes no appointments any more."),
)


@dataclass(frozen=True, slots=True)
class Hindered:
    """A booked appointment that somebody must move, and why."""

    appointment: AppointmentView
    why: Text


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the set-up that keeps appointments from being made. `resource` (its id) where one is to blame."""

    code: str
    sentence: Text
    resource: int | None = None


def hindered(site: "Site", first: date, last: date) -> list[Hindered]:
    """Booked appointments ahead that lie in blocked time, or when what they take is not there, by time.

    Somebody must move them: what is booked is never taken away by itself.
    """
    span = DateTimeTZRange(day_bounds(first)[0], day_bounds(last)[1], "[)")
    rows = Allocation.objects.filter(
        appointment__site=site, appointment__state=AppointmentState.BOOKED, period__overlap=span
    ).filter(appointment__period__endswith__gt=clock.now())
    by_appointment: dict[int, list[int]] = {}
    for appointment_id, resource_id in rows.values_list("appointment_id", "resource_id"):
        by_appointment.setdefault(appointment_id, []).append(resource_id)
    plans = _plans(site, {pk for ids in by_appointment.values() for pk in ids}, first, last)
    found = []
    for row in _appointments(by_appointment):
        reasons = [_why(plans.get(pk), row) for pk in by_appointment[row.pk]]
        why = next((reason for reason in reasons if reason is not None), None)
        if why is not None:
            found.append(Hindered(view_of(row), why))
    return found


def in_the_way(site: "Site", first: date, last: date) -> list[AppointmentView]:
    """The appointments that are hindered, see `hindered`."""
    return [one.appointment for one in hindered(site, first, last)]


def hit_by(
    site: "Site", stretches: Sequence[tuple[datetime, datetime]], resource: Resource | None = None
) -> list[AppointmentView]:
    """Booked appointments ahead that would lie in these stretches (UTC) if they were blocked, by time.

    With `resource` those that take it, else all of the site.
    """
    if not stretches:
        return []
    overlaps = Q()
    for start, end in stretches:
        overlaps |= Q(period__overlap=DateTimeTZRange(start, end, "[)"))
    rows = Appointment.objects.filter(
        overlaps, site=site, state=AppointmentState.BOOKED, period__endswith__gt=clock.now()
    )
    if resource is not None:
        rows = rows.filter(allocations__resource=resource)
    return [view_of(row) for row in _appointments(rows.values_list("pk", flat=True))]


def problems_of(site: "Site") -> list[Problem]:
    """What keeps the site from taking appointments as it seems to be meant, the worst first."""
    resources = [row for row in resources_of(site) if row.is_active]
    if not resources:
        return []
    today = danish_date(clock.now())
    plans = _plans(site, {row.pk for row in resources}, today, today + timedelta(days=DAYS_LOOKED_AT))
    found = _nobody_serves(site, resources)
    found += [
        Problem(
            "no-hours", _("%(name)s is never there in the next four weeks.") % {"name": row.label}, row.pk
        )
        for row in resources
        if not plans[row.pk].windows
    ]
    found += _missing_skills(site, resources)
    serving = [plans[row.pk] for row in resources if row.group == SERVING]
    if rules_of(site).is_public and serving and not any(_has_public(plan) for plan in serving):
        sentence = _("Citizens may book by themselves, but all hours are kept for staff.")
        found.append(Problem("all-internal", sentence))
    return found


def _nobody_serves(site: "Site", resources: Iterable[Resource]) -> list[Problem]:
    serving = [row for row in resources if row.group == SERVING]
    if not serving:
        sentence = _("There are rooms or places, but no desk or person to meet the citizen.")
        return [Problem("nobody-serves", sentence)]
    if any(not row.topics for row in serving):
        return []
    served = {code for row in serving for code in row.topics}
    offered = sorted(catalogue.offered_tasks(site).values())
    topics = {measure.topic for measure in catalogue.task_measures(offered).values()}
    titles = {topic.code: topic.title for topic in catalogue.topics()}
    return [
        Problem(
            "nobody-takes",
            _("No desk or person takes appointments about “%(topic)s”.") % {"topic": titles.get(code, code)},
        )
        for code in sorted(topics - served)
    ]


def _missing_skills(site: "Site", resources: Iterable[Resource]) -> list[Problem]:
    there = {skill for row in resources if row.group == SERVING for skill in row.skills}
    rules = TaskRule.objects.filter(municipality=site.municipality_id).exclude(skills=[])
    missing = {skill for row in rules for skill in row.skills} - there
    return [
        Problem("no-skill", _("A task needs “%(skill)s”, and nobody here has it.") % {"skill": skill})
        for skill in sorted(missing)
    ]


def _plans(site: "Site", resource_ids: Iterable[int], first: date, last: date) -> dict[int, Plan]:
    rows = Resource.objects.filter(pk__in=list(resource_ids)).select_related("desk", "person")
    resources = tuple(rows)
    if not resources:
        return {}
    calendar = calendar_of(site, ANY_HOURS, Candidates((resources,)), first, last, public=False)
    plans = dict(zip((row.pk for row in resources), calendar.plans[0], strict=True))
    return {row.pk: plans[row.pk] for row in resources if row.is_active}


def _why(plan: Plan | None, row: Appointment) -> Text | None:
    if plan is None:
        return REMOVED
    start, end = row.period.lower, row.period.upper
    if any(one.start < end and start < one.end for one in plan.blocked):
        return BLOCKED
    at = start
    for window in sorted(plan.windows):
        if window.start <= at < window.end:
            at = window.end
    return CLOSED if at < end else None


def _has_public(plan: Plan) -> bool:
    return plan.public_places != 0 and any(window.is_public for window in plan.windows)


def _appointments(ids: Iterable[int]) -> Iterable[Appointment]:
    rows = Appointment.objects.filter(pk__in=list(ids))
    rows = rows.select_related("site", "desk", "resource__desk", "resource__person")
    return rows.prefetch_related("tasks__task").order_by("period", "pk")
