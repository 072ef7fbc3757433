"""CPSMS (api.cpsms.dk): POST /v2/send with Basic authentication of user and API key.

Read in the provider's public documentation: the request, its authentication, the refusals by HTTP status, and that a
report is a GET to `dlr_url` with `status` and `receiver`. It tells no id and cannot be asked by our reference; the
address for reports is a different one for each message, which tells which it is about.
"""

from collections.abc import Mapping
from typing import Any

import httpx

from indgang.core.sms import length_of
from indgang.integrations.sms.http import HttpSender, value_of
from indgang.messaging.ports import Outcome, Parcel, Report

# Delivered, not delivered, and on its way, as reports number them.
DELIVERED, NOT_DELIVERED, UNDER_WAY = {"1"}, {"2", "16"}, {"4", "8"}
OUT_OF_CREDIT = 402


class Cpsms(HttpSender):
    """One account. `base` is https://api.cpsms.dk."""

    name = "cpsms"

    def __init__(self, base: str, user: str, key: str, **more: Any) -> None:
        super().__init__(**more)
        self._base, self._auth = base, httpx.BasicAuth(user, key)

    def request(self, client: httpx.Client, parcel: Parcel) -> httpx.Request:
        """One message to one recipient, with our reference and the address for reports."""
        message: dict[str, Any] = {
            "to": parcel.to,
            "message": parcel.body,
            "from": parcel.sender or "Indgang",
            "reference": parcel.reference,
            "format": "UNICODE" if length_of(parcel.body).encoding == "ucs2" else "GSM",
        }
        if parcel.callback.startswith("https://"):
            message["dlr_url"] = parcel.callback
        request = client.build_request("POST", f"{self._base}/v2/send", json=message)
        return next(self._auth.auth_flow(request))

    def understand(self, response: httpx.Response) -> Outcome:
        """`success` names who gets it; an `error` inside a good answer is a refusal."""
        facts = response.json()
        if facts.get("success"):
            return Outcome("accepted")
        if facts.get("error"):
            return Outcome("refused", "refused-message", str(facts["error"])[:300])
        raise ValueError("neither success nor error")


def read_report(query: Mapping[str, str], body: bytes) -> Report | None:
    """A report in the query: `status`. Raises ValueError without one."""
    del body
    status = value_of(query, "status")
    if not status:
        raise ValueError("a report has a status")
    if status in DELIVERED:
        return Report("delivered")
    if status in NOT_DELIVERED:
        return Report("failed", "not-delivered", f"status {status}")
    return Report("sent") if status in UNDER_WAY else None
