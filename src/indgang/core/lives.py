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
import numpy.typing as npt

from indgang.core.calling import CallProfile, CanServe, WaitingTicket, phases, waiting_since
from indgang.core.service_times import Minutes, Pace, ServiceTime

SAMPLES = 128
NEVER = np.inf
_A_MINUTE = timedelta(minutes=1)
_ALL = np.arange(SAMPLES)
Indices = npt.NDArray[np.intp]


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
    `early_minutes` before its time and `late_minutes` after.
    """

    service: Callable[[WaitingTicket], ServiceTime]
    pace: Pace = field(default_factory=Pace)
    no_show_share: float = 0.0
    no_show_minutes: float = 1.0
    early_minutes: float = 10.0
    late_minutes: float = 5.0


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
        able = {one.id: _able(one, desks) for one in (*here, *coming, *asking)}
        self.now, self.known = now, known
        self.tickets = [one for one in (*here, *coming, *asking) if any(able[one.id])]
        self.place = {one.id: index for index, one in enumerate(self.tickets)}
        absent = {one.id for one in coming}
        running = [(one.serving, one.served_minutes) for one in desks if one.serving and not one.is_awaiting]
        pace = known.pace.at(_EVENLY, running)
        self.lasts = self._lasts(pace, {one.id for one in asking})
        self.free = _free(desks, known, pace)
        self._line_up(
            absent, able, any(rule.max_wait_minutes for desk in desks for rule in desk.profile.rules)
        )
        self._rank(desks, able)
        self.starts: Minutes = np.full((len(self.tickets), SAMPLES), NEVER)
        self.left = self.starts.size

    def play(self, wanted: Collection[int]) -> None:
        """Live until all the wanted (ids of tickets that some desk can serve) are called in every life."""
        rows = [self.place[one] for one in wanted]
        while rows and self.left:
            self._step()
            if len(rows) < 4:  # Looking is worth its time only when few are wanted.
                rows = [row for row in rows if self.starts[row].max() == NEVER]

    def _step(self) -> None:
        """In each life the desk that is free first calls, or idles until somebody can come."""
        desk = self.free.argmin(axis=0)
        at_desk = desk * SAMPLES + _ALL
        now = self.free.take(at_desk)
        heads = self.heads
        places = self._places(heads if self.is_one_kind else heads + self.kinds[desk] * self.width, now)
        if self.is_waited_for:
            shut = self.ready > now
            soon = np.where(shut & (places < NEVER), self.ready, NEVER)
            places = np.where(shut, NEVER, places)
        line = places.argmin(axis=0)
        at_line = line * SAMPLES + _ALL
        picked = heads.take(at_line)
        calls = (places.take(at_line) < NEVER) & (now < NEVER)
        lives = _ALL
        until = now + self.lasts.take(picked * SAMPLES + _ALL)
        if not calls.all():
            until = np.where(calls, until, soon.min(axis=0) if self.is_waited_for else NEVER)
            lives = np.flatnonzero(calls)
            if not lives.size and not (self.free.min() < NEVER or until.min() < NEVER):
                self.left = 0
            picked, now, at_line, line = picked[lives], now[lives], at_line[lives], line[lives]
        self.free.put(at_desk, until)
        self.starts.put(picked * SAMPLES + lives, now)
        turn = self.turn.take(at_line) + 1
        self.turn.put(at_line, turn)
        self.heads.put(at_line, self.lines.take(line * self.lines.shape[1] + turn))
        self.left -= len(lives)

    def _places(self, at: Indices, now: Minutes) -> Minutes:
        """The place of each line's head, by the discipline of the desk that calls; NEVER for whom it cannot serve."""
        places: Minutes = self.ranks[0].take(at)
        for begins, ranks in zip(self.begins[1:], self.ranks[1:], strict=True):
            places = np.where(begins.take(at) <= now, ranks.take(at), places)
        return places

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

    def _line_up(self, absent: Collection[int], able: dict[int, tuple[bool, ...]], alone: bool) -> None:
        """Put the tickets in lines; `ready` says from when the head of a line can be called."""
        lines: dict[object, list[int]] = {}
        ready: list[Minutes | float] = []
        for index, one in enumerate(self.tickets):
            later = one.not_before is not None and one.not_before > self.now
            is_single = alone or later or one.due_at is not None
            key = index if is_single else (one.lane, one.priority, one.returned_at is None, able[one.id])
            if key not in lines:
                lines[key] = []
                ready.append(
                    self._ready(one, index) if one.id in absent else _until(one.not_before, self.now)
                )
            lines[key].append(index)
        nobody, longest = len(self.tickets), max(map(len, lines.values()), default=0)
        self.lines = np.array(
            [line + [nobody] * (longest + 1 - len(line)) for line in lines.values()], dtype=np.intp
        ).reshape(len(lines), longest + 1)
        self.heads = np.repeat(self.lines[:, :1], SAMPLES, axis=1)
        self.turn = np.zeros((len(lines), SAMPLES), dtype=np.intp)
        self.ready: Minutes = np.zeros((len(lines), SAMPLES))
        for row, moment in enumerate(ready):
            self.ready[row] = moment
        self.is_waited_for = bool(self.ready.any())

    def _ready(self, ticket: WaitingTicket, index: int) -> Minutes:
        """When somebody with an appointment who is not here yet comes: evenly between early and late."""
        due = 0.0 if ticket.due_at is None else (ticket.due_at - self.now) / _A_MINUTE
        soonest, latest = max(0.0, due - self.known.early_minutes), due + self.known.late_minutes
        moments: Minutes = soonest + _shares(2, index + 1)[index] * max(1.0, latest - soonest)
        return moments

    def _rank(self, desks: Sequence[OpenDesk], able: dict[int, tuple[bool, ...]]) -> None:
        """The place of every ticket at every moment, for each kind of desk: `ranks` hold from `begins` on."""
        kinds: dict[object, int] = {}
        columns: list[list[tuple[list[float], list[float]]]] = []
        self.kinds = np.zeros(len(desks), dtype=np.intp)
        for number, desk in enumerate(desks):
            key = (desk.profile, tuple(able[one.id][number] for one in self.tickets))
            if key not in kinds:
                kinds[key] = len(kinds)
                columns.append(self._column(desk.profile, key[1]))
            self.kinds[number] = kinds[key]
        depth = max((len(begins) for column in columns for begins, _ in column), default=1)
        self.width = width = len(self.tickets) + 1
        self.is_one_kind = len(columns) == 1
        self.begins: Minutes = np.full((depth, max(1, len(columns)) * width), NEVER)
        self.ranks: Minutes = np.full_like(self.begins, NEVER)
        for kind, column in enumerate(columns):
            for index, (begins, ranks) in enumerate(column):
                self.begins[: len(begins), kind * width + index] = begins
                self.ranks[: len(ranks), kind * width + index] = ranks

    def _column(self, profile: CallProfile, able: Sequence[bool]) -> list[tuple[list[float], list[float]]]:
        found = [phases(one, profile, self.now) for one in self.tickets]
        order = sorted({key for phase in found for _moment, key in phase})
        rank = {key: float(place) for place, key in enumerate(order)}
        return [
            (
                [(moment - self.now) / _A_MINUTE for moment, _key in phase],
                [rank[key] if can else NEVER for _moment, key in phase],
            )
            for phase, can in zip(found, able, strict=True)
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
