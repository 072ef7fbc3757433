"""A calendar on a CalDAV server (RFC 4791): Nextcloud, Zimbra, Kerio, Radicale, iCloud …

Nothing is remembered of what was written: the entry lies under a name made of its UID, so that a repeated write
meets itself. Each write says which version it replaces (If-Match, If-None-Match); when somebody was faster it is
read again. The server's sync-token (RFC 6578), else its ctag, tells whether anything changed at all.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urljoin
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from icalendar import Calendar

from indgang.base import clock
from indgang.booking.calendars.port import (
    Account,
    Conflict,
    Fetched,
    OutgoingEvent,
    Refused,
    SeveralCalendars,
    Unreachable,
)
from indgang.booking.calendars.writing import OUR_SEQUENCE, calendar_file
from indgang.integrations.calendars.ical import read_busy
from indgang.integrations.calendars.web import Answer, Web, require_good

DAV, CALDAV, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
SPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
XML = "application/xml; charset=utf-8"
MISSING, CHANGED_MEANWHILE = 404, 412
CLASHES = {409, 423, CHANGED_MEANWHILE}
TRIES = 4


class CalDavCalendar:
    """One calendar. `account.address` is the calendar's own, or that of a server where the user has just one."""

    can_write = True

    def __init__(self, account: Account, web: Web) -> None:
        self._web = replace_auth(web, account)
        self._account = account
        self._found = ""

    def fetch(self, since: datetime, until: datetime, state: dict[str, Any]) -> Fetched:
        """PROPFIND tells whether anything changed; if so, one REPORT for the span."""
        token = self._token()
        now = {"span": [since.isoformat(), until.isoformat()], "token": token, "calendar": self.address}
        if token and state == now:
            return Fetched(state=state, unchanged=True)
        answer = require_good(
            self._web.ask(
                "REPORT",
                self.address,
                body=_query(since, until),
                headers={"Depth": "1", "Content-Type": XML},
            )
        )
        files = [
            (data.text or "").encode() for data in _xml(answer).iter(f"{CALDAV}calendar-data") if data.text
        ]
        busy, odd = read_busy(files, since, until, owner=self._account.user)
        return Fetched(busy, now, odd=odd)

    def put(self, event: OutgoingEvent) -> None:
        """Write the event unless the calendar has this word about it already, or a later one."""
        for _turn in range(TRIES):
            there = self._entry(event.uid)
            if there is None:
                condition, sequence = {"If-None-Match": "*"}, event.sequence
            else:
                ours, theirs = _sequences(there.body)
                if ours >= event.sequence:
                    return
                condition, sequence = _if_match(there), max(event.sequence, theirs + 1)
            if self._written(event, sequence, condition):
                return
        raise Conflict(f"{event.uid} changes all the while")

    def remove(self, uid: str) -> None:
        """Delete the entry in the version that was read."""
        for _turn in range(TRIES):
            there = self._entry(uid)
            if there is None:
                return
            answer = self._web.ask("DELETE", self._href(uid), headers=_if_match(there))
            if answer.status not in CLASHES:
                require_good(answer, MISSING)
                return
        raise Conflict(f"{uid} changes all the while")

    @property
    def address(self) -> str:
        """The address of the calendar itself. Raises SeveralCalendars when the account leaves a choice."""
        if not self._found:
            self._found = self._discovered()
        return self._found

    def _written(self, event: OutgoingEvent, sequence: int, condition: dict[str, str]) -> bool:
        entry = calendar_file([event], clock.now())
        if sequence != event.sequence:
            entry = entry.replace(
                f"\r\nSEQUENCE:{event.sequence}\r\n".encode(), f"\r\nSEQUENCE:{sequence}\r\n".encode()
            )
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        answer = self._web.ask("PUT", self._href(event.uid), body=entry, headers=headers)
        if answer.status in CLASHES:
            return False
        require_good(answer)
        return True

    def _entry(self, uid: str) -> Answer | None:
        answer = require_good(self._web.ask("GET", self._href(uid)), MISSING, 410)
        return None if answer.status in {MISSING, 410} else answer

    def _href(self, uid: str) -> str:
        return f"{self.address.rstrip('/')}/{quote(uid, safe='@-')}.ics"

    def _token(self) -> str:
        found = self._properties(self.address, "<d:sync-token/><s:getctag/>")
        for name in (f"{DAV}sync-token", f"{SERVER}getctag"):
            text = next((one.text for one in found.iter(name) if one.text), None)
            if text:
                return text
        return ""

    def _discovered(self) -> str:
        """RFC 6764 and 4791: the calendar itself, else the user's principal, its home, and the calendars in it."""
        wanted = "<d:resourcetype/><d:current-user-principal/><c:calendar-home-set/>"
        address = self._account.address
        try:
            found = self._properties(address, wanted)
        except Refused as refusal:
            if refusal.error_reason == "credentials":
                raise
            address = urljoin(address, "/.well-known/caldav")
            found = self._properties(address, wanted)
        if any(True for kind in found.iter(f"{DAV}resourcetype") for _one in kind.iter(f"{CALDAV}calendar")):
            return address
        home = _href_in(found, f"{CALDAV}calendar-home-set")
        principal = _href_in(found, f"{DAV}current-user-principal")
        if not home and principal:
            address = urljoin(address, principal)
            home = _href_in(self._properties(address, "<c:calendar-home-set/>"), f"{CALDAV}calendar-home-set")
        if not home:
            raise Refused("no calendar there", reason="not-a-calendar")
        return self._only_one(urljoin(address, home))

    def _only_one(self, home: str) -> str:
        wanted = "<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/>"
        found = self._properties(home, wanted, depth=1)
        calendars = [
            (_text(one, f"{DAV}displayname"), urljoin(home, _text(one, f"{DAV}href")))
            for one in found.iter(f"{DAV}response")
            if any(True for kind in one.iter(f"{DAV}resourcetype") for _c in kind.iter(f"{CALDAV}calendar"))
            and _holds_events(one)
        ]
        if not calendars:
            raise Refused("no calendar there", reason="not-a-calendar")
        if len(calendars) > 1:
            raise SeveralCalendars([(name or url, url) for name, url in calendars])
        return calendars[0][1]

    def _properties(self, url: str, wanted: str, *, depth: int = 0) -> Element:
        body = f'<?xml version="1.0" encoding="utf-8"?><d:propfind {SPACES}><d:prop>{wanted}</d:prop></d:propfind>'
        headers = {"Depth": str(depth), "Content-Type": XML}
        answer = self._web.ask("PROPFIND", url, body=body, headers=headers)
        if answer.status in {405, 501}:
            raise Refused("speaks no CalDAV", reason="not-a-calendar")
        return _xml(require_good(answer))


