"""Our appointments, written into calendars elsewhere: nothing lost, nothing twice, never an older word last.

A change of an appointment leaves a row in its own transaction. A worker reads the appointment as it is by then and
writes that; a row that changes meanwhile is sent again. What a killed worker had begun is taken up after the lease.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.sealing import Unreadable
from indgang.booking.calendars.accounts import account_of
from indgang.booking.calendars.outgoing import entry_of, is_shown, uid_of
from indgang.booking.calendars.port import (
    Calendar,
    CalendarError,
    Conflict,
    OpenCalendar,
    Refused,
    Unreachable,
)
from indgang.booking.calendars.words import ENDS
from indgang.booking.models import (
    Allocation,
    Appointment,
    AppointmentState,
    CalendarLink,
    CalendarPush,
    LinkState,
)
from indgang.booking.ports import ports

SINCE_2024 = datetime(2024, 1, 1, tzinfo=UTC)
LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_DOUBLINGS = 7
A_ROUND = 500
LOCKS = 0x43414C
log = logging.getLogger(__name__)


def note_change(row: Appointment) -> None:
    """Remember, in the transaction of the change, which calendars must hear of the appointment."""
    links = CalendarLink.objects.filter(
        Q(resource=row.resource_id)
        | Q(resource__allocations__appointment=row.pk)
        | Q(pushes__appointment=row.pk),
        writes=True,
    ).distinct()
    is_held = row.state in {AppointmentState.HELD, AppointmentState.LAPSED}
    known = set(CalendarPush.objects.filter(appointment=row.pk).values_list("link", flat=True))
    wanted = [pk for pk in links.values_list("pk", flat=True) if pk in known or not is_held]
    for link_id in wanted:
        _word(link_id, row.pk)
    if wanted:
        transaction.on_commit(_push_soon)


def note_all(link: CalendarLink) -> None:
    """Let the calendar hear of every appointment ahead: it was connected, or is to show them otherwise."""
    rows = Appointment.objects.filter(
        Q(resource=link.resource_id) | Q(allocations__resource=link.resource_id),
        state=AppointmentState.BOOKED,
        period__endswith__gt=clock.now(),
    ).distinct()
    known = CalendarPush.objects.filter(link=link)
    for pk in sorted({*rows.values_list("pk", flat=True), *known.values_list("appointment", flat=True)}):
        _word(link.pk, pk)
    transaction.on_commit(_push_soon)


def push_due(*, actor: Actor, open_calendar: OpenCalendar) -> int:
    """Send what is due; how many words arrived. A calendar that fails does not stop the others.

    Raises NotAllowed.
    """
    require(actor, "booking.sweep")
    now = clock.now()
    _note_missed(now)
    due = CalendarPush.objects.filter(next_try_at__lte=now).exclude(
        link__state=LinkState.REFUSED, link__error__in=ENDS
    )
    ids = list(due.order_by("next_try_at", "pk").values_list("link", "pk")[:A_ROUND])
    by_link: dict[int, list[int]] = {}
    for link_id, pk in ids:
        by_link.setdefault(link_id, []).append(pk)
    sent = 0
    for link_id, pks in by_link.items():
        with _alone_with(link_id) as is_alone:
            sent += _push_to(link_id, pks, open_calendar) if is_alone else 0
    return sent


@contextmanager
def _alone_with(link_id: int) -> Iterator[bool]:
    """Whether nobody else writes into this calendar meanwhile; the database forgets it when this process is killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, link_id])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, link_id])


def _push_soon() -> None:
    ports.push_soon()


def _word(link_id: int, appointment_id: int) -> None:
    """One more word about the appointment; its number is higher than any before, also of an earlier connection."""
    now = clock.now()
    sequence = int((now - SINCE_2024).total_seconds())
    fresh = {"uid": uid_of(appointment_id), "sequence": sequence, "next_try_at": now}
    row, is_new = CalendarPush.objects.get_or_create(
        link_id=link_id, appointment_id=appointment_id, defaults=fresh
    )
    if not is_new:
        CalendarPush.objects.filter(pk=row.pk).update(
            sequence=Greatest(F("sequence") + 1, sequence), next_try_at=now
        )


