"""Numbers from home whose holders are not here when their turn comes: passed by, kept a while, then gone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from indgang.queue.models import HomeRules, Ticket, TicketState
from indgang.queue.services.transitions import Verb, locked, move

KEPT_MINUTES = 15
ABSENT = Q(state=TicketState.WAITING, is_away=True)


def pass_by(*, site_id: int, ticket_ids: Sequence[int], now: datetime) -> None:
    """Begin the minutes for which these numbers keep their place; those that are counting already are left alone.

    Never waits for a ticket that another command holds: the next call passes it by again.
    """
    if not ticket_ids:
        return
    free = Ticket.objects.filter(ABSENT, pk__in=ticket_ids, place_kept_until__isnull=True).order_by("pk")
    found = list(free.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
    if not found:
        return
    minutes = HomeRules.objects.filter(site=site_id).values_list("kept_minutes", flat=True).first()
    until = now + timedelta(minutes=minutes or KEPT_MINUTES)
    for pk in found:
        move(locked(pk), Verb.OVERTAKE, now=now, facts={"minutes": minutes}, place_kept_until=until)


def lapse(now: datetime) -> int:
    """Close the numbers whose place was kept long enough; how many. Any number of processes may do it at once."""
    over = (
        Ticket.objects.filter(ABSENT, place_kept_until__lte=now).order_by("pk").values_list("pk", flat=True)
    )
    return sum(_lapse(pk, now) for pk in list(over))


@transaction.atomic
def _lapse(ticket_id: int, now: datetime) -> bool:
    ticket = locked(ticket_id)
    if ticket.state != TicketState.WAITING or not has_lapsed(ticket, now):
        return False
    move(ticket, Verb.LAPSE, now=now)
    return True


def has_lapsed(ticket: Ticket, now: datetime) -> bool:
    """Whether the number was passed by and its place is not kept any longer."""
    return ticket.is_away and ticket.place_kept_until is not None and ticket.place_kept_until <= now
