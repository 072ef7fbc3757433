"""What staff do with single messages."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import audit, clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.core.day import danish_time
from indgang.messaging.errors import MessageNotFound, MessageNotOpen
from indgang.messaging.events import move
from indgang.messaging.models import Message, MessageState
from indgang.messaging.own_kinds import TEST
from indgang.messaging.ports import ports
from indgang.messaging.queries.rules import open_channels
from indgang.messaging.services.writing import enqueue

if TYPE_CHECKING:
    from indgang.organisation.models import Person

AGAIN = (MessageState.FAILED, MessageState.UNCERTAIN, MessageState.EXPIRED)


@transaction.atomic
def send_again(*, actor: Actor, message_id: int) -> Message:
    """Put a failed, late or uncertain message back, to be sent at once whatever the hour; twice is once. Audited.

    The recipient may get an uncertain one twice: that is what the person decides. Raises MessageNotFound, NotAllowed,
    MessageNotOpen when its content is erased, its time is over or it is not in such a state.
    """
    message = _locked(actor, message_id)
    if message.state in {MessageState.WAITING, MessageState.SENDING}:
        return message
    if message.state not in AGAIN or message.erased_at is not None:
        raise MessageNotOpen(_("This message cannot be sent again."))
    if message.expires_at is not None and message.expires_at <= clock.now():
        raise MessageNotOpen(_("The time that this message is about has passed."))
    message.tries, message.first_tried_at, message.is_quiet = 0, None, False
    message.send_after = clock.now()
    move(message, MessageState.WAITING, "sent_again", actor=actor, due_at=clock.now())
    audit.record(actor, "message.sent_again", f"message:{message.pk}")
    ports.wake()
    return message


@transaction.atomic
def cancel_message(*, actor: Actor, message_id: int) -> Message:
    """Take back a message that waits; twice is once. Audited. Raises MessageNotFound, NotAllowed, MessageNotOpen."""
    message = _locked(actor, message_id)
    if message.state == MessageState.CANCELLED:
        return message
    if message.state != MessageState.WAITING:
        raise MessageNotOpen(_("This message is on its way or has left, and cannot be taken back."))
    move(message, MessageState.CANCELLED, "cancelled", actor=actor)
    audit.record(actor, "message.cancelled", f"message:{message.pk}")
    return message


@transaction.atomic
def settle_message(*, actor: Actor, message_id: int) -> Message:
    """Note that an uncertain message, or one that failed, needs nothing more; twice is once. Audited.

    Raises MessageNotFound, NotAllowed, MessageNotOpen.
    """
    message = _locked(actor, message_id)
    if message.state == MessageState.CANCELLED:
        return message
    if message.state not in AGAIN:
        raise MessageNotOpen(_("There is nothing to settle about this message."))
    move(message, MessageState.CANCELLED, "settled", actor=actor, error=message.error)
    audit.record(actor, "message.settled", f"message:{message.pk}")
    return message


def send_test(*, actor: Actor, person: "Person", channel: str) -> Message:
    """Send the person a message that tries the set-up. Raises NotAllowed, Invalid without an address to send to."""
    require(actor, "messaging.setup")
    if channel not in open_channels():
        raise Invalid(_("This way of sending is not set up, or is switched off."), field="channel")
    now = clock.now()
    return enqueue(
        actor=actor,
        kind=TEST,
        channel=channel,
        to=person.direct_phone if channel == "sms" else person.email,
        values={"name": person.name, "time": f"{danish_time(now):%H.%M}"},
        reference=f"test/{person.pk}/{channel}/{now.isoformat()}",
        language=person.language,
        site=person.home_site,
    )


def _locked(actor: Actor, message_id: int) -> Message:
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None or not may_see(actor, message):
        raise MessageNotFound
    require(actor, "messaging.resend", message.site_id)
    return message


def may_see(actor: Actor, message: Message) -> bool:
    """Whether the message exists for the actor: of a site where a role is held, or of all for who works everywhere."""
    if message.site_id is not None:
        return actor.knows(message.site_id)
    return any(site is None for _role, site in actor.grants)
