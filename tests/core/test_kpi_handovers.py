"""The figures of handed-over cases against numbers counted by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.kpi_handovers import (
    Stay,
    StayEnd,
    handover_figures,
    is_answered_in_time,
    is_returned,
    is_taken_in_time,
    return_reasons,
)

SENT = datetime(2026, 11, 23, 8, tzinfo=UTC)
DUE = SENT + timedelta(hours=8)
NOW = SENT + timedelta(days=3)
STAY = Stay(1, SENT, SENT, DUE)


def at(hours: float) -> datetime:
    return SENT + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("stay", "now", "verdicts"),
    [
        (STAY, at(1), (None, None, None)),
        (STAY, at(9), (False, None, False)),
        (replace(STAY, taken_at=at(8)), at(9), (True, None, False)),
        (replace(STAY, taken_at=at(8.1)), at(9), (False, None, False)),
        (replace(STAY, ended_at=at(2), end=StayEnd.RETURNED), NOW, (True, True, None)),
        (replace(STAY, ended_at=at(9), end=StayEnd.RETURNED), NOW, (False, True, None)),
        (replace(STAY, taken_at=at(1), ended_at=at(8), end=StayEnd.ANSWERED), NOW, (True, False, True)),
        (replace(STAY, taken_at=at(1), ended_at=at(9), end=StayEnd.DECIDED), NOW, (True, False, False)),
        (replace(STAY, ended_at=at(1), end=StayEnd.PASSED_ON), NOW, (None, None, None)),
        (replace(STAY, ended_at=at(9), end=StayEnd.PASSED_ON), NOW, (False, None, None)),
        (replace(STAY, ended_at=at(1), end=StayEnd.WITHDRAWN), NOW, (None, None, None)),
        (replace(STAY, due_at=None, taken_at=at(1)), NOW, (None, None, None)),
    ],
)
def test_what_a_stay_says(stay: Stay, now: datetime, verdicts: tuple[bool | None, ...]) -> None:
    assert (is_taken_in_time(stay, now), is_returned(stay), is_answered_in_time(stay, now)) == verdicts


def test_six_cases_counted_by_hand() -> None:
    decided = [
        replace(STAY, taken_at=at(1), ended_at=at(24 * days), end=StayEnd.DECIDED) for days in (1, 2, 2, 3, 9)
    ]
    returned = replace(STAY, ended_at=at(1), end=StayEnd.RETURNED, reason="other")
    found = handover_figures([*decided, returned, STAY], NOW)
    assert (found["handovers_taken"].numerator, found["handovers_taken"].denominator) == (6, 7)
    assert (found["handovers_returned"].numerator, found["handovers_returned"].denominator) == (1, 6)
    assert (found["handovers_answered"].numerator, found["handovers_answered"].denominator) == (0, 6)
    assert (found["decision_median"].value, found["decision_median"].n) == (2.0, 5)
    assert return_reasons([returned], ["other", "duplicate"]).cells == {"other": None, "duplicate": 0}
    assert return_reasons([returned] * 6, ["other", "duplicate"]).cells == {"other": 6, "duplicate": 0}


def test_few_are_hidden() -> None:
    found = handover_figures([replace(STAY, taken_at=at(1), ended_at=at(1), end=StayEnd.DECIDED)] * 4, NOW)
    assert all(figure.is_suppressed and figure.value is None for figure in found.values())


@given(st.lists(st.sampled_from([None, *StayEnd]), max_size=30), st.integers(0, 100))
def test_order_is_nothing_and_every_stay_counts_once(ends: list[StayEnd | None], hours: int) -> None:
    stays = [replace(STAY, ended_at=at(1) if end else None, end=end) for end in ends]
    found = handover_figures(stays, at(hours), threshold=1)
    assert found == handover_figures(stays[::-1], at(hours), threshold=1)
    finished = sum(end in {StayEnd.RETURNED, StayEnd.ANSWERED, StayEnd.DECIDED} for end in ends)
    assert found["handovers_returned"].denominator == finished
