"""A mailbox's calendar in Microsoft 365, by Microsoft Graph v1.0 as learn.microsoft.com documents it.

The municipality registers Indgang as an application with the permission Calendars.ReadWrite, limited to the
mailboxes of those who take appointments. An entry of ours carries its UID and sequence as extended properties, by
which it is found again; `transactionId` keeps a repeated creation from making two.
"""

import json
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from indgang.base import clock
from indgang.booking.calendars.port import (
    Account,
    BusyEvent,
    Conflict,
    Fetched,
    OutgoingEvent,
    Refused,
    Unreachable,
)
from indgang.core.day import opening_instant
from indgang.integrations.calendars.web import Answer, Web, require_good

GRAPH = "https://graph.microsoft.com/v1.0"
LOGIN = "https://login.microsoftonline.com"
PROPERTIES = "String {6f5d4c61-28f1-4b6a-9a36-3a0f2c1f7c11} Name Indgang"
UID, SEQUENCE = f"{PROPERTIES}Uid", f"{PROPERTIES}Sequence"
OURS = f"singleValueExtendedProperties($filter=id eq '{UID}' or id eq '{SEQUENCE}')"
SELECT = "id,iCalUId,subject,start,end,showAs,isAllDay,isCancelled,responseStatus"
A_PAGE = 100
MOST_PAGES = 100
RENEWED_BEFORE = timedelta(minutes=2)
CLASHES = {409, 412}
TRIES = 3


@dataclass(frozen=True, slots=True)
class Application:
    """Indgang as the municipality's tenant knows it. The two addresses differ only in other clouds and in tests."""

    tenant: str
    client: str
    secret: str = field(repr=False)
    graph: str = GRAPH
    login: str = LOGIN


class Tokens:
    """The access tokens of this process, kept until shortly before they run out."""

    def __init__(self) -> None:
        self._kept: dict[Application, tuple[str, datetime]] = {}
        self._one_at_a_time = threading.Lock()

    def token(self, application: Application, web: Web) -> str:
        """A token that still holds. Raises Refused when the tenant does not know us, or Unreachable."""
        with self._one_at_a_time:
            kept = self._kept.get(application)
            if kept is None or kept[1] <= clock.now():
                self._kept[application] = kept = _fresh_token(application, web)
            return kept[0]

    def forget(self, application: Application) -> None:
        """The token was refused before its time."""
        with self._one_at_a_time:
            self._kept.pop(application, None)


TOKENS = Tokens()


class GraphCalendar:
    """The calendar of the mailbox `account.address`."""

    can_write = True

    def __init__(self, account: Account, application: Application, web: Web, tokens: Tokens = TOKENS) -> None:
        self._application, self._web, self._tokens = application, web, tokens
        self._base = f"{application.graph}/users/{quote(account.address, safe='@')}"

    def fetch(self, since: datetime, until: datetime, state: dict[str, Any]) -> Fetched:
        """calendarView unfolds recurring meetings itself; it is read page by page."""
        query = {
            "startDateTime": _written(since),
            "endDateTime": _written(until),
            "$select": SELECT,
            "$expand": OURS,
            "$orderby": "start/dateTime",
            "$top": str(A_PAGE),
        }
        url, busy, odd = f"{self._base}/calendarView?{urlencode(query, quote_via=quote)}", [], 0
        for _page in range(MOST_PAGES):
            page = self._json("GET", url)
            for item in page.get("value", []):
                try:
                    busy += _busy(item, since, until)
                except (KeyError, TypeError, ValueError, AttributeError):
                    odd += 1
            url = page.get("@odata.nextLink", "")
            if not url:
                return Fetched(tuple(sorted(busy, key=lambda one: (one.start, one.uid))), odd=odd)
            self._require_ours(url)
        raise Refused("pages without end", reason="too-large")

    def put(self, event: OutgoingEvent) -> None:
        """Create or change the entry, unless the calendar has this word about it already."""
        for _turn in range(TRIES):
            there = self._entry(event.uid)
            if there is None:
                answer = self._ask("POST", f"{self._base}/events", _fields(event) | _transaction(event))
            elif _sequence(there) >= event.sequence:
                return
            else:
                answer = self._ask("PATCH", self._entry_url(there), _fields(event), _if_match(there))
            if answer.status not in CLASHES:
                require_good(answer)
                return
        raise Conflict(f"{event.uid} changes all the while")

    def remove(self, uid: str) -> None:
        """Delete the entry."""
        there = self._entry(uid)
        if there is not None:
            require_good(self._ask("DELETE", self._entry_url(there)), 404)

    def _entry(self, uid: str) -> dict[str, Any] | None:
        quoted = uid.replace("'", "''")
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{UID}' and ep/value eq '{quoted}')"
        query = urlencode({"$filter": wanted, "$expand": OURS, "$select": "id", "$top": "1"}, quote_via=quote)
        found = self._json("GET", f"{self._base}/events?{query}").get("value", [])
        return found[0] if found else None

    def _entry_url(self, entry: dict[str, Any]) -> str:
        return f"{self._base}/events/{quote(str(entry['id']), safe='')}"

    def _json(self, method: str, url: str) -> dict[str, Any]:
        return _object(require_good(self._ask(method, url)))

    def _ask(
        self, method: str, url: str, body: dict[str, Any] | None = None, more: dict[str, str] | None = None
    ) -> Answer:
        """Ask; when the token is refused, once more with a new one."""
        for _turn in range(2):
            headers = {
                "Authorization": f"Bearer {self._tokens.token(self._application, self._web)}",
                "Prefer": 'outlook.timezone="UTC"',
                "Accept": "application/json",
                **(more or {}),
            }
            if body is not None:
                headers["Content-Type"] = "application/json"
            content = json.dumps(body) if body is not None else ""
            answer = self._web.ask(method, url, body=content, headers=headers)
            if answer.status != 401:
                break
            self._tokens.forget(self._application)
        return answer

    def _require_ours(self, url: str) -> None:
        """The token goes nowhere but to Graph."""
        if urlsplit(url)[:2] != urlsplit(self._application.graph)[:2]:
            raise Refused("a next page elsewhere")


