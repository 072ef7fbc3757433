"""How long somebody will probably wait: the open desks and the queue of a site, played forward by
`core.waiting`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from math import exp
from typing import Any

from indgang.base import clock
from indgang.core import calling, waiting
from indgang.core.calling import WaitingTicket
from indgang.core.waiting import Circumstances, OpenDesk, Wait
from indgang.organisation.models import Site
from indgang.organisation.queries import next_service, staffing
from indgang.queue.models import Series, Ticket, TicketState
from indgang.queue.ports import Coming, ports
from indgang.queue.queries.kept import closing_of
from indgang.queue.queries.site import open_sessions, open_tickets
from indgang.queue.queries.usual import Usual, usual_at
from indgang.queue.services.discipline import all_series, as_waiting, disciplines_of, may_serve, row_of
from indgang.queue.services.transitions import AT_DESK

A_MINUTE = timedelta(minutes=1)
# Appointments that may still come, and how far ahead they are looked at.
LATE, AHEAD = timedelta(minutes=10), timedelta(hours=2)
# That one may not be reached before closing is said when it happens to one in ten.
WORTH_SAYING = 0.1


class Unknown(StrEnum):
    """Why a wait cannot be told: the house is not staffed, nobody has a desk open, all who have are away from it for a
    while, or none of them can serve this.
    """

    CLOSED = "closed"
    NO_DESK = "no_desk"
    PAUSED = "paused"
    NOT_SERVED = "not_served"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The wait of a ticket, and what it comes from.

    `ahead` will be called before, as it looks now; `desks` can serve the ticket; `appointments` have their time before
    the middle of the wait; `slower` is how much longer services take today, as a share: 0.2 is a fifth longer. Of the
    desks `busy` are helping somebody, one of them for `longest_minutes`. `wait` is None when nobody can say, and then
    `unknown` is why; `opens_at` (UTC) is when the house opens or, without a desk, citizen service begins; `closes_at`
    (UTC) only when one may not be reached before.
    """

    ahead: int
    wait: Wait | None
    desks: int = 0
    appointments: int = 0
    slower: float = 0.0
    busy: int = 0
    longest_minutes: int = 0
    unknown: Unknown | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Scene:
    """All that the forecast needs, read once: `desks` are the open ones at work, `paused` says how many are not;
    `closes_at` (UTC) is when the house closes, if it is open and that is known.
    """

    site: Site
    now: datetime
    series: Mapping[int, Series]
    waiting: list[WaitingTicket]
    desks: list[OpenDesk]
    usual: Usual
    coming: list[WaitingTicket]
    paused: int
    closes_at: datetime | None = None

    @property
    def known(self) -> Circumstances:
        """What the estimate starts from."""
        return Circumstances(
            service=lambda ticket: self.usual.of(int(ticket.task) if ticket.task else None),
            pace=self.usual.pace,
            no_show_share=self.usual.no_show_share,
            closes_in=(self.closes_at - self.now) / A_MINUTE if self.closes_at else None,
            correction=self.usual.correction,
        )

    def forecast(self, ticket_id: int) -> Forecast:
        """Of one who waits."""
        ticket = next(one for one in self.waiting if one.id == ticket_id)
        wait = waiting.estimate(ticket_id, self.waiting, self.desks, self.known, self.now, coming=self.coming)
        return self.explained(ticket, wait)

    def explained(self, ticket: WaitingTicket, wait: Wait | None) -> Forecast:
        """The wait of a ticket, one that waits or one that somebody would take, with what it comes from."""
        unknown, opens_at = (None, None) if wait is not None else self.why_unknown
        until = self.now + (wait.middle if wait else 0.0) * A_MINUTE
        busy = [one for one in self.desks if one.serving and not one.is_awaiting and one.can_serve(ticket)]
        return Forecast(
            ahead=self._ahead(ticket),
            wait=wait,
            desks=self.desks_for(ticket),
            appointments=sum(one.due_at is not None and one.due_at <= until for one in self.coming),
            slower=exp(self.usual.pace.slower) - 1,
            busy=len(busy),
            longest_minutes=int(max((one.served_minutes for one in busy), default=0)),
            unknown=unknown,
            opens_at=opens_at,
            closes_at=self.closes_at if wait is not None and wait.missed >= WORTH_SAYING else None,
        )

    def desks_for(self, ticket: WaitingTicket) -> int:
        """How many of the open desks can serve it."""
        return sum(desk.can_serve(ticket) for desk in self.desks)

    @cached_property
    def why_unknown(self) -> tuple[Unknown, datetime | None]:
        """Why somebody whom no open desk serves cannot be told a wait, and when that changes if the hours say it: the
        house opens, or citizen service begins in a house that is open already.
        """
        if self.desks:
            return Unknown.NOT_SERVED, None
        if self.paused:
            return Unknown.PAUSED, None
        is_staffed, until = staffing(self.site)
        if is_staffed or until is None:
            return Unknown.NO_DESK, next_service(self.site)
        return Unknown.CLOSED, until

    def waits_of(self, asking: Sequence[WaitingTicket]) -> dict[int, Wait | None]:
        """Of those who would take these numbers now, each as if alone, by their ids."""
        return waiting.estimates(
            self.waiting,
            self.desks,
            self.known,
            self.now,
            coming=self.coming,
            asking=asking,
            only=[one.id for one in asking],
        )

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
    return scene_of(ticket.site, clock.now(), ticket_id=ticket.pk).forecast(ticket.pk)


def scene_of(
    site: Site, now: datetime, asked: Collection[int] = (), *, ticket_id: int | None = None
) -> Scene:
    """Read it, with what is usual for the tasks in it and those `asked` for; at most seven queries, and three for the
    opening hours when they are not at hand.

    Who took a number at home is taken to come in time, until they have been passed by; the one with
    `ticket_id` stays in it all the same.
    """
    tickets = open_tickets(site.pk, now)
    series = all_series(site.pk)
    everybody = open_sessions(site.pk)
    sessions = [one for one in everybody if not one.is_paused]
    disciplines = disciplines_of([one.desk for one in sessions], series)
    tasks = {ticket.task_id for ticket in tickets if ticket.task_id}
    tasks |= set(asked)
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
        if one.state == TicketState.WAITING and (one.place_kept_until is None or one.pk == ticket_id)
    ]
    paused = len(everybody) - len(sessions)
    closes_at = closing_of(site) if desks else None
    return Scene(site, now, series, waiting, desks, usual, coming, paused, closes_at)


def _at_work(ticket: Ticket | None, usual: Usual, now: datetime) -> dict[str, Any]:
    """What a desk is at, for `OpenDesk`: nothing, a citizen on the way to it, or a service that has lasted a while."""
    if ticket is None:
        return {}
    is_serving = ticket.state == TicketState.SERVING and ticket.started_at is not None
    served = (now - ticket.started_at) / A_MINUTE if is_serving and ticket.started_at else 0.0
    return {
        "serving": usual.of(ticket.task_id),
        "served_minutes": max(0.0, served),
        "is_awaiting": not is_serving,
    }


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
