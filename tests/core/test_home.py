"""When numbers are given at home, against a slow and obvious reading of the rule, over both clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.day import closing_instant, opening_instant
from indgang.core.home import Answer, HomeRule, Refusal, may_take

DAY = date(2026, 11, 23)
OPENS, CLOSES = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 23, 15, tzinfo=UTC)
RULE = HomeRule(before_opening=30, before_closing=45, least_wait=10, most_waiting=3, kept_minutes=15)


def ask(moment: datetime, wait: float | None = 20.0, waiting: int = 0, rule: HomeRule = RULE) -> Answer:
    return may_take(rule, moment, [(OPENS, CLOSES)], wait, waiting)


@pytest.mark.parametrize(
    ("minutes", "refusal"),
    [
        (-31, Refusal.NOT_YET), (-30, None), (0, None), (5 * 60 + 14, None), (5 * 60 + 15, Refusal.CLOSED),
        (6 * 60, Refusal.CLOSED),
    ],
)  # fmt: skip
def test_the_edges_of_the_day(minutes: int, refusal: Refusal | None) -> None:
    assert ask(OPENS + timedelta(minutes=minutes)).refusal == refusal


def test_before_the_time_it_says_when() -> None:
    assert ask(OPENS - timedelta(hours=3)).next_at == OPENS - timedelta(minutes=30)


def test_a_short_wait_is_no_reason_to_stay_at_home() -> None:
    assert ask(OPENS, 9.9).refusal is Refusal.SHORT_WAIT
    assert ask(OPENS, 10.0).refusal is None
    assert ask(OPENS, None).refusal is Refusal.UNKNOWN_WAIT
    assert ask(OPENS - timedelta(minutes=1), None).refusal is None


def test_only_so_many_at_once() -> None:
    assert ask(OPENS, waiting=2).refusal is None
    assert ask(OPENS, waiting=3).refusal is Refusal.ENOUGH


def test_a_rule_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="negative"):
        HomeRule(before_closing=-1)
    with pytest.raises(ValueError, match="negative"):
        HomeRule(kept_minutes=0)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_minutes_before_opening_are_real_minutes_when_the_clocks_change(day: date) -> None:
    opens, closes = opening_instant(day, time(3, 30)), closing_instant(day, time(12))
    rule = HomeRule(before_opening=90, before_closing=0, least_wait=0)
    for before, refusal in ((91, Refusal.NOT_YET), (90, None)):
        answer = may_take(rule, opens - timedelta(minutes=before), [(opens, closes)], None, 0)
        assert answer.refusal == refusal


minutes = st.integers(0, 240)
rules = st.builds(HomeRule, minutes, minutes, minutes, st.integers(1, 5), st.integers(1, 60))
stretches = st.lists(st.tuples(st.integers(0, 2 * 24 * 60), st.integers(10, 600)), min_size=0, max_size=4)


@given(rules, stretches, st.integers(0, 2 * 24 * 60), st.none() | st.floats(0, 300), st.integers(0, 6))
def test_it_is_the_rule_read_aloud(
    rule: HomeRule, spans: list[tuple[int, int]], at: int, wait: float | None, waiting: int
) -> None:
    begin = datetime(2026, 11, 23, tzinfo=UTC)
    staffed, end = [], -1
    for start, length in sorted(spans):
        if start > end:  # opening hours never overlap
            staffed.append((start, start + length))
            end = start + length
    answer = may_take(
        rule,
        begin + timedelta(minutes=at),
        [(begin + timedelta(minutes=start), begin + timedelta(minutes=stop)) for start, stop in staffed],
        wait,
        waiting,
    )
    within = [
        start for start, stop in staffed if start - rule.before_opening <= at < stop - rule.before_closing
    ]
    if not within:
        later = [
            start - rule.before_opening
            for start, stop in staffed
            if at < start - rule.before_opening < stop - rule.before_closing
        ]
        assert answer.refusal is (Refusal.NOT_YET if later else Refusal.CLOSED)
        assert answer.next_at == (begin + timedelta(minutes=min(later)) if later else None)
    elif waiting >= rule.most_waiting:
        assert answer.refusal is Refusal.ENOUGH
    elif at < within[0] or rule.least_wait == 0:
        assert answer.refusal is None
    elif wait is None:
        assert answer.refusal is Refusal.UNKNOWN_WAIT
    else:
        assert answer.refusal == (Refusal.SHORT_WAIT if wait < rule.least_wait else None)
