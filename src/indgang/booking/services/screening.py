"""Appointments that are met about on the contact screen: choosing that, and the citizen who comes in there."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM, Actor, require
from indgang.booking import notices
from indgang.booking.errors import AppointmentNotFound, AppointmentOver, NotYet
from indgang.booking.models import AppointmentState
from indgang.booking.queries import AppointmentView, screen_door, view_of
from indgang.booking.services.booking import require_screen
from indgang.booking.services.changing import require_booked
from indgang.booking.services.events import locked_by_code, remember


@transaction.atomic
def meet_on_screen(*, actor: Actor = ANONYMOUS, code: str, on_screen: bool) -> AppointmentView:
    """Meet on the contact screen, or at the site after all. Whoever holds the code may choose; the holder is told.

    The same choice again changes nothing. Raises AppointmentNotFound, AppointmentOver, NotAllowed, and Invalid where
    the municipality does not let its tasks be met about on the screen.
    """
    row = locked_by_code(code)
    if actor.kind != "anonymous":
        require(actor, "booking.book", row.site_id)
    require_booked(row, actor)
    if row.on_screen == on_screen:
        return view_of(row)
    if on_screen:
        require_screen(row.site, [line.code for line in view_of(row).tasks])
    row.on_screen = on_screen
    row.sequence += 1
    row.save(update_fields=["on_screen", "sequence"])
    remember(actor, row, on_screen=on_screen)
    notices.moved(row, by_us=False)
    return view_of(row)


@transaction.atomic
def come_on_screen(*, code: str) -> AppointmentView:
    """The citizen comes in to the meeting; no number is drawn, and the appointment counts as kept. Twice is once.

    Raises AppointmentNotFound for one that is not on the screen, NotYet before its door opens (`way_on["from"]`),
    AppointmentOver after it has closed, and for one that was cancelled or not kept.
    """
    row = locked_by_code(code)
    view = view_of(row)
    if not row.on_screen or row.ticket_id is not None:
        raise AppointmentNotFound
    door = screen_door(view)
    is_ahead = row.state in {AppointmentState.BOOKED, AppointmentState.ARRIVED}
    if is_ahead and clock.now() < door.opens:
        raise NotYet(
            _("The meeting has not opened yet. Come back a little before its time."),
            way_on={"from": door.opens.isoformat()},
        )
    if not is_ahead or not door.is_open:
        raise AppointmentOver(_("The time of this meeting has passed. Book a new time, or phone us."))
    if row.state == AppointmentState.BOOKED:
        row.state = AppointmentState.ARRIVED
        row.save(update_fields=["state"])
        remember(SYSTEM, row, on_screen=True)
        notices.unremind(row)
    return view_of(row)
