"""What a desk shows: its officer, the ticket at it, and who comes next."""

from dataclasses import dataclass

from indgang.base import clock
from indgang.organisation.models import Desk
from indgang.queue.models import DeskSession, Ticket, TicketState
from indgang.queue.queries.lines import TicketLine, line_of
from indgang.queue.queries.site import (
    LaneView,
    lane_views,
    lines_by_state,
    no_shows_of,
    open_sessions,
    open_tickets,
)
from indgang.queue.queries.why import why_called
from indgang.queue.services.discipline import as_waiting, discipline_of, rank_for, row_of


@dataclass(frozen=True, slots=True)
class DeskState:
    """A desk now.

    `waiting` are those whom this desk may call, in the order of the calls; `away` (taken at home, not here yet),
    `held` and `no_shows` are the whole site's, `can_recall` says by ticket id which of the last two this desk may call
    back; `lanes` are the whole site's.
    """

    desk: Desk
    session: DeskSession | None
    ticket: Ticket | None
    why: str
    lanes: list[LaneView]
    waiting: list[TicketLine]
    away: list[TicketLine]
    held: list[TicketLine]
    no_shows: list[TicketLine]
    can_recall: dict[int, bool]

    @property
    def callable(self) -> int:
        """How many this desk may call now."""
        return len(self.waiting)


def desk_state(desk: Desk) -> DeskState:
    """The desk as it is now, in at most ten queries however long the queue is.

    Without an officer competence leaves nobody out.
    """
    now = clock.now()
    tickets = open_tickets(desk.site_id, now)
    lines = {ticket.pk: line_of(ticket, now) for ticket in tickets}
    by_state = lines_by_state(lines.values())
    sessions = open_sessions(desk.site_id)
    session = next((one for one in sessions if one.desk_id == desk.pk), None)
    ticket = next((one for one in tickets if one.desk_id == desk.pk), None)
    discipline = discipline_of(desk)
    waiting = [
        as_waiting(row_of(one), discipline.series) for one in tickets if one.state == TicketState.WAITING
    ]
    ranked = rank_for(desk, session.officer_id if session else None, discipline, waiting, now)
    no_shows = [line_of(one, now) for one in no_shows_of(desk.site_id, now)]
    held = by_state[TicketState.HELD]
    return DeskState(
        desk=desk,
        session=session,
        ticket=ticket,
        why=why_called(ticket) if ticket else "",
        lanes=lane_views(discipline.series, by_state[TicketState.WAITING], sessions, now),
        waiting=[lines[one.ticket_id] for one in ranked],
        away=[line for line in by_state[TicketState.WAITING] if line.is_away],
        held=held,
        no_shows=no_shows,
        can_recall={line.id: not line.is_kept_from(desk.pk, now) for line in [*held, *no_shows]},
    )


def desk_of(person_id: int) -> Desk | None:
    """The desk that a person has open now, with its site; None without one."""
    session = (
        DeskSession.objects.select_related("desk__site")
        .filter(officer_id=person_id, closed_at__isnull=True)
        .first()
    )
    return session.desk if session else None
