"""What is held about somebody who asks for insight, and erasing it when they ask for that."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from indgang.base import audit, clock
from indgang.base.access import Actor, require
from indgang.base.sealing import fingerprints
from indgang.booking.errors import StillAhead
from indgang.booking.models import AppointmentState, Holder
from indgang.booking.services.holders import CONTACT, Contact, read
from indgang.core.phone import msisdn

AHEAD = (AppointmentState.BOOKED, AppointmentState.ARRIVED)


@dataclass(frozen=True, slots=True)
class HeldAppointment:
    """An appointment whose holder is known: `contact` opened, `from_` and `booked_at` UTC.

    `is_ahead`: it is still to come, and must be cancelled before it can be erased.
    """

    id: int
    code: str
    task_code: str
    site: str
    from_: datetime
    booked_at: datetime
    state: str
    is_ahead: bool
    contact: Contact


@transaction.atomic
def appointments_about(*, actor: Actor, email: str = "", phone: str = "") -> list[HeldAppointment]:
    """The appointments that hold this e-mail address or phone number, the newest first; the look is logged.

    A name alone finds none, for no fingerprint of names is kept. Raises NotAllowed.
    """
    require(actor, "booking.privacy")
    texts = (email.strip().lower(), (msisdn(phone) or "")[-8:])
    prints = [one for text in texts if text for one in fingerprints(text, CONTACT)]
    rows = (
        Holder.objects.filter(contact_prints__overlap=prints, erased_at=None)
        .select_related("appointment__task", "appointment__site")
        .order_by("-appointment__period")
        if prints
        else []
    )
    found = [_held(row) for row in rows]
    for one in found:
        audit.record(actor, "booking.holder_seen", f"appointment:{one.id}", {"why": "insight"})
    return found


@transaction.atomic
def erase_holder(*, actor: Actor, appointment_id: int) -> bool:
    """Erase who held the appointment. False when that was done before. Raises NotAllowed; StillAhead."""
    require(actor, "booking.privacy")
    row = (
        Holder.objects.select_for_update(of=("self",))
        .select_related("appointment")
        .filter(appointment=appointment_id, erased_at=None)
        .first()
    )
    if row is None:
        return False
    if _is_ahead(row):
        raise StillAhead
    now = clock.now()
    Holder.objects.filter(pk=row.pk).update(
        name="", email="", phone="", contact_prints=[], arrival_print="", erased_at=now
    )
    audit.record(actor, "booking.erased_on_request", f"appointment:{appointment_id}")
    return True


def _is_ahead(row: Holder) -> bool:
    appointment = row.appointment
    return appointment.state in AHEAD and appointment.period.upper > clock.now()


def _held(row: Holder) -> HeldAppointment:
    appointment = row.appointment
    return HeldAppointment(
        id=appointment.pk,
        code=appointment.code,
        task_code=appointment.task.code,
        site=appointment.site.name,
        from_=appointment.period.lower,
        booked_at=appointment.booked_at,
        state=str(AppointmentState(appointment.state).label),
        is_ahead=_is_ahead(row),
        contact=read(row),
    )
