"""Weekly hours as people write them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.base.transfer.faults import BadCell
from indgang.organisation.spans import Span, closes_after, overlap, parse_spans, write_spans


def hours(day: int, opens: int, closes: int) -> Span:
    return Span(day, time(opens), time(closes % 24))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("man-fre 9.00-15.00", [hours(day, 9, 15) for day in range(5)]),
        ("man-fre 9.00-15.00; tor 9.00-17.00", [hours(d, 9, 17 if d == 3 else 15) for d in range(5)]),
        ("Mandag til onsdag kl. 9-15", [hours(day, 9, 15) for day in range(3)]),
        ("man, ons og fre 10:00–14:00", [hours(day, 10, 14) for day in (0, 2, 4)]),
        ("monday-friday 9-15", [hours(day, 9, 15) for day in range(5)]),
        ("man 9-12, 13-15", [hours(0, 9, 12), hours(0, 13, 15)]),
        ("man 9-12; man 13-15", [hours(0, 9, 12), hours(0, 13, 15)]),
        ("lør-søn 10-24.00", [hours(5, 10, 24), hours(6, 10, 24)]),
        ("loer 10-12;", [hours(5, 10, 12)]),
    ],
)
def test_hours_are_understood(text: str, spans: list[Span]) -> None:
    assert list(parse_spans(text)) == spans


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("altid", "bad-hours"),
        ("man 24.00-9.00", "bad-time"),
        ("man-fre", "bad-hours"),
        ("fre-man 9-15", "bad-hours"),
        ("man-ons-fre 9-15", "bad-hours"),
        ("man, man 9-15", "bad-hours"),
        ("mon 9-15; tordag 9-15", "bad-hours"),
        ("man 9-15-17", "bad-hours"),
        ("man 15-9", "closes-before-opening"),
        ("man 9-9", "closes-before-opening"),
        ("man 9-25", "bad-time"),
        ("man 9-12, 11-13", "overlapping-hours"),
        ("man-fre 9-15; man-fre 10-16", "overlapping-hours"),
        ("tor 9-17; man-fre 9-15", "overlapping-hours"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        parse_spans(text)
    assert caught.value.code == code


def minutes(clock: time, *, closing: bool = False) -> int:
    return 24 * 60 if closing and clock == time.min else clock.hour * 60 + clock.minute


clocks = st.integers(0, 1439).map(lambda number: time(number // 60, number % 60))


@given(clocks, clocks, clocks, clocks)
def test_overlap_is_shared_minutes(a: time, b: time, c: time, d: time) -> None:
    if not (closes_after(a, b) and closes_after(c, d)):
        return
    shared = set(range(minutes(a), minutes(b, closing=True))) & set(
        range(minutes(c), minutes(d, closing=True))
    )
    assert overlap((a, b), (c, d)) == bool(shared)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Span, ...]:
    spans = []
    for day in range(7):
        ends = sorted(draw(st.lists(st.integers(1, 1440), max_size=4, unique=True)))
        for opens, closes in zip(ends[::2], ends[1::2], strict=False):
            spans.append(Span(day, time(opens // 60, opens % 60), time(closes // 60 % 24, closes % 60)))
    return tuple(spans)


@given(weeks())
def test_what_is_written_is_read_again(week: tuple[Span, ...]) -> None:
    text = write_spans(week)
    assert parse_spans(text) == tuple(sorted(week))
    assert write_spans(parse_spans(text)) == text


def test_the_one_spelling() -> None:
    assert write_spans(parse_spans("fre 9-13; tor 9-17; man-ons 9:00-15.00")) == (
        "man-ons 9.00-15.00; tor 9.00-17.00; fre 9.00-13.00"
    )
    assert write_spans(parse_spans("man, ons, fre 10-12, 13-24")) == "man, ons, fre 10.00-12.00, 13.00-24.00"
