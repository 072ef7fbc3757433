"""Remembering what a citizen was told about the wait, so that it can be held against the wait that came."""

from django.db.models import Q

from indgang.base import clock
from indgang.core.waiting import Wait
from indgang.queue.models import Ticket, TicketState


def note_told(*, secret: str, wait: Wait) -> None:
    """The holder of the ticket has been told this wait, counted from now. Only the first telling counts."""
    is_first = Q(secret=secret, state=TicketState.WAITING, told_at__isnull=True)
    Ticket.objects.filter(is_first).update(
        told_at=clock.now(), told_low=wait.low, told_middle=wait.middle, told_high=wait.high
    )
