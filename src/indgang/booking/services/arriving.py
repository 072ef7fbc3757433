"""The citizen is here, comes too late, or does not come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.booking import notices
from indgang.booking.calendar import rules_of
from indgang.booking.codes import shown
from indgang.booking.errors import AppointmentNotFound, AppointmentOver, CprInName, NotYet, WrongPlace
from indgang.booking.links import code_in
from indgang.booking.models import (
    Allocation,
    Appointment,
    AppointmentState,
    BookingRules,
    Holder,
    LateRule,
)
from indgang.booking.queries import AppointmentView, letters_by_desk_kind, view_of
from indgang.booking.services.events import locked_by_code, remember
from indgang.booking.services.holders import arrival_prints
from indgang.booking.services.placing import lock_taken, settled
from indgang.core.cpr import find_cpr
from indgang.core.day import danish_date, day_bounds
from indgang.queue.services import take_ticket

if TYPE_CHECKING:
    from indgang.organisation.models import Site
    from indgang.queue.models import Ticket

OVER = {
    AppointmentState.CANCELLED: _("This appointment was cancelled. Take a number instead."),
    AppointmentState.NO_SHOW: _("The time of your appointment has passed. Take a number instead."),
    AppointmentState.HELD: _("This appointment was never confirmed. Take a number instead."),
    AppointmentState.LAPSED: _("This appointment was never confirmed. Take a number instead."),
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A citizen who checked in.

    The number, the time of the appointment (UTC) and who serves, whether it was done before, and whether the
    citizen was too late to keep the turn. `appointment` is None for somebody whom a caseworker expects by an
    entry in a calendar elsewhere.
    """

    ticket: "Ticket"
    start: datetime
    serving: str
    is_repeated: bool
    is_late: bool
    appointment: AppointmentView | None = None


@transaction.atomic
def check_in(*, actor: Actor, site: "Site", code: str) -> Arrival:
    """The citizen is here: issue a number that is due at the time of the appointment, in the lane of its
    desk.

    `code` may also be the address of the appointment, as a reader takes it from a QR code. From as early until as
    late as the rules say; after the minutes of grace the late rule holds: the number is due at once, or it is one
    like those without an appointment. Doing it twice gives the same number, until that is over. Raises NotAllowed,
    CprInName when a CPR number was typed, AppointmentNotFound, WrongPlace, NotYet (with the time in
    `way_on["from"]`), AppointmentOver when it is cancelled, over or too late (`way_on["take_number"]`).
    """
    require(actor, "booking.check_in", site.pk)
    if find_cpr(code):
        raise CprInName("code")
    row = locked_by_code(code_in(code))
    if row.site_id != site.pk and row.state not in OVER:
        raise WrongPlace(row.site.name, row.site.slug)
    rules = rules_of(site)
    if row.ticket is not None and row.ticket.ended_at is not None:
        raise AppointmentOver(
            _("The number of this appointment is closed. Take a new number if you need more help."),
            way_on={"take_number": True},
        )
    if row.ticket is not None:
        return _arrival(row.ticket, view_of(row), is_repeated=True, is_late=row.ticket.due_at is None)
    if row.state in OVER:
        raise AppointmentOver(OVER[AppointmentState(row.state)], way_on={"take_number": True})
    is_late = lateness(row.period.lower, rules)
    ticket = take_ticket(
        actor=actor,
        site=site,
        letter=_letter_for(row),
        task_code=row.task.code if row.task.is_active else None,
        language=row.language,
        channel="check_in",
        due_at=None if is_late and rules.late_rule == LateRule.WALK_IN else row.period.lower,
    )
    row.ticket = ticket
    row.state = AppointmentState.ARRIVED
    row.save(update_fields=["ticket", "state"])
    remember(actor, row, late=is_late)
    notices.unremind(row)
    return _arrival(ticket, view_of(row), is_repeated=False, is_late=is_late)


