"""Weekly hours as people write them: "man-fre 9.00-15.00; tor 9.00-17.00" and back.

A later part about fewer days takes the place of an earlier one that it overlaps: in "man-fre 9-15; tor 9-17"
Thursday is long. Where they do not overlap both hold: "man-fre 9-12; tor 15-17", or in one part "man 9-12,
13-15".
"""

import re
from collections.abc import Iterable
from datetime import time
from typing import NamedTuple

from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Raw, Value, as_text, clock_time
from indgang.base.transfer.faults import BadCell
from indgang.base.transfer.suggest import did_you_mean, listed

SHORT_DAYS = ("man", "tir", "ons", "tor", "fre", "lør", "søn")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DANISH_DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
SPELLINGS: dict[str, int] = {
    spelling: number
    for number, (english, danish, short) in enumerate(zip(WEEKDAYS, DANISH_DAYS, SHORT_DAYS, strict=True))
    for spelling in (
        english,
        english[:3],
        danish,
        short,
        short[:2],
        short.replace("ø", "oe"),
        danish.replace("ø", "oe"),
    )
}
DAY_GROUP = re.compile(
    r"([a-zæøå]+\.?(?:\s*(?:-|–|til|to|,|og|and)\s*[a-zæøå]+\.?)*)\s+(?:kl\.?\s*)?(.*)", re.DOTALL
)
TIME_SPAN = re.compile(r"\s*([\d.:]+)\s*(?:-|–|til|to)\s*([\d.:]+)\s*")


class Span(NamedTuple):
    """Open on a weekday (0 is Monday) from `opens` to `closes`; 00:00 as closing time is midnight."""

    weekday: int
    opens: time
    closes: time


def closes_after(opens: time, closes: time) -> bool:
    """Whether the hours have a length; 00:00 as closing time is midnight at the end of the day."""
    return closes > opens or closes == time.min


def overlap(one: tuple[time, time], other: tuple[time, time]) -> bool:
    """Whether two spans of one day share time."""
    (first_opens, first_closes), (opens, _closes) = sorted([one, other])
    return first_opens == opens or first_closes == time.min or opens < first_closes


def parse_spans(text: str) -> tuple[Span, ...]:
    """The spans in a week's hours, in order. Raises BadCell."""
    by_day: dict[int, list[tuple[time, time]]] = {}
    named_with: dict[int, set[int]] = {}
    for part in filter(str.strip, text.casefold().split(";")):
        found = DAY_GROUP.fullmatch(part.strip())
        if not found:
            raise BadCell(_("Write the hours as “man-fre 9.00-15.00; tor 9.00-17.00”."), code="bad-hours")
        days, spans = _days(found[1]), _times(found[2])
        for day in days:
            earlier = by_day.get(day, [])
            if not any(overlap(span, other) for span in spans for other in earlier):
                by_day[day] = sorted(earlier + spans)
            elif set(days) < named_with[day]:
                by_day[day] = spans
            else:
                raise BadCell(_("“%(times)s” overlap.") % {"times": part.strip()}, code="overlapping-hours")
            named_with[day] = set(days)
    return tuple(Span(day, *span) for day in sorted(by_day) for span in by_day[day])


def _days(text: str) -> list[int]:
    days: list[int] = []
    for item in re.split(r",|\bog\b|\band\b", text):
        ends = [_day(word) for word in re.split(r"-|–|\btil\b|\bto\b", item)]
        if len(ends) > 2 or ends[0] > ends[-1]:
            raise BadCell(
                _("“%(days)s” is no row of days from one to a later one.") % {"days": item.strip()},
                code="bad-hours",
            )
        days += range(ends[0], ends[-1] + 1)
    if len(days) != len(set(days)):
        raise BadCell(_("“%(days)s” names a day twice.") % {"days": text.strip()}, code="bad-hours")
    return days


def _day(word: str) -> int:
    name = word.strip().rstrip(".")
    if name not in SPELLINGS:
        raise BadCell(
            _("“%(word)s” is no weekday. Write: %(allowed)s.") % {"word": name, "allowed": listed(SHORT_DAYS)}
            + did_you_mean(name, SHORT_DAYS + DANISH_DAYS),
            code="bad-hours",
        )
    return SPELLINGS[name]


def _times(text: str) -> list[tuple[time, time]]:
    spans: list[tuple[time, time]] = []
    for item in re.split(r",|\bog\b|\band\b", text):
        found = TIME_SPAN.fullmatch(item)
        if not found:
            raise BadCell(
                _("“%(times)s” are no hours. Write them as 9.00-15.00.") % {"times": item.strip()},
                code="bad-hours",
            )
        opens, closes = clock_time(found[1]), clock_time(found[2], closing=True)
        if not closes_after(opens, closes):
            raise BadCell(
                _("“%(times)s” closes before it opens.") % {"times": item.strip()},
                code="closes-before-opening",
            )
        if any(overlap((opens, closes), other) for other in spans):
            raise BadCell(_("“%(times)s” overlap.") % {"times": text.strip()}, code="overlapping-hours")
        spans.append((opens, closes))
    return sorted(spans)


def write_spans(spans: Iterable[Span]) -> str:
    """The hours in their one spelling, days with the same hours together."""
    by_day: dict[int, list[str]] = {}
    for span in sorted(spans):
        by_day.setdefault(span.weekday, []).append(
            f"{_clock(span.opens)}-{_clock(span.closes, closing=True)}"
        )
    groups: dict[str, list[int]] = {}
    for day, times in by_day.items():
        groups.setdefault(", ".join(times), []).append(day)
    return "; ".join(f"{_runs(days)} {times}" for times, days in groups.items())


def _clock(clock: time, *, closing: bool = False) -> str:
    return "24.00" if closing and clock == time.min else f"{clock.hour}.{clock.minute:02}"


def _runs(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        SHORT_DAYS[run[0]] if len(run) == 1 else f"{SHORT_DAYS[run[0]]}-{SHORT_DAYS[run[-1]]}" for run in runs
    )


class WeekHours:
    """A cell with a week's hours; its value is a tuple of `Span`."""

    empty: Value = ()

    def parse(self, raw: Raw) -> tuple[Span, ...]:
        """The spans."""
        return parse_spans(as_text(raw))

    def write(self, value: Value) -> Raw:
        """The hours in their one spelling."""
        return write_spans(value)


class Weekday:
    """A cell with one weekday; its value is 0 (Monday) to 6."""

    empty: Value = None

    def parse(self, raw: Raw) -> int:
        """The number of the day."""
        name = as_text(raw).casefold().rstrip(".")
        if name not in SPELLINGS:
            raise BadCell(
                _("“%(word)s” is no weekday. Write: %(allowed)s.")
                % {"word": name, "allowed": listed(WEEKDAYS)}
                + did_you_mean(name, WEEKDAYS + DANISH_DAYS),
                code="unknown-choice",
            )
        return SPELLINGS[name]

    def write(self, value: Value) -> Raw:
        """The day's English name."""
        return "" if value is None else WEEKDAYS[value]
