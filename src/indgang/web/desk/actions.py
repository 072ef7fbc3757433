"""What one key at the desk does: the commands of queue and contact put together, each step all or nothing."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base.access import Actor
from indgang.base.errors import DomainError, NotFound, Text
from indgang.contact import queries as contacts
from indgang.contact import services as contact
from indgang.contact.queries import ContactView
from indgang.organisation.models import Desk
from indgang.queue import services as queue
from indgang.queue.models import Ticket, TicketState
from indgang.queue.queries import desk_state
from indgang.queue.queries.ticket import ticket_for
from indgang.queue.services import Call
from indgang.web.desk.state import at_hand


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of a registration. `contact` is finished unless other matters still lack an outcome.

    `ticket` is the number that the citizen goes on with, when it was referred to a lane; `call` the next one, and
    `not_called` why there is none.
    """

    contact: ContactView
    ticket: Ticket | None = None
    call: Call | None = None
    not_called: Text = ""

    @property
    def is_finished(self) -> bool:
        """Whether the whole contact is registered."""
        return self.contact.state == "finished"


@transaction.atomic
def start(*, actor: Actor, desk: Desk) -> ContactView:
    """The citizen who was called is here: serve the number and run the clock. Raises NotFound without a number."""
    ticket = _ticket_here(actor, desk)
    queue.start(actor=actor, ticket_id=ticket.pk)
    return _begin(actor, desk, ticket)


@transaction.atomic
def pick_task(
    *, actor: Actor, desk: Desk, code: str, contact_id: int | None, position: int | None, key: str
) -> ContactView:
    """Choose the task of the matter in work. Without a contact this begins one: for the number that is called here,
    else for a walk-in. So nobody has to press start first."""
    if contact_id is None:
        here = _present(actor, desk)
        view = here if here is not None else _begin_for_pick(actor, desk, key)
        contact_id, position = view.id, view.current
    return contact.set_task(actor=actor, contact_id=contact_id, position=position or 1, task_code=code)


def register(
    *,
    actor: Actor,
    desk: Desk,
    contact_id: int,
    position: int,
    then_next: bool,
    fields: dict[str, Any],
    version: int | None,
) -> Registered:
    """Say what came of a matter. The last one that lacks an outcome finishes contact and number.

    Raises what `contact.services.finish` raises; then nothing is registered.
    """
    view, ticket = _register(actor, contact_id, position, fields, version)
    if view.state != "finished" or not then_next:
        return Registered(view, ticket)
    try:
        call = queue.call_next(actor=actor, desk=desk)
    except DomainError as error:
        return Registered(view, ticket, not_called=error.message)
    return Registered(view, ticket, call, "" if call else _("Nobody is waiting for this desk."))


@transaction.atomic
def _register(
    actor: Actor, contact_id: int, position: int, fields: dict[str, Any], version: int | None
) -> tuple[ContactView, Ticket | None]:
    before = contacts.contact_view(contact_id)
    if not before.is_open:
        return contact.finish(actor=actor, contact_id=contact_id), None
    view = contact.save_draft(
        actor=actor, contact_id=contact_id, position=position, version=version, **fields
    )
    lacking = next((row for row in view.inquiries if not row.outcome), None)
    if lacking is not None:
        return contact.switch_inquiry(actor=actor, contact_id=contact_id, position=lacking.position), None
    view = contact.finish(actor=actor, contact_id=contact_id, finish_ticket=True)
    sent_on = any(row.referral is not None and row.referral.lane_id for row in view.inquiries)
    return view, ticket_for(view.ticket_id, actor=actor) if sent_on and view.ticket_id else None


@transaction.atomic
def put_aside(*, actor: Actor, desk: Desk, contact_id: int | None) -> None:
    """Put the meeting aside, with its number, so that the desk is free. Without a meeting: the called number."""
    view = contacts.contact_view(contact_id) if contact_id is not None else None
    if view is not None:
        contact.park(actor=actor, contact_id=view.id)
    ticket = desk_state(desk).ticket
    if ticket is not None and (view is None or view.ticket_id == ticket.pk):
        queue.hold(actor=actor, ticket_id=ticket.pk)


@transaction.atomic
def take_up(*, actor: Actor, desk: Desk, contact_id: int) -> ContactView:
    """Go on with a meeting that was put aside; its number, if on hold, is served at this desk again.

    Another number at the desk stays where it is unless this meeting needs the desk: then DeskBusy.
    """
    view = contacts.contact_view(contact_id)
    ticket = ticket_for(view.ticket_id, actor=actor) if view.ticket_id else None
    if ticket is not None and ticket.state == TicketState.HELD:
        queue.call_ticket(actor=actor, desk=desk, ticket_id=ticket.pk)
        queue.start(actor=actor, ticket_id=ticket.pk)
    return contact.resume(actor=actor, contact_id=contact_id)


@transaction.atomic
def undo(*, actor: Actor, contact_id: int) -> ContactView:
    """Open the registration of a moment ago again, and go on with it."""
    contact.reopen(actor=actor, contact_id=contact_id)
    return contact.resume(actor=actor, contact_id=contact_id)


@transaction.atomic
def move_away(*, actor: Actor, desk: Desk, letter: str) -> Ticket:
    """Send the called number to another lane before its meeting has begun; a meeting is referred by `register`."""
    ticket = _ticket_here(actor, desk)
    return queue.transfer(actor=actor, ticket_id=ticket.pk, letter=letter)


def call_back(*, actor: Actor, desk: Desk) -> Ticket:
    """Call the number at this desk again. Raises NotFound when there is none."""
    return queue.recall(actor=actor, ticket_id=_ticket_here(actor, desk).pk).ticket


def no_show(*, actor: Actor, desk: Desk) -> Ticket:
    """Nobody came for the number at this desk."""
    return queue.no_show(actor=actor, ticket_id=_ticket_here(actor, desk).pk)


@transaction.atomic
def back_to_queue(*, actor: Actor, desk: Desk) -> Ticket:
    """Send the number at this desk back to the queue; a meeting that had begun by mistake is thrown away."""
    ticket = _ticket_here(actor, desk)
    view = contacts.open_contact_of_ticket(ticket.pk)
    if view is not None and view.officer_id == actor.person_id:
        contact.discard(actor=actor, contact_id=view.id)
    return queue.return_ticket(actor=actor, ticket_id=ticket.pk)


def _begin(actor: Actor, desk: Desk, ticket: Ticket) -> ContactView:
    return contact.begin(actor=actor, site=desk.site, desk=desk, channel="desk", ticket_id=ticket.pk)


def _begin_for_pick(actor: Actor, desk: Desk, key: str) -> ContactView:
    ticket = desk_state(desk).ticket
    if ticket is not None and ticket.officer_id == actor.person_id:
        return start(actor=actor, desk=desk)
    return contact.begin(actor=actor, site=desk.site, desk=desk, channel="walk_in", key=key)


def _present(actor: Actor, desk: Desk) -> ContactView | None:
    if actor.person_id is None:
        return None
    mine = [one for one in contacts.open_contacts_of(actor.person_id) if one.site_id == desk.site_id]
    return at_hand(desk, mine, desk_state(desk).ticket)


def _ticket_here(actor: Actor, desk: Desk) -> Ticket:
    ticket = desk_state(desk).ticket
    if ticket is None:
        raise NotFound(_("There is no number at this desk any more."))
    return ticket