def replace_auth(web: Web, account: Account) -> Web:
    """The same way out, with the account's name and password."""
    return Web(
        allow_inside=web.allow_inside,
        auth=(account.user, account.secret) if account.user else None,
        seconds=web.seconds,
        most_bytes=web.most_bytes,
    )


def _query(since: datetime, until: datetime) -> str:
    first, last = (escape(f"{one.astimezone(UTC):%Y%m%dT%H%M%SZ}") for one in (since, until))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><c:calendar-query {SPACES}><d:prop><d:getetag/><c:calendar-data/>'
        '</d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
        f'<c:time-range start="{first}" end="{last}"/>'
        "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
    )


def _xml(answer: Answer) -> Element:
    try:
        root: Element = fromstring(answer.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Refused(f"no CalDAV answer: {type(error).__name__}", reason="not-a-calendar") from error
    if not root.tag.endswith("multistatus"):
        raise Unreachable("an unexpected answer")
    return root


def _text(element: Element, name: str) -> str:
    return next((one.text.strip() for one in element.iter(name) if one.text), "")


def _href_in(element: Element, name: str) -> str:
    return next((href for one in element.iter(name) if (href := _text(one, f"{DAV}href"))), "")


def _holds_events(response: Element) -> bool:
    kinds = [one.get("name", "").upper() for one in response.iter(f"{CALDAV}comp")]
    return not kinds or "VEVENT" in kinds


def _if_match(answer: Answer) -> dict[str, str]:
    etag = answer.headers.get("ETag", "")
    return {"If-Match": etag} if etag and not etag.startswith("W/") else {}


def _sequences(entry: bytes) -> tuple[int, int]:
    """What we wrote last, and what the entry counts by now; -1 and 0 when it says nothing."""
    try:
        event = Calendar.from_ical(entry).walk("VEVENT")[0]
        return int(str(event.get(OUR_SEQUENCE, -1))), int(event.get("SEQUENCE", 0))
    except (ValueError, TypeError, IndexError, KeyError):
        return -1, 0
