from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indgang.core.day import COPENHAGEN, danish_time
from indgang.core.hours import (
    HORIZON_DAYS,
    ClockSpan,
    ClosedPeriod,
    HoursKind,
    HoursRule,
    Interval,
    OpeningHours,
    Source,
    format_clock,
    merged,
    parse_clock,
)

SERVICE, SELF = HoursKind.SERVICE, HoursKind.SELF_SERVICE
MONDAY = date(2026, 11, 23)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def local(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=COPENHAGEN)


def rule(
    weekday: int,
    opens: str = "10:00",
    closes: str = "16:00",
    kind: HoursKind = SERVICE,
    *,
    since: str | None = None,
    until: str | None = None,
    season: str = "",
) -> HoursRule:
    return HoursRule(
        kind,
        weekday,
        parse_clock(opens),
        parse_clock(closes, closing=True),
        None if since is None else date.fromisoformat(since),
        None if until is None else date.fromisoformat(until),
        season,
    )


WEEKDAYS = tuple(rule(weekday) for weekday in range(5))
ALL_DAY = tuple(rule(weekday, "00:00", "24:00", SELF) for weekday in range(7))
PLAIN = OpeningHours((*WEEKDAYS, *ALL_DAY))


def test_hours_are_danish_in_summer_and_winter() -> None:
    assert PLAIN.intervals_on(MONDAY, SERVICE) == [(utc("2026-11-23 09:00"), utc("2026-11-23 15:00"))]
    assert PLAIN.intervals_on(date(2026, 6, 1), SERVICE) == [
        (utc("2026-06-01 08:00"), utc("2026-06-01 14:00"))
    ]
    assert PLAIN.intervals_on(date(2026, 11, 22), SERVICE) == []


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_a_whole_day_has_its_real_length_when_the_clocks_change(day: str, hours: int) -> None:
    (interval,) = PLAIN.intervals_on(date.fromisoformat(day), SELF)
    assert interval.end - interval.start == timedelta(hours=hours)
    start = interval.start
    assert PLAIN.open_minutes_between(start, interval.end, SELF) == hours * 60


@pytest.mark.parametrize(
    ("day", "opens", "closes", "start", "end"),
    [
        # 02:00 to 03:00 does not exist on 29 March: opening and closing there are the instant of the change.
        ("2026-03-29", "02:30", "05:00", "2026-03-29 01:00", "2026-03-29 03:00"),
        ("2026-03-29", "00:30", "02:30", "2026-03-28 23:30", "2026-03-29 01:00"),
        # 02:00 to 03:00 comes twice on 25 October: opens the first time, closes the second.
        ("2026-10-25", "02:30", "05:00", "2026-10-25 00:30", "2026-10-25 04:00"),
        ("2026-10-25", "00:30", "02:30", "2026-10-24 22:30", "2026-10-25 01:30"),
        ("2026-10-25", "02:15", "02:45", "2026-10-25 00:15", "2026-10-25 01:45"),
    ],
)
def test_times_that_are_skipped_or_come_twice(
    day: str, opens: str, closes: str, start: str, end: str
) -> None:
    sunday = OpeningHours((rule(6, opens, closes),))
    assert sunday.intervals_on(date.fromisoformat(day), SERVICE) == [(utc(start), utc(end))]


def test_hours_inside_the_skipped_hour_are_no_hours() -> None:
    assert OpeningHours((rule(6, "02:10", "02:50"),)).intervals_on(date(2026, 3, 29), SERVICE) == []


def test_several_spans_a_day_are_ordered_and_merged() -> None:
    hours = OpeningHours((rule(0, "13:00", "17:00"), rule(0, "09:00", "12:00"), rule(0, "12:00", "12:30")))
    assert hours.plan(MONDAY, SERVICE).spans == (
        ClockSpan(time(9), time(12)),
        ClockSpan(time(12), time(12, 30)),
        ClockSpan(time(13), time(17)),
    )
    assert hours.intervals_on(MONDAY, SERVICE) == [
        (utc("2026-11-23 08:00"), utc("2026-11-23 11:30")),
        (utc("2026-11-23 12:00"), utc("2026-11-23 16:00")),
    ]


def test_new_hours_begin_and_end_on_their_days() -> None:
    hours = OpeningHours((rule(0, until="2026-11-23"), rule(0, "12:00", "18:00", since="2026-11-24")))
    assert hours.plan(MONDAY, SERVICE).spans == (ClockSpan(time(10), time(16)),)
    assert hours.plan(date(2026, 11, 30), SERVICE).spans == (ClockSpan(time(12), time(18)),)


