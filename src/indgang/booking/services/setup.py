"""How a site takes appointments: resources, their hours, blocked times and rules. All of it is audited."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from indgang.base import audit
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid, NotFound
from indgang.base.live import publish
from indgang.booking.errors import refuse_cpr
from indgang.booking.models import (
    GRIDS,
    BlockedTime,
    BookingRules,
    Resource,
    ResourceHours,
    ResourceKind,
    TaskRule,
)
from indgang.core.day import danish_time, opening_instant

if TYPE_CHECKING:
    from indgang.organisation.models import Desk, Municipality, Person, Site

MOST_WEEKS = 104


@dataclass(frozen=True, slots=True)
class Hours:
    """One line of a resource's own hours; see `ResourceHours`."""

    weekday: int
    opens: time
    closes: time
    site_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    is_public: bool = True
    outside_hours: bool = False


@transaction.atomic
def save_resource(
    *,
    actor: Actor,
    site: "Site",
    kind: ResourceKind | str,
    resource: Resource | None = None,
    desk: "Desk | None" = None,
    person: "Person | None" = None,
    **facts: Any,
) -> Resource:
    """Make a resource of the site, or change one; a desk or a person that is one already is changed.

    `facts` are fields of `Resource`. Appointments that are booked stay. Raises NotAllowed, Invalid for facts
    that cannot be.
    """
    require(actor, "booking.setup", site.pk)
    row = resource or _known(desk, person) or Resource()
    row.site, row.kind, row.desk, row.person = site, ResourceKind(kind), desk, person
    if row._state.adding and desk is not None:
        row.order = desk.order
    for name, value in facts.items():
        setattr(row, name, value)
    _check(row)
    row.save()
    audit.record(actor, "booking.resource_set", f"resource:{row.pk}", {"label": row.label, **facts})
    _tell(site)
    return row


@transaction.atomic
def remove_resource(*, actor: Actor, resource: Resource) -> None:
    """Take no new appointments with it; those that are booked stay."""
    require(actor, "booking.setup", resource.site_id)
    Resource.objects.filter(pk=resource.pk).update(is_active=False)
    audit.record(actor, "booking.resource_removed", f"resource:{resource.pk}")
    _tell(resource.site)


@transaction.atomic
def set_hours(*, actor: Actor, resource: Resource, hours: Sequence[Hours]) -> None:
    """Give the resource these hours of its own and no others; none: it follows its site.

    Raises NotAllowed, Invalid.
    """
    require(actor, "booking.setup", resource.site_id)
    for one in hours:
        if not 0 <= one.weekday <= 6 or (one.closes != time.min and one.closes <= one.opens):
            raise Invalid(_("Closing must come after opening."), field="hours")
    _let_bookings_finish([resource.pk])
    ResourceHours.objects.filter(resource=resource).delete()
    ResourceHours.objects.bulk_create(
        ResourceHours(
            resource=resource,
            site_id=one.site_id,
            weekday=one.weekday,
            opens=one.opens,
            closes=one.closes,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            is_public=one.is_public,
            outside_hours=one.outside_hours,
        )
        for one in hours
    )
    audit.record(actor, "booking.hours_set", f"resource:{resource.pk}", {"lines": len(hours)})
    _tell(resource.site)


@transaction.atomic
def block(
    *,
    actor: Actor,
    site: "Site",
    start: datetime,
    end: datetime,
    resource: Resource | None = None,
    reason: str = "",
    weeks: int = 1,
    every_weeks: int = 1,
) -> list[BlockedTime]:
    """Take no appointments from `start` to `end` (UTC): with the resource, or without one at the whole site.

    With `weeks` above 1 so many times, `every_weeks` weeks apart at the same Danish clock times, as one
    series. What is booked there stays; `queries.in_the_way` lists it. Raises NotAllowed, Invalid,
    CprInReason.
    """
    require(actor, "booking.block", site.pk)
    refuse_cpr(reason, "reason")
    if end <= start:
        raise Invalid(_("The end must come after the beginning."), field="end")
    if not 1 <= weeks <= MOST_WEEKS or not 1 <= every_weeks <= 8:
        raise Invalid(_("A series lasts at most 104 weeks."), field="weeks")
    here = Resource.objects.filter(Q(site=site) | Q(hours__site=site))
    _let_bookings_finish([resource.pk] if resource else here.values("pk"))
    series = uuid4() if weeks > 1 else None
    rows = BlockedTime.objects.bulk_create(
        BlockedTime(
            site=site,
            resource=resource,
            period=DateTimeTZRange(_later(start, week), _later(end, week), "[)"),
            reason=reason.strip()[:120],
            series=series,
        )
        for week in range(0, weeks * every_weeks, every_weeks)
    )
    target = f"resource:{resource.pk}" if resource else f"site:{site.slug}"
    audit.record(actor, "booking.blocked", target, {"start": start.isoformat(), "weeks": weeks})
    _tell(site)
    return rows


