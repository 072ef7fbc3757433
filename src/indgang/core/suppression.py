"""Small cells: counts of 1 to 4 are not shown, nor what would give them away.

A count of a few people in a small place can point at a person, so counts below `THRESHOLD` and above 0 are
hidden (primary suppression). A hidden cell can be worked out from the sums that are shown, so further cells
are hidden (complementary suppression), the smallest first: until no small count follows from the sums, and in
every shown sum what is hidden adds up to `THRESHOLD` or more. Where too little is left to hide, a sum goes as
well. Zeros are shown: they say that nobody came.

In a table with sums, a hidden value follows from the others exactly when it is a bridge in the graph whose
nodes are the rows and columns (the sums being one more of each) and whose edges are the hidden values (D.
Gusfield, "A Graph Theoretic Approach to Statistical Data Security", SIAM Journal on Computing 17, 1988).
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

THRESHOLD = 5

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


class Counts(NamedTuple, Generic[Key]):
    """Counts and their total, ready to be shown; None where hidden."""

    cells: dict[Key, int | None]
    total: int | None


class Table(NamedTuple, Generic[Row, Column]):
    """A table of counts with its sums, ready to be shown; None where hidden."""

    cells: dict[tuple[Row, Column], int | None]
    rows: dict[Row, int | None]
    columns: dict[Column, int | None]
    total: int | None


def is_small(count: int, threshold: int = THRESHOLD) -> bool:
    """Whether a count is too small to be shown; 0 is not."""
    return 0 < count < threshold


def suppressed(counts: Mapping[Key, int], threshold: int = THRESHOLD) -> Counts[Key]:
    """The counts and their total with small cells and what gives them away hidden."""
    hidden = {key for key, count in counts.items() if is_small(count, threshold)}
    others = sorted(
        (key for key, count in counts.items() if count > 0 and key not in hidden), key=lambda key: counts[key]
    )
    total: int | None = sum(counts.values())
    while hidden and (len(hidden) < 2 or sum(counts[key] for key in hidden) < threshold):
        if not others:
            total = None
            break
        hidden.add(others.pop(0))
    return Counts({key: None if key in hidden else count for key, count in counts.items()}, total)


def suppressed_table(
    counts: Mapping[tuple[Row, Column], int], threshold: int = THRESHOLD
) -> Table[Row, Column]:
    """A table with its row and column sums, with small cells and what gives them away hidden.

    A pair of row and column that is not in `counts` is a zero.
    """
    rows = list(dict.fromkeys(row for row, _ in counts))
    columns = list(dict.fromkeys(column for _, column in counts))
    grid = _Grid([[counts.get((row, column), 0) for column in columns] for row in rows], threshold)
    grid.protect()
    return Table(
        {(row, column): grid.shown(i, j) for i, row in enumerate(rows) for j, column in enumerate(columns)},
        {row: grid.shown(i, len(columns)) for i, row in enumerate(rows)},
        {column: grid.shown(len(rows), j) for j, column in enumerate(columns)},
        grid.shown(len(rows), len(columns)),
    )


_Place = tuple[int, int]


class _Grid:
    """Counts with their sums as a last row and a last column, and the places that are hidden."""

    def __init__(self, counts: list[list[int]], threshold: int) -> None:
        self.height = len(counts)
        self.width = len(counts[0]) if counts else 0
        with_sums = [[*row, sum(row)] for row in counts]
        with_sums.append([sum(column) for column in zip(*with_sums, strict=True)] or [0])
        self.values = {(i, j): value for i, row in enumerate(with_sums) for j, value in enumerate(row)}
        self.threshold = threshold
        self.small = [place for place, value in self.values.items() if is_small(value, threshold)]
        self.hidden: set[_Place] = set()
        self.rows: list[set[int]] = [set() for _ in range(self.height + 1)]
        self.columns: list[set[int]] = [set() for _ in range(self.width + 1)]

    def shown(self, i: int, j: int) -> int | None:
        """The value, or None when it is hidden."""
        return None if (i, j) in self.hidden else self.values[i, j]

    def protect(self) -> None:
        """Hide small values, and others until no small one can be worked out."""
        for place in self.small:
            self._hide(place)
        while any([*map(self._hide_against_bridge, self.small), *map(self._hide_against_sum, self._sums())]):
            pass

    def _hide(self, place: _Place) -> None:
        self.hidden.add(place)
        self.rows[place[0]].add(place[1])
        self.columns[place[1]].add(place[0])

    def _hide_against_bridge(self, place: _Place) -> bool:
        """Hide one more place when `place` is a bridge among the hidden ones; says whether it was."""
        near_rows, near_columns = self._reached_without(place)
        if place[1] in near_columns:
            return False
        crossing = (other for other in self.values if (other[0] in near_rows) != (other[1] in near_columns))
        return self._hide_smallest(crossing)

    def _hide_against_sum(self, line: tuple[_Place, list[_Place]]) -> bool:
        """Hide one more place of a shown sum whose hidden parts add up to a small number."""
        whole, parts = line
        if whole in self.hidden:
            return False
        if not is_small(sum(self.values[part] for part in parts if part in self.hidden), self.threshold):
            return False
        return self._hide_smallest(parts) or self._hide_smallest([whole])

    def _hide_smallest(self, places: Iterable[_Place]) -> bool:
        """Hide the smallest shown place that is not zero, sums last; says whether there was one."""
        candidates = [place for place in places if place not in self.hidden and self.values[place] > 0]
        if not candidates:
            return False
        self._hide(min(candidates, key=lambda place: (self._is_sum(place), self.values[place], place)))
        return True

    def _is_sum(self, place: _Place) -> bool:
        return place[0] == self.height or place[1] == self.width

    def _reached_without(self, place: _Place) -> tuple[set[int], set[int]]:
        """Rows and columns connected to the row of `place` by hidden places other than `place`."""
        rows, columns = {place[0]}, set[int]()
        new_rows = rows
        while new_rows:
            new_columns = {j for i in new_rows for j in self.rows[i] if (i, j) != place} - columns
            columns |= new_columns
            new_rows = {i for j in new_columns for i in self.columns[j] if (i, j) != place} - rows
            rows |= new_rows
        return rows, columns

    def _sums(self) -> Iterator[tuple[_Place, list[_Place]]]:
        for i in range(self.height + 1):
            yield (i, self.width), [(i, j) for j in range(self.width)]
        for j in range(self.width + 1):
            yield (self.height, j), [(i, j) for i in range(self.height)]
