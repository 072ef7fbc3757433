"""Who is called when, in many lives at once, whatever the queue: the loop of `core.lives`.

In every life the desk that is free first calls whom its discipline puts first at that moment.

All durations are minutes from now; lives are the last axis.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indgang.core.service_times import Minutes

SAMPLES = 128
NEVER = np.inf
# As a place: it is not called here.
NOBODY = 2**31 - 1
_ALL = np.arange(SAMPLES)
Indices = npt.NDArray[np.intp]
Places = npt.NDArray[np.int32]
# From which minute on which place, in order; the first holds from now.
Phases = list[tuple[float, int]]


class Crowd:
    """Lines of tickets (rows of `lasts` and `starts`; the last row of `lasts` is nobody's), each ready to be called
    from a moment of its own. `columns` are the kind of each desk, and for each kind the places of all tickets.
    """

    def __init__(
        self,
        lines: Sequence[Sequence[int]],
        ready: Minutes,
        columns: tuple[Indices, list[list[Phases]]],
        *,
        lasts: Minutes,
        free: Minutes,
        starts: Minutes,
    ) -> None:
        nobody, longest = len(starts), max(map(len, lines))
        # Who can be called at once stands before those that are still waited for.
        order = ready.any(axis=1).argsort(kind="stable")
        self.lasts, self.free, self.starts = lasts, free, starts
        self.at_once = len(lines) - int(ready.any(axis=1).sum())
        self.ready = ready[order[self.at_once :]]
        self.lines: Indices = np.array(
            [[*lines[row], *[nobody] * (longest + 1 - len(lines[row]))] for row in order.tolist()]
        )
        self.heads = np.repeat(self.lines[:, :1], SAMPLES, axis=1)
        self.turn = np.zeros(self.heads.shape, dtype=np.intp)
        self.left = starts.size
        self._tabulate(*columns)

    def play(self, rows: list[int]) -> None:
        """Live until these rows are called in every life, or nobody is called any more."""
        while rows and self.left:
            self._step()
            if len(rows) < 4:  # Looking is worth its time only when few are wanted.
                rows = [row for row in rows if self.starts[row].max() == NEVER]

    def _step(self) -> None:
        """In each life the desk that is free first calls, or idles until somebody can come."""
        desk = self.free.argmin(axis=0)
        at_desk = desk * SAMPLES + _ALL
        now = self.free.take(at_desk)
        places = self._places(desk, now)
        shut = self.ready > now
        open_now = places if self.at_once == len(self.lines) else places.copy()
        np.copyto(open_now[self.at_once :], NOBODY, where=shut)
        line = open_now.argmin(axis=0)
        at_line = line * SAMPLES + _ALL
        picked = self.heads.take(at_line)
        lives = _ALL
        until = now + self.lasts.take(picked * SAMPLES + _ALL)
        called = open_now.take(at_line)
        if called.max() == NOBODY or now.max() == NEVER:
            calls = (called < NOBODY) & (now < NEVER)
            later = np.where(shut & (places[self.at_once :] < NOBODY), self.ready, NEVER)
            until = np.where(calls, until, later.min(axis=0, initial=NEVER))
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

    def _places(self, desk: Indices, now: Minutes) -> Places:
        """The place of each line's head at the desk that calls."""
        row: Indices | int = 0
        if self.changes.size:
            row = self.changes.searchsorted(now, side="right") * self.width
        if not self.is_one_kind:
            row = row + self.kinds[desk] * self.size
        found: Places = self.table.take(self.heads + row)
        return found

    def _tabulate(self, kinds: Indices, columns: list[list[Phases]]) -> None:
        self.changes, self.table = table_of(columns)
        self.kinds, self.is_one_kind, self.width = kinds, len(columns) == 1, len(self.starts) + 1
        self.size = (self.changes.size + 1) * self.width


def table_of(columns: list[list[Phases]]) -> tuple[Minutes, Places]:
    """The minutes at which any place changes, and the places: for each kind of desk, before the first of them and from
    each on, of each ticket; the last ticket is nobody.
    """
    changes = sorted({minute for column in columns for phases in column for minute, _place in phases[1:]})
    rows = {minute: place + 1 for place, minute in enumerate(changes)}
    table: Places = np.full((len(columns), len(changes) + 1, len(columns[0]) + 1), NOBODY, dtype=np.int32)
    for part, column in zip(table, columns, strict=True):
        part[:, :-1] = [phases[0][1] for phases in column]
        for index, phases in enumerate(column):
            for minute, place in phases[1:]:
                part[rows[minute] :, index] = place
    return np.array(changes), table
