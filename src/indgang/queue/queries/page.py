"""The ticket page on the citizen's own phone."""

from dataclasses import dataclass
from datetime import datetime

from indgang.base import clock
from indgang.core.waiting import Wait
from indgang.organisation.models import Site
from indgang.queue.errors import TicketNotFound
from indgang.queue.models import Ticket, TicketState
from indgang.queue.queries.forecast import Forecast, forecast_of
from indgang.queue.queries.home import kept_minutes
from indgang.queue.services.transitions import MOVES, Verb, call_id


@dataclass(frozen=True, slots=True)
class TicketPage:
    """What the holder of a ticket sees; nothing of the errand, for others may look at the phone.

    `forecast`, `ahead` and `wait` only while waiting, `wait` None when no open desk serves the lane now; `desk` and
    `call` only while called or served; `paused_until` while the citizen has asked for more time. `is_away`: taken at
    home, and the holder has not said "I am here"; when it has been passed by for that, it keeps its place until
    `place_kept_until`. `kept_minutes` is for how long a number that is passed by keeps its place here.
    """

    site: Site
    number: str
    lane: str
    language: str
    state: TicketState
    arrived_at: datetime
    at: datetime
    forecast: Forecast | None
    paused_until: datetime | None
    due_at: datetime | None
    desk: str | None
    call: str | None
    can_delay: bool
    can_leave: bool
    is_away: bool = False
    place_kept_until: datetime | None = None
    kept_minutes: int = 0

    @property
    def ahead(self) -> int | None:
        """How many will be called before."""
        return self.forecast.ahead if self.forecast else None

    @property
    def wait(self) -> Wait | None:
        """How long it will probably take."""
        return self.forecast.wait if self.forecast else None


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
        forecast=forecast,
        paused_until=ticket.not_before if is_paused else None,
        due_at=ticket.due_at,
        desk=ticket.desk.label if ticket.desk else None,
        call=call_id(ticket) if ticket.desk else None,
        is_away=ticket.is_away,
        place_kept_until=ticket.place_kept_until,
        kept_minutes=kept_minutes(ticket.site_id) if ticket.is_away else 0,
        can_delay=state in MOVES[Verb.DELAY].sources,
        can_leave=state in MOVES[Verb.LEAVE].sources,
    )


def ticket_secret(ticket_id: int) -> str:
    """The secret of a number, for whoever holds what it was issued for. Raises TicketNotFound."""
    secret = Ticket.objects.filter(pk=ticket_id).values_list("secret", flat=True).first()
    if secret is None:
        raise TicketNotFound
    return secret
