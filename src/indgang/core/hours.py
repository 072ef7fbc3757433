"""Opening hours: which intervals a site is open on a date, and what holds at an instant.

A site has three kinds of hours: the library is staffed, citizen service is staffed, the house is open for
self-service. What holds for a kind on a Danish date, the first that applies:

1. A closed period or special hours that cover the date; the shortest period wins, of two equally long ones
   the closed one.
2. A holiday, when this kind closes on holidays.
3. The weekday's rules of the season that covers the date, the one that began last; its other weekdays are
   closed.
4. The weekday's rules without a season that are valid on the date.

Clock times are Danish. A closing time of 00:00 means 24:00. On the days when the clocks change, a skipped
time is the instant of the change, and of a time that comes twice opening takes the first, closing the second.
Results are instants in UTC; an interval holds its start, not its end.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from indgang.core.day import closing_instant, danish_date, opening_instant

HORIZON_DAYS = 400  # how far ahead an opening or a change is looked for
_A_DAY = timedelta(days=1)


class HoursKind(StrEnum):
    """What is open."""

    LIBRARY = "library"
    SERVICE = "service"
    SELF_SERVICE = "self_service"


class Source(StrEnum):
    """Where a date's hours come from."""

    RULE = "rule"
    SEASON = "season"
    SPECIAL = "special"
    CLOSED = "closed"
    HOLIDAY = "holiday"


class Interval(NamedTuple):
    """From `start` up to, not with, `end`, both in UTC."""

    start: datetime
    end: datetime


class ClockSpan(NamedTuple):
    """From `opens` to `closes` on Danish clocks of one date; a closing time of 00:00 is 24:00."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class HoursRule:
    """Open on one weekday (0 is Monday), from `valid_from` to `valid_to`, both included (None: no limit).

    Raises ValueError when it would never be open.
    """

    kind: HoursKind
    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None
    season: str = ""

    def __post_init__(self) -> None:
        if self.weekday not in range(7):
            raise ValueError("a weekday is 0 (Monday) to 6 (Sunday)")
        _require_span(self.opens, self.closes)
        if self.valid_from is not None and self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("the last day comes before the first")

    def is_valid_on(self, day: date) -> bool:
        """Whether it counts on `day`, of whatever weekday."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """From `from_date` to `to_date`, both included: closed, or open at special hours when times are given.

    `kinds` None means all. Raises ValueError for one time without the other or a period that ends before it
    begins.
    """

    from_date: date
    to_date: date
    kinds: frozenset[HoursKind] | None = None
    reason: str = ""
    opens: time | None = None
    closes: time | None = None

    def __post_init__(self) -> None:
        if self.to_date < self.from_date:
            raise ValueError("the last day comes before the first")
        if (self.opens is None) != (self.closes is None):
            raise ValueError("special hours need both an opening and a closing time")
        if self.opens is not None and self.closes is not None:
            _require_span(self.opens, self.closes)

    @property
    def span(self) -> ClockSpan | None:
        """The special hours; None when it is closed."""
        return None if self.opens is None or self.closes is None else ClockSpan(self.opens, self.closes)

    def covers(self, day: date, kind: HoursKind) -> bool:
        """Whether it is about `kind` on `day`."""
        return self.from_date <= day <= self.to_date and (self.kinds is None or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What holds for one kind on one Danish date, and why.

    `label` is the reason of a closed period, the holiday's name or the season's; empty on an ordinary day.
    """

    day: date
    kind: HoursKind
    spans: tuple[ClockSpan, ...]
    source: Source
    label: str = ""

    @property
    def intervals(self) -> list[Interval]:
        """The open intervals in UTC, in order, merged where they touch or overlap."""
        return merged(
            Interval(opening_instant(self.day, span.opens), closing_instant(self.day, span.closes))
            for span in self.spans
        )


