"""What is different soon: the days that are not as usual, and new hours, as people would tell each other.

Usual are the hours by rules and seasons; closed periods, special hours and holidays differ from them. A day that is
closed anyway is not different for being a holiday.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from indgang.core.hours import ClockSpan, DayPlan, HoursKind, OpeningHours, Source
from indgang.core.week import bands_of

EXCEPTIONS = frozenset({Source.SPECIAL, Source.CLOSED, Source.HOLIDAY})
_A_DAY = timedelta(days=1)
Week = tuple[tuple[ClockSpan, ...], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The same difference on the days from `first` to `last`, for `kinds`.

    `spans` are the hours then (none: closed) and `usual` what they are otherwise, on the first day; `label` is the
    reason or the holiday's name. `is_everything`: `kinds` are all that there are.
    """

    first: date
    last: date
    kinds: tuple[HoursKind, ...]
    spans: tuple[ClockSpan, ...]
    usual: tuple[ClockSpan, ...]
    source: Source
    label: str
    is_everything: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether nothing is open then."""
        return not self.spans


@dataclass(frozen=True, slots=True)
class NewHours:
    """From `first` on other usual hours count for `kind`: of the season `season`, or the ordinary ones (empty)."""

    first: date
    kind: HoursKind
    season: str
    week: Week


@dataclass(frozen=True, slots=True)
class Period:
    """The usual week that counts from `first` to `last`, both included; `week` has Monday first."""

    first: date
    last: date
    season: str
    week: Week


def usual_hours(hours: OpeningHours) -> OpeningHours:
    """The same hours as if there were neither closed periods nor holidays."""
    return replace(hours, closed=(), holidays={})


def changes(hours: OpeningHours, first: date, days: int) -> list[Change]:
    """What differs from the usual hours on `days` dates from `first` on, by date; equal days and kinds are one."""
    kinds = [kind for kind in HoursKind if any(rule.kind == kind for rule in hours.rules)]
    usual = usual_hours(hours)
    found: list[Change] = []
    for kind in kinds:
        found += _runs(hours, usual, kind, first, days)
    return [
        replace(one, is_everything=len(one.kinds) == len(kinds)) for one in _same_for_several_kinds(found)
    ]


def new_hours(hours: OpeningHours, first: date, days: int) -> list[NewHours]:
    """Where the usual week becomes another one on one of `days` dates from `first` on, by date."""
    found = []
    for kind in HoursKind:
        periods = usual_periods(hours, kind, first - _A_DAY, first + (days - 1) * _A_DAY)
        for before, after in pairwise(periods):
            if after.first >= first and before.week != after.week:
                found.append(NewHours(after.first, kind, after.season, after.week))
    return sorted(found, key=lambda one: (one.first, list(HoursKind).index(one.kind)))


def usual_periods(hours: OpeningHours, kind: HoursKind, first: date, last: date) -> list[Period]:
    """The usual weeks from `first` to `last`, each as long as it counts; without a gap, and none follows its like."""
    usual = usual_hours(hours)
    begins = {first}
    for rule in hours.rules:
        if rule.kind == kind:
            begins |= {rule.valid_from} if rule.valid_from else set()
            begins |= {rule.valid_to + _A_DAY} if rule.valid_to and rule.valid_to < date.max else set()
    starts = sorted(day for day in begins if first <= day <= last)
    periods: list[Period] = []
    for start, after in zip(starts, [*starts[1:], last + _A_DAY], strict=True):
        week, season = _week_at(usual, kind, start)
        if periods and (periods[-1].week, periods[-1].season) == (week, season):
            periods[-1] = replace(periods[-1], last=after - _A_DAY)
        else:
            periods.append(Period(start, after - _A_DAY, season, week))
    return periods


def _week_at(usual: OpeningHours, kind: HoursKind, day: date) -> tuple[Week, str]:
    """The week that the rules valid on `day` make, and their season."""
    season = usual.plan(day, kind).label
    valid = [
        rule for rule in usual.rules if rule.kind == kind and rule.season == season and rule.is_valid_on(day)
    ]
    week = (
        sorted(ClockSpan(rule.opens, rule.closes) for rule in valid if rule.weekday == weekday)
        for weekday in range(7)
    )
    return tuple(map(tuple, week)), season


def _runs(
    hours: OpeningHours, usual: OpeningHours, kind: HoursKind, first: date, days: int
) -> Iterator[Change]:
    """The differences of one kind. Days that follow each other are joined when they are alike, also over days of
    the same exception that are as usual: a fortnight's closing is one, whatever the Sundays between are like.
    """
    run: Change | None = None
    for offset in range(days):
        day = first + offset * _A_DAY
        plan = hours.plan(day, kind)
        goes_on = run is not None and (run.spans, run.source, run.label) == (
            plan.spans,
            plan.source,
            plan.label,
        )
        if run and not goes_on:
            yield run
            run = None
        if plan.source not in EXCEPTIONS:
            continue
        ordinary = usual.plan(day, kind)
        if bands_of(plan) != bands_of(ordinary):
            run = replace(run, last=day) if run else _change(plan, ordinary)
    if run:
        yield run


def _change(plan: DayPlan, ordinary: DayPlan) -> Change:
    return Change(plan.day, plan.day, (plan.kind,), plan.spans, ordinary.spans, plan.source, plan.label)


def _same_for_several_kinds(found: list[Change]) -> list[Change]:
    """One change for all kinds to which the same happens on the same days."""
    together: dict[tuple[object, ...], Change] = {}
    for one in found:
        key = (one.first, one.last, one.spans, one.source, one.label)
        known = together.get(key)
        together[key] = replace(known, kinds=(*known.kinds, *one.kinds)) if known else one
    return sorted(together.values(), key=lambda one: (one.first, one.last, [str(kind) for kind in one.kinds]))
