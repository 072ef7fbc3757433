"""Busy times from calendars elsewhere: what they said last counts until they say something else."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.live import publish
from indgang.base.sealing import Unreadable
from indgang.booking.calendar import rules_of
from indgang.booking.calendars.accounts import account_of, entry_print
from indgang.booking.calendars.outgoing import uid_of
from indgang.booking.calendars.port import (
    BusyEvent,
    CalendarError,
    Fetched,
    OpenCalendar,
    Refused,
    Unreachable,
)
from indgang.booking.calendars.visitors import Visitors, sites_of
from indgang.booking.calendars.words import ENDS
from indgang.booking.models import Appointment, BusyTime, CalendarLink, CalendarPush, LinkState, Resource
from indgang.core.day import danish_date, day_bounds

# Half a minute before the next round, so that a late one does not skip a round.
READ_EVERY = timedelta(minutes=4, seconds=30)
LONGEST_WAIT = timedelta(hours=1)
BEYOND_HORIZON = 2
LEASE = timedelta(minutes=5)
OURS = "indgang-"
log = logging.getLogger(__name__)


def due_links() -> list[int]:
    """The connections that are to be read now."""
    rows = CalendarLink.objects.filter(reads=True, next_read_at__lte=clock.now(), resource__is_active=True)
    return list(rows.order_by("next_read_at").values_list("pk", flat=True))


def read_link(*, actor: Actor, link_id: int, open_calendar: OpenCalendar) -> bool:
    """Read one calendar; False when it could not be read, which its page tells. Raises NotAllowed."""
    require(actor, "booking.sweep")
    link = CalendarLink.objects.select_related("resource__site").filter(pk=link_id, reads=True).first()
    if link is None:
        return False
    CalendarLink.objects.filter(pk=link_id).update(next_read_at=clock.now() + LEASE, tried_at=clock.now())
    try:
        since, until = span_of(link.resource)
        fetched = open_calendar(account_of(link)).fetch(since, until, link.sync_state)
        with transaction.atomic():
            return keep(link, fetched)
    except (CalendarError, Unreadable) as error:
        _failed(link, error)
    except Exception:
        log.exception("reading calendar %s", link_id)
        _failed(link, CalendarError("unexpected"))
    return False


def span_of(resource: Resource) -> tuple[datetime, datetime]:
    """From the beginning of this Danish day until somewhat beyond the last day that can be booked."""
    rules, today = rules_of(resource.site), danish_date(clock.now())
    days = max(resource.horizon_days or rules.horizon_days, rules.staff_horizon_days) + BEYOND_HORIZON
    return day_bounds(today)[0], day_bounds(today + timedelta(days=days))[1]


def keep(link: CalendarLink, fetched: Fetched) -> bool:
    """Let what was read count from now on; False when the calendar was connected anew meanwhile."""
    current = CalendarLink.objects.select_for_update(of=("self",)).filter(
        pk=link.pk, made_at=link.made_at, reads=True
    )
    if not current:
        return False
    now = clock.now()
    facts = {
        "state": LinkState.GOOD, "error": "", "failures": 0, "read_at": now, "next_read_at": now + READ_EVERY,
        "sync_state": fetched.state,
    }  # fmt: skip
    if not fetched.unchanged:
        theirs = _theirs(link, fetched.busy)
        visitors = Visitors(link, sites_of(link.resource))
        visitors.keep(theirs)
        facts |= {"odd": fetched.odd, "cpr_entries": visitors.cpr_entries}
        if _keep_busy(link, theirs):
            publish(link.resource.site_id, "booking", kind="calendar", resource=link.resource_id)
    CalendarLink.objects.filter(pk=link.pk).update(**facts)
    return True


def _theirs(link: CalendarLink, busy: Iterable[BusyEvent]) -> list[BusyEvent]:
    """Without the entries that we wrote ourselves, or that came through our own feed."""
    ours = set(CalendarPush.objects.filter(link=link).values_list("uid", flat=True))
    maybe = [
        int(number)
        for event in busy
        if event.uid.startswith(OURS)
        and (number := event.uid.removeprefix(OURS).partition("@")[0]).isdecimal()
        and len(number) < 19
    ]
    ours |= {uid_of(pk) for pk in Appointment.objects.filter(pk__in=maybe).values_list("pk", flat=True)}
    return [event for event in busy if event.uid not in ours]


def _keep_busy(link: CalendarLink, events: Iterable[BusyEvent]) -> bool:
    """Store what is new and remove what is gone; whether anything was."""
    wanted = {(entry_print(event.uid), event.start, event.end) for event in events}
    rows = {
        (entry, period.lower, period.upper): pk
        for pk, entry, period in BusyTime.objects.filter(link=link).values_list("pk", "entry", "period")
    }
    gone = [pk for key, pk in rows.items() if key not in wanted]
    BusyTime.objects.filter(pk__in=gone).delete()
    new = [
        BusyTime(link=link, entry=entry, period=DateTimeTZRange(start, end, "[)"))
        for entry, start, end in sorted(wanted - set(rows))
    ]
    BusyTime.objects.bulk_create(new, batch_size=1000)
    return bool(gone or new)


def _failed(link: CalendarLink, error: CalendarError | Unreadable) -> None:
    """Keep what was known, say what is wrong, and wait longer each time."""
    reason = error.error_reason if isinstance(error, CalendarError) else "unreadable"
    now, failures = clock.now(), min(link.failures + 1, 1000)
    pause = min(READ_EVERY * 2 ** min(failures - 1, 8), LONGEST_WAIT)
    if isinstance(error, Unreachable) and error.retry_after is not None:
        pause = max(pause, timedelta(seconds=error.retry_after))
    is_refused = isinstance(error, Refused | Unreadable)
    CalendarLink.objects.filter(pk=link.pk, made_at=link.made_at).update(
        state=LinkState.REFUSED if is_refused else LinkState.FAILING,
        error=reason,
        failures=failures,
        next_read_at=None if reason in ENDS else now + pause,
    )
    log.warning("calendar %s: %s", link.pk, reason)
