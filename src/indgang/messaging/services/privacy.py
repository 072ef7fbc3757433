"""What was sent to somebody who asks for insight, and erasing it when they ask for that."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from indgang.base import audit
from indgang.base.access import Actor, require
from indgang.base.sealing import fingerprints, unseal
from indgang.messaging.kinds import registry
from indgang.messaging.models import Message
from indgang.messaging.services.erasing import OPEN, blank
from indgang.messaging.services.writing import FINGERPRINT, recipient_of

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A message that still holds whom it went to. `is_open`: it has not left yet, and cannot be erased."""

    id: int
    kind: "str | Promise"
    channel: str
    recipient: str
    subject: str
    body: str
    created_at: datetime
    is_open: bool


@transaction.atomic
def messages_about(*, actor: Actor, email: str = "", phone: str = "") -> list[HeldMessage]:
    """The messages to this e-mail address or phone number, the newest first; the look is logged. Raises NotAllowed,
    Invalid when one is not well formed.
    """
    require(actor, "messaging.privacy")
    rows = list(_to(email, phone).order_by("-created_at", "-pk"))
    if rows:
        audit.record(actor, "messaging.messages_seen", "messages", {"count": len(rows), "why": "insight"})
    return [_held(row) for row in rows]


@transaction.atomic
def erase_messages_about(*, actor: Actor, email: str = "", phone: str = "") -> int:
    """Erase the messages to this address or number that have left or were given up; how many.

    Raises NotAllowed, Invalid.
    """
    require(actor, "messaging.privacy")
    count = blank(_to(email, phone))
    if count:
        audit.record(actor, "messaging.erased_on_request", "messages", {"count": count})
    return count


def _to(email: str, phone: str) -> QuerySet[Message]:
    recipients = [recipient_of("email", email)] if email.strip() else []
    recipients += [recipient_of("sms", phone)] if phone.strip() else []
    prints = [one for to in recipients for one in fingerprints(to.lower(), FINGERPRINT)]
    return Message.objects.filter(fingerprint__in=prints, erased_at=None)


def _held(row: Message) -> HeldMessage:
    kind = registry.find(row.kind)
    return HeldMessage(
        id=row.pk,
        kind=kind.title if kind else row.kind,
        channel=row.channel,
        recipient=unseal(row.recipient),
        subject=unseal(row.subject),
        body=unseal(row.body),
        created_at=row.created_at,
        is_open=row.state in OPEN,
    )
