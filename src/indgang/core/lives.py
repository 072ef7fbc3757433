"""A queue lived through many times at once: when each ticket is called in each life.

In every life the desk that is free first calls whom its discipline puts first at that moment, as `calling` does. What
differs between the lives is how long services last, what is left of the running ones, who does not come when called,
when those with an appointment arrive, and the pace of the day, the same for all services of one life.

There is no chance in it: the lives are a fixed set of points spread evenly over what can happen (a Latin hypercube,
McKay, Beckman and Conover, Technometrics 21, 1979), so that the same queue always gets the same answer.

Tickets whose order among each other can never change stand in one line, of which only the head is looked at; whoever
has an appointment or asked for time is a line of one. All durations are minutes from now; lives are the last axis.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from statistics import NormalDist

import numpy as np

from indgang.core.calling import CallProfile, CanServe, WaitingTicket, waiting_since
from indgang.core.correcting import NONE, Correction
from indgang.core.crowd import NEVER, NOBODY, SAMPLES, Crowd, Indices, Phases, table_of
from indgang.core.one_line import OneLine, overtaking
from indgang.core.service_times import Minutes, Pace, ServiceTime
from indgang.core.turns import turns

_A_MINUTE = timedelta(minutes=1)
_ALL = np.arange(SAMPLES)


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk that is open: how it calls, whom it can serve, and what it is at: how long such a service takes and how
    many minutes it has lasted. `is_awaiting`: the citizen is called and has not come yet.
    """

    profile: CallProfile
    can_serve: CanServe
    serving: ServiceTime | None = None
    served_minutes: float = 0.0
    is_awaiting: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the queue: how long each ticket's service usually takes, the pace of the day, and the share
    of those called who do not come, with the minutes that calling them costs. Who has an appointment comes up to
    `early_minutes` before its time and `late_minutes` after. The house closes in `closes_in` minutes (None: not known).
    What is told is corrected by what was told before and came.
    """

    service: Callable[[WaitingTicket], ServiceTime]
    pace: Pace = field(default_factory=Pace)
    no_show_share: float = 0.0
    no_show_minutes: float = 1.0
    early_minutes: float = 10.0
    late_minutes: float = 5.0
    closes_in: float | None = None
    correction: Correction = NONE


class Lives:
    """All lives of a queue. `tickets` are those that wait, `coming` have an appointment and are not here yet, and who
    is `asking` would take a number: called like everybody, in nobody's way.
    """

    def __init__(
        self,
        tickets: Sequence[WaitingTicket],
        desks: Sequence[OpenDesk],
        known: Circumstances,
        now: datetime,
        *,
        coming: Sequence[WaitingTicket] = (),
        asking: Sequence[WaitingTicket] = (),
    ) -> None:
        here = sorted(tickets, key=lambda one: (waiting_since(one), one.arrived_at, one.id))
        self.able = {one.id: _able(one, desks) for one in (*here, *coming, *asking)}
        self.now, self.known, self.desks = now, known, desks
        self.tickets = [one for one in (*here, *coming, *asking) if any(self.able[one.id])]
        self.place = {one.id: index for index, one in enumerate(self.tickets)}
        self.absent = {one.id for one in coming}
        running = [(one.serving, one.served_minutes) for one in desks if one.serving and not one.is_awaiting]
        pace = known.pace.at(_EVENLY, running)
        self.lasts = self._lasts(pace, {one.id for one in asking})
        self.free = _free(desks, known, pace)
        self.starts: Minutes = np.full((len(self.tickets), SAMPLES), NEVER)

    def play(self, wanted: Collection[int]) -> None:
        """Live until all the wanted (ids of tickets that some desk can serve) are called in every life."""
        rows = {self.place[one] for one in wanted}
        if not rows:
            return
        lines = self._lines()
        longest = max(lines, key=len)
        others = [line[0] for line in lines if line is not longest]
        is_one_line = len(others) + len(longest) == len(self.tickets) and not np.any(self._ready(longest[0]))
        is_quick = is_one_line and rows.issubset(longest) and self._is_one_kind()
        if not (is_quick and self._play_line(longest, others, rows)):
            crowd = Crowd(
                lines,
                self._ready_by_line(lines),
                self._columns(),
                lasts=self.lasts,
                free=self.free,
                starts=self.starts,
            )
            crowd.play(sorted(rows))

    def _play_line(self, line: list[int], others: list[int], rows: Collection[int]) -> bool:
        """All desks call by the same order, and all but the `others` stand in one line: the quick way, if any."""
        line = line[: 1 + max(place for place, row in enumerate(line) if row in rows)]
        desks = OneLine(self.free, self.lasts[line])
        if not others:
            self.starts[line] = desks.play()
            return True
        changes, table = table_of([self._column(0)])
        found = overtaking(line, others, changes, table[0])
        if found is not None:
            ready = self._ready_by_line([[row] for row in others])
            self.starts[line] = desks.play_with(found, ready, self.lasts[others])
        return found is not None

    def _is_one_kind(self) -> bool:
        """Whether every desk can serve all that are here, and calls in the same order."""
        first = self.desks[0].profile
        return all(one.profile == first for one in self.desks) and all(
            all(self.able[one.id]) for one in self.tickets
        )

    def _lasts(self, pace: Minutes, asking: Collection[int]) -> Minutes:
        """How long each ticket keeps its desk; the last row is nobody's."""
        count = len(self.tickets)
        usual = [self.known.service(one) for one in self.tickets]
        median = np.log([one.median for one in usual])[:, None]
        spread = np.array([one.spread for one in usual])[:, None]
        lasts = np.zeros((count + 1, SAMPLES))
        lasts[:count] = np.exp(median + spread * _scores(0, count) + pace)
        if self.known.no_show_share > 0:
            lasts[:count][_shares(1, count) < self.known.no_show_share] = self.known.no_show_minutes
        lasts[[self.place[one] for one in asking if one in self.place]] = 0.0
        return lasts

    def _lines(self) -> list[list[int]]:
        """The tickets in lines; whose order may change is a line alone."""
        alone = any(rule.max_wait_minutes for desk in self.desks for rule in desk.profile.rules)
        lines: dict[object, list[int]] = {}
        for index, one in enumerate(self.tickets):
            later = one.not_before is not None and one.not_before > self.now
            is_single = alone or later or one.due_at is not None
            key = index if is_single else (one.lane, one.priority, one.returned_at is None, self.able[one.id])
            lines.setdefault(key, []).append(index)
        return list(lines.values())

    def _ready_by_line(self, lines: Sequence[Sequence[int]]) -> Minutes:
        """From when the head of each line can be called, in each life."""
        ready: Minutes = np.zeros((len(lines), SAMPLES))
        for row, line in enumerate(lines):
            ready[row] = self._ready(line[0])
        return ready

    def _ready(self, index: int) -> Minutes | float:
        """When one can be called: who has an appointment and is not here yet comes evenly between early and late."""
        ticket = self.tickets[index]
        if ticket.id not in self.absent:
            return _until(ticket.not_before, self.now)
        due = 0.0 if ticket.due_at is None else (ticket.due_at - self.now) / _A_MINUTE
        soonest, latest = max(0.0, due - self.known.early_minutes), due + self.known.late_minutes
        moments: Minutes = soonest + _shares(2, index + 1)[index] * max(1.0, latest - soonest)
        return moments

    def _columns(self) -> tuple[Indices, list[list[Phases]]]:
        """The kind of each desk, and for each kind the places of all tickets."""
        kinds: dict[object, int] = {}
        columns = []
        kind_of = np.zeros(len(self.desks), dtype=np.intp)
        for number, desk in enumerate(self.desks):
            key = (desk.profile, tuple(self.able[one.id][number] for one in self.tickets))
            if key not in kinds:
                kinds[key] = len(kinds)
                columns.append(self._column(number))
            kind_of[number] = kinds[key]
        return kind_of, columns

    def _column(self, number: int) -> list[Phases]:
        """The place of every ticket at a desk, and from which minute on it has it; NOBODY whom it cannot serve."""
        found = turns(self.tickets, self.desks[number].profile, self.now)
        order = sorted({key for phase in found for _moment, key in phase})
        rank = {key: place for place, key in enumerate(order)}
        return [
            [
                ((moment - self.now) / _A_MINUTE, rank[key] if self.able[one.id][number] else NOBODY)
                for moment, key in phase
            ]
            for one, phase in zip(self.tickets, found, strict=True)
        ]


