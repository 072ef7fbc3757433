"""A place as it is now: what is open, how long the wait is, what one can do about it from home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from indgang.base import clock
from indgang.core.changes import Change, changes
from indgang.core.day import danish_date
from indgang.core.folding import danish_sort_key
from indgang.core.hours import OpeningHours
from indgang.core.waiting import Wait
from indgang.organisation.models import HoursKind, Site
from indgang.organisation.queries import OpeningState, active_sites, hours_by_site, states_now
from indgang.queue.queries import LaneWait, waits_now
from indgang.ui.hours.week import ORDER

BOOK = "/book/"
SOON_DAYS = 6 * 7
NEAR_DAYS = 14
STAFFED = (HoursKind.CITIZEN_SERVICE, HoursKind.LIBRARY)


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """`lane` is what somebody meets who takes a number now, None when nobody is there or none are given;
    `longer` is the wait of those whose errand must wait much longer; `takes_numbers` and `books` say what can be done
    from here.
    """

    site: Site
    hours: OpeningHours
    states: list[OpeningState]
    soon: list[Change]
    lane: LaneWait | None
    longer: Wait | None
    takes_numbers: bool
    books: bool

    @property
    def wait(self) -> Wait | None:
        """How long it takes; None when nobody can say, or nobody is there."""
        return self.lane.wait if self.lane else None

    @property
    def open_states(self) -> list[OpeningState]:
        """What is open now."""
        return [state for state in self.states if state.is_open]

    @property
    def is_staffed(self) -> bool:
        """Whether somebody is there to meet the public."""
        return any(state.is_open and state.kind in STAFFED for state in self.states)

    @property
    def mood(self) -> str:
        """How open it is, for the eye: staffed, alone, closed."""
        if self.is_staffed:
            return "staffed"
        return "alone" if self.open_states else "closed"

    @property
    def next_days(self) -> list[Change]:
        """The first thing that is different, when it is within a fortnight."""
        until = danish_date(clock.now()) + timedelta(days=NEAR_DAYS)
        return [one for one in self.soon[:1] if one.first <= until]

    @property
    def book_address(self) -> str:
        """Where a time is booked."""
        return f"{BOOK}?site={self.site.slug}"

    @property
    def rank(self) -> tuple[Any, ...]:
        """Those first where one meets citizen service now, then a librarian, then an open door; else by name."""
        kinds = {state.kind for state in self.open_states}
        order = next((place for place, kind in enumerate(ORDER) if kind in kinds), len(ORDER))
        return order, danish_sort_key(self.site.name)


def places_now(sites: Sequence[Site] | None = None) -> list[PlaceNow]:
    """The places (default: all in use), the most open first."""
    wanted = active_sites() if sites is None else list(sites)
    hours = hours_by_site(wanted)
    return sorted((_place(site, hours[site.pk]) for site in wanted), key=lambda place: place.rank)


def place_now(site: Site) -> PlaceNow:
    """One place."""
    return places_now([site])[0]


def page_of(site: Site) -> str:
    """The whole address of the place's page, for what leaves this server."""
    return settings.PUBLIC_URL + reverse("places:site", args=[site.slug])


def _place(site: Site, hours: OpeningHours) -> PlaceNow:
    states = sorted(states_now(hours), key=lambda state: ORDER.index(state.kind))
    is_staffed = any(state.is_open and state.kind in STAFFED for state in states)
    waits = waits_now(site) if is_staffed else None
    lane = waits.usual if waits else None
    today = danish_date(clock.now())
    return PlaceNow(
        site=site,
        hours=hours,
        states=states,
        soon=[one for one in changes(hours, today, SOON_DAYS) if one.last >= today],
        lane=lane,
        longer=waits.longer if waits else None,
        takes_numbers=lane is not None and bool({"*", site.slug} & set(settings.PHONE_TICKETS)),
        books=_can_book(),
    )


def _can_book() -> bool:
    try:
        resolve(BOOK)
    except Resolver404:
        return False
    return True
