"""Learning from the waits that were told and those that came, for the next that are told."""

from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction

from indgang.base import clock
from indgang.core.correcting import NONE, Came, Correction, correction
from indgang.core.day import danish_date
from indgang.queue.models import Ticket, WaitCorrection
from indgang.queue.queries.history import Told, told_between

DAYS = 60


@transaction.atomic
def correct_waits() -> int:
    """Learn from the last 60 Danish days before today what to correct by from today on; how many sites had any."""
    today = danish_date(clock.now())
    first = today - timedelta(days=DAYS)
    WaitCorrection.objects.filter(day__lt=first - timedelta(days=DAYS)).delete()
    in_force = _in_force()
    came: defaultdict[int, list[Came]] = defaultdict(list)
    sites = Ticket.objects.filter(day__gte=first, told_at__isnull=False).values_list("site", flat=True)
    for site, day, told in told_between(first, today - timedelta(days=1), sites.distinct()):
        came[site].append(_uncorrected(told, day, in_force.get(site, [])))
    for site, cases in came.items():
        found = correction(cases)
        learnt = {name: getattr(found, name) for name in ("low", "middle", "high", "count", "days")}
        WaitCorrection.objects.update_or_create(site_id=site, day=today, defaults=learnt)
    WaitCorrection.objects.filter(day=today).exclude(site__in=came).delete()
    return len(came)


def _in_force() -> dict[int, list[tuple[date, Correction]]]:
    """By site, from which day on which correction; the oldest first."""
    found: dict[int, list[tuple[date, Correction]]] = {}
    for row in WaitCorrection.objects.order_by("day"):
        found.setdefault(row.site_id, []).append((row.day, Correction(row.low, row.middle, row.high)))
    return found


def _uncorrected(told: Told, day: date, in_force: list[tuple[date, Correction]]) -> Came:
    place = bisect_right(in_force, day, key=lambda one: one[0])
    used = in_force[place - 1][1] if place else NONE
    return Came(day.toordinal(), *used.undone(told.low, told.middle, told.high), told.came)
