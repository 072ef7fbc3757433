"""The alarm before a promised call is broken: the unit, then its deputy, then the managers."""

from datetime import timedelta

from django.db import transaction

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.core.promises import alarm_level
from indgang.followup import notices, units
from indgang.followup.callback_queries import facts_of
from indgang.followup.holding import write
from indgang.followup.models import Alarm, CallPromise, EventKind, FollowUp, FollowUpState

WITH_THE_UNIT = (FollowUpState.WAITING, FollowUpState.ACCEPTED)
LOOK_AHEAD = timedelta(hours=12)


def alarm_calls(*, actor: Actor) -> int:
    """Raise the alarm for promised calls whose time runs out; how many. Safe to run at any time, anywhere.

    Needs "followup.escalate". Each step is one transaction: a worker that is killed loses none.
    """
    require(actor, "followup.escalate")
    rows = CallPromise.objects.filter(
        ended_at__isnull=True,
        window_from__lt=clock.now() + LOOK_AHEAD,
        callback__follow_up__state__in=WITH_THE_UNIT,
        callback__follow_up__alarm__lt=Alarm.MANAGERS,
    )
    pks = rows.order_by("window_to").values_list("callback__follow_up", flat=True)
    return sum(_raised(actor, pk) for pk in list(pks))


@transaction.atomic
def _raised(actor: Actor, pk: int) -> bool:
    row = (
        FollowUp.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("site", "lifeline", "callback")
        .filter(pk=pk, state__in=WITH_THE_UNIT)
        .first()
    )
    if row is None or row.lifeline_id is None:
        return False
    promises, attempts = facts_of(row.callback)
    holds = next(one for one in promises if one.ended_at is None)
    level = alarm_level(holds, attempts, clock.now(), is_taken=row.owner_id is not None)
    if level <= row.alarm:
        return False
    row.alarm = level
    row.warned_at = row.warned_at or clock.now()
    write(row, actor, EventKind.WARNED, level=level)
    deputies = units.deputies_of(row.lifeline_id) if level >= Alarm.DEPUTY else []
    for unit in [row.lifeline_id, *deputies[:1]]:
        notices.alarm(row, unit, level)
    return True
