"""Opening hours as an iCalendar file (RFC 5545, 7986): one event for each stretch of hours, one for each exception.

The same hours give the same bytes, so that a subscriber is told "not modified": the file changes with the hours and
once a week, when its window of thirteen weeks moves on.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from indgang import __version__
from indgang.core.changes import Change, changes
from indgang.core.day import COPENHAGEN, danish_time, opening_instant
from indgang.core.hours import Interval, OpeningHours
from indgang.organisation.models import HoursKind, Site
from indgang.organisation.queries import TO_CORE, kind_of, kinds_of
from indgang.ui.hours.wording import change_title, kind_word

WEEKS = 13
# The rule of the European Union since 1996 (directive 2000/84/EC); files reach neither further back nor ahead.
TIME_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def calendar(
    title: str,
    sites: Sequence[Site],
    hours: Mapping[int, OpeningHours],
    today: date,
    addresses: Mapping[int, str],
) -> bytes:
    """The file for `sites`, from the Monday of the week of `today` on; `addresses` are their pages."""
    monday = today - timedelta(days=today.weekday())
    made = Calendar()
    for name, value in (
        ("prodid", f"-//Indgang//{__version__}//DA"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", title),
        ("x-wr-calname", title),
        ("x-wr-timezone", "Europe/Copenhagen"),
    ):
        made.add(name, value)
    made.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT12H")
    made.add_component(Timezone.from_ical(TIME_ZONE))
    stamp = opening_instant(monday, time.min)
    for site in sites:
        own = hours[site.pk]
        common = {"dtstamp": stamp, "location": _place(site), "url": addresses[site.pk]}
        for kind in kinds_of(own):
            for event in _hours_events(site, own, kind, monday):
                made.add_component(_event({**common, **event}))
        for change in changes(own, monday, WEEKS * 7):
            made.add_component(_event({**common, **_change_event(site, change)}))
    written: bytes = made.to_ical()
    return written


def _hours_events(site: Site, hours: OpeningHours, kind: HoursKind, monday: date) -> Iterable[dict[str, Any]]:
    for offset in range(WEEKS * 7):
        day = monday + timedelta(days=offset)
        plan = hours.plan(day, TO_CORE[kind])
        for number, interval in enumerate(plan.intervals, start=1):
            starts, ends = _moments(interval)
            found = {
                "uid": f"{day:%Y%m%d}-{kind.value}-{number}@{_host(site)}",
                "summary": _("%(place)s: %(kind)s") % {"place": site.name, "kind": kind_word(kind)},
                "dtstart": starts,
                "dtend": ends,
                "transp": "TRANSPARENT",
            }
            yield {**found, "description": plan.label} if plan.label else found


def _change_event(site: Site, change: Change) -> dict[str, Any]:
    """An exception lasts whole days, so that it stands above the hours where calendars show such."""
    kinds = "-".join(str(kind_of(kind)) for kind in change.kinds)
    title = _("%(place)s: %(kind)s") % {"place": site.name, "kind": change_title(change)}
    return {
        "uid": f"{change.first:%Y%m%d}-{change.source}-{kinds}@{_host(site)}",
        "summary": title,
        "description": change.label,
        "dtstart": change.first,
        "dtend": change.last + timedelta(days=1),
        "transp": "TRANSPARENT",
    }


def _moments(interval: Interval) -> tuple[datetime, datetime]:
    """In Danish time; in UTC when a time comes twice and the second one is meant, which Danish time cannot say."""
    starts, ends = danish_time(interval.start), danish_time(interval.end)
    if starts.fold or ends.fold:
        return interval.start, interval.end
    return starts.replace(tzinfo=COPENHAGEN), ends.replace(tzinfo=COPENHAGEN)


def _event(values: Mapping[str, Any]) -> Event:
    event = Event()
    for name, value in values.items():
        if value:
            event.add(name, value)
    return event


def _host(site: Site) -> str:
    return f"{site.slug}.{site.municipality.code}.indgang"


def _place(site: Site) -> str:
    town = f"{site.postcode} {site.town}".strip()
    return ", ".join(part for part in (site.name, site.address, town) if part)
