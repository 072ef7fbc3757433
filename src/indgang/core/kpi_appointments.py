"""The figures of appointments; their definitions stand with the others in `core.kpi`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indgang.core.kpi import Figure, share_of
from indgang.core.suppression import THRESHOLD


@dataclass(frozen=True, slots=True)
class AppointmentFact:
    """An appointment whose time has come: `came` None when it was cancelled; `minutes` is how long it was to take."""

    site: str
    minutes: int
    came: bool | None
    by_citizen: bool


def appointment_figures(
    appointments: Iterable[AppointmentFact], offered_minutes: int, threshold: int = THRESHOLD
) -> dict[str, Figure]:
    """The figures of a day's appointments; `offered_minutes` is the time that desks and people took them."""
    facts = list(appointments)
    kept = [fact.came for fact in facts if fact.came is not None]
    used = sum(fact.minutes for fact in facts if fact.came)
    return {
        "no_shows": share_of("no_shows", [not came for came in kept], threshold),
        "booked_by_citizens": share_of("booked_by_citizens", [fact.by_citizen for fact in facts], threshold),
        "offered_time_used": _used(used, offered_minutes, len(facts), threshold),
    }


def _used(used: int, offered: int, n: int, threshold: int) -> Figure:
    code = "offered_time_used"
    if 0 < n < threshold:
        return Figure(code, None, None, is_suppressed=True)
    if not offered:
        return Figure(code, None, 0, 0, 0)
    return Figure(code, used / offered, n, used, offered)


def third_next(days_ahead: Sequence[int]) -> int | None:
    """The days until the third of the free times, given for each how many days ahead it is; None with fewer."""
    return sorted(days_ahead)[2] if len(days_ahead) > 2 else None
