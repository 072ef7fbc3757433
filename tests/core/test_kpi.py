import statistics
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.kpi import (
    ContactFact,
    InquiryFact,
    StaffGroup,
    TicketFact,
    ToldWait,
    count_by,
    danish_hour,
    figures,
    grouped,
    percentile,
    texts_overdue,
    waited_seconds,
)
from indgang.core.kpi_appointments import appointment_figures
from indgang.core.kpi_definitions import DEFINITIONS, Unit
from indgang.core.kpi_handovers import handover_figures

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)


def contact(
    seconds: int | None, *outcomes: str, follow_up: bool = False, site: str = "magion"
) -> ContactFact:
    return ContactFact(site, "desk", 10, seconds, outcomes or ("solved",), follow_up)


def inquiry(outcome: str, staff: StaffGroup, task: str = "pas-voksen") -> InquiryFact:
    return InquiryFact("magion", "desk", task, outcome, 120, staff)


LIBRARY, SERVICE, OTHER = StaffGroup.LIBRARY, StaffGroup.CITIZEN_SERVICE, StaffGroup.OTHER


# Told 2 to 8 minutes, the middle 4: came after 3, 6, 4, 12 and 30 minutes.
TOLD = [ToldWait(120, 240, 480, came * 60) for came in (3, 6, 4, 12, 30)]
# By hand. Waits in minutes: 1 2 3 4 5 6 7 8 9 30, one left, one not certain.
TICKETS = [
    *[
        TicketFact("magion", "K", minutes * 60, told=told)
        for minutes, told in zip((9, 1, 8, 2, 7, 3, 6, 4, 5, 30), [None] * 5 + TOLD, strict=True)
    ],
    TicketFact("magion", "K", None),
    TicketFact("magion", "S", None),
]
CONTACTS = [
    contact(100, "solved"),
    contact(200, "co_service"),
    contact(359, "solved", "solved"),
    contact(360, "solved", "referred"),
    contact(361, "not_solved"),
    contact(600, "booked"),
    contact(None, "solved"),
    contact(1200, "solved", follow_up=True),
]
INQUIRIES = [
    inquiry("solved", LIBRARY),
    inquiry("co_service", LIBRARY),
    inquiry("solved", SERVICE),
    inquiry("solved", SERVICE),
    inquiry("solved", OTHER),
    inquiry("referred", LIBRARY),
    inquiry("not_solved", LIBRARY),
    inquiry("handed_over", SERVICE),
    inquiry("booked", SERVICE),
]


@pytest.mark.parametrize(
    ("code", "value", "numerator", "denominator", "n"),
    [
        ("contacts", 8, None, None, 8),
        ("inquiries", 9, None, None, 9),
        # ten waits: half way between the 5th and the 6th, 5 and 6 minutes
        ("waiting_median", 330, None, None, 10),
        # rank 9 * 0.9 = 8.1: a tenth of the way from 9 to 30 minutes, 11.1 minutes
        ("waiting_p90", 666, None, None, 10),
        # off by 1, 2, 0, 8 and 26 minutes
        ("told_error", 444, None, None, 5),
        # more than five above the middle: 12 and 30
        ("told_too_little", 2 / 5, 2, 5, 5),
        ("told_held", 3 / 5, 3, 5, 5),
        # seven times: 100 200 359 360 361 600 1200
        ("handling_median", 360, None, None, 7),
        # rank 6 * 0.9 = 5.4: 600 + 0.4 * 600
        ("handling_p90", 840, None, None, 7),
        # of seven first contacts: 100, 200, 359 and the uncertain one
        ("first_contact", 4 / 7, 4, 7, 7),
        # less than 360 seconds: 100, 200, 359 of seven
        ("six_minutes", 3 / 7, 3, 7, 7),
        # two of five solved
        ("library_share", 2 / 5, 2, 5, 5),
    ],
)
def test_each_figure_is_what_a_hand_computes(
    code: str, value: float, numerator: int | None, denominator: int | None, n: int
) -> None:
    figure = figures(CONTACTS, INQUIRIES, TICKETS)[code]
    assert figure.value == pytest.approx(value)
    assert (figure.numerator, figure.denominator, figure.n) == (numerator, denominator, n)
    assert not figure.is_suppressed


