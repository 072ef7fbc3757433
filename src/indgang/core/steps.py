"""Functions of time that change in steps, such as how many appointments run at once."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Instants = npt.NDArray[np.int64]
"""Microseconds since 1970."""

# Millennia away, and far enough from the ends of 64 bits to reckon with.
_BEFORE_ALL, _AFTER_ALL = np.array([-(1 << 60)]), np.array([1 << 60])


class Steps(NamedTuple):
    """A step function of time: `values[i]` from `edges[i]` to the next edge, `first` before them all."""

    edges: Instants
    values: npt.NDArray[np.int64]
    first: int = 0

    def at_least(self, least: int) -> "Steps":
        """1 where the value is at least `least`, else 0."""
        return Steps(self.edges, (self.values >= least).astype(np.int64), int(self.first >= least))

    def stretches(self) -> tuple[Instants, Instants]:
        """Where the value is above 0: from when, and until when."""
        edges = np.concatenate((_BEFORE_ALL, self.edges, _AFTER_ALL))
        above = np.concatenate(([self.first > 0], self.values > 0))
        return edges[:-1][above], edges[1:][above]

    def first_in(self, start: int, end: int) -> tuple[int, int] | None:
        """The first part of the stretch where the value is above 0."""
        begin, stop = (int(self.edges.searchsorted(*at)) for at in ((start, "right"), (end, "left")))
        points = [start, *self.edges[begin:stop].tolist(), end]
        found: tuple[int, int] | None = None
        for number, (since, until) in enumerate(pairwise(points), start=begin):
            value = self.values[number - 1] if number else self.first
            if value > 0:
                found = (found[0] if found else since, until)
            elif found:
                break
        return found


def counted(starts: Instants, ends: Instants) -> Steps:
    """How many of the stretches run at each instant."""
    if not len(starts):
        return Steps(starts, starts)
    points, change = np.concatenate((starts, ends)), np.ones(2 * len(starts), dtype=np.int64)
    change[len(starts) :] = -1
    order = np.argsort(points)
    points, running = points[order], change[order].cumsum()
    is_last = np.append(points[1:] != points[:-1], True)
    return Steps(points[is_last], running[is_last])