@dataclass(frozen=True, slots=True)
class OpenState:
    """Open or closed, and until when (None: beyond `HORIZON_DAYS`); `plan` of the date says why."""

    is_open: bool
    until: datetime | None
    plan: DayPlan


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of one site; `holidays` are names by date, `closed_on_holidays` the kinds that close then."""

    rules: tuple[HoursRule, ...] = ()
    closed: tuple[ClosedPeriod, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    closed_on_holidays: frozenset[HoursKind] = frozenset({HoursKind.LIBRARY, HoursKind.SERVICE})

    def plan(self, day: date, kind: HoursKind) -> DayPlan:
        """The hours of `kind` on the Danish `day`, and where they come from."""
        if plan := self._exception(day, kind):
            return plan
        if day in self.holidays and kind in self.closed_on_holidays:
            return DayPlan(day, kind, (), Source.HOLIDAY, self.holidays[day])
        valid = [rule for rule in self.rules if rule.kind == kind and rule.is_valid_on(day)]
        seasons = [(rule.valid_from or date.min, rule.season) for rule in valid if rule.season]
        season = max(seasons)[1] if seasons else ""
        spans = sorted(
            ClockSpan(rule.opens, rule.closes)
            for rule in valid
            if rule.season == season and rule.weekday == day.weekday()
        )
        return DayPlan(day, kind, tuple(spans), Source.SEASON if season else Source.RULE, season)

    def intervals_on(self, day: date, kind: HoursKind) -> list[Interval]:
        """The open intervals of the Danish `day` in UTC, in order and without overlap."""
        return self.plan(day, kind).intervals

    def week(
        self, day: date, kinds: Iterable[HoursKind] = tuple(HoursKind)
    ) -> list[dict[HoursKind, DayPlan]]:
        """The week of `day`, Monday first: for each date the plan of each kind, for display."""
        monday = day - timedelta(days=day.weekday())
        kinds = tuple(kinds)
        return [
            {kind: self.plan(monday + timedelta(days=offset), kind) for kind in kinds} for offset in range(7)
        ]

    def state_at(self, instant: datetime, kind: HoursKind) -> OpenState:
        """Open or closed at `instant`, and until when."""
        today = danish_date(instant)
        until = None
        is_open = False
        for interval in self._intervals_from(today, kind):
            if interval.end <= instant:
                continue
            is_open = interval.start <= instant
            until = interval.end if is_open else interval.start
            break
        if is_open and until is not None and danish_date(until) > today + timedelta(days=HORIZON_DAYS - 1):
            until = None
        return OpenState(is_open, until, self.plan(today, kind))

    def next_change(self, instant: datetime, kind: HoursKind) -> datetime | None:
        """When it next opens or closes after `instant`; None when it does neither within `HORIZON_DAYS`."""
        return self.state_at(instant, kind).until

    def next_opening(self, instant: datetime, kind: HoursKind) -> datetime | None:
        """When it opens next after `instant`, also when it is open now; None if not within `HORIZON_DAYS`."""
        starts = (interval.start for interval in self._intervals_from(danish_date(instant), kind))
        return next((start for start in starts if start > instant), None)

    def open_minutes_between(self, start: datetime, end: datetime, kind: HoursKind) -> int:
        """Whole minutes open from `start` to `end`; 0 when `end` is not after `start`."""
        last = danish_date(end)
        total = timedelta()
        for interval in self._intervals_from(danish_date(start), kind, (last - danish_date(start)).days + 1):
            total += max(timedelta(), min(interval.end, end) - max(interval.start, start))
        return total // timedelta(minutes=1)

    def after_open_minutes(self, start: datetime, minutes: int, kind: HoursKind) -> datetime | None:
        """When `minutes` of open time have passed since `start`: a promise's due time.

        0 minutes give the first open instant. None if that much is not open within `HORIZON_DAYS`.
        """
        left = timedelta(minutes=minutes)
        for interval in self._intervals_from(danish_date(start), kind):
            begins = max(interval.start, start)
            if interval.end <= begins:
                continue
            if begins + left <= interval.end:
                return begins + left
            left -= interval.end - begins
        return None

    def _exception(self, day: date, kind: HoursKind) -> DayPlan | None:
        covering = [period for period in self.closed if period.covers(day, kind)]
        if not covering:
            return None
        shortest = min(period.to_date - period.from_date for period in covering)
        nearest = [period for period in covering if period.to_date - period.from_date == shortest]
        closed = [period for period in nearest if period.span is None]
        if closed:
            return DayPlan(day, kind, (), Source.CLOSED, closed[0].reason)
        spans = sorted(period.span for period in nearest if period.span is not None)
        return DayPlan(day, kind, tuple(spans), Source.SPECIAL, nearest[0].reason)

    def _intervals_from(self, day: date, kind: HoursKind, days: int = HORIZON_DAYS) -> Iterator[Interval]:
        """Open intervals of `days` dates from `day` on, joined where midnight is no end."""
        pending: Interval | None = None
        for offset in range(days):
            for interval in self.intervals_on(day + offset * _A_DAY, kind):
                if pending is not None and interval.start <= pending.end:
                    pending = Interval(pending.start, max(pending.end, interval.end))
                    continue
                if pending is not None:
                    yield pending
                pending = interval
        if pending is not None:
            yield pending


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as ordered intervals that neither touch nor overlap; empty ones are left out."""
    result: list[Interval] = []
    for interval in sorted(intervals):
        if interval.end <= interval.start:
            continue
        if result and interval.start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, interval.end))
        else:
            result.append(interval)
    return result


def parse_clock(text: str, *, closing: bool = False) -> time:
    """A clock time as people write it: "9", "9:30", "09.30", "0930"; "24:00" only as a closing time (given as 00:00).

    Raises ValueError for anything else.
    """
    hours, colon, minutes = text.strip().replace(".", ":").partition(":")
    if len(hours) == 4 and not colon:
        hours, minutes = hours[:-2], hours[-2:]
    if not (
        hours.isdecimal() and len(hours) <= 2 and (minutes or "00").isdecimal() and len(minutes) in {0, 2}
    ):
        raise ValueError(f"not a clock time: {text!r}")
    if closing and int(hours) == 24 and int(minutes or 0) == 0:
        return time.min
    return time(int(hours), int(minutes or 0))


def format_clock(clock: time, *, closing: bool = False) -> str:
    """`clock` as HH:MM; a closing time of 00:00 is written 24:00."""
    return "24:00" if closing and clock == time.min else f"{clock:%H:%M}"


def _require_span(opens: time, closes: time) -> None:
    if closes != time.min and closes <= opens:
        raise ValueError("closing must come after opening; 00:00 as closing time means 24:00")
