"""Taking time: the one place where resources are locked and allocations are written.

Whoever takes time locks the candidate resources first (in the order of their ids), then removes holds that
have run out, and only then looks what is free; so nobody can take the same place in between, and a hold ends
exactly at its time without anything running in the background. Allocations are always touched before their
appointment.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from indgang.base import clock
from indgang.booking.calendar import Calendar, Candidates, calendar_of
from indgang.booking.errands import Errand
from indgang.booking.errors import NotFree
from indgang.booking.models import Allocation, Appointment, AppointmentEvent, AppointmentState, Resource
from indgang.booking.queries.free import REASONS, reason_in
from indgang.core.day import danish_date
from indgang.core.slots import Stretch, is_free, place_numbers
from indgang.organisation.models import Site

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """The resources that an appointment can take, one of each group, the serving one first, and its length."""

    resources: tuple[Resource, ...]
    minutes: int


def find(
    site: Site, errand: Errand, candidates: Candidates, start: datetime, *, public: bool, without: int = 0
) -> Found:
    """A free resource of each group at `start`. Raises NotFree with the reason in `facts`."""
    calendar = calendar_around(site, errand, candidates, start, public=public, without=without)
    reason = reason_in(calendar, start)
    if reason is not None:
        raise NotFree(REASONS[reason.code], facts={"why": reason.code, "start": start.isoformat()})
    chosen = [
        next(
            row
            for row, plan in zip(group, plans, strict=True)
            if is_free(plan, start, calendar.minutes, public=public)
        )
        for group, plans in zip(candidates.groups, calendar.plans, strict=True)
    ]
    return Found(tuple(chosen), calendar.minutes)


def calendar_around(
    site: Site, errand: Errand, candidates: Candidates, start: datetime, *, public: bool, without: int = 0
) -> Calendar:
    """The days that an appointment at `start` can touch."""
    day = danish_date(start)
    return calendar_of(site, errand, candidates, day, day + A_DAY, public=public, without=without)


def lock(resources: Sequence[Resource], start: datetime) -> None:
    """Let nobody else take time of these until the transaction ends, and remove their holds that have run out."""
    ids = sorted({row.pk for row in resources})
    lock_ids(ids)
    lapse(ids, start - A_DAY, start + 2 * A_DAY)


def lock_ids(ids: Collection[int]) -> None:
    """Let nobody else take time of these resources until the transaction ends."""
    list(Resource.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def lapse(resource_ids: Sequence[int], since: datetime, until: datetime) -> None:
    """Remove what holds that have run out still take. The locks of the resources must be held."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM booking_allocation WHERE resource_id = ANY(%s) AND held_until <= %s"
            " AND upper(period) > %s AND lower(period) < %s RETURNING appointment_id",
            [list(resource_ids), now, since, until],
        )
        lapsed = sorted({row[0] for row in cursor.fetchall()})
    Allocation.objects.filter(appointment__in=lapsed).delete()
    Appointment.objects.filter(pk__in=lapsed, state=AppointmentState.HELD).update(
        state=AppointmentState.LAPSED, held_until=None
    )
    AppointmentEvent.objects.bulk_create(
        AppointmentEvent(appointment_id=pk, at=now, state=AppointmentState.LAPSED, actor_kind="system")
        for pk in lapsed
    )


def allocate(appointment: Appointment, found: Found) -> None:
    """Write what the appointment takes; the locks must be held and the time found free."""
    start, end = appointment.period.lower, appointment.period.upper
    for resource in found.resources:
        since = start - timedelta(minutes=resource.before_minutes)
        until = end + timedelta(minutes=resource.after_minutes)
        Allocation.objects.create(
            appointment=appointment,
            resource=resource,
            place=_free_place(resource, since, until),
            period=DateTimeTZRange(since, until, "[)"),
            is_public=appointment.is_public,
            held_until=appointment.held_until,
        )


def _free_place(resource: Resource, since: datetime, until: datetime) -> int:
    taken = Allocation.objects.filter(resource=resource, period__overlap=DateTimeTZRange(since, until, "[)"))
    used = set(taken.values_list("place", flat=True))
    free = next((place for place in range(1, resource.places + 1) if place not in used), None)
    return free if free is not None else _dealt_anew(resource, since, until)


def _dealt_anew(resource: Resource, since: datetime, until: datetime) -> int:
    """Deal the places of all that overlap directly or through others anew, and give the one that is left.

    Equal places have no names, so nobody notices; by the peak there is room, only not on one place.
    """
    rows = _connected(resource, since, until)
    wanted = Stretch(since, until)
    numbers = place_numbers([*(Stretch(row.period.lower, row.period.upper) for row in rows), wanted])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS allocation_never_twice DEFERRED")
    for row, place in zip(rows, numbers, strict=False):
        if row.place != place:
            Allocation.objects.filter(pk=row.pk).update(place=place)
    return numbers[-1]


def _connected(resource: Resource, since: datetime, until: datetime) -> list[Allocation]:
    while True:
        span = DateTimeTZRange(since, until, "[)")
        rows = list(Allocation.objects.filter(resource=resource, period__overlap=span).order_by("pk"))
        wider = (
            min([since, *(row.period.lower for row in rows)]),
            max([until, *(row.period.upper for row in rows)]),
        )
        if wider == (since, until):
            return rows
        since, until = wider