def code_by_birth_date(*, actor: Actor, site: "Site", first_name: str, birth_date: date) -> str:
    """The code of today's appointment at the site of somebody who gave these when booking.

    Raises NotAllowed; AppointmentNotFound also when two persons answer to it, so that nobody is shown
    another's time.
    """
    require(actor, "booking.check_in", site.pk)
    today = day_bounds(danish_date(clock.now()))
    rows = Holder.objects.filter(
        arrival_print__in=arrival_prints(first_name, birth_date),
        appointment__site=site,
        appointment__ticket__ended_at=None,
        appointment__state__in=[AppointmentState.BOOKED, AppointmentState.ARRIVED],
        appointment__period__startswith__gte=today[0],
        appointment__period__startswith__lt=today[1],
    )
    found = list(rows.order_by("appointment__period").values_list("appointment__code", "contact_prints"))
    if not found or any(not set(prints) & set(found[0][1]) for _code, prints in found[1:]):
        raise AppointmentNotFound(
            _(
                "We find no appointment today with that first name and birth date. Use your code, or take a number"
                " and say at the desk that you have an appointment."
            ),
            way_on={"take_number": True},
        )
    return shown(found[0][0])


@settled
def mark_no_show(*, actor: Actor, site: "Site", code: str) -> AppointmentView:
    """The citizen did not come; what is left of the time is free at once. Twice is once.

    Raises NotAllowed, AppointmentNotFound, NotYet before the time, AppointmentOver when it was kept.
    """
    require(actor, "booking.book", site.pk)
    row = lock_taken(code)
    if row.state == AppointmentState.NO_SHOW:
        return view_of(row)
    if row.state != AppointmentState.BOOKED or row.site_id != site.pk:
        raise AppointmentOver(_("This appointment has been kept or has passed, and cannot be changed."))
    if clock.now() < row.period.lower:
        raise NotYet(_("The time of this appointment has not come yet."), facts=_start(row))
    _did_not_come(actor, row)
    return view_of(row)


def no_shows(*, actor: Actor) -> int:
    """Mark all who are later than the rules allow. How many. Each in a transaction of its own."""
    require(actor, "booking.sweep")
    marked = 0
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED, period__startswith__lt=clock.now())
    for row in rows.select_related("site"):
        if clock.now() > _latest(row.period.lower, rules_of(row.site)):
            marked += _missed(actor, row.code)
    return marked


@settled
def _missed(actor: Actor, code: str) -> bool:
    row = lock_taken(code)
    is_missed: bool = row.state == AppointmentState.BOOKED and clock.now() > _latest(
        row.period.lower, rules_of(row.site)
    )
    if is_missed:
        _did_not_come(actor, row)
    return is_missed


def _did_not_come(actor: Actor, row: Appointment) -> None:
    Allocation.objects.filter(appointment=row).delete()
    row.state = AppointmentState.NO_SHOW
    row.save(update_fields=["state"])
    remember(actor, row)


def lateness(start: datetime, rules: BookingRules) -> bool:
    """Whether somebody with this time (UTC) is later than the minutes of grace. Raises NotYet, AppointmentOver."""
    now = clock.now()
    earliest = start - timedelta(minutes=rules.early_minutes)
    if now < earliest:
        raise NotYet(
            _("You are early: your appointment is %(when)s. You can check in from %(from)s.")
            % {"when": _said(start), "from": _said(earliest)},
            way_on={"from": earliest.isoformat()},
            facts={"start": start.isoformat()},
        )
    is_late: bool = now > start + timedelta(minutes=rules.late_minutes)
    if now > _latest(start, rules) or (is_late and rules.late_rule == LateRule.REBOOK):
        raise AppointmentOver(
            _("The time of your appointment has passed. Take a number instead."),
            way_on={"take_number": True},
        )
    return is_late


def _said(moment: datetime) -> str:
    return notices.until_words(moment, get_language() or "da")


def _latest(start: datetime, rules: BookingRules) -> datetime:
    return start + timedelta(minutes=rules.latest_minutes)


def _arrival(ticket: "Ticket", view: AppointmentView, *, is_repeated: bool, is_late: bool) -> Arrival:
    return Arrival(ticket, view.start, view.serving, is_repeated, is_late, view)


def _letter_for(row: Appointment) -> str | None:
    return letters_by_desk_kind(row.site_id).get(row.desk.kind) if row.desk else None


def _start(row: Appointment) -> dict[str, str]:
    return {"start": row.period.lower.isoformat()}
