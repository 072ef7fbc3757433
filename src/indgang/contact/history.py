"""Finished contacts as plain facts, for figures and exports."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Aggregate, Count, Exists, FloatField, OuterRef

from indgang.contact.models import OPEN_STATES, Contact, ContactState, Inquiry

# The fields of FinishedContact and the columns that they come from.
CONTACT_COLUMNS = {
    "id": "pk",
    "site_id": "site_id",
    "day": "day",
    "started_at": "started_at",
    "channel": "channel",
    "language": "language",
    "background": "officer_background",
    "ticket_id": "ticket_id",
    "seconds": "active_seconds",
    "time_uncertain": "time_uncertain",
    "had_earlier": "had_earlier",
}


@dataclass(frozen=True, slots=True)
class FinishedInquiry:
    """A matter for the figures."""

    task: str | None
    outcome: str
    reason: str
    reach: int | None
    seconds: int


@dataclass(frozen=True, slots=True)
class FinishedContact:
    """A finished contact for the figures: no officer, no texts. `seconds` is its active time.

    `had_earlier`: a contact that began before it, and was not discarded, was about the same number.
    """

    id: int
    site_id: int
    day: date
    started_at: datetime
    channel: str
    language: str
    background: str
    ticket_id: int | None
    seconds: int
    time_uncertain: bool
    had_earlier: bool
    inquiries: tuple[FinishedInquiry, ...]


def finished_of_day(day: date, site_ids: Collection[int]) -> list[FinishedContact]:
    """The finished contacts of a Danish day at these sites, in order of their start; two queries."""
    earlier = Contact.objects.exclude(state=ContactState.DISCARDED).filter(
        ticket=OuterRef("ticket"), started_at__lte=OuterRef("started_at"), pk__lt=OuterRef("pk")
    )
    contacts = Contact.objects.filter(day=day, site__in=site_ids, state=ContactState.FINISHED)
    matters: dict[int, list[FinishedInquiry]] = {}
    rows = Inquiry.objects.filter(contact__in=contacts).order_by("contact_id", "position")
    columns = ("contact_id", "task__code", "outcome", "reason", "reach", "active_seconds")
    for contact_id, task, outcome, reason, reach, seconds in rows.values_list(*columns):
        matters.setdefault(contact_id, []).append(FinishedInquiry(task, outcome, reason, reach, seconds or 0))
    found = contacts.annotate(had_earlier=Exists(earlier)).order_by("started_at", "pk")
    return [
        FinishedContact(
            **dict(zip(CONTACT_COLUMNS, row, strict=True)), inquiries=tuple(matters.get(row[0], ()))
        )
        for row in found.values_list(*CONTACT_COLUMNS.values())
    ]


def days_with_contacts(site_ids: Collection[int]) -> list[date]:
    """The Danish days on which a contact was finished at these sites, the oldest first."""
    finished = Contact.objects.filter(site__in=site_ids, state=ContactState.FINISHED)
    return list(finished.order_by("day").values_list("day", flat=True).distinct())


class _Median(Aggregate):
    """The 50th percentile, interpolated as `core.kpi.percentile` does."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def median_seconds_by_task(since: date, *, least: int) -> dict[str, tuple[float, int]]:
    """The median seconds of a matter, and of how many, by the code of its task.

    Of finished contacts from `since` on whose time is certain, at every site; tasks with fewer than `least`
    matters are left out.
    """
    rows = Inquiry.objects.filter(
        contact__state=ContactState.FINISHED,
        contact__time_uncertain=False,
        contact__day__gte=since,
        task__isnull=False,
        active_seconds__gt=0,
    )
    counted = rows.values_list("task__code").annotate(median=_Median("active_seconds"), n=Count("pk"))
    return {code: (median, n) for code, median, n in counted.filter(n__gte=least).order_by()}


def open_count(site_ids: Collection[int]) -> int:
    """How many contacts are open at these sites."""
    return Contact.objects.filter(site__in=site_ids, state__in=OPEN_STATES).count()
