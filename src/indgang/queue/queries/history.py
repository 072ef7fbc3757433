"""What has happened, for the figures."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from indgang.core.correcting import Correction
from indgang.organisation.models import Site
from indgang.queue.models import Ticket, TicketEvent, TicketEventKind, WaitCorrection

K = TicketEventKind
ENDS_SERVICE = {K.HELD, K.TRANSFERRED, K.RETURNED, K.FINISHED}


@dataclass(frozen=True, slots=True)
class Told:
    """The wait that the holder of a ticket was told, and the one that came; minutes from the telling."""

    low: float
    middle: float
    high: float
    came: float


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """One ticket for the figures; times in seconds, None where they are not known.

    `waited_seconds`: arrival (or the appointment's time, when later) to the first call. `walked_seconds`: the
    last call to the start. `served_seconds`: all stretches from a start to the finish, hold, referral or
    return that ended it.
    """

    id: int
    site_id: int
    day: date
    series: str
    lane: str
    task_id: int | None
    channel: str
    language: str
    state: str
    arrived_at: datetime
    first_called_at: datetime | None
    ended_at: datetime | None
    call_count: int
    time_uncertain: bool
    waited_seconds: float | None
    walked_seconds: float | None
    served_seconds: float | None
    told: Told | None = None


def facts_of_day(day: date, site: Site | None = None) -> list[TicketFacts]:
    """All tickets of the Danish day, by arrival, at one site or all; two queries."""
    tickets = Ticket.objects.filter(day=day).select_related("series", "lane").order_by("arrived_at", "pk")
    events = TicketEvent.objects.filter(ticket__day=day).order_by("ticket_id", "pk")
    if site is not None:
        tickets, events = tickets.filter(site_id=site.pk), events.filter(ticket__site_id=site.pk)
    chains: dict[int, list[tuple[str, datetime]]] = {}
    for ticket_id, kind, at in events.values_list("ticket_id", "kind", "at"):
        chains.setdefault(ticket_id, []).append((kind, at))
    return [facts_of(ticket, chains.get(ticket.pk, [])) for ticket in tickets]


def told_between(first: date, last: date, site_ids: Collection[int]) -> list[tuple[int, date, Told]]:
    """Site, Danish day and what was told of every ticket from `first` to `last`, both included; one query.

    Those whose time is not certain are left out.
    """
    tickets = Ticket.objects.filter(
        day__range=(first, last), site__in=site_ids, told_at__isnull=False, time_uncertain=False
    )
    found = ((ticket.site_id, ticket.day, _told(ticket)) for ticket in tickets.order_by("day", "pk"))
    return [(site, day, told) for site, day, told in found if told is not None]


def corrections_now(site_ids: Collection[int]) -> list[tuple[str, Correction]]:
    """By what the waits told at these sites are corrected today, with the names of the sites; those with none are left
    out.
    """
    rows = WaitCorrection.objects.filter(site__in=site_ids).order_by("site", "-day").distinct("site")
    return [
        (row.site.name, Correction(row.low, row.middle, row.high, row.count, row.days))
        for row in rows.select_related("site")
    ]


def referrals_of_day(day: date) -> dict[int, list[datetime]]:
    """When desks referred tickets of the Danish day on, by ticket id: somebody had met the citizen."""
    events = TicketEvent.objects.filter(ticket__day=day, kind=K.TRANSFERRED, desk__isnull=False)
    referred: dict[int, list[datetime]] = {}
    for ticket_id, at in events.order_by("pk").values_list("ticket_id", "at"):
        referred.setdefault(ticket_id, []).append(at)
    return referred


def facts_of(ticket: Ticket, chain: Iterable[tuple[str, datetime]]) -> TicketFacts:
    """The facts of a ticket with its events (kind, moment), oldest first."""
    walked, served = _walked_and_served(chain)
    since = max(ticket.arrived_at, ticket.due_at or ticket.arrived_at)
    waited = (ticket.first_called_at - since).total_seconds() if ticket.first_called_at else None
    return TicketFacts(
        id=ticket.pk,
        site_id=ticket.site_id,
        day=ticket.day,
        series=ticket.series.letter,
        lane=ticket.lane.letter,
        task_id=ticket.task_id,
        channel=ticket.channel,
        language=ticket.language,
        state=ticket.state,
        arrived_at=ticket.arrived_at,
        first_called_at=ticket.first_called_at,
        ended_at=ticket.ended_at,
        call_count=ticket.call_count,
        time_uncertain=ticket.time_uncertain,
        waited_seconds=None if waited is None else max(0.0, waited),
        walked_seconds=walked,
        served_seconds=served if not ticket.time_uncertain else None,
        told=_told(ticket),
    )


def _told(ticket: Ticket) -> Told | None:
    """None as long as it was not called, and for one whose holder asked for more time."""
    if ticket.told_at is None or ticket.first_called_at is None or ticket.not_before is not None:
        return None
    came = (ticket.first_called_at - ticket.told_at).total_seconds() / 60
    return Told(ticket.told_low or 0.0, ticket.told_middle or 0.0, ticket.told_high or 0.0, max(0.0, came))


def _walked_and_served(chain: Iterable[tuple[str, datetime]]) -> tuple[float | None, float | None]:
    called: datetime | None = None
    started: datetime | None = None
    walked: float | None = None
    served: float | None = None
    for kind, at in chain:
        if kind in {K.CALLED, K.RECALLED}:
            called = at
        elif kind == K.STARTED:
            started = at
            walked = (at - called).total_seconds() if called else walked
        elif kind in ENDS_SERVICE and started is not None:
            served = (served or 0.0) + (at - started).total_seconds()
            started = None
    return walked, served