def _fresh_token(application: Application, web: Web) -> tuple[str, datetime]:
    form = {
        "grant_type": "client_credentials",
        "client_id": application.client,
        "client_secret": application.secret,
        "scope": f"{application.graph.rpartition('/')[0]}/.default",
    }
    answer = web.ask(
        "POST",
        f"{application.login}/{quote(application.tenant, safe='')}/oauth2/v2.0/token",
        body=urlencode(form),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    if answer.status == 400:
        raise Refused("the tenant refuses the application", reason="application")
    if answer.status == 401:
        raise Refused("the application's secret is refused", reason="application")
    told = _object(require_good(answer))
    try:
        lasts = timedelta(seconds=int(told["expires_in"]))
        return str(told["access_token"]), clock.now() + max(lasts - RENEWED_BEFORE, timedelta(seconds=30))
    except (KeyError, ValueError) as error:
        raise Unreachable("an unexpected answer") from error


def _busy(item: dict[str, Any], since: datetime, until: datetime) -> list[BusyEvent]:
    if item.get("isCancelled") or item.get("showAs") == "free":
        return []
    if (item.get("responseStatus") or {}).get("response") == "declined":
        return []
    start, end = (
        _moment(item[name]["dateTime"], all_day=bool(item.get("isAllDay"))) for name in ("start", "end")
    )
    if not (start < end and start < until and end > since):
        return []
    uid = _ours(item).get(UID) or str(item.get("iCalUId") or item["id"])
    return [BusyEvent(uid, start, end, " ".join(str(item.get("subject") or "").split())[:500])]


def _moment(text: str, *, all_day: bool) -> datetime:
    """UTC was asked for; a whole day comes as its dates, and is a Danish day."""
    if all_day:
        return opening_instant(date.fromisoformat(text[:10]), time.min)
    return datetime.fromisoformat(text.partition(".")[0].rstrip("Z")).replace(tzinfo=UTC)


def _fields(event: OutgoingEvent) -> dict[str, Any]:
    return {
        "subject": event.summary,
        "body": {"contentType": "text", "content": event.description},
        "start": {"dateTime": _written(event.start).rstrip("Z"), "timeZone": "UTC"},
        "end": {"dateTime": _written(event.end).rstrip("Z"), "timeZone": "UTC"},
        "location": {"displayName": event.location},
        "showAs": "busy",
        "sensitivity": "private",
        "singleValueExtendedProperties": [
            {"id": UID, "value": event.uid},
            {"id": SEQUENCE, "value": str(event.sequence)},
        ],
    }


def _transaction(event: OutgoingEvent) -> dict[str, str]:
    """The same for each try of one word, and another for the next: a used one is refused even when it is deleted."""
    return {"transactionId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{event.uid} {event.sequence}"))}


def _if_match(entry: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": entry["@odata.etag"]} if entry.get("@odata.etag") else {}


def _ours(item: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["value"] for one in item.get("singleValueExtendedProperties") or []}


def _sequence(item: dict[str, Any]) -> int:
    value = _ours(item).get(SEQUENCE, "")
    return int(value) if value.isdecimal() else -1


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _object(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError as error:
        raise Unreachable("an unexpected answer") from error
    if not isinstance(found, dict):
        raise Unreachable("an unexpected answer")
    return found
