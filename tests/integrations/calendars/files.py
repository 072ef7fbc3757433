"""Calendar files, written as the programs write them that caseworkers use."""

from datetime import UTC, datetime
from typing import Any

from indgang.integrations.calendars.ical import read_busy

SINCE, UNTIL = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)

OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def event(*lines: str, uid: str = "a@example.dk") -> str:
    """An entry with these lines."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20270101T000000Z", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> bytes:
    """A file of these entries and zones."""
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//DA\n" + "".join(parts) + "END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def utc(text: str) -> datetime:
    """ "2027-03-25 09:00" in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def spans(*parts: str, **more: Any) -> list[tuple[str, str]]:
    """The busy times of a file of these parts, as text in UTC."""
    busy, odd = read_busy([calendar(*parts)], more.pop("since", SINCE), more.pop("until", UNTIL), **more)
    assert odd == 0
    return [(f"{one.start:%Y-%m-%d %H:%M}", f"{one.end:%Y-%m-%d %H:%M}") for one in busy]
