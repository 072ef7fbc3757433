"""Whom the owners of calendars expect, by the subjects they wrote. Nothing readable is kept of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.sealing import fingerprints
from indgang.booking.calendars.accounts import entry_print
from indgang.booking.models import CalendarLink, ExpectedVisitor, Resource, ResourceHours, VisitorArrival
from indgang.core.day import danish_date, day_bounds
from indgang.core.subjects import read_subject, said_birth_date, said_names

if TYPE_CHECKING:
    from indgang.booking.calendars.port import BusyEvent
    from indgang.organisation.models import Site

PURPOSE = "calendar visitor"


@dataclass(frozen=True, slots=True)
class Expectation:
    """Somebody is expected now by a resource, from `start` to `end` (UTC). It says nothing of who they are."""

    resource_id: int
    serving: str
    start: datetime
    end: datetime


class Visitors:
    """The expected visitors of one calendar. `cpr_entries` counts the entries that hold a CPR number."""

    def __init__(self, link: CalendarLink, site_ids: Iterable[int]) -> None:
        self._link, self._site_ids = link, sorted(site_ids)
        self.cpr_entries = 0

    def keep(self, events: Iterable["BusyEvent"]) -> None:
        """Replace what is stored by what the entries of this day and later ones say."""
        today, rows = danish_date(clock.now()), {}
        with_cpr: set[str] = set()
        for event in events:
            day = danish_date(event.start)
            said = read_subject(event.subject, day) if day >= today else None
            if said is None:
                continue
            if said.holds_cpr:
                with_cpr.add(event.uid)
            period = DateTimeTZRange(event.start, event.end, "[)")
            for one in said.expected:
                for site_id in self._site_ids:
                    for name in one.names:
                        found = visitor_prints(site_id, day, name, one.birth_date)[0]
                        rows[site_id, found, event.start, event.end] = ExpectedVisitor(
                            link=self._link,
                            site_id=site_id,
                            print=found,
                            entry=entry_print(event.uid),
                            period=period,
                        )
        self.cpr_entries = len(with_cpr)
        ExpectedVisitor.objects.filter(link=self._link).delete()
        ExpectedVisitor.objects.bulk_create(rows.values(), batch_size=1000)


def visitor_prints(site_id: int, day: date, name: str, birth_date: str) -> list[str]:
    """Fingerprints of a folded name and "ddmmyy" at a site on a Danish day."""
    return fingerprints(f"{site_id} {day.isoformat()} {name} {birth_date}", PURPOSE)


def sites_of(resource: Resource) -> set[int]:
    """Where the resource meets people."""
    own = ResourceHours.objects.filter(resource=resource, site__isnull=False)
    return {resource.site_id, *own.values_list("site", flat=True)}


def expected_visitors(site: "Site", first_name: str, birth_date: date) -> list[Expectation]:
    """Who at the site expects a citizen of this name and birth date today, the earliest first.

    For check-in without a code; both must be right, as they stand in the subject. Several names of one citizen
    give one answer.
    """
    day = danish_date(clock.now())
    rows = ExpectedVisitor.objects.filter(
        site=site,
        print__in=prints_today(site, first_name, birth_date),
        period__overlap=DateTimeTZRange(*day_bounds(day), "[)"),
    ).select_related("link__resource__desk", "link__resource__person")
    found = {
        Expectation(row.link.resource_id, row.link.resource.label, row.period.lower, row.period.upper)
        for row in rows
    }
    return sorted(found, key=lambda one: (one.start, one.resource_id))


def prints_today(site: "Site", first_name: str, birth_date: date) -> list[str]:
    """The fingerprints that somebody of this name and birth date may have at the site today; none for no name."""
    day = danish_date(clock.now())
    return [
        found
        for name in said_names(first_name)
        for found in visitor_prints(site.pk, day, name, said_birth_date(birth_date))
    ]


def forget_visitors(*, actor: Actor) -> int:
    """Remove what is over, also of calendars that cannot be read; how many rows. Raises NotAllowed."""
    require(actor, "booking.sweep")
    today = day_bounds(danish_date(clock.now()))[0]
    VisitorArrival.objects.filter(starts_at__lt=today).delete()
    return ExpectedVisitor.objects.filter(period__endswith__lte=today).delete()[0]
