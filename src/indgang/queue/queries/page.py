"""The ticket page on the citizen's own phone."""

from dataclasses import dataclass
from datetime import datetime

from indgang.base import clock
from indgang.core.waiting import Wait
from indgang.organisation.models import Site
from indgang.queue.errors import TicketNotFound
from indgang.queue.models import Ticket, TicketState
from indgang.queue.queries.forecast import forecast_of
from indgang.queue.services.transitions import MOVES, Verb, call_id


@dataclass(frozen=True, slots=True)
class TicketPage:
    """What the holder of a ticket sees; nothing of the errand, for others may look at the phone.

    `ahead` and `wait` only while waiting, `wait` None when no open desk serves the lane now; `desk` and
    `call` only while called or served; `paused_until` while the citizen has asked for more time.
    """

    site: Site
    number: str
    lane: str
    language: str
    state: TicketState
    arrived_at: datetime
    at: datetime
    ahead: int | None
    wait: Wait | None
    paused_until: datetime | None
    due_at: datetime | None
    desk: str | None
    call: str | None
    can_delay: bool
    can_leave: bool


def ticket_page(secret: str) -> TicketPage:
    """The page that the secret opens. Raises TicketNotFound."""
    ticket = (
        Ticket.objects.select_related("series", "lane", "desk", "site__municipality")
        .filter(secret=secret)
        .first()
    )
    if ticket is None:
        raise TicketNotFound
    now = clock.now()
    state = TicketState(ticket.state)
    forecast = forecast_of(ticket) if state is TicketState.WAITING else None
    is_paused = ticket.not_before is not None and ticket.not_before > now
    return TicketPage(
        site=ticket.site,
        number=ticket.label,
        lane=ticket.lane.name,
        language=ticket.language,
        state=state,
        arrived_at=ticket.arrived_at,
        at=now,
        ahead=forecast.ahead if forecast else None,
        wait=forecast.wait if forecast else None,
        paused_until=ticket.not_before if is_paused else None,
        due_at=ticket.due_at,
        desk=ticket.desk.label if ticket.desk else None,
        call=call_id(ticket) if ticket.desk else None,
        can_delay=state in MOVES[Verb.DELAY].sources,
        can_leave=state in MOVES[Verb.LEAVE].sources,
    )


def ticket_secret(ticket_id: int) -> str:
    """The secret of a number, for whoever holds what it was issued for. Raises TicketNotFound."""
    secret = Ticket.objects.filter(pk=ticket_id).values_list("secret", flat=True).first()
    if secret is None:
        raise TicketNotFound
    return secret
