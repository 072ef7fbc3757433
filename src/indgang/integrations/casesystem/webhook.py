"""A case system that is told by HTTPS: signed, with a key by which it counts a case once however often it comes."""

import base64
import hmac
import json
from hashlib import sha256

import httpx

from indgang.base import clock
from indgang.followup.ports import CaseParcel, Delivered
from indgang.integrations.casesystem.document import document_of
from indgang.integrations.sms.http import client_for

SECONDS = 30.0
OK_BELOW = 300
REFUSES = {400, 413, 415, 422}


class Webhook:
    """The address, and the secret that both sides know.

    The headers are `Idempotency-Key` (the case's key), `X-Indgang-Timestamp` and `X-Indgang-Signature`, the
    hexadecimal HMAC-SHA256 of timestamp, ".", and body. The answer to a good case is 2xx, with {"journal": "…"}.
    """

    name = "webhook"

    def __init__(self, address: str, secret: str) -> None:
        self.address = address
        self.secret = secret

    def deliver(self, parcel: CaseParcel) -> Delivered:
        """Send the case. What cannot be known to have arrived is sent again: the key makes it harmless."""
        document = document_of(parcel)
        for place, paper in zip(document["papers"], parcel.documents, strict=True):
            place["content"] = base64.b64encode(paper.content).decode()
        body = json.dumps(document, ensure_ascii=False).encode()
        stamp = str(int(clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": parcel.key,
            "X-Indgang-Timestamp": stamp,
            "X-Indgang-Signature": signature_of(self.secret, stamp, body),
        }
        try:
            with client_for(SECONDS) as client:
                response = client.post(self.address, content=body, headers=headers)
        except httpx.HTTPError as error:
            return Delivered("later", error=type(error).__name__)
        if response.status_code < OK_BELOW:
            return Delivered("accepted", journal=_journal(response))
        status = f"HTTP {response.status_code}"
        return (
            Delivered("refused", error=status)
            if response.status_code in REFUSES
            else Delivered("later", error=status)
        )


def signature_of(secret: str, stamp: str, body: bytes) -> str:
    """The signature of a body at a moment."""
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, sha256).hexdigest()


def _journal(response: httpx.Response) -> str:
    try:
        found = response.json()
    except ValueError:
        return ""
    return str(found.get("journal", "")) if isinstance(found, dict) else ""