def test_a_season_replaces_the_ordinary_week() -> None:
    summer = rule(1, "10:00", "13:00", since="2026-07-01", until="2026-07-31", season="Sommer")
    hours = OpeningHours((*WEEKDAYS, summer))
    tuesday = hours.plan(date(2026, 7, 7), SERVICE)
    assert (tuesday.spans, tuesday.source, tuesday.label) == (
        (ClockSpan(time(10), time(13)),),
        Source.SEASON,
        "Sommer",
    )
    assert hours.plan(date(2026, 7, 8), SERVICE).spans == ()
    assert hours.plan(date(2026, 8, 4), SERVICE).source == Source.RULE


def test_of_two_seasons_the_one_that_began_last_counts() -> None:
    hours = OpeningHours(
        (
            rule(0, "09:00", "10:00", since="2026-10-01", until="2027-03-31", season="Vinter"),
            rule(0, "11:00", "12:00", since="2026-11-01", until="2026-11-30", season="Valg"),
        )
    )
    assert hours.plan(MONDAY, SERVICE).label == "Valg"
    assert hours.plan(date(2026, 12, 7), SERVICE).label == "Vinter"


def test_a_season_is_for_its_own_kind_of_hours() -> None:
    summer = rule(1, since="2026-07-01", until="2026-07-31", season="Sommer")
    hours = OpeningHours((*ALL_DAY, summer))
    assert hours.plan(date(2026, 7, 8), SELF).source == Source.RULE


CHRISTMAS = {date(2026, 12, 25): "Juledag", date(2026, 12, 26): "2. juledag"}


def test_holidays_close_the_kinds_that_close_on_them() -> None:
    hours = OpeningHours((*WEEKDAYS, *ALL_DAY), holidays=CHRISTMAS)
    plan = hours.plan(date(2026, 12, 25), SERVICE)
    assert (plan.spans, plan.source, plan.label) == ((), Source.HOLIDAY, "Juledag")
    assert hours.plan(date(2026, 12, 25), SELF).spans != ()
    closing_too = OpeningHours(hours.rules, holidays=CHRISTMAS, closed_on_holidays=frozenset(HoursKind))
    assert closing_too.plan(date(2026, 12, 25), SELF).spans == ()


def period(
    first: str, last: str, opens: str | None = None, closes: str | None = None, **more: object
) -> ClosedPeriod:
    kinds = more.get("kinds")
    assert kinds is None or isinstance(kinds, frozenset)
    return ClosedPeriod(
        date.fromisoformat(first),
        date.fromisoformat(last),
        kinds,
        str(more.get("reason", "")),
        None if opens is None else parse_clock(opens),
        None if closes is None else parse_clock(closes, closing=True),
    )


def test_closed_days_close_all_kinds_or_those_named() -> None:
    hours = OpeningHours(PLAIN.rules, (period("2026-11-23", "2026-11-24", reason="Kursus"),))
    assert hours.plan(MONDAY, SERVICE).label == "Kursus"
    assert hours.intervals_on(MONDAY, SERVICE) == hours.intervals_on(date(2026, 11, 24), SELF) == []
    assert hours.intervals_on(date(2026, 11, 25), SERVICE) != []
    only_service = OpeningHours(
        PLAIN.rules, (period("2026-11-23", "2026-11-23", kinds=frozenset({SERVICE})),)
    )
    assert only_service.intervals_on(MONDAY, SERVICE) == []
    assert only_service.intervals_on(MONDAY, SELF) != []


def test_special_hours_replace_the_ordinary_ones_and_beat_holidays() -> None:
    special = period("2026-12-25", "2026-12-25", "11:00", "12:00", reason="Valgbrev")
    hours = OpeningHours(PLAIN.rules, (special,), CHRISTMAS)
    plan = hours.plan(date(2026, 12, 25), SERVICE)
    assert (plan.spans, plan.source) == ((ClockSpan(time(11), time(12)),), Source.SPECIAL)


def test_the_shortest_period_wins_and_closing_wins_a_tie() -> None:
    closed = period("2026-12-24", "2027-01-01", reason="Jul")
    special = period("2026-12-28", "2026-12-28", "10:00", "14:00")
    shut = period("2026-12-28", "2026-12-28", reason="Strøm")
    monday = date(2026, 12, 28)
    assert OpeningHours(WEEKDAYS, (closed, special)).plan(monday, SERVICE).source == Source.SPECIAL
    assert OpeningHours(WEEKDAYS, (special, closed)).plan(date(2026, 12, 29), SERVICE).label == "Jul"
    assert OpeningHours(WEEKDAYS, (special, shut)).plan(monday, SERVICE).label == "Strøm"
    twice = OpeningHours(WEEKDAYS, (special, period("2026-12-28", "2026-12-28", "08:00", "09:00")))
    assert twice.plan(monday, SERVICE).spans == (ClockSpan(time(8), time(9)), ClockSpan(time(10), time(14)))


