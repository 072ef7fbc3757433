"""Who could help with an errand, here and elsewhere, and when they are free next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from indgang.base.errors import DomainError, Text
from indgang.booking.calendar import Candidates, calendar_of, candidates_for
from indgang.booking.errands import Wanted, errand_of
from indgang.booking.models import BlockedTime, Resource, ResourceKind
from indgang.booking.models.resources import SERVING
from indgang.booking.queries.free import A_DAY, REASONS, free_in, reason_of
from indgang.core.day import danish_date, day_bounds

if TYPE_CHECKING:
    from indgang.organisation.models import Site


@dataclass(frozen=True, slots=True)
class Helper:
    """A site, or with `serving` (the id of a resource) one person there, and when they are free next (UTC)."""

    site: "Site"
    serving: int
    name: str
    next_free: datetime | None


def helpers_for(
    sites: Iterable["Site"], tasks: Sequence[Wanted], *, since: date, days: int = 28
) -> list[Helper]:
    """Each site that books the tasks, followed by the people there who take them, with their next free time."""
    found: list[Helper] = []
    for site in sites:
        try:
            errand = errand_of(site, tasks)
            candidates = candidates_for(site, errand)
        except DomainError:
            continue
        until = since + timedelta(days=days)
        calendar = calendar_of(site, errand, candidates, since, until, public=False)
        times = free_in(calendar, day_bounds(since)[0], day_bounds(until)[1])
        found.append(Helper(site, 0, site.name, times[0].start if times else None))
        first: dict[int, datetime] = {}
        for slot in times:
            for pk in slot.resource_ids:
                first.setdefault(pk, slot.start)
        found += [Helper(site, row.pk, row.label, first.get(row.pk)) for row in _people(candidates)]
    return found


def _people(candidates: Candidates) -> list[Resource]:
    return [row for row in candidates.groups[0] if row.kind == ResourceKind.PERSON]


@dataclass(frozen=True, slots=True)
class Busy:
    """Why one resource cannot take an appointment at a time; `group` is empty for those that meet the citizen."""

    name: str
    group: str
    sentence: Text


def why_each(
    site: "Site", tasks: Sequence[Wanted], start: datetime, *, serving: int = 0, without: int = 0
) -> list[Busy]:
    """For staff: each resource that could take the tasks at the site, and why it cannot at `start`.

    A blocked time is told by the reason that was written for it. Those that can are left out; so the list is empty
    where the errand itself is what cannot be booked.
    """
    try:
        errand = errand_of(site, tasks)
        candidates = candidates_for(site, errand).only(serving)
    except DomainError:
        return []
    day = danish_date(start)
    calendar = calendar_of(site, errand, candidates, day, day + A_DAY, public=False, without=without)
    found = []
    for rows, plans in zip(candidates.groups, calendar.plans, strict=True):
        for row, plan in zip(rows, plans, strict=True):
            code = reason_of(plan, start, calendar.minutes, public=False)
            if code is not None:
                written = _written(site, row, start, calendar.end_of(start)) if code == "blocked" else ""
                group = "" if row.group == SERVING else row.group
                found.append(Busy(row.label, group, written or REASONS[code]))
    return found


def _written(site: "Site", row: Resource, start: datetime, end: datetime) -> str:
    """What stands at the blocked time that is in the way, as the day's calendar shows it; "" where nothing does."""
    rows = BlockedTime.objects.filter(
        Q(resource=row) | Q(resource=None, site=site), period__overlap=DateTimeTZRange(start, end, "[)")
    )
    first = rows.order_by("period", "pk").first()
    return first.reason if first else ""
