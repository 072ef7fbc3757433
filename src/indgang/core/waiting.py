"""How long a waiting ticket will probably wait: a range with a probability.

The queue is lived through many times by the real discipline (`core.lives`). The range holds what the middle 80 % of
those lives say, its `middle` is their median, which of all single numbers has the smallest mean absolute error. Tickets
that come later are not known, except appointments.

All durations are minutes.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from indgang.core.calling import WaitingTicket
from indgang.core.crowd import SAMPLES
from indgang.core.lives import Circumstances, Lives, OpenDesk
from indgang.core.service_times import Minutes

__all__ = ["SAMPLES", "Circumstances", "OpenDesk", "Wait", "WaitRange", "estimate", "estimates"]

LOW, HIGH = 0.1, 0.9
# Friendly steps: by one minute below 5, by five below 30, by ten below 90, then by 15.
_STEPS = ((5, 1), (30, 5), (90, 10))
_LAST_STEP = 15


class WaitRange(NamedTuple):
    """Between `low` and `high` whole minutes from now, rounded outwards to friendly steps."""

    low: int
    high: int


class Wait(NamedTuple):
    """Minutes from now: in eight of ten cases between `low` and `high`, as often before `middle` as after. `missed` is
    the share of cases in which the house closes before.
    """

    low: float
    middle: float
    high: float
    missed: float = 0.0

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
    return estimates(tickets, desks, known, now, coming=coming, only=[ticket_id])[ticket_id]


def estimates(
    tickets: Iterable[WaitingTicket],
    desks: Sequence[OpenDesk],
    known: Circumstances,
    now: datetime,
    *,
    coming: Iterable[WaitingTicket] = (),
    asking: Iterable[WaitingTicket] = (),
    only: Collection[int] | None = None,
) -> dict[int, Wait | None]:
    """The wait of every ticket by its id, or of `only` some; None, KeyError and `coming` as in `estimate`.

    Who is `asking` would take a number now: they get a wait too, and are in nobody's way, not even each other's.
    """
    waiting, newcomers = list(tickets), list(asking)
    known_ids = {one.id for one in (*waiting, *newcomers)}
    wanted = list(known_ids if only is None else only)
    if not known_ids.issuperset(wanted):
        raise KeyError(*set(wanted) - known_ids)
    lives = Lives(waiting, desks, known, now, coming=list(coming), asking=newcomers)
    lives.play([one for one in wanted if one in lives.place])
    return {
        one: _wait(lives.starts[lives.place[one]], known) if one in lives.place else None for one in wanted
    }


def _wait(starts: Minutes, known: Circumstances) -> Wait:
    """The quantiles of a ticket's starts, interpolated between the two nearest ranks, and corrected."""
    ordered = np.sort(starts)
    low, middle, high = known.correction.of(_at(ordered, LOW), _at(ordered, 0.5), _at(ordered, HIGH))
    if known.closes_in is None:
        return Wait(low, middle, high)
    closes_in = known.closes_in / known.correction.middle
    missed = float((len(ordered) - ordered.searchsorted(closes_in, side="right")) / len(ordered))
    return Wait(low, middle, high, missed)


def _at(ordered: Minutes, share: float) -> float:
    rank = (len(ordered) - 1) * share
    below = int(rank)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (rank - below))


def _step(minutes: float) -> int:
    return next((step for below, step in _STEPS if minutes < below), _LAST_STEP)


def _rounded_down(minutes: float) -> int:
    step = _step(max(0.0, minutes))
    return floor(round(max(0.0, minutes), 6) / step) * step


def _rounded_up(minutes: float) -> int:
    step = _step(minutes)
    return ceil(round(minutes, 6) / step) * step