@pytest.mark.parametrize(
    ("now", "is_open", "until"),
    [
        ("2026-11-23 09:59", False, "2026-11-23 10:00"),
        ("2026-11-23 10:00", True, "2026-11-23 16:00"),
        ("2026-11-23 15:59", True, "2026-11-23 16:00"),
        ("2026-11-23 16:00", False, "2026-11-24 10:00"),
        ("2026-11-27 20:00", False, "2026-11-30 10:00"),
    ],
)
def test_the_state_and_its_end(now: str, is_open: bool, until: str) -> None:
    state = PLAIN.state_at(local(now), SERVICE)
    assert (state.is_open, state.until) == (is_open, local(until))
    assert PLAIN.next_change(local(now), SERVICE) == local(until)
    assert state.plan.day == local(now).date()


def test_open_around_the_clock_has_no_end_and_midnight_is_none() -> None:
    assert PLAIN.state_at(local("2026-11-23 23:59"), SELF).until is None
    hours = OpeningHours(ALL_DAY, (period("2026-11-25", "2026-11-25"),))
    state = hours.state_at(local("2026-11-23 12:00"), SELF)
    assert (state.is_open, state.until) == (True, local("2026-11-25 00:00"))
    assert hours.next_opening(local("2026-11-23 12:00"), SELF) == local("2026-11-26 00:00")


def test_a_site_without_hours_is_closed_for_good() -> None:
    state = OpeningHours().state_at(local("2026-11-23 12:00"), SERVICE)
    assert (state.is_open, state.until) == (False, None)
    assert OpeningHours().next_opening(local("2026-11-23 12:00"), SERVICE) is None
    assert OpeningHours().after_open_minutes(local("2026-11-23 12:00"), 1, SERVICE) is None


def test_the_next_opening_is_the_next_even_when_open() -> None:
    assert PLAIN.next_opening(local("2026-11-23 12:00"), SERVICE) == local("2026-11-24 10:00")
    assert PLAIN.next_opening(local("2026-11-23 10:00"), SERVICE) == local("2026-11-24 10:00")
    assert PLAIN.next_opening(local("2026-11-23 09:00"), SERVICE) == local("2026-11-23 10:00")


def test_a_promise_is_due_in_open_time() -> None:
    friday = local("2026-11-27 15:00")
    assert PLAIN.after_open_minutes(friday, 60, SERVICE) == local("2026-11-27 16:00")
    assert PLAIN.after_open_minutes(friday, 61, SERVICE) == local("2026-11-30 10:01")
    assert PLAIN.after_open_minutes(local("2026-11-28 12:00"), 0, SERVICE) == local("2026-11-30 10:00")
    assert PLAIN.after_open_minutes(local("2026-11-30 11:00"), 0, SERVICE) == local("2026-11-30 11:00")


def test_the_week_for_display_begins_on_monday() -> None:
    week = PLAIN.week(date(2026, 11, 29), [SERVICE, SELF])
    assert [row[SERVICE].day for row in week] == [MONDAY + timedelta(days=offset) for offset in range(7)]
    assert [bool(row[SERVICE].spans) for row in week] == [True] * 5 + [False] * 2
    assert set(PLAIN.week(MONDAY)[0]) == set(HoursKind)


@pytest.mark.parametrize(
    ("text", "closing", "expected"),
    [
        ("9", False, time(9)),
        ("09:30", False, time(9, 30)),
        (" 9.05 ", False, time(9, 5)),
        ("00:00", False, time(0)),
        ("1300", False, time(13)),
        ("2400", True, time(0)),
        ("24:00", True, time(0)),
        ("24", True, time(0)),
    ],
)
def test_clock_times_are_read_as_people_write_them(text: str, closing: bool, expected: time) -> None:
    assert parse_clock(text, closing=closing) == expected


@pytest.mark.parametrize(
    "text",
    ["", "24:00", "25:00", "9:5", "9:60", "ni", "9:30:00", "-1", "123", "1360", "13000", ":30", "9h", "²:00"],
)
def test_other_texts_are_no_clock_times(text: str) -> None:
    with pytest.raises(ValueError, match=r"clock|hour|minute"):
        parse_clock(text)


