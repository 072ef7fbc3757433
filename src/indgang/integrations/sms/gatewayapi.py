"""GatewayAPI (gatewayapi.com, and gatewayapi.eu for data that stay in the EU): POST /rest/mtsms.

Read in the provider's public documentation: the request, the token, `ids` in the answer, and the states of a status
report. It has no way to ask by our reference, so a lost answer leaves a message uncertain until a report comes.
"""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from indgang.core.sms import length_of
from indgang.integrations.sms.http import HttpSender
from indgang.messaging.ports import Outcome, Parcel, Report

DELIVERED = {"DELIVERED"}
FAILED = {"UNDELIVERABLE", "EXPIRED", "REJECTED", "DELETED", "SKIPPED"}
UNDER_WAY = {"ACCEPTED", "ENROUTE", "BUFFERED", "SCHEDULED"}


class GatewayApi(HttpSender):
    """One account. `base` is https://gatewayapi.com or https://gatewayapi.eu."""

    name = "gatewayapi"

    def __init__(self, base: str, token: str, **more: Any) -> None:
        super().__init__(**more)
        self._base, self._token = base, token

    def request(self, client: httpx.Client, parcel: Parcel) -> httpx.Request:
        """One message to one recipient, with our reference and the address for reports."""
        message: dict[str, Any] = {
            "message": parcel.body,
            "recipients": [{"msisdn": int(parcel.to)}],
            "userref": parcel.reference,
            "encoding": "UCS2" if length_of(parcel.body).encoding == "ucs2" else "UTF8",
        }
        if parcel.sender:
            message["sender"] = parcel.sender
        if parcel.callback.startswith("https://"):
            message["callback_url"] = parcel.callback
        headers = {"Authorization": f"Token {self._token}", "Accept": "application/json"}
        return client.build_request("POST", f"{self._base}/rest/mtsms", json=message, headers=headers)

    def understand(self, response: httpx.Response) -> Outcome:
        """The message's id at the provider."""
        return Outcome("accepted", provider_id=str(response.json()["ids"][0]))


def read_report(query: Mapping[str, str], body: bytes) -> Report | None:
    """A status report: JSON with `status`, and `error` and `code` when it failed. Raises ValueError."""
    del query
    facts = json.loads(body)
    if not isinstance(facts, dict) or not isinstance(facts.get("status"), str):
        raise ValueError("a report has a status")  # noqa: TRY004 - the caller knows only of one kind of nonsense
    status = facts["status"].upper()
    provider_id = str(facts.get("id") or "")
    if status in DELIVERED:
        return Report("delivered", provider_id=provider_id)
    if status in FAILED:
        detail = " ".join(str(facts[name]) for name in ("error", "code") if facts.get(name))
        return Report("failed", "not-delivered", f"{status} {detail}".strip(), provider_id)
    return Report("sent", provider_id=provider_id) if status in UNDER_WAY else None
