"""Any gateway that takes one HTTP request for a message, such as Kannel's sendsms: an address with {placeholders}.

{to} {text} {from} {reference} {callback} {coding} {secret} are put in, quoted for where they stand. With a body it is
a POST, else a GET. An answer below 300 means that the gateway has it, unless a pattern says which answers mean that.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import httpx

from indgang.core.sms import length_of
from indgang.integrations.sms.http import OK_BELOW, HttpSender, client_for, value_of
from indgang.messaging.ports import Outcome, Parcel, Report

NAMES = {"to", "text", "from", "reference", "callback", "coding", "secret"}
NEVER_SEEN = 404
# Kannel numbers its reports by bits; others use words. Both say the same few things.
STATES: dict[str, Literal["sent", "delivered", "failed"]] = {
    "1": "delivered", "delivered": "delivered", "delivrd": "delivered", "success": "delivered",
    "2": "failed", "16": "failed", "failed": "failed", "undeliv": "failed", "undelivered": "failed",
    "undeliverable": "failed", "expired": "failed", "rejected": "failed", "rejectd": "failed",
    "4": "sent", "8": "sent", "sent": "sent", "accepted": "sent", "acceptd": "sent", "enroute": "sent",
    "queued": "sent", "buffered": "sent",
}  # fmt: skip
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """How a gateway is asked. `status_url` with {reference} answers 404 when it never saw the message, and below 300
    when it has it; "" when it cannot be asked.
    """

    url: str
    secret: str = ""
    body: str = ""
    accepted: str = ""
    status_url: str = ""


class Generic(HttpSender):
    """A gateway described by a template."""

    name = "http"

    def __init__(self, template: Template, **more: Any) -> None:
        super().__init__(**more)
        self._template = template

    def request(self, client: httpx.Client, parcel: Parcel) -> httpx.Request:
        """The template with the message in it."""
        values = self._values(parcel)
        url = _put_in(self._template.url, values, _for_url)
        if not self._template.body:
            return client.build_request("GET", url)
        is_json = self._template.body.lstrip().startswith(("{", "["))
        content = _put_in(self._template.body, values, _for_json if is_json else _for_url)
        kind = "application/json" if is_json else "application/x-www-form-urlencoded"
        return client.build_request("POST", url, content=content.encode(), headers={"Content-Type": kind})

    def understand(self, response: httpx.Response) -> Outcome:
        """A good status is enough, unless a pattern is asked for."""
        accepted = super().understand(response)
        if self._template.accepted and not re.search(self._template.accepted, response.text):
            return Outcome("refused", "refused-message", accepted.detail)
        return accepted

    def ask(self, reference: str) -> Report | Literal["never-seen"] | None:
        """What the gateway knows by our reference."""
        if not self._template.status_url:
            return None
        values = {"reference": reference, "secret": self._template.secret}
        try:
            with client_for() as client:
                response = client.get(_put_in(self._template.status_url, values, _for_url))
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        if response.status_code == NEVER_SEEN:
            return "never-seen"
        return Report("sent") if response.status_code < OK_BELOW else None

    def _values(self, parcel: Parcel) -> dict[str, str]:
        return {
            "to": parcel.to,
            "text": parcel.body,
            "from": parcel.sender or "Indgang",
            "reference": parcel.reference,
            "callback": parcel.callback,
            "coding": "2" if length_of(parcel.body).encoding == "ucs2" else "0",
            "secret": self._template.secret,
        }


def unknown_names(text: str) -> set[str]:
    """What a template asks for that is not known."""
    return set(_PLACEHOLDER.findall(text)) - NAMES


def read_report(query: Mapping[str, str], body: bytes) -> Report | None:
    """A report: `status` in the query, or in a JSON body. Raises ValueError without one."""
    facts: dict[str, str] = dict(query)
    if body.lstrip().startswith(b"{"):
        facts |= {name: str(value) for name, value in json.loads(body).items()}
    status = value_of(facts, "status", "state")
    if not status:
        raise ValueError("a report has a status")
    state = STATES.get(status.lower())
    if state is None:
        return None
    is_failed = state == "failed"
    return Report(state, "not-delivered" if is_failed else "", f"status {status}" if is_failed else "")


def _put_in(template: str, values: Mapping[str, str], quoted: Callable[[str], str]) -> str:
    return _PLACEHOLDER.sub(
        lambda found: quoted(values[found[1]]) if found[1] in values else found[0], template
    )


def _for_url(value: str) -> str:
    return quote(value, safe="")


def _for_json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]
