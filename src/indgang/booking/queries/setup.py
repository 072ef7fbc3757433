"""Reading how a site takes appointments."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from indgang.base.errors import NotFound
from indgang.booking.models import BlockedTime, BookingRules, Resource, TaskRule
from indgang.core.day import day_bounds

if TYPE_CHECKING:
    from indgang.organisation.models import Municipality, Site


def resources_of(site: "Site") -> list[Resource]:
    """What appointments at the site take time of, also what is not in use, with their hours, in order."""
    rows = Resource.objects.filter(Q(site=site) | Q(hours__site=site)).distinct()
    rows = rows.select_related("desk", "person", "site").prefetch_related("hours")
    return sorted(rows, key=lambda row: (row.group != "serving", row.group, row.order, row.pk))


def blocked_times(site: "Site", first: date, last: date) -> list[BlockedTime]:
    """What is blocked at the site on the Danish days from `first` to `last`, by time."""
    span = DateTimeTZRange(day_bounds(first)[0], day_bounds(last)[1], "[)")
    rows = BlockedTime.objects.filter(site=site, period__overlap=span)
    return list(rows.select_related("resource__desk", "resource__person").order_by("period", "pk"))


def resource_of(site: "Site", resource_id: int) -> Resource:
    """The resource, of this site or with hours at it. Raises NotFound."""
    found = next((row for row in resources_of(site) if row.pk == resource_id), None)
    if found is None:
        raise NotFound
    return found


def rules_row(municipality: "Municipality", site: "Site | None" = None) -> BookingRules | None:
    """The rules that were set for the municipality, or with `site` for one of its sites; None where none were."""
    return BookingRules.objects.filter(municipality=municipality, site=site).first()


def may_be_on_screen(site: "Site", task_codes: Collection[str]) -> bool:
    """Whether the municipality lets these tasks, all of them, be met about on the contact screen."""
    rules = TaskRule.objects.filter(municipality=site.municipality_id, on_screen=True)
    found = rules.filter(task__code__in=task_codes).values_list("task__code", flat=True)
    return bool(task_codes) and set(task_codes) <= set(found)


def task_rules(municipality: "Municipality") -> dict[str, TaskRule]:
    """How tasks are booked where it differs from the usual, by the code of the task."""
    rows = TaskRule.objects.filter(municipality=municipality).select_related("task")
    return {row.task.code: row for row in rows}
