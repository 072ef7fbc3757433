"""Appointments as iCalendar (RFC 5545): for a calendar server, and as a feed that Outlook subscribes to."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from indgang.booking.calendars.port import OutgoingEvent
from indgang.core.day import danish_time

PRODUCT = "-//Indgang//Indgang//DA"
OUR_SEQUENCE = "X-INDGANG-SEQUENCE"
"""What we last wrote. A client that moves our entry counts SEQUENCE up by itself, so that one tells nothing."""


def calendar_file(
    events: Iterable[OutgoingEvent],
    written_at: datetime,
    *,
    cancelled: Iterable[OutgoingEvent] = (),
    name: str = "",
    fresh_for: timedelta | None = None,
) -> bytes:
    """A calendar with the events in Danish time and its VTIMEZONE. `cancelled` ones are told as such.

    `fresh_for` is how long a subscriber may wait before it asks again.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if name:
        calendar.add("x-wr-calname", name)
    if fresh_for is not None:
        calendar.add("refresh-interval", fresh_for)
        calendar["X-PUBLISHED-TTL"] = calendar["REFRESH-INTERVAL"]
    for event in events:
        calendar.add_component(_entry(event, written_at, status="CONFIRMED"))
    for event in cancelled:
        calendar.add_component(_entry(event, written_at, status="CANCELLED"))
    if calendar.events:
        calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(event: OutgoingEvent, written_at: datetime, *, status: str) -> Event:
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", written_at)
    entry.add("sequence", event.sequence)
    entry[OUR_SEQUENCE] = str(event.sequence)
    entry.add("dtstart", danish_time(event.start))
    entry.add("dtend", danish_time(event.end))
    entry.add("summary", event.summary)
    entry.add("status", status)
    entry.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
    entry.add("class", "PRIVATE")
    for field, text in (("description", event.description), ("location", event.location)):
        if text:
            entry.add(field, text)
    return entry
