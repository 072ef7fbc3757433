"""How long somebody will probably wait: the open desks and the queue of a site, played forward by
`core.waiting`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from indgang.base import clock
from indgang.catalogue.queries import standard_minutes
from indgang.core import calling, waiting
from indgang.core.calling import WaitingTicket
from indgang.core.waiting import OpenDesk, WaitRange
from indgang.organisation.models import Site
from indgang.queue.models import Ticket, TicketState
from indgang.queue.queries.site import open_sessions, open_tickets
from indgang.queue.services.discipline import all_series, as_waiting, disciplines_of, may_serve, row_of
from indgang.queue.services.lanes import pick_series
from indgang.queue.services.tickets import errand
from indgang.queue.services.transitions import AT_DESK

NEWCOMER = 2**63 - 1  # Ties go to the lower id, so this one comes last.
MINUTES_WITHOUT_TASK = 6.0
LEAST_MINUTES_LEFT = 1.0
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Forecast:
    """`ahead`: how many will be called before, as it looks now; `wait` None: no open desk serves the lane."""

    ahead: int
    wait: WaitRange | None


@dataclass(frozen=True, slots=True)
class _Scene:
    """All that the forecast needs, read once."""

    now: datetime
    waiting: list[WaitingTicket]
    desks: list[OpenDesk]
    minutes: dict[str, float]

    def mean_minutes(self, ticket: WaitingTicket) -> float:
        return self.minutes.get(ticket.task or "", MINUTES_WITHOUT_TASK)

    def forecast(self, ticket_id: int) -> Forecast:
        ticket = next(one for one in self.waiting if one.id == ticket_id)
        wait = waiting.estimate(ticket_id, self.waiting, self.desks, self.mean_minutes, self.now)
        return Forecast(self._ahead(ticket), wait)

    def _ahead(self, ticket: WaitingTicket) -> int:
        """Those whom the first desk that may call it puts before it; without such a desk, by arrival."""
        for desk in self.desks:
            if desk.can_serve(ticket):
                order = [
                    one.ticket_id
                    for one in calling.rank(self.waiting, desk.profile, desk.can_serve, self.now)
                ]
                return order.index(ticket.id) if ticket.id in order else _before(ticket, self.waiting)
        return _before(ticket, self.waiting)


def forecast_of(ticket: Ticket) -> Forecast:
    """For a ticket that waits."""
    return _scene(ticket.site, clock.now()).forecast(ticket.pk)


def expected_wait(site: Site, *, letter: str | None = None, task_code: str | None = None) -> WaitRange | None:
    """For somebody who would take a number now; None when no open desk would call it.

    Raises what `take_ticket` raises for an unknown letter or task, and NoSeries.
    """
    now = clock.now()
    task, _topic = errand(task_code, None)
    series = all_series(site.pk)
    lane = pick_series([one for one in series.values() if one.is_active], letter, task)
    priority = task.priority if task else 2
    newcomer = WaitingTicket(
        id=NEWCOMER,
        lane=lane.letter,
        number="",
        arrived_at=now,
        priority=priority,
        task=str(task.id) if task else None,
    )
    return _scene(site, now, newcomer).forecast(NEWCOMER).wait


def _scene(site: Site, now: datetime, *extra: WaitingTicket) -> _Scene:
    tickets = open_tickets(site.pk, now)
    series = all_series(site.pk)
    sessions = [one for one in open_sessions(site.pk) if not one.is_paused]
    disciplines = disciplines_of([one.desk for one in sessions], series)
    tasks = {ticket.task_id for ticket in tickets if ticket.task_id}
    tasks |= {int(one.task) for one in extra if one.task}
    minutes = {str(pk): float(value) for pk, value in standard_minutes(tasks).items()}
    at_desk = {ticket.desk_id: ticket for ticket in tickets if ticket.state in AT_DESK}
    desks = [
        OpenDesk(
            profile=disciplines[one.desk_id].profile,
            can_serve=may_serve(site, one.officer_id, disciplines[one.desk_id]),
            remaining_minutes=_minutes_left(at_desk.get(one.desk_id), minutes, now),
        )
        for one in sessions
    ]
    waiting = [as_waiting(row_of(one), series) for one in tickets if one.state == TicketState.WAITING]
    return _Scene(now, [*waiting, *extra], desks, minutes)


def _minutes_left(ticket: Ticket | None, minutes: dict[str, float], now: datetime) -> float:
    """What is left of a service: its mean less what has passed, at least a minute."""
    if ticket is None:
        return 0.0
    mean = minutes.get(str(ticket.task_id), MINUTES_WITHOUT_TASK)
    is_serving = ticket.state == TicketState.SERVING and ticket.started_at is not None
    passed = (now - ticket.started_at) / A_MINUTE if is_serving and ticket.started_at else 0.0
    return max(LEAST_MINUTES_LEFT, mean - passed)


def _before(ticket: WaitingTicket, waiting: Iterable[WaitingTicket]) -> int:
    mine = (calling.waiting_since(ticket), ticket.id)
    return sum((calling.waiting_since(one), one.id) < mine for one in waiting if one.lane == ticket.lane)
