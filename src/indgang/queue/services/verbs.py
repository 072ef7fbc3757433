"""What an officer does with a ticket at the desk: start, finish, hold, no-show, transfer, return."""

from datetime import datetime
from typing import Any

from django.db import transaction

from indgang.base import clock
from indgang.base.access import Actor
from indgang.queue.models import Ticket, TicketState
from indgang.queue.services.lanes import active_series, pick_letter
from indgang.queue.services.tickets import errand
from indgang.queue.services.transitions import Verb, check, is_repeated, locked, move, require_holder


@transaction.atomic
def start(*, actor: Actor, ticket_id: int) -> Ticket:
    """The citizen has come to the desk. Doing it twice is harmless.

    Raises TicketNotFound, NotAllowed, NotYourDesk or WrongState, as all the verbs here.
    """
    ticket = locked(ticket_id)
    now = clock.now()
    require_holder(actor, ticket)
    if is_repeated(actor, ticket, Verb.START):
        return ticket
    return move(ticket, Verb.START, now=now, by=_officer(actor, ticket), started_at=now)


@transaction.atomic
def finish(*, actor: Actor, ticket_id: int) -> Ticket:
    """The citizen has been helped. Doing it twice is harmless.

    A ticket that was called and never started keeps an empty `started_at`: how long it took is not known.
    """
    ticket = locked(ticket_id)
    now = clock.now()
    require_holder(actor, ticket)
    if is_repeated(actor, ticket, Verb.FINISH):
        return ticket
    return move(ticket, Verb.FINISH, now=now, by=_officer(actor, ticket))


@transaction.atomic
def hold(*, actor: Actor, ticket_id: int) -> Ticket:
    """Put the ticket aside for this desk and free the desk. Doing it twice is harmless.

    It is called back with `recall`: by this desk at any time, by another after `conf.hold_limit()`.
    """
    ticket = locked(ticket_id)
    now = clock.now()
    require_holder(actor, ticket)
    if is_repeated(actor, ticket, Verb.HOLD):
        return ticket
    return move(ticket, Verb.HOLD, now=now, by=_officer(actor, ticket), held_for=ticket.desk, held_at=now)


@transaction.atomic
def no_show(*, actor: Actor, ticket_id: int) -> Ticket:
    """Nobody came: put the ticket aside; `recall` calls it back. Doing it twice is harmless."""
    ticket = locked(ticket_id)
    now = clock.now()
    require_holder(actor, ticket)
    if is_repeated(actor, ticket, Verb.NO_SHOW):
        return ticket
    return move(ticket, Verb.NO_SHOW, now=now, by=_officer(actor, ticket), held_for=ticket.desk)


@transaction.atomic
def transfer(*, actor: Actor, ticket_id: int, letter: str, task_code: str | None = None) -> Ticket:
    """Refer the ticket to the lane `letter`; it keeps its number, its arrival and so its place in time.

    `task_code` says what the errand turned out to be. A waiting ticket may be moved by any officer of the
    site. Referring again to the lane where it waits already is harmless. Raises UnknownSeries and
    UnknownTask.
    """
    ticket = locked(ticket_id)
    now = clock.now()
    require_holder(actor, ticket)
    lane = pick_letter(active_series(ticket.site_id), letter)
    if ticket.state == TicketState.WAITING and ticket.lane_id == lane.pk and not task_code:
        return ticket
    check(ticket, Verb.TRANSFER)
    changes: dict[str, Any] = {}
    task, topic_id = errand(task_code, None)
    if task is not None:
        changes = {"task_id": task.id, "topic_id": topic_id}
    if lane.pk != ticket.lane_id:
        changes |= {"came_from": ticket.lane, "returned_at": None}
    return move(
        ticket,
        Verb.TRANSFER,
        now=now,
        by=_officer(actor, ticket),
        facts={"from": ticket.lane.letter, "to": lane.letter},
        lane=lane,
        **changes,
    )


@transaction.atomic
def return_ticket(*, actor: Actor, ticket_id: int) -> Ticket:
    """Send the ticket back to the lane it was referred from, else to wait again in its own.

    Doing it twice is harmless.
    """
    ticket = locked(ticket_id)
    now = clock.now()
    require_holder(actor, ticket)
    if ticket.returned_at is not None and is_repeated(actor, ticket, Verb.RETURN):
        return ticket
    return put_to_wait(ticket, Verb.RETURN, by=_officer(actor, ticket), now=now)


def put_to_wait(ticket: Ticket, verb: Verb, *, by: int | None, now: datetime, because: str = "") -> Ticket:
    """Put a locked ticket back: to the lane it came from (RETURN), or where it was called from (PUT_BACK)."""
    lane = ticket.lane
    changes: dict[str, Any] = {}
    if verb is Verb.RETURN:
        lane = ticket.came_from or ticket.lane
        changes = {"came_from": None, "returned_at": now}
    facts = {"from": ticket.lane.letter, "to": lane.letter}
    if because:
        facts["because"] = because
    return move(ticket, verb, now=now, by=by, facts=facts, lane=lane, **changes)


def _officer(actor: Actor, ticket: Ticket) -> int | None:
    """Who did it: the person, or for another system the officer of the desk."""
    return actor.person_id or ticket.officer_id
