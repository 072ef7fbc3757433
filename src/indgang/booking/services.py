"""The commands of appointments: book, cancel, check in. Keyword-only, one transaction each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from indgang.base import audit, clock
from indgang.base.access import ANONYMOUS, Actor, require
from indgang.base.errors import Invalid
from indgang.base.live import publish
from indgang.booking.calendar import DeskDays, desk_days, setups_for, task_at
from indgang.booking.codes import new_code, normal
from indgang.booking.errors import AppointmentNotFound, AppointmentOver, NotFree, NotYet, WrongPlace
from indgang.booking.keys import stored_key
from indgang.booking.models import GRIDS, Appointment, AppointmentEvent, AppointmentState, BookableDesk
from indgang.booking.queries import (
    NEARNESS,
    REASONS,
    AppointmentView,
    letters_by_desk_kind,
    nearest_free,
    reason_at,
    view_of,
)
from indgang.core.day import danish_date
from indgang.queue.services import take_ticket

if TYPE_CHECKING:
    from indgang.organisation.models import Desk, Site
    from indgang.queue.models import Ticket

EARLIEST = timedelta(minutes=60)
LATEST = timedelta(minutes=30)
TRIES = 5


@dataclass(frozen=True, slots=True)
class Arrival:
    """A citizen who checked in.

    The number, the time of the appointment (UTC), and whether it was done before.
    """

    ticket: "Ticket"
    appointment: AppointmentView
    is_repeated: bool


def book(
    *, actor: Actor, site: "Site", task_code: str, start: datetime, language: str = "da", key: str = ""
) -> AppointmentView:
    """Book the task at `start` with a desk that is free for its whole length; the first of the site's.

    Of several who want the last desk one gets it; the others get NotFree, with why in `facts` and the nearest
    free times in `way_on["slots"]` (ISO, UTC). A repeated `key` of the same actor gives the
    first appointment.
    Raises NotAllowed, TaskNotFound, NotBookable, Invalid for a moment without a time zone.
    """
    require(actor, "booking.book", site.pk)
    if start.tzinfo is None:
        raise Invalid(_("A moment needs its time zone, such as 2026-11-23T09:00:00+01:00."), field="start")
    stored = stored_key(actor, key)
    for _turn in range(TRIES):
        try:
            return _booked(actor, site, task_code, start, language=language, key=stored)
        except IntegrityError:
            continue  # a code or key that somebody else has taken meanwhile: look again
    raise _not_free(site, task_code, start, "full")


@transaction.atomic
def _booked(
    actor: Actor, site: "Site", task_code: str, start: datetime, *, language: str, key: str
) -> AppointmentView:
    task = task_at(site, task_code)
    setups = setups_for(site, task, lock=True)
    again = Appointment.objects.filter(site=site, key=key).first() if key else None
    if again is not None:
        return view_of(again)
    day = danish_date(start)
    desks = desk_days(site, task, setups, day, day + timedelta(days=1))
    free = next((desk for desk in desks if reason_at(desk, start) is None), None)
    if free is None:
        raise _not_free(site, task_code, start, _nearest_reason(desks, start))
    appointment = Appointment.objects.create(
        site=site,
        desk_id=free.setup.desk_id,
        task_id=task.id,
        period=DateTimeTZRange(start, free.end_of(start), "[)"),
        code=new_code(),
        key=key,
        language=language if language in {"da", "en"} else "da",
        booked_at=clock.now(),
    )
    _remember(actor, appointment)
    return view_of(appointment)


@transaction.atomic
def cancel(*, actor: Actor = ANONYMOUS, code: str) -> AppointmentView:
    """Cancel the appointment; its time is free at once. Whoever holds the code may do it. Twice is once.

    Raises AppointmentNotFound, or AppointmentOver after check-in or after its time.
    """
    appointment = _locked(code)
    if appointment.state == AppointmentState.CANCELLED:
        return view_of(appointment)
    if appointment.state == AppointmentState.ARRIVED or appointment.period.upper <= clock.now():
        raise AppointmentOver(_("This appointment has been kept or has passed, and cannot be cancelled."))
    appointment.state = AppointmentState.CANCELLED
    appointment.save(update_fields=["state"])
    _remember(actor, appointment)
    return view_of(appointment)


@transaction.atomic
def check_in(*, actor: Actor, site: "Site", code: str) -> Arrival:
    """The citizen is here: issue a number that is due at the time of the appointment, in the lane of its
    desk.

    From an hour before until half an hour after the time. Doing it twice gives the same number. Raises
    NotAllowed, AppointmentNotFound, WrongPlace, NotYet (with the time in `way_on["from"]`), AppointmentOver
    when it was cancelled or is too late (`way_on["take_number"]`).
    """
    require(actor, "booking.check_in", site.pk)
    appointment = _locked(code)
    if appointment.site_id != site.pk:
        raise WrongPlace(appointment.site.name, appointment.site.slug)
    if appointment.state == AppointmentState.CANCELLED:
        raise AppointmentOver(
            _("This appointment was cancelled. Take a number instead."), way_on={"take_number": True}
        )
    if appointment.ticket is not None:
        return Arrival(appointment.ticket, view_of(appointment), is_repeated=True)
    _require_in_time(appointment)
    ticket = take_ticket(
        actor=actor,
        site=site,
        letter=_letter_for(appointment),
        task_code=appointment.task.code if appointment.task.is_active else None,
        language=appointment.language,
        channel="check_in",
        due_at=appointment.period.lower,
    )
    appointment.ticket = ticket
    appointment.state = AppointmentState.ARRIVED
    appointment.save(update_fields=["ticket", "state"])
    _remember(actor, appointment)
    return Arrival(ticket, view_of(appointment), is_repeated=False)


@transaction.atomic
def set_bookable(
    *,
    actor: Actor,
    desk: "Desk",
    topics: Sequence[str] = (),
    grid_minutes: int = 15,
    lead_minutes: int = 60,
    horizon_days: int = 60,
) -> BookableDesk:
    """Let the desk take appointments, for these topics (codes; none: for all), or change how. Audited.

    Booked appointments stay. Raises NotAllowed, Invalid for a grid that does not divide the hour.
    """
    require(actor, "booking.setup", desk.site_id)
    if grid_minutes not in GRIDS:
        raise Invalid(_("Times can begin every 5, 10, 15, 20, 30 or 60 minutes."), field="grid_minutes")
    if not 1 <= horizon_days <= 365 or lead_minutes < 0:
        raise Invalid(_("Choose between 1 and 365 days ahead."), field="horizon_days")
    facts = {
        "topics": list(topics),
        "grid_minutes": grid_minutes,
        "lead_minutes": lead_minutes,
        "horizon_days": horizon_days,
    }
    row, _created = BookableDesk.objects.update_or_create(desk=desk, defaults=facts)
    audit.record(actor, "booking.desk_set", f"desk:{desk.slug}", facts)
    publish(desk.site_id, "settings", kind="bookable", desk=desk.pk)
    return row


@transaction.atomic
def set_not_bookable(*, actor: Actor, desk: "Desk") -> None:
    """Take no new appointments at the desk; those that are booked stay. Audited."""
    require(actor, "booking.setup", desk.site_id)
    BookableDesk.objects.filter(desk=desk).delete()
    audit.record(actor, "booking.desk_removed", f"desk:{desk.slug}")
    publish(desk.site_id, "settings", kind="bookable", desk=desk.pk)


def _locked(code: str) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("site", "desk", "task")
    appointment = rows.filter(code=normal(code)).first() if normal(code) else None
    if appointment is None:
        raise AppointmentNotFound
    return appointment


def _require_in_time(appointment: Appointment) -> None:
    now, start = clock.now(), appointment.period.lower
    if now < start - EARLIEST:
        raise NotYet(
            _("You are early. You can check in from an hour before your appointment."),
            way_on={"from": (start - EARLIEST).isoformat()},
            facts={"start": start.isoformat()},
        )
    if now > start + LATEST:
        raise AppointmentOver(
            _("The time of your appointment has passed. Take a number instead."), way_on={"take_number": True}
        )


def _letter_for(appointment: Appointment) -> str | None:
    return letters_by_desk_kind(appointment.site_id).get(appointment.desk.kind)


def _nearest_reason(desks: Sequence[DeskDays], start: datetime) -> str:
    reasons = [reason_at(desk, start) for desk in desks]
    return min((reason for reason in reasons if reason is not None), key=NEARNESS.index)


def _not_free(site: "Site", task_code: str, start: datetime, why: str) -> NotFree:
    nearest = nearest_free(site=site, task_code=task_code, start=start)
    return NotFree(
        REASONS[why],
        facts={"why": why, "start": start.isoformat()},
        way_on={"slots": [time.start.isoformat() for time in nearest]},
    )


def _remember(actor: Actor, appointment: Appointment) -> None:
    AppointmentEvent.objects.create(
        appointment=appointment,
        at=clock.now(),
        state=appointment.state,
        actor_kind=actor.kind,
        actor_id=actor.id,
    )
    publish(
        appointment.site_id,
        "booking",
        kind=str(appointment.state),
        appointment=appointment.pk,
        day=danish_date(appointment.period.lower).isoformat(),
    )