def test_every_definition_is_computed_and_every_figure_defined() -> None:
    computed = figures(CONTACTS, INQUIRIES, TICKETS) | appointment_figures([], 0) | handover_figures([], NINE)
    assert set(computed) == set(DEFINITIONS) - {"texts_overdue", "third_next", "reachability", "calls_kept"}
    for code, figure in computed.items():
        definition = figure.definition
        assert figure.code == definition.code == code
        assert definition.name
        assert definition.numerator
        assert (figure.numerator is not None) == (definition.unit == Unit.SHARE)
        assert definition.denominator or definition.unit == Unit.COUNT


def test_the_goals_are_those_of_the_papers() -> None:
    assert {code: one.target for code, one in DEFINITIONS.items() if one.target} == {
        "six_minutes": 0.70,
        "first_contact": 0.80,
    }
    assert DEFINITIONS["library_share"].benchmark == 0.33
    assert all(one.source for one in DEFINITIONS.values() if one.target or one.benchmark)


def test_without_facts_there_are_no_values_but_counts_of_zero() -> None:
    empty = figures([], [], [])
    assert empty["contacts"].value == 0
    assert {code for code, figure in empty.items() if figure.value is None} == set(empty) - {
        "contacts",
        "inquiries",
    }
    assert not any(figure.is_suppressed for figure in empty.values())


def test_few_cases_are_hidden_with_their_numbers() -> None:
    few = figures(CONTACTS[:4], INQUIRIES[:4], TICKETS[-6:-2])
    assert all(figure.is_suppressed for figure in few.values())
    assert {(one.value, one.numerator, one.denominator, one.n) for one in few.values()} == {(None,) * 4}
    assert figures(CONTACTS[:4], [], [], threshold=1)["six_minutes"].value == 3 / 4


def test_a_referral_in_one_of_two_matters_is_not_solved_at_first_contact() -> None:
    assert figures([contact(9, "solved", "referred")] * 5, [], [])["first_contact"].value == 0


def test_waiting_counts_from_arrival_or_the_appointment() -> None:
    def at(minutes: float) -> datetime:
        return NINE + timedelta(minutes=minutes)

    assert waited_seconds(at(0), None, at(5)) == 300
    assert waited_seconds(at(0), at(10), at(12)) == 120
    assert waited_seconds(at(15), at(10), at(20)) == 300
    assert waited_seconds(at(0), at(10), at(5)) == 0
    assert waited_seconds(at(0), None, None) is None


def test_hours_are_danish() -> None:
    assert danish_hour(datetime(2026, 1, 1, 23, 30, tzinfo=UTC)) == 0
    assert danish_hour(datetime(2026, 7, 1, 8, tzinfo=UTC)) == 10


def test_counts_come_most_first() -> None:
    facts = [inquiry("solved", LIBRARY, task) for task in ("b", "a", "c", "a", "c")]
    assert list(count_by(facts, lambda fact: fact.task).items()) == [("a", 2), ("c", 2), ("b", 1)]


def test_facts_are_grouped_for_figures_of_their_own() -> None:
    groups = grouped([contact(1), contact(2, site="library"), contact(3)], lambda fact: fact.site)
    assert {site: len(facts) for site, facts in groups.items()} == {"magion": 2, "library": 1}


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, None),
        ([7], 0.9, 7),
        ([1, 2], 0.5, 1.5),
        ([3, 1, 2], 0.5, 2),
        ([1, 2, 3, 4, 5], 0.9, 4.6),
        ([0, 10], 0.9, 9),
        ([4, 4, 4], 0.1, 4),
        ([1, 2, 3], 0, 1),
        ([1, 2, 3], 1, 3),
    ],
)
def test_percentiles(values: list[float], share: float, expected: float | None) -> None:
    assert percentile(values, share) == (None if expected is None else pytest.approx(expected))


def test_a_percentile_beyond_all_values_is_an_error() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        percentile([1], 1.1)


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=50))
def test_percentiles_agree_with_the_standard_library(values: list[int]) -> None:
    assert percentile(values, 0.5) == pytest.approx(statistics.median(values))
    deciles = statistics.quantiles(values, n=10, method="inclusive")
    assert [percentile(values, tenth / 10) for tenth in range(1, 10)] == pytest.approx(deciles)


def test_texts_overdue_are_counted_out_of_all() -> None:
    figure = texts_overdue(3, 12)
    assert (figure.value, figure.numerator, figure.denominator, figure.is_suppressed) == (0.25, 3, 12, False)
    assert texts_overdue(0, 0).value is None
