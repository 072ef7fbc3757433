"""The alarm before a promise is broken: the unit, then its deputy, then the managers."""

from datetime import timedelta

from django.db import transaction

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, require
from indgang.core.due import open_minutes_left, warns_at
from indgang.core.hours import OpeningHours
from indgang.followup import notices, units
from indgang.followup.holding import tell, write
from indgang.followup.models import Alarm, EventKind, FollowUp, FollowUpKind, FollowUpState
from indgang.organisation.queries.lifelines import lifeline_hours

LOOK_AHEAD = timedelta(days=21)
WITH_THE_UNIT = (FollowUpState.WAITING, FollowUpState.ACCEPTED)


def escalate(*, actor: Actor = SYSTEM) -> int:
    """Raise the alarm for handovers that near their due time; how many. Again changes nothing.

    The unit is warned when a quarter of the open time is left; its deputy when half of that is left; the managers
    when the time is over. Each step is one transaction: a worker that is killed loses none.
    """
    require(actor, "followup.escalate")
    now = clock.now()
    rows = FollowUp.objects.filter(
        kind=FollowUpKind.HANDOVER,
        state__in=WITH_THE_UNIT,
        alarm__lt=Alarm.MANAGERS,
        due_at__lt=now + LOOK_AHEAD,
    )
    hours: dict[int, OpeningHours] = {}
    return sum(_raised(actor, pk, hours) for pk in rows.order_by("due_at").values_list("pk", flat=True))


def alarm_now(row: FollowUp, hours: OpeningHours) -> Alarm:
    """How far the alarm should have gone by now."""
    now = clock.now()
    if row.due_at is None or row.sent_at is None:
        return Alarm.QUIET
    if now >= row.due_at:
        return Alarm.MANAGERS
    left, warning = open_minutes_left(hours, now, row.due_at), warns_at(hours, row.sent_at, row.due_at)
    if left > warning:
        return Alarm.QUIET
    return Alarm.DEPUTY if left * 2 <= warning else Alarm.UNIT


@transaction.atomic
def _raised(actor: Actor, pk: int, hours: dict[int, OpeningHours]) -> bool:
    row = (
        FollowUp.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("site", "lifeline")
        .filter(pk=pk, state__in=WITH_THE_UNIT)
        .first()
    )
    if row is None or row.lifeline_id is None:
        return False
    if row.lifeline_id not in hours:
        hours[row.lifeline_id] = lifeline_hours(row.lifeline_id)
    level = alarm_now(row, hours[row.lifeline_id])
    if level <= row.alarm:
        return False
    row.alarm = level
    row.warned_at = clock.now()
    write(row, actor, EventKind.WARNED, level=int(level))
    deputies = units.deputies_of(row.lifeline_id) if level >= Alarm.DEPUTY else []
    for unit in [row.lifeline_id, *deputies[:1]]:
        notices.alarm(row, unit, level)
    tell(row)
    return True
