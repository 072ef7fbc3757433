"""Learning from what has happened: how long services take at each site, and how many do not come."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.db import transaction

from indgang.base import clock
from indgang.core.day import danish_date
from indgang.core.service_times import Measured
from indgang.queue.models import MeasuredService, MeasuredSite, TicketState
from indgang.queue.queries.history import facts_of_day

DAYS = 60
# A shorter service is a number that was called and put away, not an errand.
LEAST_SECONDS = 10
A_MINUTE = 60


@transaction.atomic
def measure_services() -> int:
    """Measure the services of the last 60 Danish days before today anew; how many there were.

    What somebody registered by mistake weighs little among many; times that are not certain are left out.
    """
    minutes: defaultdict[tuple[int, int | None], list[float]] = defaultdict(list)
    called: Counter[int] = Counter()
    missed: Counter[int] = Counter()
    today = danish_date(clock.now())
    for back in range(1, DAYS + 1):
        for fact in facts_of_day(today - timedelta(days=back)):
            if fact.call_count:
                called[fact.site_id] += 1
                missed[fact.site_id] += fact.state == TicketState.NO_SHOW
            if fact.served_seconds is not None and fact.served_seconds >= LEAST_SECONDS:
                minutes[fact.site_id, fact.task_id].append(fact.served_seconds / A_MINUTE)
    MeasuredService.objects.all().delete()
    MeasuredSite.objects.all().delete()
    MeasuredService.objects.bulk_create(_row(*key, Measured.of(times)) for key, times in minutes.items())
    MeasuredSite.objects.bulk_create(
        MeasuredSite(site_id=site, called=count, no_shows=missed[site]) for site, count in called.items()
    )
    return sum(map(len, minutes.values()))


def _row(site: int, task: int | None, found: Measured) -> MeasuredService:
    return MeasuredService(
        site_id=site, task_id=task, count=found.count, centre=found.centre, variance=found.variance
    )
