from collections.abc import Iterable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indgang.core.suppression import THRESHOLD, is_small, suppressed, suppressed_table


def test_small_is_one_to_four() -> None:
    assert [count for count in range(-1, 8) if is_small(count)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ({"a": 10, "b": 20}, {"a": 10, "b": 20}, 30),
        ({"a": 10, "b": 0}, {"a": 10, "b": 0}, 10),
        # one small cell: the smallest other one goes too, or the total would tell
        ({"a": 3, "b": 20, "c": 9}, {"a": None, "b": 20, "c": None}, 32),
        # two small cells that sum to less than five
        ({"a": 1, "b": 2, "c": 9, "d": 20}, {"a": None, "b": None, "c": None, "d": 20}, 32),
        # two small cells that sum to five or more hide each other
        ({"a": 3, "b": 4, "c": 9}, {"a": None, "b": None, "c": 9}, 16),
        # nothing left to hide behind: the total goes
        ({"a": 3}, {"a": None}, None),
        ({"a": 3, "b": 0}, {"a": None, "b": 0}, None),
        ({"a": 1, "b": 1}, {"a": None, "b": None}, None),
        ({}, {}, 0),
    ],
)
def test_a_row_of_counts(counts: dict[str, int], shown: dict[str, int | None], total: int | None) -> None:
    assert suppressed(counts) == (shown, total)


def test_another_threshold() -> None:
    assert suppressed({"a": 2, "b": 7}, threshold=2).cells == {"a": 2, "b": 7}


def test_a_table_hides_rectangles() -> None:
    table = suppressed_table(
        {("k", "mon"): 2, ("k", "tue"): 20, ("s", "mon"): 30, ("s", "tue"): 40, ("s", "wed"): 50}
    )
    assert table.cells == {
        ("k", "mon"): None,
        ("k", "tue"): None,
        ("k", "wed"): 0,
        ("s", "mon"): None,
        ("s", "tue"): None,
        ("s", "wed"): 50,
    }
    assert table.rows == {"k": 22, "s": 120}
    assert table.columns == {"mon": 32, "tue": 60, "wed": 50}
    assert table.total == 142


def test_a_table_without_small_cells_is_shown() -> None:
    table = suppressed_table({("k", "mon"): 5, ("s", "tue"): 6})
    assert table.cells == {("k", "mon"): 5, ("k", "tue"): 0, ("s", "mon"): 0, ("s", "tue"): 6}
    assert (table.rows, table.columns, table.total) == ({"k": 5, "s": 6}, {"mon": 5, "tue": 6}, 11)


counts = st.integers(0, 12)


@given(st.lists(counts, max_size=6))
def test_no_row_gives_a_small_cell_away(values: list[int]) -> None:
    given_counts = dict(enumerate(values))
    cells, total = suppressed(given_counts)
    assert all(cells[key] in {None, count} for key, count in given_counts.items())
    assert all(cells[key] is None for key, count in given_counts.items() if is_small(count))
    assert all(cells[key] == 0 for key, count in given_counts.items() if count == 0)
    hidden = [key for key in given_counts if cells[key] is None]
    if not any(map(is_small, values)):
        assert not hidden or is_small(sum(values))
    if total is not None and hidden:
        rest = total - sum(count for count in cells.values() if count is not None)
        assert len(hidden) >= 2
        assert rest >= THRESHOLD


@settings(max_examples=80)
@given(st.integers(1, 3), st.integers(1, 3), st.data())
def test_no_table_lets_a_small_cell_be_worked_out(height: int, width: int, data: st.DataObject) -> None:
    """Every small cell could have at least two values, by trying all tables that look the same."""
    places = list(product(range(height), range(width)))
    values = {place: data.draw(st.integers(0, 7)) for place in places}
    table = suppressed_table(values)
    assert all(table.cells[place] is None for place in places if is_small(values[place]))
    hidden = [place for place in places if table.cells[place] is None]
    if not hidden or len(hidden) > 4:
        return
    seen: dict[tuple[int, int], set[int]] = {place: set() for place in hidden if is_small(values[place])}
    for tried in product(range(9), repeat=len(hidden)):
        whole = {place: shown for place, shown in table.cells.items() if shown is not None}
        whole |= dict(zip(hidden, tried, strict=True))
        rows = [sum(whole[row, column] for column in range(width)) for row in range(height)]
        columns = [sum(whole[row, column] for row in range(height)) for column in range(width)]
        looks_the_same = (
            all(table.rows[row] in {None, rows[row]} for row in range(height))
            and all(table.columns[column] in {None, columns[column]} for column in range(width))
            and table.total in {None, sum(rows)}
        )
        if looks_the_same:
            for place, possible in seen.items():
                possible.add(whole[place])
        if all(len(possible) > 1 for possible in seen.values()):
            return
    raise AssertionError(f"{values} can be worked out: {seen}")


def solved_by_subtraction(unknown: list[object], equations: list[dict[object, int]]) -> set[object]:
    """Which unknowns have only one value, by Gaussian elimination; the right sides do not matter."""
    rows = [[Fraction(equation.get(name, 0)) for name in unknown] for equation in equations]
    done = 0
    for column in range(len(unknown)):
        pivot = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [entry / rows[done][column] for entry in rows[done]]
        for row in range(len(rows)):
            if row != done and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [entry - factor * lead for entry, lead in zip(rows[row], rows[done], strict=True)]
        done += 1
    alone = [[column for column, entry in enumerate(row) if entry] for row in rows]
    return {unknown[columns[0]] for columns in alone if len(columns) == 1}


def equation(whole: object, parts: Iterable[object]) -> dict[object, int]:
    return {whole: -1, **dict.fromkeys(parts, 1)}


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_no_combination_of_sums_gives_a_small_cell_away(height: int, width: int, data: st.DataObject) -> None:
    values = {
        place: data.draw(st.sampled_from([0, 0, 1, 2, 3, 5, 6, 8, 20]))
        for place in product(range(height), range(width))
    }
    table = suppressed_table(values)
    unknown: list[object] = [place for place, shown in table.cells.items() if shown is None]
    unknown += [("row", row) for row, shown in table.rows.items() if shown is None]
    unknown += [("column", column) for column, shown in table.columns.items() if shown is None]
    unknown += ["total"] * (table.total is None)
    tall, wide = range(height), range(width)
    equations = [
        *(equation(("row", row), [(row, column) for column in wide]) for row in tall),
        *(equation(("column", column), [(row, column) for row in tall]) for column in wide),
        equation("total", [("row", row) for row in tall]),
        equation("total", [("column", column) for column in wide]),
    ]
    small = {place for place in values if is_small(values[place])}
    assert not small & solved_by_subtraction(unknown, equations)
