"""How long somebody will probably wait: the open desks and the queue of a site, played forward by
`core.waiting`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from indgang.base import clock
from indgang.core import calling, waiting
from indgang.core.calling import WaitingTicket
from indgang.core.waiting import Circumstances, OpenDesk, Wait
from indgang.organisation.models import Site
from indgang.queue.models import Ticket, TicketState
from indgang.queue.ports import Coming, ports
from indgang.queue.queries.site import open_sessions, open_tickets
from indgang.queue.queries.usual import Usual, usual_at
from indgang.queue.services.discipline import all_series, as_waiting, disciplines_of, may_serve, row_of
from indgang.queue.services.lanes import pick_series
from indgang.queue.services.tickets import errand
from indgang.queue.services.transitions import AT_DESK

NEWCOMER = 2**63 - 1  # Ties go to the lower id, so this one comes last.
A_MINUTE = timedelta(minutes=1)
# Appointments that may still come, and how far ahead they are looked at.
LATE, AHEAD = timedelta(minutes=10), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Forecast:
    """`ahead`: how many will be called before, as it looks now; `wait` None: no open desk serves the lane."""

    ahead: int
    wait: Wait | None


@dataclass(frozen=True, slots=True)
class _Scene:
    """All that the forecast needs, read once."""

    now: datetime
    waiting: list[WaitingTicket]
    desks: list[OpenDesk]
    usual: Usual
    coming: list[WaitingTicket]

    @property
    def known(self) -> Circumstances:
        return Circumstances(
            service=lambda ticket: self.usual.of(int(ticket.task) if ticket.task else None),
            pace=self.usual.pace,
            no_show_share=self.usual.no_show_share,
        )

    def forecast(self, ticket_id: int) -> Forecast:
        ticket = next(one for one in self.waiting if one.id == ticket_id)
        wait = waiting.estimate(ticket_id, self.waiting, self.desks, self.known, self.now, coming=self.coming)
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
    return _scene(ticket.site, clock.now(), asked=ticket.pk).forecast(ticket.pk)


def expected_wait(site: Site, *, letter: str | None = None, task_code: str | None = None) -> Wait | None:
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


def _scene(site: Site, now: datetime, *extra: WaitingTicket, asked: int | None = None) -> _Scene:
    """All that is known at `now`; `asked` is the ticket that the forecast is for.

    Who took a number at home is taken to come in time, until they have been passed by.
    """
    tickets = open_tickets(site.pk, now)
    series = all_series(site.pk)
    sessions = [one for one in open_sessions(site.pk) if not one.is_paused]
    disciplines = disciplines_of([one.desk for one in sessions], series)
    tasks = {ticket.task_id for ticket in tickets if ticket.task_id}
    tasks |= {int(one.task) for one in extra if one.task}
    coming = [_as_waiting(one) for one in ports.coming(site.pk, now - LATE, now + AHEAD)]
    tasks |= {int(one.task) for one in coming if one.task}
    usual = usual_at(site.pk, tasks, now)
    at_desk = {ticket.desk_id: ticket for ticket in tickets if ticket.state in AT_DESK}
    desks = [
        OpenDesk(
            profile=disciplines[one.desk_id].profile,
            can_serve=may_serve(site, one.officer_id, disciplines[one.desk_id]),
            **_at_work(at_desk.get(one.desk_id), usual, now),
        )
        for one in sessions
    ]
    waiting = [
        replace(as_waiting(row_of(one), series), is_away=False)
        for one in tickets
        if one.state == TicketState.WAITING and (one.place_kept_until is None or one.pk == asked)
    ]
    return _Scene(now, [*waiting, *extra], desks, usual, coming)


def _at_work(ticket: Ticket | None, usual: Usual, now: datetime) -> dict[str, Any]:
    """What a desk is at, for `OpenDesk`: nothing, a citizen on the way to it, or a service that has lasted a while."""
    if ticket is None:
        return {}
    is_serving = ticket.state == TicketState.SERVING and ticket.started_at is not None
    served = (now - ticket.started_at) / A_MINUTE if is_serving and ticket.started_at else 0.0
    return {"serving": usual.of(ticket.task_id), "served_minutes": max(0.0, served)}


def _as_waiting(one: Coming) -> WaitingTicket:
    """An appointment as a ticket that is not here yet; its id is none that a ticket has."""
    return WaitingTicket(
        id=-one.id,
        lane=one.letter,
        number="",
        arrived_at=one.due_at,
        due_at=one.due_at,
        task=str(one.task_id) if one.task_id else None,
    )


def _before(ticket: WaitingTicket, waiting: Iterable[WaitingTicket]) -> int:
    mine = (calling.waiting_since(ticket), ticket.id)
    return sum((calling.waiting_since(one), one.id) < mine for one in waiting if one.lane == ticket.lane)
