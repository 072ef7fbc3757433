"""One ticket, for those who may see its site's queue."""

from indgang.base.access import Actor, may
from indgang.queue.errors import TicketNotFound
from indgang.queue.models import Ticket


def ticket_for(ticket_id: int, *, actor: Actor) -> Ticket:
    """The ticket with all that it refers to. Raises TicketNotFound, also when the actor may not see it."""
    related = ("series", "lane", "task", "topic", "desk", "site")
    ticket = Ticket.objects.select_related(*related).filter(pk=ticket_id).first()
    if ticket is None or not may(actor, "queue.view", ticket.site_id):
        raise TicketNotFound
    return ticket
