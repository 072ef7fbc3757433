"""A stand-in for Microsoft Graph, made by hand after its documentation; no real tenant was ever asked.

The forms are those of learn.microsoft.com (read 2026-11-22): "List calendarView", "Create event", "Update event",
"event resource type" (`transactionId`, `showAs`), "Get singleValueLegacyExtendedProperty", "Microsoft identity
platform and the OAuth 2.0 client credentials flow", "Microsoft Graph throttling guidance". That a used
`transactionId` is answered by ErrorDuplicateTransactionId is reported by others (github.com/alcionai/corso, issue
2490), not documented.
"""

import json
import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.integrations.calendars.serving import Asked, Said

SECRET = "hemmelig"
PREFIX = "/v1.0/users/karen@kommune.example"


class Tenant:
    """A tenant with one mailbox. Change its state between requests."""

    def __init__(self) -> None:
        self.url = ""
        self.events: dict[str, dict[str, Any]] = {}
        self.transactions: set[str] = set()
        self.tokens = 0
        self.valid = ""
        self.page = 2
        self.trouble: list[Said] = []
        self.asked: list[Asked] = []
        self.lasts = 3599
        self.next_page_at = ""

    def add(self, subject: str, start: str, end: str, **more: Any) -> dict[str, Any]:
        """An event of the mailbox's owner; times as Graph writes them for UTC."""
        number = len(self.events) + 1
        event = {
            "@odata.etag": f'W/"{number}"',
            "id": f"AAMk{number}=",
            "iCalUId": f"040000008200E0{number}",
            "subject": subject,
            "isAllDay": False,
            "isCancelled": False,
            "showAs": "busy",
            "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
            "start": {"dateTime": f"{start}.0000000", "timeZone": "UTC"},
            "end": {"dateTime": f"{end}.0000000", "timeZone": "UTC"},
            **more,
        }
        self.events[str(event["id"])] = event
        return event

    def __call__(self, asked: Asked) -> Said:  # noqa: PLR0911 - one for each form of request
        self.asked.append(asked)
        if self.trouble:
            return self.trouble.pop(0)
        parts = urlsplit(asked.path)
        if parts.path.endswith("/oauth2/v2.0/token"):
            return self._token(asked)
        if asked.headers.get("authorization") != f"Bearer {self.valid}":
            return _said(
                401,
                {"error": {"code": "InvalidAuthenticationToken", "message": "Lifetime validation failed"}},
            )
        if not unquote(parts.path).startswith(PREFIX):
            return _said(
                404, {"error": {"code": "ErrorInvalidUser", "message": "The requested user is invalid."}}
            )
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        rest = unquote(parts.path)[len(PREFIX) :]
        if rest == "/calendarView":
            return self._view(query)
        if rest == "/events":
            return (
                self._create(json.loads(asked.body))
                if asked.method == "POST"
                else self._find(query["$filter"])
            )
        return self._one(asked, rest.removeprefix("/events/"))

    def _token(self, asked: Asked) -> Said:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        assert form["grant_type"] == "client_credentials"
        assert form["scope"].endswith("/.default")
        if form["client_secret"] != SECRET:
            return _said(
                401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret"}
            )
        self.tokens += 1
        self.valid = f"token-{self.tokens}"
        return _said(200, {"token_type": "Bearer", "expires_in": self.lasts, "access_token": self.valid})

    def _view(self, query: dict[str, str]) -> Said:
        since, until = (query[name][:19] for name in ("startDateTime", "endDateTime"))
        found = [
            event
            for event in self.events.values()
            if event["start"]["dateTime"][:19] < until and event["end"]["dateTime"][:19] > since
        ]
        skip = int(query.get("$skip", 0))
        told: dict[str, Any] = {"value": found[skip : skip + self.page]}
        if skip + self.page < len(found):
            more = f"startDateTime={query['startDateTime']}&endDateTime={query['endDateTime']}&$skip={skip + self.page}"
            told["@odata.nextLink"] = f"{self.next_page_at or self.url}{PREFIX}/calendarView?{more}"
        return _said(200, told)

    def _find(self, wanted: str) -> Said:
        uid = re.search(r"ep/value eq '(.*)'\)", wanted)[1].replace("''", "'")  # type: ignore[index]
        found = [
            event
            for event in self.events.values()
            if any(one["value"] == uid for one in event.get("singleValueExtendedProperties", []))
        ]
        return _said(200, {"value": found[:1]})

    def _create(self, body: dict[str, Any]) -> Said:
        if body["transactionId"] in self.transactions:
            return _said(409, {"error": {"code": "ErrorDuplicateTransactionId"}})
        self.transactions.add(body["transactionId"])
        event = self.add(body["subject"], body["start"]["dateTime"], body["end"]["dateTime"])
        event.update({key: value for key, value in body.items() if key not in {"start", "end"}})
        return _said(201, event)

    def _one(self, asked: Asked, id_: str) -> Said:
        if id_ not in self.events:
            return _said(404, {"error": {"code": "ErrorItemNotFound"}})
        if asked.method == "DELETE":
            del self.events[id_]
            return Said(204)
        event = self.events[id_]
        if asked.headers.get("if-match", event["@odata.etag"]) != event["@odata.etag"]:
            return _said(412, {"error": {"code": "ErrorIrresolvableConflict"}})
        event.update(json.loads(asked.body))
        event["@odata.etag"] += "x"
        return _said(200, event)


def _said(status: int, body: dict[str, Any]) -> Said:
    return Said(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