def _able(ticket: WaitingTicket, desks: Sequence[OpenDesk]) -> tuple[bool, ...]:
    return tuple(desk.can_serve(ticket) for desk in desks)


def _free(desks: Sequence[OpenDesk], known: Circumstances, pace: Minutes) -> Minutes:
    """When each desk is free."""
    free = np.zeros((len(desks), SAMPLES))
    for index, desk in enumerate(desks):
        if desk.serving is None:
            continue
        shares = _shares(3, index + 1)[index]
        free[index] = desk.serving.left(max(0.0, desk.served_minutes), shares, pace)
        if desk.is_awaiting and known.no_show_share > 0:
            stays_away = _shares(4, index + 1)[index] < known.no_show_share
            free[index][stays_away] = known.no_show_minutes
    return free


def _until(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(0.0, (moment - now) / _A_MINUTE)


_EVENLY: Minutes = (np.arange(SAMPLES) + 0.5) / SAMPLES
_NORMALLY: Minutes = np.array([NormalDist().inv_cdf(share) for share in _EVENLY.tolist()])
_BLOCK = 64


def _shares(purpose: int, count: int) -> Minutes:
    """For each of `count` services, evenly spread shares from 0 to 1 in an order of its own, always the same."""
    return _table(purpose, -(-count // _BLOCK))[0][:count]


def _scores(purpose: int, count: int) -> Minutes:
    """The same as standard normal scores."""
    return _table(purpose, -(-count // _BLOCK))[1][:count]


@cache
def _table(purpose: int, blocks: int) -> tuple[Minutes, Minutes]:
    orders = [np.zeros((0, SAMPLES), dtype=np.intp)]
    for block in range(blocks):
        random = np.random.default_rng((purpose, block))
        orders.append(random.permuted(np.tile(_ALL, (_BLOCK, 1)), axis=1))
    order = np.concatenate(orders)
    return _EVENLY[order], _NORMALLY[order]
