"""The figures of appointments, on numbers worked out by hand."""

import pytest

from indgang.core.kpi_appointments import AppointmentFact, appointment_figures, third_next


def fact(minutes: int, came: bool | None, *, by_citizen: bool = False) -> AppointmentFact:
    return AppointmentFact("magion", minutes, came, by_citizen)


FACTS = [
    fact(15, True, by_citizen=True),
    fact(30, True),
    fact(15, True),
    fact(20, True),
    fact(15, False, by_citizen=True),
    fact(15, None, by_citizen=True),
]


def test_figures_counted_by_hand() -> None:
    found = appointment_figures(FACTS, offered_minutes=200)
    # Of the five that were not cancelled one did not come.
    assert (found["no_shows"].numerator, found["no_shows"].denominator) == (1, 5)
    assert found["no_shows"].value == pytest.approx(0.2)
    # Cancelled ones were booked too.
    assert (found["booked_by_citizens"].numerator, found["booked_by_citizens"].denominator) == (3, 6)
    # 15 + 30 + 15 + 20 of 200 minutes.
    assert (found["offered_time_used"].numerator, found["offered_time_used"].denominator) == (80, 200)
    assert found["offered_time_used"].value == pytest.approx(0.4)


def test_few_cases_are_hidden_and_none_are_nothing() -> None:
    few = appointment_figures(FACTS[:2], offered_minutes=200)
    assert all(figure.is_suppressed for figure in few.values())
    none = appointment_figures([], offered_minutes=0)
    assert all((figure.value, figure.n) == (None, 0) for figure in none.values())


@pytest.mark.parametrize(("days", "third"), [([], None), ([3, 4], None), ([0, 9, 2], 9), ([5, 1, 1, 8], 5)])
def test_the_third_next_is_not_the_first(days: list[int], third: int | None) -> None:
    assert third_next(days) == third
