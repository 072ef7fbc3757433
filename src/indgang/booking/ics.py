"""An appointment as a calendar file (iCalendar, RFC 5545), for the citizen's own calendar.

The same UID for good and a SEQUENCE that grows, so that a later file changes or removes the entry of an earlier one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from indgang.base import clock
from indgang.booking.queries.appointments import AppointmentView
from indgang.core.day import danish_time

MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
FILE_NAME = "aftale.ics"
CANCELLED = "cancelled"
A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the file says besides the appointment itself; `about` is empty for an errand that others should not read."""

    about: str
    bring: Sequence[str]
    address: str
    link: str


def calendar_file(*entries: tuple[AppointmentView, Entry]) -> str:
    """One file with an entry for each of the appointments (the first one first), in the active language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Indgang//booking//DA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for view, entry in entries:
        calendar.add_component(_event(view, entry))
    first, last = entries[0][0].start.date(), entries[-1][0].start.date()
    calendar.add_missing_timezones(first_date=first - A_YEAR, last_date=last + A_YEAR)
    written: bytes = calendar.to_ical()
    return written.decode()


def _event(view: AppointmentView, entry: Entry) -> Event:
    event = Event()
    host = urlsplit(settings.PUBLIC_URL).hostname or "indgang"
    event.add("uid", f"appointment-{view.id}@{host}")
    event.add("sequence", view.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", danish_time(view.start))
    event.add("dtend", danish_time(view.end))
    place = {"place": view.site_name, "about": entry.about}
    event.add("summary", _("%(place)s: %(about)s") % place if entry.about else _("Time at %(place)s") % place)
    event.add("location", ", ".join(part for part in (view.site_name, entry.address) if part))
    event.add("description", "\n".join(_description(view, entry)))
    event.add("url", entry.link)
    event.add("status", "CANCELLED" if view.state == CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if view.state == CANCELLED else "OPAQUE")
    if view.state != CANCELLED:
        event.add_component(_alarm(view))
    return event


def _description(view: AppointmentView, entry: Entry) -> list[str]:
    lines = [_("Your code: %(code)s") % {"code": view.code}]
    if entry.about and entry.bring:
        lines += ["", _("Please bring:"), *(f"- {thing}" for thing in entry.bring)]
    return [*lines, "", _("See, change or cancel:"), entry.link]


def _alarm(view: AppointmentView) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Time at %(place)s") % {"place": view.site_name})
    alarm.add("trigger", timedelta(hours=-1))
    return alarm
