"""Which windows a unit can promise now: pieces of its hours that its load leaves room in."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.errors import Invalid
from indgang.core.day import danish_date
from indgang.core.promises import Window, windows
from indgang.followup.models import OPEN_STATES, CallPromise
from indgang.organisation.queries.lifelines import lifeline_hours


def offered(lifeline_id: int, *, without: int = 0) -> list[Window]:
    """The windows that the unit can promise now, the soonest first; `without` is a callback that is being moved."""
    held = CallPromise.objects.filter(
        lifeline=lifeline_id,
        ended_at__isnull=True,
        window_to__gt=clock.now(),
        callback__follow_up__state__in=OPEN_STATES,
    ).exclude(callback=without)
    taken = Counter(held.values_list("window_from", flat=True))
    return windows(
        lifeline_hours(lifeline_id),
        clock.now(),
        taken,
        minutes=settings.CALLBACK_WINDOW_MINUTES,
        places=settings.CALLBACK_PLACES,
    )


def chosen(lifeline_id: int, start: datetime | None, *, without: int = 0) -> Window:
    """The offered window that begins at `start`. Raises Invalid when it is full, over or was never one."""
    if start is None:
        raise Invalid(_("Choose when the unit phones."), field="window")
    found = next((one for one in offered(lifeline_id, without=without) if one.start == start), None)
    if found is None:
        raise Invalid(_("That time has just been taken or is too near. Choose another one."), field="window")
    return found


def by_day(found: Iterable[Window]) -> list[tuple[date, list[Window]]]:
    """Windows under their Danish days."""
    return [(day, list(group)) for day, group in groupby(found, key=lambda one: danish_date(one.start))]
