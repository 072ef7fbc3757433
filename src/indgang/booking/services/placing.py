"""Taking time: the one place where resources are locked and allocations are written.

Whoever takes time locks the candidate resources first (in the order of their ids), then removes holds that
have run out, and only then looks what is free; so nobody can take the same place in between, and a hold ends
exactly at its time without anything running in the background.

Whoever gives time back locks the resources too. So the order of locks is the same for everybody: resources by
their ids, holds that have run out by theirs, the appointment; allocations are only touched below the lock of
their resource. `settled` tries a command again that found the appointment elsewhere than it had looked.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.errors import DeadlockDetected

from indgang.base import clock
from indgang.booking.calendar import Candidates, calendar_of, grouped
from indgang.booking.errands import Errand
from indgang.booking.errors import NotFree
from indgang.booking.models import Allocation, Appointment, AppointmentEvent, AppointmentState, Resource
from indgang.booking.queries import find_appointment
from indgang.booking.queries.free import REASONS, reason_in
from indgang.booking.services.events import locked_by_code
from indgang.core.day import danish_date
from indgang.core.slots import Stretch, is_free, place_numbers
from indgang.organisation.models import Site

A_DAY = timedelta(days=1)
TRIES = 8

P = ParamSpec("P")
T = TypeVar("T")


class Moved(Exception):
    """The appointment takes other resources than those that were locked for it; see `settled`."""


def settled(command: Callable[P, T]) -> Callable[P, T]:
    """Run a command in a transaction, and again when others were quicker.

    That is: an appointment was moved between looking and locking, or a code or key was taken meanwhile. The order
    of locks leaves no room for deadlocks; if the database sees one all the same, nobody is to notice.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        for turn in range(1, TRIES + 1):
            try:
                with transaction.atomic():
                    return command(*args, **kwargs)
            except (Moved, IntegrityError):
                if turn == TRIES:
                    raise
            except OperationalError as error:
                if turn == TRIES or not isinstance(error.__cause__, DeadlockDetected):
                    raise
        raise AssertionError("the last turn returns or raises")

    return run


@dataclass(frozen=True, slots=True)
class Locked:
    """Candidates that nobody else takes time of, and the moment for which their holds were looked at.

    Whoever looks what is free must look at that moment: a hold that runs out a little later is still in the way.
    """

    candidates: Candidates
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """The resources that an appointment can take, one of each group, the serving one first, and its length."""

    resources: tuple[Resource, ...]
    minutes: int


def find(
    site: Site,
    errand: Errand,
    candidates: Candidates,
    start: datetime,
    *,
    public: bool,
    without: int = 0,
    limits: bool = True,
    at: datetime | None = None,
) -> Found:
    """A free resource of each group at `start`. Raises NotFree with the reason in `facts`.

    `limits` False: for somebody who asked in time, lead and horizon do not count. `at` is the moment of the
    locks, see `Locked`.
    """
    day = danish_date(start)
    calendar = calendar_of(site, errand, candidates, day, day + A_DAY, public=public, without=without, at=at)
    calendar = calendar if limits else calendar.without_limits()
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


def lock_candidates(
    candidates: Candidates,
    errand: Errand,
    start: datetime,
    *,
    until: datetime | None = None,
    also: Collection[int] = (),
) -> Locked:
    """Lock the candidates, and give those that take the errand still, as they are now that nobody changes them.

    For one appointment at `start`, or for several, the last one at `until`. `also` are the ids of resources
    whose time is given back. Raises NotBookable when nobody is left.
    """
    ids = {row.pk for row in candidates.all()}
    rows, now = lock_ids({*ids, *also}), clock.now()
    lapse({*ids, *also}, start - A_DAY, (until or start) + 2 * A_DAY, now)
    return Locked(grouped([row for row in rows if row.pk in ids], errand), now)


def lock_ids(resource_ids: Collection[int]) -> list[Resource]:
    """Let nobody else take or give back time of these until the transaction ends; they are as they are then."""
    rows = Resource.objects.select_for_update(no_key=True, of=("self",)).select_related("desk", "person")
    return list(rows.filter(pk__in=resource_ids).order_by("pk"))


def let_bookings_finish() -> None:
    """Let nobody take or give back any time until the transaction ends, and whoever does so now be done first.

    For files, which may change whatever is booked, in an order of their own.
    """
    list(Resource.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def lapse(resource_ids: Collection[int], since: datetime, until: datetime, now: datetime) -> None:
    """Remove what holds that have run out by `now` still take of these. The locks of the resources must be held.

    What such a hold takes of others stays until somebody wants it; it takes nothing any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM booking_allocation WHERE resource_id = ANY(%s) AND held_until <= %s"
            " AND upper(period) > %s AND lower(period) < %s RETURNING appointment_id",
            [list(resource_ids), now, since, until],
        )
        ended = {row[0] for row in cursor.fetchall()}
    if not ended:
        return
    held = Appointment.objects.select_for_update(no_key=True).filter(
        pk__in=ended, state=AppointmentState.HELD
    )
    lapsed = list(held.order_by("pk").values_list("pk", flat=True))
    Appointment.objects.filter(pk__in=lapsed).update(state=AppointmentState.LAPSED, held_until=None)
    AppointmentEvent.objects.bulk_create(
        AppointmentEvent(appointment_id=pk, at=now, state=AppointmentState.LAPSED, actor_kind="system")
        for pk in lapsed
    )


def lock_taken(code: str) -> Appointment:
    """The row of an appointment, locked after the resources that it takes. Raises AppointmentNotFound, Moved."""
    resource_ids = taken_by(find_appointment(code).id)
    lock_ids(resource_ids)
    row = locked_by_code(code)
    require_within(row, resource_ids)
    return row


def taken_by(appointment_id: int) -> set[int]:
    """The resources that the appointment takes time of (their ids)."""
    rows = Allocation.objects.filter(appointment=appointment_id)
    return set(rows.values_list("resource_id", flat=True))


def require_within(row: Appointment, locked: Collection[int]) -> None:
    """Raise Moved when the locked row takes time of others than these by now."""
    if not taken_by(row.pk) <= set(locked):
        raise Moved


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
