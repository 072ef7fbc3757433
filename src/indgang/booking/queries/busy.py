"""When people are busy: by their own calendar elsewhere, and by the appointments they have here."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from indgang.base import clock
from indgang.booking.models import Allocation, BusyTime, CalendarLink

Spans = list[tuple[datetime, datetime]]


def busy_people(person_ids: Collection[int], since: datetime, until: datetime) -> dict[int, Spans]:
    """The busy times between two moments (UTC) of each person whose calendar is read, in three queries.

    Somebody without a calendar is among them only while an appointment goes on: between appointments nobody knows.
    """
    span = DateTimeTZRange(since, until, "[)")
    linked = CalendarLink.objects.filter(resource__person__in=person_ids, reads=True, read_at__isnull=False)
    found: dict[int, Spans] = {one: [] for one in linked.values_list("resource__person", flat=True)}
    own = BusyTime.objects.filter(link__resource__person__in=list(found), period__overlap=span)
    for person_id, period in own.values_list("link__resource__person", "period"):
        found[person_id].append((period.lower, period.upper))
    here: defaultdict[int, Spans] = defaultdict(list)
    taken = Allocation.objects.filter(
        Q(held_until__isnull=True) | Q(held_until__gt=clock.now()),
        resource__person__in=person_ids,
        period__overlap=span,
    )
    for person_id, period in taken.values_list("resource__person", "period"):
        here[person_id].append((period.lower, period.upper))
    for person_id, spans in here.items():
        if person_id in found or any(start <= since < end for start, end in spans):
            found.setdefault(person_id, []).extend(spans)
    return found
