"""How long a waiting ticket will probably wait: a range with a probability, by playing the queue forward many times.

Who comes in which order is found by one replay of the discipline with usual service times. Then that order is lived
through `SAMPLES` times at once, each service as long as it is in that life: what is left of the running ones, knowing
how long they have lasted; no-shows; and the pace of the day, the same for all services of one life. The range holds
what the middle 80 % of those lives say, its `middle` is their median.

There is no chance in it: the lives are a fixed set of points spread evenly over what can happen (a Latin hypercube,
McKay, Beckman and Conover, Technometrics 21, 1979), so that the same queue always gets the same answer. Tickets that
come later are not known, except appointments that are handed in with a moment before which they are not called.

All durations are minutes.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from heapq import heapify, heappop, heappush
from math import ceil, floor
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indgang.core.calling import CallProfile, CanServe, WaitingTicket, first
from indgang.core.service_times import Minutes, Pace, ServiceTime

SAMPLES = 128
LOW, HIGH = 0.1, 0.9
_A_MINUTE = timedelta(minutes=1)

# Friendly steps: by one minute below 5, by five below 30, by ten below 90, then by 15.
_STEPS = ((5, 1), (30, 5), (90, 10))
_LAST_STEP = 15


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk that is open: how it calls, whom it can serve, and what it is at: how long such a service takes and how
    many minutes it has lasted.
    """

    profile: CallProfile
    can_serve: CanServe
    serving: ServiceTime | None = None
    served_minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the queue: how long each ticket's service usually takes, the pace of the day, and the share
    of those called who do not come, with the minutes that calling them costs. Who has an appointment comes up to
    `early_minutes` before its time and `late_minutes` after.
    """

    service: Callable[[WaitingTicket], ServiceTime]
    pace: Pace = field(default_factory=Pace)
    no_show_share: float = 0.0
    no_show_minutes: float = 1.0
    early_minutes: float = 10.0
    late_minutes: float = 5.0


class WaitRange(NamedTuple):
    """Between `low` and `high` whole minutes from now, rounded outwards to friendly steps."""

    low: int
    high: int


class Wait(NamedTuple):
    """Minutes from now: in eight of ten cases between `low` and `high`, as often before `middle` as after."""

    low: float
    middle: float
    high: float

    def shown(self) -> WaitRange:
        """As it is told to people."""
        return WaitRange(_rounded_down(self.low), max(1, _rounded_up(self.high)))


def estimate(
    ticket_id: int,
    tickets: Iterable[WaitingTicket],
    desks: Sequence[OpenDesk],
    known: Circumstances,
    now: datetime,
    *,
    coming: Iterable[WaitingTicket] = (),
) -> Wait | None:
    """The wait from `now` until the ticket is called; None when no open desk can serve it.

    `tickets` holds all that wait, also this one: for somebody who thinks of taking a number, add the ticket
    they would get. `coming` are appointments (with `due_at`) that are not here yet. Raises KeyError when the ticket is
    not among those that wait.
    """
    return estimates(tickets, desks, known, now, coming=coming, only=ticket_id)[ticket_id]


def estimates(
    tickets: Iterable[WaitingTicket],
    desks: Sequence[OpenDesk],
    known: Circumstances,
    now: datetime,
    *,
    coming: Iterable[WaitingTicket] = (),
    only: int | None = None,
) -> dict[int, Wait | None]:
    """The wait of every ticket by its id, or of `only` one; None and `coming` as in `estimate`."""
    waiting = list(tickets)
    absent = [replace(ticket, not_before=ticket.due_at) for ticket in coming]
    replay = _Replay([*waiting, *absent], desks, known, now)
    waits: dict[int, Wait | None] = {
        ticket.id: None for ticket in waiting if only is None or ticket.id == only
    }
    if only is not None and not waits:
        raise KeyError(only)
    lives = _Lives(replay, desks, known, {ticket.id for ticket in absent})
    for ticket, desk in replay.calls():
        starts = lives.call(ticket, desk)
        if ticket.id in waits:
            waits[ticket.id] = Wait(*np.quantile(starts, (LOW, 0.5, HIGH)).tolist())
        if ticket.id == only:
            break
    return waits


class _Replay:
    """The queue played forward with usual service times."""

    def __init__(
        self,
        tickets: Iterable[WaitingTicket],
        desks: Sequence[OpenDesk],
        known: Circumstances,
        now: datetime,
    ) -> None:
        self.waiting = list(tickets)
        self.desks = desks
        self.known = known
        self.now = now
        self.able = [{ticket.id for ticket in self.waiting if desk.can_serve(ticket)} for desk in desks]

    def calls(self) -> Iterator[tuple[WaitingTicket, int]]:
        """Each ticket with the place of its desk, in the order of the calls, until no desk can serve those left."""
        free = [(_usually_left(desk), index) for index, desk in enumerate(self.desks)]
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
            yield ticket, index
            heappush(free, (minutes + self.known.service(ticket).mean, index))

    def _next_for(self, index: int, minutes: float) -> WaitingTicket | None:
        able = self.able[index]
        candidates = [ticket for ticket in self.waiting if ticket.id in able]
        moment = self.now + minutes * _A_MINUTE
        return first(candidates, self.desks[index].profile, _anybody, moment)

    def _next_return(self, index: int, minutes: float) -> float | None:
        """When the first of those that asked for time can be called to this desk."""
        returns = (
            _minutes_until(ticket.not_before, self.now)
            for ticket in self.waiting
            if ticket.id in self.able[index] and ticket.not_before is not None
        )
        return min((moment for moment in returns if moment > minutes), default=None)


class _Lives:
    """The same calls lived through many times: when each desk is free, by desk and life.

    Who is expected later (asked for time, has an appointment) is called in the lives in which that moment has come and
    the discipline puts them first, and lets others pass in the lives in which it has not.
    """

    def __init__(
        self, replay: _Replay, desks: Sequence[OpenDesk], known: Circumstances, absent: Collection[int]
    ) -> None:
        self.absent = absent
        self.able, self.now, self.desks, self.known = replay.able, replay.now, desks, known
        self.services = 0
        self.pace: Minutes = np.exp(known.pace.slower + known.pace.unsure * _scores(self._next_order()))
        self.free: Minutes = np.zeros((len(desks), SAMPLES))
        for index, desk in enumerate(desks):
            if desk.serving is not None:
                running = desk.serving.on(known.pace)
                self.free[index] = running.left(desk.served_minutes, _SHARES[_order(self._next_order())])
        able = set().union(*self.able)
        later = (self._expected(ticket) for ticket in replay.waiting if ticket.id in able)
        self.expected = sorted(
            (one for one in later if one.precedes.any()), key=lambda one: (one.usually, one.ticket.id)
        )

    def call(self, ticket: WaitingTicket, desk: int) -> Minutes:
        """When the ticket is called in each life; `desk` is the place of the one that the replay gave it to."""
        pool = self._pool(ticket, desk)
        own = next((one for one in self.expected if one.ticket.id == ticket.id), None)
        for other in self.expected:
            if other is not own and not other.called.all() and self._comes_first(other, ticket, own, desk):
                ready = self.free[pool].min(axis=0)
                if own is not None:
                    ready = np.maximum(ready, own.earliest)
                self._take(other, desk, ready >= other.precedes)
        if own is not None:
            self._take(own, desk, np.ones(SAMPLES, bool))
            return own.starts
        starts: Minutes = np.zeros(SAMPLES)
        self._serve(ticket, pool, starts, starts, np.ones(SAMPLES, bool))
        return starts

    def _take(self, expected: "_Expected", desk: int, where: npt.NDArray[np.bool_]) -> None:
        """Serve who was expected in the lives given in which that has not been done yet."""
        where &= ~expected.called
        if where.any():
            pool = self._pool(expected.ticket, desk)
            self._serve(expected.ticket, pool, expected.earliest[where], expected.starts, where)
            expected.called |= where

    def _serve(
        self,
        ticket: WaitingTicket,
        pool: npt.NDArray[np.intp],
        earliest: Minutes,
        starts: Minutes,
        where: npt.NDArray[np.bool_],
    ) -> None:
        """The desk of the pool that is free first takes the ticket (of equal ones the first), and is busy."""
        lives = np.flatnonzero(where)
        ready = np.maximum(self.free[np.ix_(pool, lives)], earliest)
        taken = np.argmin(ready, axis=0)
        starts[lives] = ready[taken, np.arange(len(lives))]
        self.free[pool[taken], lives] = starts[lives] + self._lasts(ticket)[lives]

    def _comes_first(
        self, other: "_Expected", ticket: WaitingTicket, own: "_Expected | None", desk: int
    ) -> bool:
        if other.ticket.id not in self.able[desk]:
            return False
        latest = max(other.usually, own.usually if own is not None else 0.0)
        moment = self.now + latest * _A_MINUTE
        return first([other.ticket, ticket], self.desks[desk].profile, _anybody, moment) is other.ticket

    def _expected(self, ticket: WaitingTicket) -> "_Expected":
        earliest: Minutes = np.full(SAMPLES, _minutes_until(ticket.not_before, self.now))
        if ticket.due_at is None:
            return _Expected(ticket, earliest, earliest)
        due = (ticket.due_at - self.now) / _A_MINUTE
        if ticket.id in self.absent:
            soonest, latest = max(0.0, due - self.known.early_minutes), due + self.known.late_minutes
            shares = _SHARES[_order(self._next_order())]
            earliest = soonest + shares * max(1.0, latest - soonest)
        window = max(desk.profile.due_window_minutes for desk in self.desks)
        return _Expected(ticket, earliest, np.maximum(earliest, due - window))

    def _pool(self, ticket: WaitingTicket, desk: int) -> npt.NDArray[np.intp]:
        """The places of the desks that can serve the ticket, `desk` first when it is one of them."""
        able = [index for index, ids in enumerate(self.able) if ticket.id in ids]
        return np.array(sorted(able, key=lambda index: index != desk))

    def _lasts(self, ticket: WaitingTicket) -> Minutes:
        minutes = self.known.service(ticket).at(_scores(self._next_order())) * self.pace
        if self.known.no_show_share > 0:
            comes = _SHARES[_order(self._next_order())] >= self.known.no_show_share
            minutes = np.where(comes, minutes, self.known.no_show_minutes)
        return minutes

    def _next_order(self) -> int:
        self.services += 1
        return self.services


@dataclass(slots=True)
class _Expected:
    """A ticket that is not called before `earliest` and may be put first from `precedes` on, both in minutes by life,
    with the lives in which it has been called.
    """

    ticket: WaitingTicket
    earliest: Minutes
    precedes: Minutes
    starts: Minutes = field(default_factory=lambda: np.zeros(SAMPLES))
    called: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(SAMPLES, bool))

    @property
    def usually(self) -> float:
        """The middle of the moments from which it may be put first."""
        return float(self.precedes.mean())


_SHARES = (np.arange(SAMPLES) + 0.5) / SAMPLES
_SCORES = np.array([NormalDist().inv_cdf(float(share)) for share in _SHARES])


@cache
def _order(number: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The samples in an order of their own for each service, always the same: no two rise and fall together."""
    return np.random.default_rng(number).permutation(SAMPLES)


def _scores(number: int) -> Minutes:
    found: Minutes = _SCORES[_order(number)]
    return found


def _usually_left(desk: OpenDesk) -> float:
    if desk.serving is None:
        return 0.0
    return float(np.mean(desk.serving.left(desk.served_minutes, _SHARES[::8])))


def _minutes_until(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(0.0, (moment - now) / _A_MINUTE)


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
