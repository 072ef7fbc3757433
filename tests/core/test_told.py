from random import Random

import pytest

from indgang.core.kpi import ToldWait, told_figures
from indgang.core.told import ENDS, calibration


def told(middle: float, came: float) -> ToldWait:
    """In minutes; the range is half to double."""
    return ToldWait(middle * 30, middle * 60, middle * 120, came * 60)


def test_each_band_shows_what_came() -> None:
    short = [told(3, came) for came in (1, 2, 3, 4, 5, 9)]
    long = [told(50, came) for came in (20, 40, 50, 60, 70, 200)]
    bands = calibration([*short, *long])
    assert [(band.begins, band.ends) for band in bands] == list(zip((0, *ENDS), (*ENDS, None), strict=True))
    first, last = bands[0], bands[-1]
    assert (first.n, first.told, first.came, first.held) == (6, 180, 210, pytest.approx(4 / 6))
    assert (first.came_low, first.came_high) == (pytest.approx(90), pytest.approx(420))
    assert (last.n, last.came, last.held) == (6, 55 * 60, pytest.approx(4 / 6))
    assert {band.n for band in bands[1:-1]} == {0}


def test_small_bands_are_hidden_with_what_gives_them_away() -> None:
    bands = calibration([told(3, 3)] * 2 + [told(12, 12)] * 9 + [told(25, 25)] * 30)
    assert [band.n for band in bands] == [None, 0, None, 0, 30, 0, 0]
    assert [band.came for band in bands[:3]] == [None, None, None]


def test_the_end_of_a_band_belongs_to_the_next() -> None:
    assert [band.n for band in calibration([told(5, 5)] * 5)][:2] == [0, 5]


def test_who_is_called_at_once_is_in_no_band_and_holds_no_range() -> None:
    random = Random(3)
    waiting = [told(10, random.uniform(0, 30)) for _ in range(40)]
    at_once = [ToldWait(0, 0, 0, 0)] * 60
    assert calibration([*waiting, *at_once]) == calibration(waiting)
    assert told_figures([*waiting, *at_once])["told_held"].n == 40
    assert told_figures([*waiting, *at_once])["told_error"].n == 100
