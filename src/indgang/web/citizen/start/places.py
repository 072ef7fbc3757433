"""Where somebody is there to help, now and next, and how long the wait is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indgang.base.errors import DomainError
from indgang.catalogue.queries import places_of
from indgang.core.reach import Reach
from indgang.core.waiting import Wait
from indgang.organisation.models import HoursKind, Site
from indgang.organisation.queries import OpeningState, active_sites, hours_by_site, states_now
from indgang.queue.queries import LaneWait, sites_with_home_numbers, wait_at, waits_now

NEVER = datetime.max.replace(tzinfo=UTC)
STAFFED = (HoursKind.CITIZEN_SERVICE, HoursKind.LIBRARY)
# The ladder of reach as a citizen understands it.
HELP: dict[Reach, str | Promise] = {
    Reach.INFORM: _("We tell you how to do it."),
    Reach.GUIDE: _("We help you do it yourself."),
    Reach.RECEIVE: _("You can hand it in here."),
    Reach.PREPARE: _("We take care of your case with you."),
    Reach.DECIDE: _("You can have it done here."),
}


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """A place now; `lane` is None when no number can be had. `until` is when it closes or opens next (UTC), None when
    it is not known; `help` says in plain words how far a task is taken there, empty when none was asked about. `take`
    leads to a number for who is there, `home` to one that is taken at home; each is empty when there is none to be had.
    `longer` is the wait of those whose errand must wait much longer, when no task was asked about.
    """

    site: Site
    is_open: bool
    until: datetime | None
    lane: LaneWait | None
    longer: Wait | None = None
    help: str | Promise = ""
    take: str = ""
    home: str = ""

    @property
    def wait(self) -> Wait | None:
        """How long it takes; None when nobody can say."""
        return self.lane.wait if self.lane else None


def places_now(task_code: str = "", task_id: int | None = None) -> list[PlaceNow]:
    """The places (with a task: that offer it), the open ones first, then by when they open."""
    reaches = {place.site_id: place.reach for place in places_of(task_id)} if task_id is not None else {}
    sites = active_sites() if task_id is None else [site for site in active_sites() if site.pk in reaches]
    hours = hours_by_site(sites)
    home = sites_with_home_numbers()
    found = []
    for site in sites:
        address = reverse("citizen:home", args=[site.slug]) if site.pk in home else ""
        place = _place(site, states_now(hours[site.pk]), task_code, reaches.get(site.pk), address)
        found += [place] if place else []
    return sorted(found, key=_soonest)


def open_now() -> list[PlaceNow]:
    """The places that are open now."""
    return [place for place in places_now() if place.is_open]


def _soonest(place: PlaceNow) -> tuple[bool, datetime]:
    return not place.is_open, NEVER if place.is_open or place.until is None else place.until


def _place(
    site: Site, today: Sequence[OpeningState], task_code: str, reach: Reach | None, home: str
) -> PlaceNow | None:
    """The place now; None for one that is never staffed."""
    states = [state for state in today if state.kind in STAFFED]
    if not states:
        return None
    is_open, until = _staffed(states)
    lane = _wait(site, task_code) if is_open else None
    longer = waits_now(site).longer if is_open and not task_code else None
    help_words = HELP.get(reach, "") if reach else ""
    return PlaceNow(site, is_open, until, lane, longer, help_words, _take(site, is_open), home)


def _staffed(states: Sequence[OpeningState]) -> tuple[bool, datetime | None]:
    """Whether anybody is there, and until when; citizen service counts before the library's own hours."""
    for kind in STAFFED:
        for state in states:
            if state.kind == kind and state.is_open:
                return True, state.until
    return False, min((state.until for state in states if state.until), default=None)


def _wait(site: Site, task_code: str) -> LaneWait | None:
    """What somebody would meet who takes a number now; None when no number can be had."""
    try:
        return wait_at(site, task_code=task_code or None)
    except DomainError:
        return None


def _take(site: Site, is_open: bool) -> str:
    """Where one takes a number on one's own phone."""
    if not is_open or not {"*", site.slug} & set(settings.PHONE_TICKETS):
        return ""
    return reverse("citizen:new", args=[site.slug])
