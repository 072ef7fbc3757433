"""Forgetting what identifies somebody when its time is over."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from indgang.base import clock
from indgang.messaging.models import Message, MessageEvent, MessageState, MessageTry, MessagingRules
from indgang.messaging.queries.rules import rules_of

OPEN = (MessageState.WAITING, MessageState.SENDING)


def erase_old() -> int:
    """Blank recipient and content of messages that were over longer ago than their municipality keeps them; how many.

    The rows stay, so that counts remain; what the other side answered may name the recipient and goes too.
    """
    now = clock.now()
    days = {row.municipality_id: row.erase_after_days for row in MessagingRules.objects.all()}
    usual = rules_of(None).row.erase_after_days
    over = ~Q(municipality__in=days) & Q(settled_at__lt=now - timedelta(days=usual))
    over |= Q(municipality__isnull=True, settled_at__lt=now - timedelta(days=usual))
    for municipality_id, kept in days.items():
        over |= Q(municipality=municipality_id, settled_at__lt=now - timedelta(days=kept))
    return blank(Message.objects.filter(over, erased_at=None))


def blank(messages: QuerySet[Message]) -> int:
    """Blank recipient and content of those that nobody sends any more; how many. Their rows stay."""
    now = clock.now()
    rows = list(messages.exclude(state__in=OPEN).values_list("pk", flat=True))
    for tables in (MessageTry, MessageEvent):
        tables.objects.filter(message__in=rows).update(error_detail="")
    return (
        Message.objects.filter(pk__in=rows)
        .exclude(state__in=OPEN)
        .update(
            recipient="", fingerprint="", subject="", body="", attachment="", error_detail="", erased_at=now
        )
    )
