from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from indgang.core.calling import (
    CallProfile,
    CallRule,
    Condition,
    Reason,
    WaitingTicket,
    current_priority,
    first,
    rank,
    waiting_since,
)

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
ANYTHING = CallProfile(rules=(CallRule(1),), ageing_minutes=10, max_wait_minutes=None)
KVIK_FIRST = CallProfile(
    rules=(
        CallRule(1, Condition.DUE),
        CallRule(2, Condition.RETURNED),
        CallRule(3, Condition.LANE, "K"),
        CallRule(4, Condition.ANY),
    ),
    ageing_minutes=10,
    max_wait_minutes=30,
)


def ago(minutes: float) -> datetime:
    return NOON - timedelta(minutes=minutes)


def ticket(
    number: int,
    waited: float,
    *,
    lane: str = "K",
    priority: int = 2,
    due: float | None = None,
    returned: float | None = None,
    pause: float | None = None,
    called_count: int = 0,
) -> WaitingTicket:
    """A ticket that arrived `waited` minutes ago; `due` and `pause` are minutes from now, `returned` ago."""
    return WaitingTicket(
        number,
        lane,
        f"{lane}{number}",
        ago(waited),
        due_at=None if due is None else ago(-due),
        priority=priority,
        returned_at=None if returned is None else ago(returned),
        not_before=None if pause is None else ago(-pause),
        called_count=called_count,
    )


def everything(_: WaitingTicket) -> bool:
    return True


def order(tickets: list[WaitingTicket], profile: CallProfile = ANYTHING, now: datetime = NOON) -> list[int]:
    return [ranked.ticket_id for ranked in rank(tickets, profile, everything, now)]


def test_the_longest_wait_comes_first() -> None:
    assert order([ticket(1, 3), ticket(2, 9), ticket(3, 5)]) == [2, 3, 1]


def test_at_the_same_instant_the_lower_id_comes_first() -> None:
    assert order([ticket(2, 5), ticket(1, 5)]) == [1, 2]


def test_rules_come_before_waiting_and_in_their_order() -> None:
    tickets = [
        ticket(1, 25, lane="S"),
        ticket(2, 5, lane="K"),
        ticket(3, 2, lane="S", returned=1),
        ticket(4, 1, lane="S", due=0),
    ]
    assert order(tickets, KVIK_FIRST) == [4, 3, 2, 1]
    reversed_rules = replace(KVIK_FIRST, rules=tuple(reversed(KVIK_FIRST.rules)))
    assert order(tickets, reversed_rules) == [4, 3, 2, 1]


def test_a_rule_may_be_for_one_lane_and_a_stretch_of_waiting() -> None:
    profile = CallProfile(
        (CallRule(1, Condition.RETURNED, "S"), CallRule(2, min_wait_minutes=10, max_wait_minutes=20)),
        max_wait_minutes=None,
    )
    tickets = [
        ticket(1, 9.99),
        ticket(2, 10),
        ticket(3, 19.99),
        ticket(4, 20),
        ticket(5, 1, lane="S", returned=1),
        ticket(6, 1, lane="K", returned=1),
    ]
    ranked = {one.ticket_id: one for one in rank(tickets, profile, everything, NOON)}
    assert {number: one.rule for number, one in ranked.items()} == {
        1: None,
        2: 2,
        3: 2,
        4: None,
        5: 1,
        6: None,
    }
    assert ranked[1].reason_code == Reason.NO_RULE
    assert ranked[5].reason_code == Reason.RETURNED


def test_a_ticket_that_meets_no_rule_comes_last_but_comes() -> None:
    profile = CallProfile((CallRule(1, Condition.LANE, "K"),))
    assert order([ticket(1, 20, lane="S"), ticket(2, 1)], profile) == [2, 1]


def test_beyond_the_longest_wait_rules_and_priority_no_longer_count() -> None:
    tickets = [
        ticket(1, 29.99, lane="K", priority=1),
        ticket(2, 30, lane="S", priority=3),
        ticket(3, 31, lane="S", priority=3),
        ticket(4, 5, due=0),
    ]
    assert order(tickets, KVIK_FIRST) == [3, 2, 4, 1]
    best = rank(tickets, KVIK_FIRST, everything, NOON)[0]
    assert (best.rule, best.reason_code) == (None, Reason.OVERDUE)
    assert best.reason_facts["waited_minutes"] == 31
    assert best.reason_facts["max_wait_minutes"] == 30


