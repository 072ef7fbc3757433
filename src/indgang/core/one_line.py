"""A queue of one line, in many lives at once: the quick way of `core.lives`.

Where all desks call alike, they are as good as one another: it is enough to know when the next one is free (Kiefer and
Wolfowitz, "On the theory of queues with many servers", Trans. AMS 78, 1955). Everybody stands in one line, but for a
few `others` with an appointment or a pause, who overtake the head of the line from some moment on. In each life a desk
that is free calls one of the others, if one is before the head, or else the head.

All durations are minutes from now; lives are the last axis.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indgang.core.crowd import NEVER, SAMPLES, Indices, Places
from indgang.core.service_times import Minutes

_ALL = np.arange(SAMPLES)


class Overtaking(NamedTuple):
    """Others, in the order in which they are called: `since` when each is before those of the line whom it is before at
    all, and `until` when: a row for each other, a column for each of the line.
    """

    others: Indices
    since: Minutes
    until: Minutes


def overtaking(
    line: Sequence[int], others: Sequence[int], changes: Minutes, table: Places
) -> Overtaking | None:
    """By the `table` of places (`crowd.table_of`, of one kind of desk); None when it is not so simple.

    Simple means: each of the others comes before those of the line from one moment on, to the end or until it comes
    after them for good; and the others are always called in the same order.
    """
    begins = np.concatenate([[0.0], changes, [NEVER]])
    places = table[:, others]
    is_before = places[:, :, None] < table[:, None, line]
    ever = is_before.any(axis=0)
    first = is_before.argmax(axis=0)
    lasting = is_before.sum(axis=0)
    last = len(table) - 1 - is_before[::-1].argmax(axis=0)
    soonest = np.where(ever, first, len(table)).min(axis=1, initial=len(table))
    if (ever & ((last - first + 1 != lasting) | (first != soonest[:, None]))).any():
        return None
    order = places[-1].argsort(kind="stable")
    counts = np.arange(len(table))[:, None] >= soonest[order]
    ranks = np.where(counts, places[:, order], -1)
    best = np.maximum.accumulate(ranks, axis=1)
    if (counts[:, 1:] & (ranks[:, 1:] <= best[:, :-1])).any():
        return None
    until = np.where(ever, begins[last + 1], -NEVER)
    return Overtaking(order, begins[soonest][order], until[order])


class OneLine:
    """The desks, `free` from when on, and the line: how long each of it `lasts`; likewise the others, with the moments
    from which each is `ready`.
    """

    def __init__(self, free: Minutes, lasts: Minutes) -> None:
        self.next_free = list(np.sort(free, axis=0))
        self.lasts = lasts
        self.starts = np.empty((len(lasts) + 1, SAMPLES))

    def play(self) -> Minutes:
        """When each of the line is called, if there are no others."""
        return self._in_step(0)[:-1]

    def play_with(self, found: Overtaking, ready: Minutes, lasts: Minutes) -> Minutes:
        """When each of the line is called."""
        open_from = np.maximum(ready[found.others], found.since[:, None])
        first, head = float(open_from.min()), 0
        while head < len(self.lasts) and self.next_free[0].max() < first:
            self._call(head)
            head += 1
        if head < len(self.lasts):
            self._mixed(head, found, open_from, lasts[found.others])
        return self.starts[:-1]

    def _in_step(self, head: int) -> Minutes:
        for place in range(head, len(self.lasts)):
            self._call(place)
        return self.starts

    def _call(self, head: int) -> None:
        """The head is called in every life."""
        now = self.next_free[0]
        self.starts[head] = now
        if head + 1 < len(self.lasts):
            self._occupy(now + self.lasts[head])

    def _mixed(self, head: int, found: Overtaking, open_from: Minutes, others_last: Minutes) -> None:
        """From this head on each life has a head of its own; who has called the whole line calls nobody, at no cost."""
        count, width = len(self.lasts), len(self.lasts) + 1
        lasts = np.concatenate([self.lasts, np.zeros((1, SAMPLES)), others_last])
        starts = np.concatenate([self.starts, others_last])
        until = np.concatenate([found.until, np.full((len(found.until), 1), -NEVER)], axis=1)
        is_lasting = bool((found.until == NEVER).all())
        rows = np.arange(len(until))[:, None] * width
        # Where the head of each life stands in `lasts` and `starts`.
        at = head * SAMPLES + _ALL
        end = count * SAMPLES + _ALL
        calls = np.ones((len(until) + 1, SAMPLES), dtype=np.bool_)
        steps = head
        while steps < count or (at < end).any():
            steps += 1
            now = self.next_free[0]
            np.less_equal(open_from, now, out=calls[:-1])
            if not is_lasting or steps >= count:
                calls[:-1] &= until.take(rows + at // SAMPLES) > now
            lives = np.flatnonzero(calls[:-1].any(axis=0))
            called = at
            at = at + SAMPLES
            if lives.size:
                other = calls[:, lives].argmax(axis=0)
                called[lives] = (width + other) * SAMPLES + lives
                open_from[other, lives] = NEVER
                at[lives] -= SAMPLES
            if steps >= count:
                np.minimum(at, end, out=at)
            starts.put(called, now)
            self._occupy(now + lasts.take(called))
        self.starts = starts[: count + 1]

    def _occupy(self, until: Minutes) -> None:
        """The desk that is free first is busy until then; in each life the desks stay in the order of being free."""
        for place in range(len(self.next_free) - 1):
            later = self.next_free[place + 1]
            self.next_free[place] = np.minimum(later, until)
            until = np.maximum(later, until)
        self.next_free[-1] = until
