"""Putting messages into the outbox, and taking back those that have not left."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import Invalid
from indgang.base.sealing import fingerprints, seal
from indgang.core.phone import msisdn
from indgang.core.placeholders import Value
from indgang.messaging.events import move, note
from indgang.messaging.kinds import registry
from indgang.messaging.models import Channel, Message, MessageState
from indgang.messaging.ports import Attachment, ports
from indgang.messaging.queries.rules import rules_of
from indgang.messaging.queries.texts import words_of
from indgang.messaging.rendering import written_out
from indgang.organisation.queries import municipality_of

if TYPE_CHECKING:
    from indgang.organisation.models import Site

FINGERPRINT = "recipient of a message"
LONGEST_ADDRESS = 254


def enqueue(
    *,
    actor: Actor = SYSTEM,
    kind: str,
    channel: str,
    to: str,
    values: Mapping[str, Value],
    reference: str,
    language: str = "da",
    is_sensitive: bool = False,
    site: "Site | None" = None,
    send_after: datetime | None = None,
    expires_at: datetime | None = None,
    attachment: Attachment | None = None,
) -> Message:
    """Put a message into the outbox, written out as the texts are now; it is rolled back with the caller's work.

    The same `reference` again gives the first message, whatever else is said. It is sent at once, or after
    `send_after`, never after `expires_at`; kinds that nobody is waiting for keep to the quiet hours. `values` are
    those of the kind's placeholders, a list of words where it is one; with `is_sensitive` SMS and subject name
    nothing of the errand. `to` is an e-mail address or a phone number as people type it. Raises Invalid when it is
    none, LookupError for a kind that nobody registered or that has no such channel.
    """
    known = registry.get(kind)
    if channel not in known.channels:
        raise LookupError(f"{kind} has no text for {channel!r}")
    recipient = recipient_of(channel, to)
    municipality = municipality_of(site)
    tongue = language if language in {"da", "en"} else "da"
    words = written_out(
        known, channel, tongue, words_of(municipality, known, channel, tongue), values,
        is_sensitive=is_sensitive,
    )  # fmt: skip
    now = clock.now()
    due = max(now, send_after or now)
    if known.is_quiet:
        due = rules_of(municipality).goes_at(known, channel, due, expires_at)
    message = Message(
        municipality=municipality,
        site=site,
        kind=kind,
        channel=channel,
        language=tongue,
        reference=reference,
        recipient=seal(recipient),
        fingerprint=fingerprint_of(recipient),
        subject=seal(words.subject),
        body=seal(words.body),
        attachment=seal(attachment.text) if attachment else "",
        attachment_name=attachment.name if attachment else "",
        attachment_type=attachment.media_type if attachment else "",
        is_quiet=known.is_quiet,
        created_at=now,
        send_after=max(now, send_after or now),
        due_at=due,
        expires_at=expires_at,
    )
    return _stored(message, actor)


def _stored(message: Message, actor: Actor) -> Message:
    """The message, or the one that has its reference already."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                message.save(force_insert=True)
        except IntegrityError:
            first = Message.objects.filter(reference=message.reference).first()
            if first is None:
                raise
            return first
        note(message, "put_in", actor=actor)
        if message.due_at <= clock.now():
            ports.wake()
    return message


def recipient_of(channel: str, to: str) -> str:
    """The address to send to: an e-mail address, or an MSISDN. Raises Invalid, its field named after the channel."""
    if channel == Channel.SMS:
        number = msisdn(to)
        if number is None:
            raise Invalid(
                _("Write a phone number of eight digits, or with + and the country in front."), field="phone"
            )
        return number
    address = to.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(_("Write an e-mail address such as anna@example.dk."), field="email") from None
    if len(address) > LONGEST_ADDRESS:
        raise Invalid(_("That e-mail address is too long."), field="email")
    name, _at, host = address.rpartition("@")
    # A host with letters such as ø travels in the form that every mail server knows.
    return address if host.isascii() else f"{name}@{host.encode('idna').decode()}"


def fingerprint_of(recipient: str) -> str:
    """What stands beside a sealed recipient, to find it by."""
    return fingerprints(recipient.lower(), FINGERPRINT)[0]


@transaction.atomic
def cancel(*, actor: Actor = SYSTEM, reference_prefix: str) -> int:
    """Take back every waiting message whose reference begins so; how many. Those that are on their way go on."""
    if not reference_prefix:
        raise ValueError("an empty prefix would take back everything")
    rows = Message.objects.select_for_update().filter(
        reference__startswith=reference_prefix, state=MessageState.WAITING
    )
    found = list(rows.order_by("pk"))
    for message in found:
        move(message, MessageState.CANCELLED, "cancelled", actor=actor)
    return len(found)