def _note_missed(now: datetime) -> None:
    """Appointments that were booked at the very moment when the calendar was connected, and heard of no calendar."""
    said = CalendarPush.objects.filter(
        link__resource=OuterRef("resource"), appointment=OuterRef("appointment")
    )
    missed = Allocation.objects.filter(
        ~Exists(said),
        resource__calendar__writes=True,
        appointment__state=AppointmentState.BOOKED,
        period__endswith__gt=now,
    )
    for link_id, appointment_id in missed.values_list("resource__calendar", "appointment").distinct():
        _word(link_id, appointment_id)


def _push_to(link_id: int, pks: Iterable[int], open_calendar: OpenCalendar) -> int:
    link = CalendarLink.objects.filter(pk=link_id).first()
    if link is None:
        return 0
    sent = 0
    try:
        calendar = open_calendar(account_of(link))
        for pk in pks:
            sent += _push(link, pk, calendar)
    except (CalendarError, Unreadable) as error:
        _failed(link, error)
    except Exception:
        log.exception("writing to calendar %s", link_id)
        _failed(link, CalendarError("unexpected"))
    else:
        if link.error:
            CalendarLink.objects.filter(pk=link_id, reads=False).update(
                state=LinkState.GOOD, error="", failures=0
            )
    return sent


def _push(link: CalendarLink, pk: int, calendar: Calendar) -> int:
    """Send one word; 1 when it arrived, 0 when somebody else is at it or it must wait."""
    now = clock.now()
    push = CalendarPush.objects.filter(pk=pk, next_try_at__lte=now).first()
    if push is None:
        return 0
    taken = CalendarPush.objects.filter(pk=pk, next_try_at=push.next_try_at)
    if not taken.update(next_try_at=now + LEASE):
        return 0
    row = (
        Appointment.objects.select_related("site")
        .prefetch_related("tasks__task", "allocations")
        .get(pk=push.appointment_id)
    )
    try:
        if is_shown(row, link.resource_id):
            calendar.put(entry_of(row, push.sequence, shows_errand=link.shows_errand))
        else:
            calendar.remove(push.uid)
    except Conflict as error:
        _wait([pk], _pause(push.tries), error.error_reason)
        return 0
    except Exception:
        _wait([pk], _pause(push.tries), "failed")
        raise
    CalendarPush.objects.filter(pk=pk).update(sent=push.sequence, tries=0, error="")
    CalendarPush.objects.filter(pk=pk, sequence=push.sequence).update(next_try_at=None)
    CalendarPush.objects.filter(pk=pk, sequence__gt=push.sequence).update(next_try_at=clock.now())
    return 1


def _failed(link: CalendarLink, error: CalendarError | Unreadable) -> None:
    """Let all that waits for this calendar wait on, and tell its owner."""
    reason = error.error_reason if isinstance(error, CalendarError) else "unreadable"
    tries = (
        CalendarPush.objects.filter(link=link).order_by("-tries").values_list("tries", flat=True).first() or 0
    )
    pause = _pause(max(0, tries - 1))
    if isinstance(error, Unreachable) and error.retry_after is not None:
        pause = timedelta(seconds=error.retry_after)
    waiting = CalendarPush.objects.filter(link=link, next_try_at__isnull=False)
    waiting.update(next_try_at=clock.now() + pause, error=reason)
    is_refused = isinstance(error, Refused | Unreadable)
    CalendarLink.objects.filter(pk=link.pk, made_at=link.made_at).update(
        state=LinkState.REFUSED if is_refused else LinkState.FAILING, error=reason, tried_at=clock.now()
    )
    log.warning("calendar %s: %s", link.pk, reason)


def _wait(pks: list[int], pause: timedelta, reason: str) -> None:
    CalendarPush.objects.filter(pk__in=pks).update(
        next_try_at=clock.now() + pause, tries=F("tries") + 1, error=reason
    )


def _pause(tries: int) -> timedelta:
    """Half a minute, one, two, four …, at most an hour."""
    return min(FIRST_WAIT * float(2 ** min(tries, MOST_DOUBLINGS)), LONGEST_WAIT)
