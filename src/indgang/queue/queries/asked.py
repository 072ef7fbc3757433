"""What people come for these weeks."""

from datetime import timedelta

from django.db.models import Count

from indgang.base import clock
from indgang.core.day import danish_date
from indgang.queue.models import Ticket

WEEKS = 4
# Fewer than so many are nobody's statistics.
LEAST = 10


def most_asked(*, limit: int) -> list[str]:
    """The codes of the tasks that most numbers were drawn for in the last four weeks, the most frequent first.

    Sensitive tasks and tasks that few came for are left out.
    """
    since = danish_date(clock.now()) - timedelta(weeks=WEEKS)
    rows = Ticket.objects.filter(day__gte=since, task__is_active=True, task__sensitive=False)
    counted = rows.values("task__code").annotate(times=Count("pk")).filter(times__gte=LEAST)
    return list(counted.order_by("-times", "task__code").values_list("task__code", flat=True)[:limit])
