"""What a reader must be warned of: sections of a task that nobody has read through in time, or whose time is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indgang.base import clock
from indgang.catalogue.models import Section, SectionKind, SectionVersion, VersionState
from indgang.core.day import danish_date


@dataclass(frozen=True, slots=True)
class SectionMark:
    """A section with something to know about it; days are Danish.

    `overdue_since` is the day when it should have been read through, `expired_on` the last day of a text that
    still stands there, `until` the last day of a text whose time is not over.
    """

    kind: str
    name: str
    overdue_since: date | None
    expired_on: date | None
    until: date | None


def section_marks(task_id: int) -> list[SectionMark]:
    """The marks of a task's sections in the order of the page; two queries."""
    today = danish_date(clock.now())
    overdue = dict(
        Section.objects.filter(task_id=task_id, review_due__lt=today).values_list("kind", "review_due")
    )
    last_days: dict[str, list[date]] = {}
    limited = SectionVersion.objects.filter(
        section__task_id=task_id, state=VersionState.PUBLISHED, valid_to__isnull=False
    ).values_list("section__kind", "valid_to")
    for kind, day in limited:
        if day is not None:
            last_days.setdefault(kind, []).append(day)
    return [
        SectionMark(
            kind=str(kind),
            name=str(kind.label)[:1].upper() + str(kind.label)[1:],
            overdue_since=overdue.get(kind),
            expired_on=_earliest(day for day in last_days.get(kind, ()) if day < today),
            until=_earliest(day for day in last_days.get(kind, ()) if day >= today),
        )
        for kind in SectionKind
        if kind in overdue or kind in last_days
    ]


def _earliest(days: Iterable[date]) -> date | None:
    return min(days, default=None)
