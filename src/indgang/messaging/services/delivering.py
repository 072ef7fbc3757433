"""Bringing messages out of the house: each is sent once, whatever stops and whoever else delivers.

1. A worker claims a due message: its row becomes `sending`, with a try of its own, and that is stored.
2. It speaks to the other side. Right before that can take the message, `handed_at` is stored.
3. What came of it is stored. A worker that stops before 2 has surely sent nothing, and the message is tried again;
   between 2 and 3 nobody knows: the provider is asked, else the message is `uncertain`, and a person decides.
"""

import hashlib
import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from indgang.base import clock
from indgang.base.sealing import Unreadable, unseal
from indgang.core.retrying import GIVE_UP_AFTER, next_try
from indgang.messaging.events import kept_detail, move
from indgang.messaging.kinds import registry
from indgang.messaging.models import Message, MessageState, MessageTry
from indgang.messaging.ports import Attachment, Connection, Outcome, Parcel, Sender, ports
from indgang.messaging.queries.rules import Rules, rules_of
from indgang.messaging.services.reporting import applied

# Longer than any sender may be silent; after it the worker counts as gone.
LEASE = timedelta(minutes=10)
CLOSED_PAUSE = timedelta(minutes=15)
LONGEST_PROVIDER_ID = 120
log = logging.getLogger(__name__)


class _Stop(Exception):
    """This try must not go on: the message was given to somebody else, or its time is over."""


