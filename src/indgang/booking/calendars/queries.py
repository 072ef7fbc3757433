"""Reading how calendars are connected."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.errors import NotFound, Text
from indgang.base.sealing import Unreadable
from indgang.booking.calendars.accounts import account_of
from indgang.booking.calendars.linking import host_of, is_own, require_calendar
from indgang.booking.calendars.words import in_words
from indgang.booking.models import (
    Appointment,
    AppointmentState,
    CalendarFeed,
    CalendarLink,
    LinkKind,
    LinkState,
    Resource,
)

MOST_CLASHES = 20


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A connection as pages show it; never its password, and of its address only the server."""

    resource_id: int
    label: str
    kind: str
    kind_word: Text
    host: str
    user: str
    reads: bool
    writes: bool
    shows_errand: bool
    state: str
    state_word: Text
    sentence: Text
    read_at: datetime | None
    tried_at: datetime | None
    next_read_at: datetime | None
    busy: int
    odd: int
    cpr_entries: int
    waiting: int

    @property
    def is_good(self) -> bool:
        """Whether all is well."""
        return self.state in {LinkState.GOOD, LinkState.NEW}


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """All that the page of a resource's calendar shows. `clashes` are appointments at times that are busy elsewhere."""

    resource: Resource
    is_own: bool
    line: LinkLine | None
    feed: CalendarFeed | None
    clashes: list[tuple[datetime, datetime]]


def own_resource(actor: Actor) -> Resource | None:
    """The resource that the actor is; None for one who takes no appointments."""
    if actor.person_id is None:
        return None
    return Resource.objects.filter(person=actor.person_id, is_active=True).first()


def calendar_resource(actor: Actor, resource_id: int) -> Resource:
    """A resource whose calendar the actor may see. Raises NotFound."""
    row = (
        Resource.objects.select_related("site", "desk", "person")
        .filter(pk=resource_id, is_active=True)
        .first()
    )
    if row is None or not (is_own(actor, row) or actor.knows(row.site_id)):
        raise NotFound
    require_calendar(actor, row)
    return row


def calendar_page(actor: Actor, resource: Resource) -> CalendarPage:
    """What there is to see."""
    line = next(iter(_lines(Q(resource=resource))), None)
    feed = CalendarFeed.objects.filter(resource=resource).first()
    return CalendarPage(resource, is_own(actor, resource), line, feed, _clashes(resource) if line else [])


def links_at(site_ids: Collection[int]) -> tuple[list[LinkLine], list[Resource]]:
    """The connections at the sites, those that need somebody first, and who could have one but has none."""
    lines = _lines(Q(resource__site__in=site_ids, resource__is_active=True))
    without = Resource.objects.filter(
        site__in=site_ids, is_active=True, kind__in=["person", "room"], calendar__isnull=True
    ).select_related("desk", "person", "site")
    return (
        sorted(lines, key=lambda line: (line.is_good, line.label.casefold())),
        sorted(without, key=lambda row: row.label.casefold()),
    )


def links_in_trouble(site_ids: Collection[int]) -> int:
    """How many calendars at the sites wait for somebody to do something."""
    return CalendarLink.objects.filter(
        resource__site__in=site_ids, resource__is_active=True, state=LinkState.REFUSED
    ).count()


def _lines(which: Q) -> list[LinkLine]:
    rows = (
        CalendarLink.objects.filter(which)
        .select_related("resource__desk", "resource__person")
        .annotate(
            busy_count=Count("busy", distinct=True),
            waiting=Count("pushes", filter=Q(pushes__next_try_at__isnull=False), distinct=True),
        )
    )
    return [_line(row, row.busy_count, row.waiting) for row in rows]


def _line(row: CalendarLink, busy: int, waiting: int) -> LinkLine:
    try:
        account = account_of(row)
        host, user = host_of(account), account.user if row.kind == LinkKind.CALDAV else ""
        if row.kind == LinkKind.GRAPH:
            host, user = "Microsoft 365", account.address
    except Unreadable:
        host = user = ""
    return LinkLine(
        resource_id=row.resource_id,
        label=row.resource.label,
        kind=row.kind,
        kind_word=LinkKind(row.kind).label,
        host="" if row.kind == LinkKind.DEMO else host,
        user=user,
        reads=row.reads,
        writes=row.writes,
        shows_errand=row.shows_errand,
        state=row.state,
        state_word=LinkState(row.state).label,
        sentence=in_words(row.error),
        read_at=row.read_at,
        tried_at=row.tried_at,
        next_read_at=row.next_read_at,
        busy=busy,
        odd=row.odd,
        cpr_entries=row.cpr_entries,
        waiting=waiting,
    )


def _clashes(resource: Resource) -> list[tuple[datetime, datetime]]:
    """Booked appointments ahead at times that the calendar says are busy: somebody must move one or the other."""
    rows = Appointment.objects.filter(
        resource=resource,
        state=AppointmentState.BOOKED,
        period__endswith__gt=clock.now(),
        resource__calendar__busy__period__overlap=F("period"),
    )
    return [(row.period.lower, row.period.upper) for row in rows.distinct().order_by("period")[:MOST_CLASHES]]
