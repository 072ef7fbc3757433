"""What the demo's front page shows of the Magion: who sits where, whom they serve, who waits."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from indgang.organisation.models import Desk, Site
from indgang.organisation.queries import desks_of, find_site
from indgang.queue.queries.site import DeskView, queue_of

DOTS = 14
DOTS_IN_A_ROW = 7


@dataclass(frozen=True)
class DeskOnPlan:
    """A desk as the plan shows it; `number` is empty when nobody is there."""

    label: str
    kind: str
    officer: str
    simulated: bool
    number: str
    serving: bool
    href: str


@dataclass(frozen=True)
class LaneOnPlan:
    """A lane as the plan shows it: how many wait, and a place for each of the first."""

    letter: str
    name: str
    waiting: int
    dots: list[tuple[int, int]]
    more: int


@dataclass(frozen=True)
class Place:
    """The demo's main site now. Desks by slug with underscores, so that a template can name them."""

    site: Site
    desks: dict[str, DeskOnPlan]
    lanes: list[LaneOnPlan]


def place() -> Place:
    """The demo's main site as it is now."""
    site = find_site(settings.DEMO_PLAN_SITE)
    queue = queue_of(site)
    open_desks = {desk.slug: desk for desk in queue.desks}
    desks = {
        desk.slug.replace("-", "_"): _desk(site, desk, open_desks.get(desk.slug)) for desk in desks_of(site)
    }
    return Place(site, desks, [_lane(lane.letter, lane.name, lane.waiting) for lane in queue.lanes])


def _lane(letter: str, name: str, waiting: int) -> LaneOnPlan:
    places = [
        (12 + 25 * (dot % DOTS_IN_A_ROW), 24 + 27 * (dot // DOTS_IN_A_ROW))
        for dot in range(min(waiting, DOTS))
    ]
    return LaneOnPlan(letter, name, waiting, places, max(0, waiting - DOTS))


def _desk(site: Site, desk: Desk, view: DeskView | None) -> DeskOnPlan:
    ticket = view.ticket if view else None
    return DeskOnPlan(
        label=desk.label,
        kind=desk.kind,
        officer=view.officer if view else "",
        simulated=bool(view and view.is_simulated),
        number=ticket.label if ticket else "",
        serving=bool(ticket and ticket.state == "serving"),
        href=reverse("desk:desk", args=[site.slug, desk.slug]),
    )


def cast() -> list[dict[str, Any]]:
    """The cast in the language of the page: name, username, role, what to try and the door."""
    language = "en" if (get_language() or "da").startswith("en") else "da"
    return [{**member, **member[language]} for member in settings.DEMO_CAST]
