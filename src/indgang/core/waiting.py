"""How long a waiting ticket will probably wait: an honest range, by replaying the queue discipline.

The queue is played forward without chance: each open desk becomes free after what is left of its current
service, takes the ticket that `calling` would give it then, and serves it for the mean service time of its
task. What the replay says for a ticket is the middle of the range.

The width comes from the services in front: when c desks can serve the ticket, its call varies by about
sqrt(sum of (cv * minutes)^2) / c over the minutes of each service that lie before it, where cv is the
coefficient of variation of a service time; the range covers 1.28 standard deviations to each side, for a bell
curve four cases in five. Rounded outwards it holds a little more often, in about nine of ten simulated queues
with skewed service times (lognormal, as Brown et al. found at a service centre: "Statistical Analysis of a
Telephone Call Center", JASA 100, 2005). How much the times of one task vary is an assumption, `DEFAULT_CV`,
to be replaced by the site's own figure. Tickets that come later are not known, so a low priority may be
passed and wait longer than it says.

All durations are minutes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from math import ceil, floor, sqrt
from typing import NamedTuple

from indgang.core.calling import CallProfile, CanServe, WaitingTicket, first

DEFAULT_CV = 0.6
_FOUR_IN_FIVE = 1.28
_A_MINUTE = timedelta(minutes=1)

# Friendly steps: by one minute below 5, by five below 30, by ten below 90, then by 15.
_STEPS = ((5, 1), (30, 5), (90, 10))
_LAST_STEP = 15


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk that is open: how it calls, whom it can serve, and the minutes left of its current service."""

    profile: CallProfile
    can_serve: CanServe
    remaining_minutes: float = 0.0


class WaitRange(NamedTuple):
    """Between `low` and `high` whole minutes from now, rounded outwards to friendly steps."""

    low: int
    high: int


MeanMinutes = Callable[[WaitingTicket], float]


class _Service(NamedTuple):
    desk: int
    starts_in: float
    mean: float


def estimate(
    ticket_id: int,
    tickets: Iterable[WaitingTicket],
    desks: Sequence[OpenDesk],
    mean_minutes: MeanMinutes,
    now: datetime,
    *,
    cv: float = DEFAULT_CV,
) -> WaitRange | None:
    """The wait from `now` until the ticket is called; None when no open desk can serve it.

    `tickets` holds all that wait, also this one: for somebody who thinks of taking a number, add the ticket
    they would get. Raises KeyError when it is not among them.
    """
    return estimates(tickets, desks, mean_minutes, now, cv=cv, only=ticket_id)[ticket_id]


def estimates(
    tickets: Iterable[WaitingTicket],
    desks: Sequence[OpenDesk],
    mean_minutes: MeanMinutes,
    now: datetime,
    *,
    cv: float = DEFAULT_CV,
    only: int | None = None,
) -> dict[int, WaitRange | None]:
    """The range for every ticket by its id, or for `only` one, from one replay; None as in `estimate`."""
    replay = _Replay(tickets, desks, mean_minutes, now)
    ranges: dict[int, WaitRange | None] = {
        ticket.id: None for ticket in replay.waiting if only is None or ticket.id == only
    }
    if only is not None and not ranges:
        raise KeyError(only)
    for ticket, starts_in in replay.calls():
        if ticket.id in ranges:
            ranges[ticket.id] = replay.range_for(ticket, starts_in, cv)
        if ticket.id == only:
            break
    return ranges


class _Replay:
    """The queue played forward: `calls` yields each ticket with the minutes until it is called, in order."""

    def __init__(
        self,
        tickets: Iterable[WaitingTicket],
        desks: Sequence[OpenDesk],
        mean_minutes: MeanMinutes,
        now: datetime,
    ) -> None:
        self.waiting = list(tickets)
        self.desks = desks
        self.now = now
        self.mean_minutes = mean_minutes
        self.able = [{ticket.id for ticket in self.waiting if desk.can_serve(ticket)} for desk in desks]
        self.busy = [max(0.0, desk.remaining_minutes) for desk in desks]
        self.services = [_Service(index, 0.0, minutes) for index, minutes in enumerate(self.busy)]

    def calls(self) -> Iterator[tuple[WaitingTicket, float]]:
        """Until no desk can serve any of those left."""
        free = [(minutes, index) for index, minutes in enumerate(self.busy)]
        heapify(free)
        while free and self.waiting:
            minutes, index = heappop(free)
            ticket = self._next_for(index, minutes)
            if ticket is None:
                resumes = self._next_return(index, minutes)
                if resumes is not None:
                    heappush(free, (resumes, index))
                continue
            self.waiting.remove(ticket)
            yield ticket, minutes
            mean = max(0.0, self.mean_minutes(ticket))
            self.services.append(_Service(index, minutes, mean))
            heappush(free, (minutes + mean, index))

    def range_for(self, ticket: WaitingTicket, starts_in: float, cv: float) -> WaitRange:
        """The range around a call that `calls` has just yielded."""
        pool = {index for index, ids in enumerate(self.able) if ticket.id in ids}
        in_front = (
            min(service.mean, starts_in - service.starts_in)
            for service in self.services
            if service.desk in pool
        )
        deviation = cv * sqrt(sum(minutes * minutes for minutes in in_front)) / len(pool)
        return WaitRange(
            _rounded_down(starts_in - _FOUR_IN_FIVE * deviation),
            max(1, _rounded_up(starts_in + _FOUR_IN_FIVE * deviation)),
        )

    def _next_for(self, index: int, minutes: float) -> WaitingTicket | None:
        able = self.able[index]
        candidates = [ticket for ticket in self.waiting if ticket.id in able]
        moment = self.now + minutes * _A_MINUTE
        return first(candidates, self.desks[index].profile, _anybody, moment)

    def _next_return(self, index: int, minutes: float) -> float | None:
        """When the first of those that asked for time can be called to this desk."""
        returns = (
            (ticket.not_before - self.now) / _A_MINUTE
            for ticket in self.waiting
            if ticket.id in self.able[index] and ticket.not_before is not None
        )
        return min((moment for moment in returns if moment > minutes), default=None)


def _anybody(_: WaitingTicket) -> bool:
    return True


def _step(minutes: float) -> int:
    return next((step for below, step in _STEPS if minutes < below), _LAST_STEP)


def _rounded_down(minutes: float) -> int:
    step = _step(max(0.0, minutes))
    return floor(round(max(0.0, minutes), 6) / step) * step


def _rounded_up(minutes: float) -> int:
    step = _step(minutes)
    return ceil(round(minutes, 6) / step) * step