def test_clock_times_are_written_with_two_digits() -> None:
    assert [format_clock(time(9, 5)), format_clock(time(0)), format_clock(time(0), closing=True)] == [
        "09:05",
        "00:00",
        "24:00",
    ]


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: rule(0, "16:00", "10:00"),
        lambda: rule(0, "10:00", "10:00"),
        lambda: rule(7),
        lambda: rule(0, since="2026-02-02", until="2026-02-01"),
        lambda: period("2026-02-02", "2026-02-01"),
        lambda: period("2026-02-01", "2026-02-02", "10:00"),
        lambda: period("2026-02-01", "2026-02-02", "10:00", "09:00"),
    ],
)
def test_hours_that_cannot_be_are_refused(nonsense: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"weekday|after|before|both"):
        nonsense()


# --- against the clock on the wall, minute by minute ---

clocks = st.integers(0, 23).map(time)
spans = st.tuples(clocks, clocks).filter(lambda span: span[1] == time(0) or span[0] < span[1])
random_rules = st.builds(lambda weekday, span: HoursRule(SERVICE, weekday, *span), st.integers(0, 6), spans)
change_days = st.sampled_from([date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 30), date(2026, 6, 1)])


def is_on_the_sign(hours: OpeningHours, instant: datetime) -> bool:
    shown = danish_time(instant)
    return any(
        one.weekday == shown.weekday()
        and one.opens <= shown.time()
        and (shown.time() < one.closes or one.closes == time(0))
        for one in hours.rules
    )


@settings(max_examples=30)
@given(st.lists(random_rules, max_size=8).map(tuple), change_days)
def test_open_means_what_the_sign_says_at_every_full_hour(rules: tuple[HoursRule, ...], day: date) -> None:
    hours = OpeningHours(rules)
    start = utc(f"{day} 00:00")
    instants = [start + timedelta(minutes=30 * step) for step in range(5 * 48)]
    for instant in instants:
        shown = danish_time(instant)
        # Around the hour that comes twice the sign says too little; those cases have a test of their own.
        if shown.date() == date(2026, 10, 25) and shown.hour in {1, 2, 3}:
            continue
        assert hours.state_at(instant, SERVICE).is_open == is_on_the_sign(hours, instant)


@given(st.lists(random_rules, max_size=8).map(tuple), change_days, st.integers(0, 7000), st.integers(0, 7000))
def test_minutes_add_up_and_changes_are_where_the_state_changes(
    rules: tuple[HoursRule, ...], day: date, first: int, second: int
) -> None:
    hours = OpeningHours(rules)
    start = utc(f"{day} 00:00")
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    between = hours.open_minutes_between
    assert between(start, end, SERVICE) == between(start, middle, SERVICE) + between(middle, end, SERVICE)
    assert between(end, start, SERVICE) == 0
    state = hours.state_at(middle, SERVICE)
    if state.until is None:
        far = middle + timedelta(days=7)
        assert between(middle, far, SERVICE) == (7 * 24 * 60 if state.is_open else 0)
        return
    assert state.until > middle
    assert hours.state_at(state.until, SERVICE).is_open != state.is_open
    just_before = state.until - timedelta(minutes=1)
    assert just_before < middle or hours.state_at(just_before, SERVICE).is_open == state.is_open
    if not state.is_open:
        assert hours.next_opening(middle, SERVICE) == state.until


@given(st.lists(random_rules, min_size=1, max_size=8).map(tuple), change_days, st.integers(1, 3000))
def test_a_due_time_leaves_exactly_that_much_open_time(
    rules: tuple[HoursRule, ...], day: date, minutes: int
) -> None:
    hours = OpeningHours(rules)
    start = utc(f"{day} 00:00")
    due = hours.after_open_minutes(start, minutes, SERVICE)
    assert due is not None
    assert hours.open_minutes_between(start, due, SERVICE) == minutes
    assert hours.open_minutes_between(start, due - timedelta(minutes=1), SERVICE) == minutes - 1


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_merging_keeps_the_same_minutes(pairs: list[tuple[int, int]]) -> None:
    start = utc("2026-01-01 00:00")
    intervals = [
        Interval(start + timedelta(minutes=one), start + timedelta(minutes=two)) for one, two in pairs
    ]
    result = merged(intervals)
    minutes = {minute for one, two in pairs for minute in range(one, two)}
    covered = [
        minute
        for minute in range(51)
        for one in result
        if one.start <= start + timedelta(minutes=minute) < one.end
    ]
    assert sorted(covered) == sorted(minutes)
    assert all(one.end < two.start for one, two in pairwise(result))


def test_the_horizon_is_more_than_a_year() -> None:
    assert HORIZON_DAYS > 366
    once = rule(0, since="2027-11-22", until="2027-11-22")
    assert OpeningHours((once,)).next_opening(local("2026-11-23 12:00"), SERVICE) == local("2027-11-22 10:00")
