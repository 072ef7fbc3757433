"""Handing decided cases to the case system: nothing is lost when a worker is killed, and nothing counts twice.

1. A row whose time has come is claimed in one transaction, so that two workers never have the same in hand.
2. The case is handed over outside of any transaction, with the key that it has had from the start.
3. What came of it is written in another. A worker that was killed in between leaves a claim that runs out; the next
   try has the same key, and the case system answers as it did the first time.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, require
from indgang.base.errors import NotFound
from indgang.base.sealing import Unreadable
from indgang.followup.holding import write
from indgang.followup.models import CaseDelivery, DeliveryState, EventKind, FollowUp
from indgang.followup.parcels import parcel_of
from indgang.followup.ports import CaseSystem, Delivered, ports

CLAIM_HOLDS = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 60
LONGEST_ERROR = 300
log = logging.getLogger(__name__)


def deliver_cases(*, actor: Actor = SYSTEM) -> int:
    """Hand over every case whose time has come; how many the case system took. Without one they wait."""
    require(actor, "followup.escalate")
    system = ports.case_system()
    if system is None:
        return 0
    done = 0
    while (claimed := _claim()) is not None:
        done += _deliver(system, claimed)
    return done


@transaction.atomic
def try_again(*, actor: Actor, code: str) -> CaseDelivery:
    """Try a delivery that was given up, or waits, again at once. Raises NotFound, NotAllowed."""
    require(actor, "followup.deliveries")
    row = CaseDelivery.objects.select_for_update(of=("self",)).filter(follow_up__code=code).first()
    if row is None:
        raise NotFound(facts={"code": code})
    if row.state != DeliveryState.DELIVERED:
        row.state, row.due_at, row.claimed_at, row.tries = DeliveryState.WAITING, clock.now(), None, 0
        row.save()
        ports.deliver_soon()
    return row


@transaction.atomic
def _claim() -> CaseDelivery | None:
    now = clock.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_HOLDS)
    rows = CaseDelivery.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.filter(free, state=DeliveryState.WAITING, due_at__lte=now).order_by("due_at", "pk").first()
    if row is not None:
        row.claimed_at = now
        row.tries += 1
        row.save()
    return row


def _deliver(system: CaseSystem, claimed: CaseDelivery) -> bool:
    try:
        outcome = system.deliver(parcel_of(claimed))
    except Unreadable:
        outcome = Delivered("refused", error="sealed with a key that is gone")
    except Exception as error:
        log.exception("case %s", claimed.pk)
        outcome = Delivered("later", error=type(error).__name__)
    return _settle(claimed, outcome)


@transaction.atomic
def _settle(claimed: CaseDelivery, outcome: Delivered) -> bool:
    row = CaseDelivery.objects.select_for_update(of=("self",)).get(pk=claimed.pk)
    if row.state == DeliveryState.DELIVERED or row.claimed_at != claimed.claimed_at:
        return False
    row.claimed_at = None
    row.error = outcome.error[:LONGEST_ERROR]
    if outcome.result == "accepted":
        row.state, row.delivered_at, row.journal = DeliveryState.DELIVERED, clock.now(), outcome.journal[:80]
        row.save()
        follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=row.follow_up_id)
        write(follow_up, SYSTEM, EventKind.DELIVERED, journal=row.journal)
        return True
    if outcome.result == "refused" or row.tries >= MOST_TRIES:
        row.state = DeliveryState.FAILED
    row.due_at = _next(row.tries)
    row.save()
    return False


def _next(tries: int) -> datetime:
    return clock.now() + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries - 1, 12))
