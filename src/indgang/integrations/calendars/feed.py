"""A calendar that is published as a file (iCalendar, .ics): Outlook's "publish calendar", Google's secret address."""

from datetime import datetime
from typing import Any

from indgang.booking.calendars.port import Account, Fetched, OutgoingEvent, Refused
from indgang.integrations.calendars.ical import read_busy
from indgang.integrations.calendars.web import GONE, NOT_US, Web, require_good

UNCHANGED = 304


class FeedCalendar:
    """Reads only; a feed cannot be written to."""

    can_write = False

    def __init__(self, account: Account, web: Web) -> None:
        self.address = plain_address(account.address)
        self.owner = account.user
        self._web = web

    def fetch(self, since: datetime, until: datetime, state: dict[str, Any]) -> Fetched:
        """One GET, which a server that remembers answers with "unchanged"."""
        span = [since.isoformat(), until.isoformat()]
        headers = {"Accept": "text/calendar, */*;q=0.1"}
        if state.get("span") == span:
            for name, kept in (("If-None-Match", "etag"), ("If-Modified-Since", "modified")):
                if state.get(kept):
                    headers[name] = state[kept]
        answer = self._web.ask("GET", self.address, headers=headers)
        if answer.status == UNCHANGED:
            return Fetched(state=state, unchanged=True)
        if answer.status in NOT_US | GONE:
            raise Refused(f"HTTP {answer.status}", reason="no-such-calendar")
        require_good(answer)
        busy, odd = read_busy([answer.body], since, until, owner=self.owner)
        known = {
            "span": span,
            "etag": answer.headers.get("ETag", ""),
            "modified": answer.headers.get("Last-Modified", ""),
        }
        return Fetched(busy, known, odd=odd)

    def put(self, event: OutgoingEvent) -> None:
        """A feed takes nothing."""
        raise Refused("a feed cannot be written to", reason="read-only")

    def remove(self, uid: str) -> None:
        """A feed takes nothing."""
        raise Refused("a feed cannot be written to", reason="read-only")


def plain_address(address: str) -> str:
    """`webcal://` is how browsers hand a feed to a calendar; it is fetched by HTTPS."""
    for scheme in ("webcals://", "webcal://"):
        if address.lower().startswith(scheme):
            return "https://" + address[len(scheme) :]
    return address
