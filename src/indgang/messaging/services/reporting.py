"""What a provider tells afterwards. The same report twice is one, and none moves a message backwards."""

from collections.abc import Mapping

from django.db import transaction

from indgang.base.errors import Invalid
from indgang.messaging.errors import MessageNotFound
from indgang.messaging.events import move
from indgang.messaging.models import Message, MessageState
from indgang.messaging.ports import Report, ports

# From which states a report leads on. A message that waits to be sent again may turn out to have arrived.
LEADS_ON: Mapping[str, frozenset[str]] = {
    MessageState.SENT: frozenset({"sending", "uncertain"}),
    MessageState.FAILED: frozenset({"sending", "uncertain", "sent"}),
    MessageState.DELIVERED: frozenset({"sending", "uncertain", "sent", "failed", "waiting"}),
}


def applied(message: Message, report: object) -> bool:
    """Bring a message, whose row the caller has locked, to where a report says it is; whether that led on."""
    if not isinstance(report, Report) or message.try_number == 0:
        return False
    state = MessageState(report.state)
    if message.state not in LEADS_ON[state]:
        return False
    if report.provider_id and not message.provider_id:
        message.provider_id = report.provider_id[:120]
    move(message, state, "reported", error=report.error, detail=report.detail)
    return True


@transaction.atomic
def take_report(*, message_id: int, query: Mapping[str, str], body: bytes) -> bool:
    """Take a provider's call about a message; whether it told something new.

    Whoever calls this has seen that the address was signed by us. Raises MessageNotFound, Invalid for a call that
    makes no sense.
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise MessageNotFound
    reader = ports.reader(message.provider)
    if reader is None:
        return False
    try:
        report = reader(query, body)
    except ValueError as error:
        raise Invalid(str(error)) from error
    return report is not None and applied(message, report)
