"""The figures of the joint desk: one written definition for each, and the functions that compute them.

A figure is computed from plain facts, so that it can be recomputed, checked and explained. Percentiles
interpolate between the two nearest ranks (rank (n - 1) * p, the method of Excel's PERCENTILE.INC and of
Hyndman and Fan's type 7); the median is the 50th. A figure over fewer than `suppression.THRESHOLD` cases is
not shown. No figure is about a named employee. Names and texts are English message ids.

Durations are seconds; hours are those of Danish clocks.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from indgang.core.day import danish_time
from indgang.core.kpi_definitions import DEFINITIONS, Definition
from indgang.core.suppression import THRESHOLD

FIVE_MINUTES, SIX_MINUTES = 300, 360
SOLVED_OUTCOMES = frozenset({"solved", "co_service"})

Fact = TypeVar("Fact")
Key = TypeVar("Key", bound=Hashable)


class StaffGroup(StrEnum):
    """Which house the officer comes from."""

    LIBRARY = "library"
    CITIZEN_SERVICE = "citizen_service"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TicketFact:
    """A number taken; `waited_seconds` is None when it was never called or the time is not certain."""

    site: str
    lane: str
    waited_seconds: int | None
    task: str | None = None
    hour: int | None = None
    told: "ToldWait | None" = None


@dataclass(frozen=True, slots=True)
class ToldWait:
    """The wait that a citizen was told, in eight of ten cases from `low` to `high`, and the one that `came`; seconds
    from the telling to the first call.
    """

    low: float
    middle: float
    high: float
    came: float


@dataclass(frozen=True, slots=True)
class InquiryFact:
    """One matter of a finished contact. `seconds` is None when the time is not certain."""

    site: str
    channel: str
    task: str | None
    outcome: str
    seconds: int | None
    staff: StaffGroup
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class ContactFact:
    """A finished contact with the outcomes of its inquiries.

    `seconds` is the active time, None when not certain. `is_follow_up`: an earlier contact was about the same
    number or promise.
    """

    site: str
    channel: str
    hour: int
    seconds: int | None
    outcomes: tuple[str, ...]
    is_follow_up: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed figure. `n` is the number of cases behind it; `value` is None without cases or when hidden.

    `numerator` and `denominator` are set for shares and hidden with the value.
    """

    code: str
    value: float | None
    n: int | None
    numerator: int | None = None
    denominator: int | None = None
    is_suppressed: bool = False

    @property
    def definition(self) -> Definition:
        """What it means."""
        return DEFINITIONS[self.code]


def percentile(values: Iterable[float], share: float) -> float | None:
    """The value below which `share` (0 to 1) of the values lie, interpolated; None without values."""
    ordered = sorted(values)
    if not 0 <= share <= 1:
        raise ValueError("a percentile's share is from 0 to 1")
    if not ordered:
        return None
    rank = (len(ordered) - 1) * share
    below = int(rank)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (rank - below)


def waited_seconds(arrived_at: datetime, due_at: datetime | None, called_at: datetime | None) -> int | None:
    """Whole seconds from arrival, or from the appointment's time when that is later, to the first call.

    0 when called before the time; None when never called.
    """
    if called_at is None:
        return None
    since = arrived_at if due_at is None else max(arrived_at, due_at)
    return max(0, int((called_at - since).total_seconds()))


def danish_hour(instant: datetime) -> int:
    """The hour on Danish clocks at `instant`, 0 to 23."""
    return danish_time(instant).hour


def count_by(facts: Iterable[Fact], key: Callable[[Fact], Key]) -> dict[Key, int]:
    """How many facts there are for each key, most first. Hide small cells before showing them."""
    counts = Counter(map(key, facts))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))))


def grouped(facts: Iterable[Fact], key: Callable[[Fact], Key]) -> dict[Key, list[Fact]]:
    """The facts for each key, in order of first appearance."""
    groups: dict[Key, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return groups


def figures(
    contacts: Iterable[ContactFact],
    inquiries: Iterable[InquiryFact],
    tickets: Iterable[TicketFact],
    threshold: int = THRESHOLD,
) -> dict[str, Figure]:
    """Every defined figure for these facts, by code; figures over fewer than `threshold` cases are hidden."""
    contacts, inquiries = list(contacts), list(inquiries)
    tickets = list(tickets)
    waits = [fact.waited_seconds for fact in tickets if fact.waited_seconds is not None]
    told = [fact.told for fact in tickets if fact.told is not None]
    times = [fact.seconds for fact in contacts if fact.seconds is not None]
    first = [fact for fact in contacts if fact.outcomes and not fact.is_follow_up]
    solved = [fact for fact in inquiries if fact.outcome in SOLVED_OUTCOMES]
    return {
        "contacts": _count("contacts", len(contacts), threshold),
        "inquiries": _count("inquiries", len(inquiries), threshold),
        "waiting_median": _time("waiting_median", waits, 0.5, threshold),
        "waiting_p90": _time("waiting_p90", waits, 0.9, threshold),
        **told_figures(told, threshold),
        "handling_median": _time("handling_median", times, 0.5, threshold),
        "handling_p90": _time("handling_p90", times, 0.9, threshold),
        "first_contact": share_of(
            "first_contact", [SOLVED_OUTCOMES.issuperset(fact.outcomes) for fact in first], threshold
        ),
        "six_minutes": share_of("six_minutes", [seconds < SIX_MINUTES for seconds in times], threshold),
        "library_share": share_of(
            "library_share", [fact.staff == StaffGroup.LIBRARY for fact in solved], threshold
        ),
    }


def told_figures(told: Sequence[ToldWait], threshold: int = THRESHOLD) -> dict[str, Figure]:
    """The figures of the waits that were told, by code. Whether a range held is asked of those who had to wait."""
    held = [one.low <= one.came <= one.high for one in told if one.high > 0]
    return {
        "told_error": _mean("told_error", [abs(one.came - one.middle) for one in told], threshold),
        "told_too_little": share_of(
            "told_too_little", [one.came - one.middle > FIVE_MINUTES for one in told], threshold
        ),
        "told_held": share_of("told_held", held, threshold),
    }


def reachability(answered: Sequence[bool], threshold: int = THRESHOLD) -> Figure:
    """How often a lifeline was reached, of the tries of which somebody said what came of them."""
    return share_of("reachability", answered, threshold)


def texts_overdue(overdue: int, texts: int) -> Figure:
    """How much of the playbook is past its day of review now. About texts, so that nothing is hidden."""
    return Figure("texts_overdue", overdue / texts if texts else None, texts, overdue, texts)


def _count(code: str, n: int, threshold: int) -> Figure:
    if 0 < n < threshold:
        return Figure(code, None, None, is_suppressed=True)
    return Figure(code, float(n), n)


def _time(code: str, seconds: Sequence[int], share: float, threshold: int) -> Figure:
    if 0 < len(seconds) < threshold:
        return Figure(code, None, None, is_suppressed=True)
    return Figure(code, percentile(seconds, share), len(seconds))


def _mean(code: str, seconds: Sequence[float], threshold: int) -> Figure:
    if 0 < len(seconds) < threshold:
        return Figure(code, None, None, is_suppressed=True)
    return Figure(code, sum(seconds) / len(seconds) if seconds else None, len(seconds))


def share_of(code: str, hits: Sequence[bool], threshold: int) -> Figure:
    """The share of hits; hidden when there are few."""
    n = len(hits)
    if 0 < n < threshold:
        return Figure(code, None, None, is_suppressed=True)
    if n == 0:
        return Figure(code, None, 0, 0, 0)
    return Figure(code, sum(hits) / n, n, sum(hits), n)
