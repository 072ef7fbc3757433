from math import inf, nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.correcting import LEAST, MOST, NONE, Came, Correction, correction

SPREAD = 0.3


def history(days: int, factor: float = 1.0, each: int = 40) -> list[Came]:
    """Days on which the wait that came is lognormal around `factor` times what was told."""
    random = Random(f"{days} {factor}")
    found = []
    for day in range(days):
        for _ in range(each):
            middle = random.uniform(5, 40)
            came = middle * factor * random.lognormvariate(0, SPREAD)
            found.append(Came(day, middle * 0.681, middle, middle * 1.469, came))
    return found


def test_without_history_nothing_is_corrected() -> None:
    assert correction([]) == NONE
    assert NONE.of(3, 5, 9) == (3, 5, 9)


def test_what_was_right_stays_nearly_as_it_was() -> None:
    found = correction(history(40))
    assert (found.low, found.middle, found.high) == pytest.approx((1, 1, 1), abs=0.04)
    assert (found.count, found.days) == (1600, 40)


def test_one_bad_day_hardly_counts_and_two_months_do() -> None:
    one, many = correction(history(1, 1.4)), correction(history(60, 1.4))
    assert 1.0 < one.middle < 1.05
    assert 1.25 < many.middle < 1.4
    assert 1.25 < many.high < 1.4


def test_told_too_wide_becomes_narrower() -> None:
    wide = [one._replace(low=one.middle * 0.3, high=one.middle * 2.5) for one in history(60)]
    found = correction(wide)
    low, middle, high = found.of(3, 10, 25)
    assert low > 4
    assert middle == pytest.approx(10, rel=0.04)
    assert high < 20


def test_learning_from_what_is_told_corrected_finds_the_same_again() -> None:
    first = correction(history(60, 1.3))
    told = [Came(one.day, *first.of(*one[1:4]), one.came) for one in history(60, 1.3)]
    undone = [Came(one.day, *first.undone(*one[1:4]), one.came) for one in told]
    again = correction(undone)
    assert (again.low, again.middle, again.high) == pytest.approx(
        (first.low, first.middle, first.high), rel=0.01
    )


def test_who_was_called_at_once_says_nothing() -> None:
    assert correction([Came(day, 0, 0, 0, 0) for day in range(60)]) == NONE


anything = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(st.builds(Came, st.integers(0, 90), anything, anything, anything, anything), max_size=30))
def test_broken_history_never_yields_nonsense(told: list[Came]) -> None:
    found = correction(told)
    for factor in (found.low, found.middle, found.high):
        assert LEAST <= factor <= MOST
    low, middle, high = found.of(4.0, 10.0, 20.0)
    assert 0 < low <= middle <= high < 40


@given(st.tuples(*[st.floats(LEAST, MOST)] * 3), st.floats(0, 60), st.floats(0, 60), st.floats(0, 60))
def test_the_ends_stay_on_their_sides(
    factors: tuple[float, float, float], first: float, second: float, third: float
) -> None:
    low, middle, high = Correction(*factors).of(*sorted([first, second, third]))
    assert 0 <= low <= middle <= high


def test_numbers_that_are_none_are_left_out() -> None:
    broken = [Came(1, nan, 5, 9, 7), Came(1, 3, inf, 9, 7), Came(1, 3, 5, 9, -4)]
    assert correction(broken) == NONE