@pytest.mark.parametrize(
    ("waited", "priority", "expected"),
    [
        (0, 3, 3),
        (9.999, 3, 3),
        (10, 3, 2),
        (19.999, 3, 2),
        (20, 3, 1),
        (200, 3, 1),
        (9.999, 2, 2),
        (10, 2, 1),
        (0, 1, 1),
        (-5, 3, 3),
    ],
)
def test_each_ageing_period_is_one_step_to_the_instant(waited: float, priority: int, expected: int) -> None:
    assert current_priority(ticket(1, waited, priority=priority), ANYTHING, NOON) == expected


def test_without_ageing_priorities_stay() -> None:
    profile = replace(ANYTHING, ageing_minutes=None)
    old = ticket(1, 500, priority=3)
    assert current_priority(old, profile, NOON) == 3
    assert order([old, ticket(2, 1, priority=2), ticket(3, 0, priority=1)], profile) == [3, 2, 1]


@pytest.mark.parametrize(("priority", "steps"), [(2, 1), (3, 2)])
def test_a_low_priority_passes_a_fresh_first_priority_exactly_when_it_has_aged(
    priority: int, steps: int
) -> None:
    fresh = ticket(1, 0, priority=1)
    just_before, exactly = (
        ticket(2, 10 * steps - 0.001, priority=priority),
        ticket(2, 10 * steps, priority=priority),
    )
    assert order([fresh, just_before]) == [1, 2]
    assert order([fresh, exactly]) == [2, 1]


def test_once_at_first_priority_only_the_wait_counts() -> None:
    assert order([ticket(1, 15, priority=1), ticket(2, 25, priority=3), ticket(3, 20, priority=2)]) == [
        2,
        3,
        1,
    ]


def test_an_appointment_waits_from_its_time_and_a_late_citizen_from_arrival() -> None:
    assert waiting_since(ticket(1, 40, due=-10)) == ago(10)
    assert waiting_since(ticket(1, 5, due=-30)) == ago(5)
    assert order([ticket(1, 40, due=-10), ticket(2, 12), ticket(3, 5, due=-30)]) == [2, 1, 3]


def test_an_appointment_is_due_from_the_window_on() -> None:
    profile = CallProfile((CallRule(1, Condition.DUE), CallRule(2)), due_window_minutes=5)
    walk_in = ticket(1, 1)
    assert order([walk_in, ticket(2, 20, due=5)], profile) == [2, 1]
    assert order([walk_in, ticket(2, 20, due=5.001)], profile) == [1, 2]


def test_one_that_is_not_due_yet_comes_after_all_who_wait_but_can_be_taken() -> None:
    early = ticket(1, 60, due=45, priority=1)
    assert order([early, ticket(2, 0, priority=3)], KVIK_FIRST) == [2, 1]
    assert order([early], KVIK_FIRST) == [1]
    facts = rank([early], KVIK_FIRST, everything, NOON)[0].reason_facts
    assert (facts["waited_minutes"], facts["due_in_minutes"]) == (0, 45)


def test_ten_more_minutes_keep_a_ticket_out_and_its_place_after() -> None:
    tickets = [ticket(1, 20, pause=10), ticket(2, 5), ticket(3, 4)]
    assert order(tickets) == [2, 3]
    assert order(tickets, now=ago(-9.999)) == [2, 3]
    assert order(tickets, now=ago(-10)) == [1, 2, 3]
    assert first(tickets, ANYTHING, everything, NOON) == tickets[1]
    assert first(tickets, ANYTHING, everything, ago(-10)) == tickets[0]


def test_the_reason_can_be_said_in_a_sentence() -> None:
    tickets = [
        ticket(1, 20, lane="S"),
        ticket(2, 19, lane="K", pause=5, called_count=1),
        ticket(3, 18, lane="X"),
        ticket(4, 14, lane="K", priority=3),
        ticket(5, 1, lane="K", priority=1),
    ]
    best = rank(tickets, KVIK_FIRST, lambda waiting: waiting.lane != "X", NOON)[1]
    assert (best.ticket_id, best.rule, best.reason_code) == (4, 3, Reason.LANE)
    assert best.reason_facts == {
        "rule": 3,
        "lane": "K",
        "priority": 3,
        "current_priority": 2,
        "waited_minutes": 14,
        "max_wait_minutes": 30,
        "due_in_minutes": None,
        "called_count": 0,
        "overtaken": 1,
        "skipped_paused": 1,
        "skipped_away": 0,
        "skipped_not_servable": 1,
    }


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: CallRule(1, Condition.LANE),
        lambda: CallRule(1, min_wait_minutes=10, max_wait_minutes=10),
        lambda: CallRule(1, max_wait_minutes=0),
        lambda: CallProfile(ageing_minutes=0),
        lambda: CallProfile(max_wait_minutes=0),
        lambda: CallProfile(due_window_minutes=-1),
    ],
)
def test_a_rule_that_can_never_fit_is_refused(nonsense: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"must|cannot"):
        nonsense()
