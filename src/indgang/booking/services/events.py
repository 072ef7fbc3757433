"""What every command on an appointment shares: its row, locked, and the memory of what happened."""

from typing import Any

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.live import publish
from indgang.booking.calendars.pushing import note_change
from indgang.booking.codes import normal
from indgang.booking.errors import AppointmentNotFound
from indgang.booking.models import Appointment, AppointmentEvent
from indgang.core.day import danish_date


def locked_by_code(code: str) -> Appointment:
    """The row of the appointment, locked until the transaction ends. Raises AppointmentNotFound."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related(
        "site", "desk", "task", "resource__desk", "resource__person"
    )
    row = rows.filter(code=normal(code)).first() if normal(code) else None
    if row is None:
        raise AppointmentNotFound
    return row


def remember(actor: Actor, row: Appointment, **facts: Any) -> None:
    """Write the event, with the state as it is now, and tell the open pages and the calendars elsewhere."""
    AppointmentEvent.objects.create(
        appointment=row,
        at=clock.now(),
        state=row.state,
        actor_kind=actor.kind,
        actor_id=actor.id,
        facts=facts,
    )
    publish(
        row.site_id,
        "booking",
        kind=str(row.state),
        appointment=row.pk,
        day=danish_date(row.period.lower).isoformat(),
    )
    note_change(row)
