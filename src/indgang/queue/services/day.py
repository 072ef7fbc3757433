"""Keeping the queue honest without anybody pressing a button: silent desks, and the end of the day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, require
from indgang.base.live import publish
from indgang.core.day import danish_date, day_bounds
from indgang.organisation.models import Site
from indgang.queue import conf
from indgang.queue.errors import DayNotOver
from indgang.queue.models import DeskSession, SessionEnd, Ticket, TicketEvent, TicketEventKind, TicketState
from indgang.queue.services.desks import end_silent, end_with_day
from indgang.queue.services.passing import lapse
from indgang.queue.services.sessions import lock_open
from indgang.queue.services.transitions import OPEN


@dataclass(frozen=True, slots=True)
class Closed:
    """What the end of a day tidied up."""

    expired: int
    finished: int
    sessions: int


def sweep() -> int:
    """Close the desks whose officer has disappeared, the numbers from home that nobody came with in time, and the
    days that were never closed.

    To be run every minute or so, by any number of processes at once. Returns how many desks it closed.
    """
    now = clock.now()
    shortest = min(conf.unseen_limit(), conf.unseen_limit(by_api=True))
    silent = DeskSession.objects.filter(closed_at__isnull=True, seen_at__lt=now - shortest).order_by("pk")
    closed = sum(end_silent(pk, now) for pk in silent.values_list("pk", flat=True))
    lapse(now)
    for site_id, day in unclosed_days(now):
        _close(site_id, day, now)
    return closed


def unclosed_days(now: datetime) -> list[tuple[int, date]]:
    """Site and day of what days left behind, open tickets or words, once the grace after midnight is over."""
    last_day = danish_date(now - conf.MIDNIGHT_GRACE) - timedelta(days=1)
    past = Ticket.objects.filter(day__lte=last_day).values_list("site_id", "day").distinct()
    return sorted({*past.filter(state__in=OPEN), *past.exclude(own_words="")})


def close_day(*, actor: Actor = SYSTEM, site: Site, day: date | None = None) -> Closed:
    """End the Danish `day` (default: today) at the site. Doing it twice is harmless.

    Who still waits, is called or on hold is expired; who is being served is finished; the times of both are
    marked as uncertain. All desks are closed, and the citizens' own words are erased. Numbers start anew with
    the next day by themselves. Raises NotAllowed, or DayNotOver for a day to come.
    """
    require(actor, "queue.setup", site.pk)
    now = clock.now()
    today = danish_date(now)
    day = day or today
    if day > today:
        raise DayNotOver
    return _close(site.pk, day, now)


@transaction.atomic
def _close(site_id: int, day: date, now: datetime) -> Closed:
    sessions = lock_open(Q(site_id=site_id, opened_at__lt=day_bounds(day)[1]))
    served = sum(end_with_day(session, now) for session in sessions)
    of_day = Ticket.objects.filter(site_id=site_id, day=day)
    left = list(of_day.filter(state__in=OPEN).select_for_update(no_key=True).order_by("pk"))
    serving = [ticket for ticket in left if ticket.state == TicketState.SERVING]
    others = [ticket for ticket in left if ticket.state != TicketState.SERVING]
    _end_all(serving, TicketState.FINISHED, TicketEventKind.FINISHED, now)
    _end_all(others, TicketState.EXPIRED, TicketEventKind.EXPIRED, now)
    of_day.exclude(own_words="").update(own_words="")
    publish(site_id, "queue", kind="day_closed", ticket=None, number=None, desk=None)
    return Closed(len(others), len(serving) + served, len(sessions))


def _end_all(tickets: list[Ticket], state: TicketState, kind: TicketEventKind, now: datetime) -> None:
    """Close locked tickets and write their events."""
    rows = Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets])
    rows.update(state=state, desk=None, ended_at=now, time_uncertain=True)
    TicketEvent.objects.bulk_create(
        TicketEvent(
            ticket=ticket,
            at=now,
            kind=kind,
            state=state,
            desk_id=ticket.desk_id,
            officer_id=ticket.officer_id if ticket.desk_id else None,
            facts={"because": SessionEnd.DAY_END},
        )
        for ticket in tickets
    )
