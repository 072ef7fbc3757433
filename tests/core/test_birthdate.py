"""Birth dates as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.birthdate import read_birth_date

TODAY = date(2026, 11, 23)


@given(st.dates(date(1927, 1, 1), TODAY), st.sampled_from([".", " ", "-", "/", ". "]))
def test_a_date_is_read_back_however_it_is_written(born, mark):
    written = [
        f"{born.day}{mark}{born.month}{mark}{born.year}",
        f"{born:%d%m%Y}",
        born.isoformat(),
        f" {born:%d}{mark}{born:%m}{mark}{born:%Y} ",
    ]
    assert {read_birth_date(text, TODAY) for text in written} == {born}
    assert read_birth_date(f"{born:%d%m%y}", TODAY) == born


@pytest.mark.parametrize(
    "typed", ["14. marts 1944", "14 Marts 44", "14.mar.1944", "14 march 1944", "14marts44"]
)
def test_the_month_may_be_a_word(typed):
    assert read_birth_date(typed, TODAY) == date(1944, 3, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "14. ma 1944",
        "14. marken 1944",
        "",
        "i går",
        "31 2 1980",
        "14 13 1980",
        "24 11 2026",
        "1 1 1890",
        "010180-1234",
        "0101801234",
        "14 3",
        "1980",
    ],
)
def test_what_is_none(typed):
    assert read_birth_date(typed, TODAY) is None


def test_two_digits_are_the_latest_year_that_does_not_lie_ahead():
    assert read_birth_date("23 11 26", TODAY) == date(2026, 11, 23)
    assert read_birth_date("24 11 26", TODAY) == date(1926, 11, 24)
    assert read_birth_date("14.3.80", TODAY) == date(1980, 3, 14)
