"""Reading iCalendar (RFC 5545) as calendars really write it: which times are busy, in UTC.

A time without a zone, and one of a zone that nobody knows, is Danish time; a whole day is a Danish day. An entry
that cannot be read is counted and left out, so that one broken meeting does not hide the rest.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import recurring_ical_events
from icalendar import Calendar, Component
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from indgang.booking.calendars.port import BusyEvent, Refused
from indgang.core.day import COPENHAGEN, opening_instant

FREE_IN_OUTLOOK = {"FREE"}
# A meeting every second is a fault or an attack; unfolding half a year of it would take hours.
MOST_TIMES_A_DAY = 48
MOST_TIMES_OF_ONE = 5000
MARGIN = timedelta(days=2)
"""Zones differ by up to a day; what the wider search finds too much is left out by the exact one."""


Entry = Any
"""An entry of the library, whose values are of some thirty types; what does not fit is caught entry by entry."""

_ENTRY = re.compile(rb"^BEGIN:VEVENT\r?\n.*?^END:VEVENT\r?\n?", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_REPEATED = re.compile(rb"^(?:RRULE|RDATE|RECURRENCE-ID)[:;]", re.MULTILINE | re.IGNORECASE)
_BEGINS = re.compile(rb"^DTSTART[^:\r\n]*:(\d{8})", re.MULTILINE | re.IGNORECASE)
_ENDS = re.compile(rb"^DTEND[^:\r\n]*:(\d{8})", re.MULTILINE | re.IGNORECASE)
_UID = re.compile(rb"^UID[^:\r\n]*:([^\r\n]*)", re.MULTILINE | re.IGNORECASE)


class Reading:
    """The busy times of one or more iCalendar files within [since, until)."""

    def __init__(self, since: datetime, until: datetime, *, owner: str = "") -> None:
        self.since, self.until = since, until
        self._owner = f"mailto:{owner}".lower() if "@" in owner else ""
        self.busy: list[BusyEvent] = []
        self.odd = 0

    def add(self, text: bytes) -> None:
        """Read a file. Raises Refused when it is no iCalendar."""
        if b"BEGIN:VCALENDAR" not in text[:4096].upper():
            raise Refused("no iCalendar", reason="not-a-calendar")
        try:
            calendars = Calendar.from_ical(self._near(text), multiple=True)
        except (ValueError, KeyError, IndexError, AttributeError, TypeError, RecursionError) as error:
            raise Refused(f"iCalendar: {type(error).__name__}", reason="not-a-calendar") from error
        for calendar in calendars:
            self._add_calendar(calendar)

    def _near(self, text: bytes) -> bytes:
        """The file without single entries that are plainly long past or far ahead: parsing is what takes time."""
        first = (self.since - MARGIN).strftime("%Y%m%d").encode()
        last = (self.until + MARGIN).strftime("%Y%m%d").encode()
        far = [
            entry
            for entry in _ENTRY.finditer(text)
            if _is_far(entry[0], first, last) and not _REPEATED.search(entry[0])
        ]
        spans = {entry.span() for entry in far}
        near = {_uid_in(entry[0]) for entry in _ENTRY.finditer(text) if entry.span() not in spans}
        return _ENTRY.sub(
            lambda entry: b"" if entry.span() in spans and _uid_in(entry[0]) not in near else entry[0], text
        )

    def _add_calendar(self, calendar: Component) -> None:
        zones = [part for part in calendar.subcomponents if part.name == "VTIMEZONE"]
        by_uid: dict[str, list[Any]] = defaultdict(list)
        for number, event in enumerate(part for part in calendar.subcomponents if part.name == "VEVENT"):
            by_uid[str(event.get("UID") or f"without-{number}")].append(event)
        for uid, events in by_uid.items():
            try:
                self.busy += self._times_of(uid, events, zones)
            except Exception:  # noqa: BLE001 - whatever a stranger's file breaks, the other entries count
                self.odd += 1

    def _times_of(self, uid: str, events: list[Entry], zones: list[Component]) -> list[BusyEvent]:
        if any(event.errors for event in events) and not all(event.get("DTSTART") for event in events):
            raise ValueError("no beginning")
        if any("RRULE" in event or "RDATE" in event for event in events):
            return [found for one in self._unfolded(events, zones) for found in self._busy(uid, one)]
        return [found for one in _newest(events) for found in self._busy(uid, one)]

    def _unfolded(self, events: list[Entry], zones: list[Component]) -> Iterator[Entry]:
        if any(_times_a_day(rule) > MOST_TIMES_A_DAY for event in events for rule in _rules(event)):
            raise ValueError("too often")
        whole = Calendar()
        for part in (*zones, *events):
            whole.add_component(part)
        query = recurring_ical_events.of(whole)
        times = query.between(self.since - MARGIN, self.until + MARGIN)
        if len(times) > MOST_TIMES_OF_ONE:
            raise ValueError("too often")
        yield from times

    def _busy(self, uid: str, event: Entry) -> Iterator[BusyEvent]:
        if not self._takes_time(event):
            return
        start, end = _bounds(event)
        if start < end and start < self.until and end > self.since:
            yield BusyEvent(uid, start, end, " ".join(str(event.get("SUMMARY") or "").split())[:500])

    def _takes_time(self, event: Entry) -> bool:
        if str(event.get("STATUS") or "").upper() == "CANCELLED":
            return False
        in_outlook = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS") or "").upper()
        if in_outlook in FREE_IN_OUTLOOK or str(event.get("TRANSP") or "").upper() == "TRANSPARENT":
            return False
        return not self._is_declined(event)

    def _is_declined(self, event: Entry) -> bool:
        attendees = event.get("ATTENDEE") or []
        return bool(self._owner) and any(
            str(one).lower() == self._owner and str(one.params.get("PARTSTAT", "")).upper() == "DECLINED"
            for one in (attendees if isinstance(attendees, list) else [attendees])
        )


def _is_far(entry: bytes, first: bytes, last: bytes) -> bool:
    begins, ends = _BEGINS.search(entry), _ENDS.search(entry)
    return bool((begins and begins[1] > last) or (ends and ends[1] < first))


def _uid_in(entry: bytes) -> bytes:
    found = _UID.search(entry)
    return found[1].strip() if found else b""


def _rules(event: Entry) -> list[Any]:
    rules = event.get("RRULE") or []
    return rules if isinstance(rules, list) else [rules]


def _times_a_day(rule: Any) -> int:
    """How often a rule may happen on one day, at most."""
    frequency = str((rule.get("FREQ") or [""])[0]).upper()
    if frequency in {"SECONDLY", "MINUTELY"}:
        return 24 * 60
    hours = len(rule.get("BYHOUR") or []) or (24 if frequency == "HOURLY" else 1)
    return hours * max(1, len(rule.get("BYMINUTE") or [])) * max(1, len(rule.get("BYSECOND") or []))


def _newest(events: list[Entry]) -> list[Entry]:
    """Of entries that are the same one (a file may hold an old version too) the one that was changed last."""
    newest: dict[str, Entry] = {}
    for event in events:
        key = str(event["RECURRENCE-ID"].dt) if "RECURRENCE-ID" in event else ""
        if key not in newest or _sequence(event) >= _sequence(newest[key]):
            newest[key] = event
    return list(newest.values())


def _sequence(event: Entry) -> int:
    with suppress(ValueError, TypeError):
        return int(event.get("SEQUENCE") or 0)
    return 0


def _bounds(event: Entry) -> tuple[datetime, datetime]:
    """Start and end in UTC. A day without an end is that whole day; a moment without an end takes no time."""
    begins = event["DTSTART"]
    start = _instant(begins.dt, begins.params.get("TZID"))
    if "DTEND" in event:
        ends = event["DTEND"]
        return start, _instant(ends.dt, ends.params.get("TZID") or begins.params.get("TZID"))
    if "DURATION" in event:
        return start, start + event["DURATION"].dt
    if isinstance(begins.dt, datetime):
        return start, start
    return start, _instant(begins.dt + timedelta(days=1), None)


def _instant(when: date | datetime, zone: str | None) -> datetime:
    if not isinstance(when, datetime):
        return opening_instant(when, time.min)
    if when.tzinfo is None:
        when = when.replace(tzinfo=_zone(zone))
    return when.astimezone(UTC)


def _zone(name: str | None) -> tzinfo:
    with suppress(ZoneInfoNotFoundError, ValueError, KeyError, OSError):
        return ZoneInfo(WINDOWS_TO_OLSON.get(name or "", name or ""))
    return COPENHAGEN


def read_busy(
    files: Iterable[bytes], since: datetime, until: datetime, *, owner: str = ""
) -> tuple[tuple[BusyEvent, ...], int]:
    """The busy times in the files, in order, and how many entries could not be read. Raises Refused."""
    reading = Reading(since, until, owner=owner)
    for text in files:
        reading.add(text)
    return tuple(sorted(reading.busy, key=lambda one: (one.start, one.end, one.uid))), reading.odd
