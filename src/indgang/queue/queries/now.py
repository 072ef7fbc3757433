"""The waits of a site now: for each lane what somebody would meet who took a number, and why it cannot be said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from indgang.base import clock
from indgang.core.calling import WaitingTicket
from indgang.core.waiting import Wait
from indgang.organisation.models import Site
from indgang.queue.queries.forecast import NEWCOMER, Scene, scene_of


class Unknown(StrEnum):
    """Why a wait cannot be told: nobody has a desk open at the site, all who have are away from it, or none of them
    serves the lane.
    """

    NO_DESK = "no_desk"
    PAUSED = "paused"
    NOT_SERVED = "not_served"


@dataclass(frozen=True, slots=True)
class LaneWait:
    """A lane as somebody meets it who takes a number now.

    `waiting` are all who wait in it, `open_desks` those that serve it and are not paused. `wait` is None when
    nobody can say, and then `unknown` is why.
    """

    letter: str
    name: str
    desk_kind: str
    is_default: bool
    waiting: int
    open_desks: int
    wait: Wait | None
    unknown: Unknown | None


@dataclass(frozen=True, slots=True)
class WaitsNow:
    """The lanes of a site that give numbers, by letter, at `at` (UTC)."""

    site_id: int
    at: datetime
    lanes: list[LaneWait]

    @property
    def usual(self) -> LaneWait | None:
        """The lane of somebody without a wish; None at a site that gives no numbers."""
        return next((lane for lane in self.lanes if lane.is_default), next(iter(self.lanes), None))

    def of(self, letter: str) -> LaneWait | None:
        """The lane with this letter; None when the site has it not."""
        return next((lane for lane in self.lanes if lane.letter == letter), None)


def waits_now(site: Site) -> WaitsNow:
    """Every lane of the site now, by one reading of the queue."""
    now = clock.now()
    scene = scene_of(site, now)
    return WaitsNow(site.pk, now, [_lane(scene, pk) for pk, one in scene.series.items() if one.is_active])


def _lane(scene: Scene, pk: int) -> LaneWait:
    lane = scene.series[pk]
    newcomer = WaitingTicket(id=NEWCOMER, lane=lane.letter, number="", arrived_at=scene.now)
    serving = sum(desk.can_serve(newcomer) for desk in scene.desks)
    wait = scene.wait_of_newcomer(newcomer) if serving else None
    return LaneWait(
        letter=lane.letter,
        name=lane.name,
        desk_kind=lane.desk_kind,
        is_default=lane.is_default,
        waiting=sum(one.lane == lane.letter for one in scene.waiting),
        open_desks=serving,
        wait=wait,
        unknown=None if wait is not None else unknown_at(scene),
    )


def unknown_at(scene: Scene) -> Unknown:
    """Why somebody whom no open desk serves cannot be told a wait."""
    if scene.desks:
        return Unknown.NOT_SERVED
    return Unknown.PAUSED if scene.paused else Unknown.NO_DESK
