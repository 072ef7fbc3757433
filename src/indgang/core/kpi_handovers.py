"""The figures of handed-over cases; their definitions stand with the others in `core.kpi`.

A case lies with one unit after the other. A stay begins when it is sent, sent again or passed on to the unit; it ends
when the unit returns it, passes it on, answers or decides, or when the case is taken back. Every figure is computed
from the stays, and a stay counts for the unit where it was.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from indgang.core.kpi import Figure, percentile, share_of
from indgang.core.suppression import THRESHOLD, Counts, suppressed

DAY_SECONDS = 86_400


class StayEnd(StrEnum):
    """What ended a stay."""

    RETURNED = "returned"
    PASSED_ON = "passed_on"
    ANSWERED = "answered"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


ENDS_WITH_ANSWER = frozenset({StayEnd.ANSWERED, StayEnd.DECIDED})


@dataclass(frozen=True, slots=True)
class Stay:
    """A case with a unit. `sent_at` is when the case was first sent to any unit, `due_at` what the citizen was
    promised then, `taken_at` when somebody of the unit first accepted it, `reason` why it was returned.
    """

    unit: int
    sent_at: datetime
    began_at: datetime
    due_at: datetime | None
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    end: StayEnd | None = None
    reason: str = ""


def is_taken_in_time(stay: Stay, now: datetime) -> bool | None:
    """Whether the unit took it up before it was due; None while that is open, and where it was taken away before."""
    if stay.due_at is None:
        return None
    acted = stay.taken_at or (stay.ended_at if stay.end is StayEnd.RETURNED else None)
    if acted is not None:
        return acted <= stay.due_at
    return False if (stay.ended_at or now) > stay.due_at else None


def is_answered_in_time(stay: Stay, now: datetime) -> bool | None:
    """Whether the answer or decision came before it was due; None while that is open, and where another had to."""
    if stay.due_at is None:
        return None
    if stay.end in ENDS_WITH_ANSWER and stay.ended_at is not None:
        return stay.ended_at <= stay.due_at
    return False if stay.end is None and now > stay.due_at else None


def is_returned(stay: Stay) -> bool | None:
    """Whether the unit returned it rather than finished it; None for what it did neither with."""
    if stay.end is StayEnd.RETURNED:
        return True
    return False if stay.end in ENDS_WITH_ANSWER else None


def handover_figures(stays: Iterable[Stay], now: datetime, threshold: int = THRESHOLD) -> dict[str, Figure]:
    """The figures of the stays, by code."""
    listed = list(stays)
    days = [
        (stay.ended_at - stay.sent_at).total_seconds() / DAY_SECONDS
        for stay in listed
        if stay.end is StayEnd.DECIDED and stay.ended_at is not None
    ]
    return {
        "handovers_taken": _share(
            "handovers_taken", [is_taken_in_time(stay, now) for stay in listed], threshold
        ),
        "handovers_returned": _share("handovers_returned", [is_returned(stay) for stay in listed], threshold),
        "handovers_answered": _share(
            "handovers_answered", [is_answered_in_time(stay, now) for stay in listed], threshold
        ),
        "decision_median": _median("decision_median", days, threshold),
    }


def return_reasons(stays: Iterable[Stay], reasons: Iterable[str], threshold: int = THRESHOLD) -> Counts[str]:
    """How often each of `reasons` was why a case was returned, small counts hidden."""
    found = Counter(stay.reason for stay in stays if stay.end is StayEnd.RETURNED)
    return suppressed({reason: found[reason] for reason in reasons}, threshold)


def _share(code: str, verdicts: Sequence[bool | None], threshold: int) -> Figure:
    return share_of(code, [one for one in verdicts if one is not None], threshold)


def _median(code: str, days: Sequence[float], threshold: int) -> Figure:
    if 0 < len(days) < threshold:
        return Figure(code, None, None, is_suppressed=True)
    return Figure(code, percentile(days, 0.5), len(days))
