"""Small reads for whoever drives the queue from outside a page, such as the demo's living day."""

from datetime import date, datetime

from indgang.organisation.models import Site
from indgang.queue.models import DeskSession, Ticket, TicketChannel, TicketEvent, TicketState
from indgang.queue.queries.site import open_sessions
from indgang.queue.services.transitions import AT_DESK


def desks_at_work(site: Site) -> dict[int, tuple[DeskSession, Ticket | None]]:
    """Each open desk of the site by its id: the session and the ticket that is there; two queries."""
    at_desk = Ticket.objects.select_related("series", "lane", "task").filter(
        site_id=site.pk, state__in=AT_DESK
    )
    tickets = {ticket.desk_id: ticket for ticket in at_desk}
    return {session.desk_id: (session, tickets.get(session.desk_id)) for session in open_sessions(site.pk)}


def waiting_count(site: Site) -> int:
    """How many wait at the site, in any lane."""
    return Ticket.objects.filter(site_id=site.pk, state=TicketState.WAITING).count()


def latest_event_at() -> datetime | None:
    """The moment (UTC) of the latest thing that happened in any queue; None before the first."""
    return TicketEvent.objects.order_by("-pk").values_list("at", flat=True).first()


def last_simulated_arrival(site: Site, day: date) -> datetime | None:
    """When (UTC) the last simulated citizen of a Danish day came to the site; None when none has."""
    simulated = Ticket.objects.filter(site_id=site.pk, day=day, channel=TicketChannel.SIMULATED)
    return simulated.order_by("-arrived_at").values_list("arrived_at", flat=True).first()