@transaction.atomic
def unblock(*, actor: Actor, site: "Site", blocked_id: int, whole_series: bool = False) -> int:
    """Open a blocked time again, or what is left of its series from it on. How many. Raises NotFound."""
    require(actor, "booking.block", site.pk)
    row = BlockedTime.objects.filter(pk=blocked_id, site=site).first()
    if row is None:
        raise NotFound
    rows = BlockedTime.objects.filter(pk=row.pk)
    if whole_series and row.series:
        rows = BlockedTime.objects.filter(series=row.series, period__startswith__gte=row.period.lower)
    count, _by_table = rows.delete()
    audit.record(actor, "booking.unblocked", f"site:{site.slug}", {"count": count})
    _tell(site)
    return count


@transaction.atomic
def set_rules(
    *, actor: Actor, municipality: "Municipality", site: "Site | None" = None, **facts: Any
) -> BookingRules:
    """Set the rules of a municipality, or of one of its sites; see `BookingRules`. Raises NotAllowed, Invalid."""
    if site is None:
        require(actor, "booking.setup_all")
    else:
        require(actor, "booking.setup", site.pk)
    row = BookingRules.objects.filter(municipality=municipality, site=site).first()
    row = row or BookingRules(municipality=municipality, site=site)
    for name, value in facts.items():
        setattr(row, name, value)
    _check(row)
    row.save()
    target = f"site:{site.slug}" if site else f"municipality:{municipality.code}"
    audit.record(actor, "booking.rules_set", target, facts)
    publish(site.pk if site else None, "settings", kind="booking")
    return row


@transaction.atomic
def set_task_rule(
    *, actor: Actor, municipality: "Municipality", task_id: int, facts: Mapping[str, Any]
) -> TaskRule:
    """Set how a task is booked in the municipality; see `TaskRule`. Raises NotAllowed, Invalid."""
    require(actor, "booking.setup_all")
    row = TaskRule.objects.filter(municipality=municipality, task=task_id).first()
    row = row or TaskRule(municipality=municipality, task_id=task_id)
    for name, value in facts.items():
        setattr(row, name, value)
    _check(row)
    row.save()
    audit.record(actor, "booking.task_rule_set", f"task:{task_id}", dict(facts))
    publish(None, "settings", kind="booking")
    return row


def _let_bookings_finish(resource_ids: Collection[int] | QuerySet[Resource, Any]) -> None:
    """Whoever is booking with these right now is finished first, and who books next sees what is changed here."""
    rows = Resource.objects.select_for_update(no_key=True).filter(pk__in=resource_ids)
    list(rows.order_by("pk").values_list("pk"))


def _known(desk: "Desk | None", person: "Person | None") -> Resource | None:
    if desk is None and person is None:
        return None
    return Resource.objects.filter(desk=desk, person=person).first()


def _check(row: Resource | BookingRules | TaskRule) -> None:
    """Raise Invalid, naming the field, for what the database would refuse."""
    grid = getattr(row, "grid_minutes", None)
    if grid is not None and grid not in GRIDS:
        raise Invalid(_("Times can begin every 5, 10, 15, 20, 30 or 60 minutes."), field="grid_minutes")
    horizon = getattr(row, "horizon_days", None)
    if horizon is not None and not 1 <= horizon <= 365:
        raise Invalid(_("Choose between 1 and 365 days ahead."), field="horizon_days")
    try:
        row.full_clean(validate_unique=False)
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Invalid(sentences[0], field=field) from None


def _later(moment: datetime, weeks: int) -> datetime:
    local = danish_time(moment)
    return opening_instant(local.date() + timedelta(weeks=weeks), local.time()) if weeks else moment


def _tell(site: "Site") -> None:
    publish(site.pk, "settings", kind="bookable")
