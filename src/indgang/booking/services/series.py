"""Several appointments at once: the same weekday and clock time every so many weeks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.booking import notices
from indgang.booking.calendar import candidates_for, rules_of
from indgang.booking.errands import Wanted, errand_of
from indgang.booking.errors import NotFree
from indgang.booking.models import Channel
from indgang.booking.queries import AppointmentView, view_of
from indgang.booking.services import holders
from indgang.booking.services.booking import Request, place
from indgang.booking.services.holders import Contact
from indgang.booking.services.placing import lock_candidates, settled
from indgang.core.day import danish_time, opening_instant

if TYPE_CHECKING:
    from indgang.organisation.models import Site

MOST = 26


@settled
def book_series(
    *,
    actor: Actor,
    site: "Site",
    tasks: Sequence[Wanted],
    start: datetime,
    times: int,
    every_weeks: int = 1,
    contact: Contact | None = None,
    language: str = "da",
    serving: int = 0,
) -> list[AppointmentView]:
    """Book `times` appointments (2 to 26), each `every_weeks` (1 to 8) weeks after the last, at the same Danish
    clock time; all of them, or none. Whoever left an address is told of all in one message.

    Raises NotFree with every taken start in `facts["taken"]` (ISO, UTC), else like `book`.
    """
    require(actor, "booking.book", site.pk)
    if not 2 <= times <= MOST or not 1 <= every_weeks <= 8:
        raise Invalid(_("A series has 2 to 26 appointments, 1 to 8 weeks apart."), field="times")
    known = holders.cleaned(contact, needs_address=False) if contact else None
    errand = errand_of(site, tasks)
    starts = weekly(start, times, every_weeks)
    candidates = candidates_for(site, errand).only(serving)
    locked = lock_candidates(candidates, errand, starts[0], until=starts[-1])
    series, rows, taken = uuid4(), [], []
    for at in starts:
        request = Request(
            site, tuple(tasks), at, language, channel=Channel.DESK, series=series, serving=serving
        )
        try:
            rows.append(place(actor, request, errand=errand, candidates=locked.candidates, held_until=None))
        except NotFree:
            taken.append(at.isoformat())
    if taken:
        raise NotFree(_("Not all of the series is free."), facts={"taken": taken})
    if known is not None:
        for row in rows:
            holders.keep(row, known, rules_of(site).keep_days)
        notices.booked_together(rows)
    return [view_of(row) for row in rows]


def weekly(start: datetime, times: int, every_weeks: int) -> list[datetime]:
    """`times` moments from `start` on, every so many weeks at the same Danish clock time, in UTC."""
    local = danish_time(start)
    dates = [local.date() + timedelta(weeks=every_weeks * turn) for turn in range(times)]
    return [start, *(opening_instant(day, local.time()) for day in dates[1:])]
