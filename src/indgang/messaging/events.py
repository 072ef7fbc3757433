"""Writing down what happened to a message; callers hold the transaction."""

from datetime import datetime

from indgang.base import clock, live
from indgang.base.access import SYSTEM, Actor
from indgang.core.phone import without_recipients
from indgang.messaging.models import Message, MessageEvent, MessageState

OPEN = (MessageState.WAITING, MessageState.SENDING)
LONGEST_DETAIL = 300


def kept_detail(detail: str) -> str:
    """What a server answered, as it is stored: it may name the recipient, who is stored sealed only."""
    return without_recipients(detail)[:LONGEST_DETAIL]


def move(
    message: Message,
    state: MessageState,
    action: str,
    *,
    actor: Actor = SYSTEM,
    error: str = "",
    detail: str = "",
    due_at: datetime | None = None,
) -> None:
    """Bring a message, whose row the caller has locked, into a state, and tell the pages that show it."""
    now = clock.now()
    message.state = state
    message.claimed_at = now if state == MessageState.SENDING else None
    message.settled_at = None if state in OPEN else now
    message.error, message.error_detail = error, kept_detail(detail)
    message.due_at = due_at or message.due_at
    message.save()
    note(message, action, actor=actor)
    if state in {MessageState.FAILED, MessageState.UNCERTAIN}:
        live.publish(message.site_id, "messages", kind=str(state))


def note(message: Message, action: str, *, actor: Actor = SYSTEM) -> None:
    """Write an event with the state and error that the message has now."""
    MessageEvent.objects.create(
        message=message,
        at=clock.now(),
        state=message.state,
        action=action,
        error=message.error,
        error_detail=message.error_detail,
        actor_kind=actor.kind,
        actor_id=actor.id,
    )
