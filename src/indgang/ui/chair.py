"""The chair at a desk: what logging in and out and the desk's own page do with it."""

from contextlib import suppress
from typing import Any

from django.db import transaction

from indgang.base.access import Actor
from indgang.base.errors import DomainError
from indgang.contact import services as contact
from indgang.organisation.models import Desk, Person
from indgang.organisation.queries import actor_of_person
from indgang.queue import services as queue
from indgang.queue.models import TicketState
from indgang.queue.queries import desk_of, desk_state


@transaction.atomic
def take_desk(*, actor: Actor, desk: Desk, take_over: bool) -> None:
    """Open or take over the desk. A meeting that goes on there becomes the officer's, with its clock running."""
    queue.open_desk(actor=actor, desk=desk, take_over=take_over)
    ticket = desk_state(desk).ticket
    if ticket is not None and ticket.state == TicketState.SERVING:
        contact.begin(actor=actor, site=desk.site, desk=desk, channel="desk", ticket_id=ticket.pk)


def take_own_desk(user: Person, **_signal: Any) -> None:
    """At login: take the person's desk from the demo, which works there in their name (see `queue`, `is_simulated`)."""
    desk = desk_of(user.pk)
    session = desk_state(desk).session if desk is not None else None
    if desk is None or session is None or not session.is_simulated:
        return
    with suppress(DomainError):
        take_desk(actor=actor_of_person(user.pk), desk=desk, take_over=True)


def leave_desk(person_id: int) -> None:
    """Close the person's desk, if any, as one who goes. Never refused: what cannot be done is swept up later."""
    desk = desk_of(person_id)
    actor = actor_of_person(person_id)
    with suppress(DomainError):
        if desk is not None:
            queue.close_desk(actor=actor, desk=desk, end="logged_out")
        contact.leave(actor=actor)
