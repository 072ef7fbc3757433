"""Whether the history of a ticket could have happened."""

from django.db.models import QuerySet

from indgang.queue.models import Ticket, TicketEvent, TicketEventKind, TicketState
from indgang.queue.services.transitions import MOVES

K, S = TicketEventKind, TicketState
# The day's end finishes those who are being served.
LEGAL = {(source, move.kind, move.target or source) for move in MOVES.values() for source in move.sources}


def illegal_steps(tickets: QuerySet[Ticket]) -> list[str]:
    """What is wrong with the histories of the tickets: impossible steps, wrong desks, two things at once."""
    wrong: list[str] = []
    now = {ticket.pk: ticket for ticket in tickets}
    state: dict[int, str] = {}
    desk: dict[int, int | None] = {}
    for event in TicketEvent.objects.filter(ticket__in=now).order_by("ticket_id", "pk"):
        before = state.get(event.ticket_id)
        if before is None:
            if (event.kind, event.state) != (K.TAKEN, S.WAITING):
                wrong.append(f"{event.ticket_id} began with {event.kind} to {event.state}")
        elif (S(before), K(event.kind), S(event.state)) not in LEGAL:
            wrong.append(f"{event.ticket_id} went from {before} by {event.kind} to {event.state}")
        if (
            event.kind in {K.STARTED, K.HELD, K.NO_SHOW, K.TAKEN_OVER}
            and desk.get(event.ticket_id) != event.desk_id
        ):
            wrong.append(f"{event.ticket_id} was {event.kind} at a desk that did not have it")
        if event.kind in {K.CALLED, K.RECALLED} and event.desk_id is None:
            wrong.append(f"{event.ticket_id} was called to no desk")
        state[event.ticket_id] = event.state
        at_desk = event.state in {S.CALLED, S.SERVING}
        desk[event.ticket_id] = event.desk_id if at_desk else None
    for pk, ticket in now.items():
        if state.get(pk) != ticket.state:
            wrong.append(f"{pk} is {ticket.state}, its history says {state.get(pk)}")
        if desk.get(pk) != ticket.desk_id:
            wrong.append(f"{pk} is at desk {ticket.desk_id}, its history says {desk.get(pk)}")
    return wrong
