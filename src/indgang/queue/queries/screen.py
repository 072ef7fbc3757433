"""What everybody may see: numbers and desks, never a name or an errand (rule 7)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from indgang.base import clock
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.queue import conf
from indgang.queue.models import Series, Ticket, TicketEvent, TicketEventKind, TicketState
from indgang.queue.services.discipline import callable_now
from indgang.queue.services.transitions import call_id

SHOWN = [TicketState.CALLED, TicketState.SERVING, TicketState.FINISHED, TicketState.HELD, TicketState.NO_SHOW]


@dataclass(frozen=True, slots=True)
class ScreenCall:
    """One call. `call` names it: a screen sounds once for each. `is_now`: the desk awaits the citizen."""

    call: str
    number: str
    desk: str
    called_at: datetime
    is_now: bool


@dataclass(frozen=True, slots=True)
class ScreenLane:
    """How many wait in a lane."""

    letter: str
    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class ScreenState:
    """All of a screen, at `at`: the latest calls first."""

    at: datetime
    calls: list[ScreenCall]
    lanes: list[ScreenLane]


def screen_state(site: Site, *, calls: int = conf.LAST_CALLS) -> ScreenState:
    """The screen of the site now, with today's last calls; four queries."""
    now = clock.now()
    latest = (
        Ticket.objects.select_related("series", "desk")
        .filter(site_id=site.pk, day=danish_date(now), called_at__isnull=False, state__in=SHOWN)
        .order_by("-called_at")[:calls]
    )
    return ScreenState(at=now, calls=_calls(list(latest)), lanes=_lanes(site.pk, now))


def _calls(tickets: list[Ticket]) -> list[ScreenCall]:
    called_to = dict(
        TicketEvent.objects.filter(
            ticket__in=[ticket.pk for ticket in tickets],
            kind__in=[TicketEventKind.CALLED, TicketEventKind.RECALLED],
        )
        .order_by("pk")
        .values_list("ticket_id", "desk__label")
    )
    return [
        ScreenCall(
            call=call_id(ticket),
            number=ticket.label,
            desk=called_to.get(ticket.pk) or "",
            called_at=ticket.called_at,
            is_now=ticket.state == TicketState.CALLED,
        )
        for ticket in tickets
        if ticket.called_at is not None
    ]


def _lanes(site_id: int, now: datetime) -> list[ScreenLane]:
    counts = dict(
        Ticket.objects.filter(callable_now(now), site_id=site_id)
        .values("lane_id")
        .annotate(waiting=Count("pk"))
        .values_list("lane_id", "waiting")
    )
    series = Series.objects.filter(site_id=site_id, is_active=True).order_by("letter")
    return [ScreenLane(one.letter, one.name, counts.get(one.pk, 0)) for one in series]