@dataclass(slots=True)
class Delivery:
    """How many messages came to which end."""

    sent: int = 0
    failed: int = 0
    later: int = 0
    uncertain: int = 0
    too_late: int = 0

    def count(self, state: str) -> None:
        """One more that is now in this state."""
        names = {
            MessageState.SENT: "sent", MessageState.DELIVERED: "sent", MessageState.FAILED: "failed",
            MessageState.WAITING: "later", MessageState.UNCERTAIN: "uncertain", MessageState.EXPIRED: "too_late",
        }  # fmt: skip
        name = names.get(MessageState(state))
        if name:
            setattr(self, name, getattr(self, name) + 1)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A message that this worker has, and as which try."""

    message: Message
    number: int
    rules: Rules


def deliver_due(*, limit: int = 200) -> Delivery:
    """Send what is due, at most `limit` messages; any number of workers may at once.

    A way out that is down is left alone for the rest of this call.
    """
    delivery = Delivery()
    settle_lost()
    senders = ports.senders()
    down: set[str] = set()
    with ExitStack() as stack:
        lines: dict[str, Connection] = {}
        for _turn in range(limit):
            found = _claim(senders, down)
            if found is None:
                break
            if isinstance(found, Message):
                delivery.count(found.state)
                continue
            channel = found.message.channel
            if channel not in lines:
                lines[channel] = stack.enter_context(senders[channel].open())
            outcome = _tried(found, lines[channel])
            if outcome.is_down:
                down.add(channel)
            delivery.count(_record(found, outcome))
    return delivery


@transaction.atomic
def _claim(senders: Mapping[str, Sender], down: set[str]) -> _Claim | Message | None:
    """The next due message for this worker; a Message is one that was dealt with untried; None: all is done."""
    now = clock.now()
    rows = Message.objects.select_for_update(skip_locked=True, of=("self",)).select_related("municipality")
    message = (
        rows.filter(state=MessageState.WAITING, due_at__lte=now)
        .exclude(channel__in=down)
        .order_by("due_at", "pk")
        .first()
    )
    if message is None:
        return None
    rules = rules_of(message.municipality)
    if _is_kept_back(message, rules, senders, now):
        return message
    message.state, message.claimed_at = MessageState.SENDING, now
    message.provider = senders[message.channel].name
    message.first_tried_at = message.first_tried_at or now
    message.tries += 1
    message.try_number += 1
    message.save()
    MessageTry.objects.create(message=message, number=message.try_number, begun_at=now)
    return _Claim(message, message.try_number, rules)


def _is_kept_back(message: Message, rules: Rules, senders: Mapping[str, Sender], now: datetime) -> bool:
    """Whether the message may not go now; it is moved to where it belongs."""
    if message.expires_at is not None and message.expires_at <= now:
        move(message, MessageState.EXPIRED, "expired", error="too-late")
    elif message.channel not in senders or not rules.is_open(message.channel):
        error = "switched-off" if message.channel in senders else "not-set-up"
        if now >= message.send_after + GIVE_UP_AFTER:
            move(message, MessageState.FAILED, "gave_up", error=error)
        else:
            message.due_at, message.error = now + CLOSED_PAUSE, error
            message.save(update_fields=["due_at", "error"])
    elif message.is_quiet and (goes := _goes_at(message, rules, now)) > now:
        message.due_at = goes
        message.save(update_fields=["due_at"])
    else:
        return False
    return True


def _goes_at(message: Message, rules: Rules, now: datetime) -> datetime:
    return rules.goes_at(registry.find(message.kind), message.channel, now, message.expires_at)


def _tried(claim: _Claim, line: Connection) -> Outcome:
    try:
        parcel = _parcel(claim)
    except Unreadable:
        return Outcome("refused", "unreadable")

    handed = False

    def handing() -> None:
        nonlocal handed
        _note_handing(claim)
        handed = True

    try:
        return line.send(parcel, handing)
    except _Stop as stop:
        return Outcome("later", str(stop))
    except Exception as error:
        log.warning("message %d broke its sender", claim.message.pk, exc_info=True)
        return Outcome("unknown" if handed else "later", "broken", type(error).__name__)


@transaction.atomic
def _note_handing(claim: _Claim) -> None:
    """Store that the other side may have the message from now on. Raises _Stop when it must not get it."""
    now = clock.now()
    mine = Message.objects.select_for_update().filter(
        pk=claim.message.pk, state=MessageState.SENDING, try_number=claim.number
    )
    message = mine.first()
    if message is None:
        raise _Stop("stopped")
    if message.expires_at is not None and message.expires_at <= now:
        raise _Stop("too-late")
    mine.update(claimed_at=now)
    MessageTry.objects.filter(message=message, number=claim.number).update(handed_at=now)


@transaction.atomic
def _record(claim: _Claim, outcome: Outcome) -> str:
    """Store what came of a try, unless a report has said more meanwhile; the state of the message then."""
    now = clock.now()
    message = Message.objects.select_for_update().get(pk=claim.message.pk)
    MessageTry.objects.filter(message=message, number=claim.number, ended_at=None).update(
        ended_at=now,
        outcome=outcome.result,
        error=outcome.error,
        error_detail=kept_detail(outcome.detail),
    )
    if outcome.provider_id and not message.provider_id:
        message.provider_id = outcome.provider_id[:LONGEST_PROVIDER_ID]
        message.save(update_fields=["provider_id"])
    if message.state != MessageState.SENDING or message.try_number != claim.number:
        return message.state
    _settle(message, outcome, now)
    return message.state


def _settle(message: Message, outcome: Outcome, now: datetime) -> None:
    error, detail = outcome.error, outcome.detail
    if outcome.result == "accepted":
        move(message, MessageState.SENT, "sent")
    elif outcome.result == "refused":
        move(message, MessageState.FAILED, "refused", error=error, detail=detail)
    elif outcome.result == "unknown":
        move(message, MessageState.UNCERTAIN, "lost_sight", error=error, detail=detail)
    else:
        first = message.first_tried_at or now
        again = next_try(
            now=now, tries=message.tries, first=first, expires=message.expires_at, asked=outcome.after
        )
        if again is not None:
            move(message, MessageState.WAITING, "later", due_at=again, error=error, detail=detail)
        elif message.expires_at is not None and message.expires_at <= first + GIVE_UP_AFTER:
            move(message, MessageState.EXPIRED, "expired", error=error, detail=detail)
        else:
            move(message, MessageState.FAILED, "gave_up", error=error, detail=detail)


def settle_lost(*, lease: timedelta = LEASE) -> int:
    """Deal with messages whose worker has disappeared; how many. What was not handed over is tried again."""
    gone = Message.objects.filter(state=MessageState.SENDING, claimed_at__lte=clock.now() - lease)
    lost = list(gone.order_by("pk"))
    for message in lost:
        was_handed = MessageTry.objects.filter(
            message=message, number=message.try_number, handed_at__isnull=False
        ).exists()
        sender = ports.senders().get(message.channel)
        knows = sender is not None and sender.name == message.provider
        answer = sender.ask(reference_of(message)) if was_handed and sender is not None and knows else None
        _settle_lost(message.pk, message.try_number, was_handed=was_handed, answer=answer)
    return len(lost)


@transaction.atomic
def _settle_lost(message_id: int, number: int, *, was_handed: bool, answer: object) -> None:
    now = clock.now()
    message = (
        Message.objects.select_for_update()
        .filter(pk=message_id, state=MessageState.SENDING, try_number=number)
        .first()
    )
    this_try = MessageTry.objects.filter(message=message_id, number=number, ended_at=None)
    if message is None or this_try.filter(handed_at__isnull=was_handed).exists():
        return  # Somebody else was quicker, or the worker is alive after all.
    surely_not = not was_handed or answer == "never-seen"
    this_try.update(ended_at=now, outcome="later" if surely_not else "unknown", error="stopped")
    if surely_not:
        move(message, MessageState.WAITING, "interrupted", error="stopped", due_at=now)
    elif answer is None or not applied(message, answer):
        move(message, MessageState.UNCERTAIN, "lost_sight", error="stopped")


def reference_of(message: Message) -> str:
    """What the outside knows a message by: the same for every try, and another for every message anywhere."""
    words = f"{message.pk}:{message.reference}:{message.created_at.isoformat()}"
    return f"{message.pk}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _parcel(claim: _Claim) -> Parcel:
    message, row = claim.message, claim.rules.row
    attachment = None
    if message.attachment:
        attachment = Attachment(message.attachment_name, message.attachment_type, unseal(message.attachment))
    return Parcel(
        reference=reference_of(message),
        to=unseal(message.recipient),
        subject=unseal(message.subject),
        body=unseal(message.body),
        sender=row.sms_sender,
        reply_to=row.reply_to,
        language=message.language,
        callback=ports.callback(message.pk),
        attachment=attachment,
    )
