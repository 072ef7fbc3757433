"""Where an errand can be booked by a citizen, and how soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from indgang.base import clock
from indgang.booking.calendar import rules_of
from indgang.booking.errands import Wanted, errand_of
from indgang.booking.errors import NotBookable
from indgang.booking.models import EarlierWish, WishState
from indgang.booking.queries.answers import MOST_DAYS, FreeTime
from indgang.booking.queries.appointments import AppointmentView, view_of
from indgang.booking.queries.free import free_slots, opens_for_public
from indgang.core.day import danish_date
from indgang.organisation.queries import active_sites

if TYPE_CHECKING:
    from indgang.organisation.models import Site


@dataclass(frozen=True, slots=True)
class PlaceToBook:
    """A site that takes the errand; `first` is its first free time, None when nothing is free so far ahead."""

    site: "Site"
    minutes: int
    first: FreeTime | None


@dataclass(frozen=True, slots=True)
class WishView:
    """What somebody waits for; `offer` is the time that is kept for them until its `held_until`, `gone` one still ahead
    that was kept for them and is not any more."""

    state: str
    from_day: date
    offer: AppointmentView | None
    gone: datetime | None


def places_to_book(tasks: Sequence[Wanted]) -> list[PlaceToBook]:
    """The sites that take the errand, the one with the first free time first. Raises TaskNotFound, Invalid."""
    found = [place for site in active_sites() if (place := _place(site, tasks)) is not None]
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda place: place.first.start if place.first else never)


def first_free(site: "Site", tasks: Sequence[Wanted], *, skills: Sequence[str] = ()) -> FreeTime | None:
    """The first time that a citizen can book there; None when nothing is free as far ahead as one may book."""
    today = danish_date(clock.now())
    free = free_slots(site=site, tasks=tasks, from_=today, to=last_day(site), public=True, skills=skills)
    return free[0] if free else None


def last_day(site: "Site") -> date:
    """The last Danish day that a citizen can book there, and that can be asked about at once."""
    return danish_date(clock.now()) + timedelta(days=min(rules_of(site).horizon_days, MOST_DAYS - 1))


def wish_of(view: AppointmentView) -> WishView | None:
    """What its holder waits for, if anything; an offer that has run out is none."""
    row = (
        EarlierWish.objects.filter(appointment=view.id)
        .select_related("offer__site", "offer__resource__desk", "offer__resource__person", "offer__desk")
        .first()
    )
    if row is None:
        return None
    now = clock.now()
    offered = view_of(row.offer) if row.offer and row.state == WishState.OFFERED else None
    if offered and offered.held_until and offered.held_until > now:
        return WishView(row.state, row.from_day, offered, None)
    was = offered.start if offered else row.refused[-1] if row.refused else None
    state = WishState.WAITING if row.state == WishState.OFFERED else row.state
    is_missed = was is not None and state != WishState.TAKEN and now < was < view.start
    return WishView(state, row.from_day, None, was if is_missed else None)


def _place(site: "Site", tasks: Sequence[Wanted]) -> PlaceToBook | None:
    try:
        errand = errand_of(site, tasks)
        if not opens_for_public(site, errand):
            return None
        return PlaceToBook(site, errand.minutes, first_free(site, tasks))
    except NotBookable:
        return None
