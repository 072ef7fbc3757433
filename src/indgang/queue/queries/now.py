"""The waits of a site now: for each lane what somebody would meet who took a number, and why it cannot be said."""

from dataclasses import dataclass, replace
from datetime import datetime

from indgang.base import clock
from indgang.core.calling import WaitingTicket
from indgang.core.waiting import Wait
from indgang.organisation.models import Site
from indgang.queue.models import Series
from indgang.queue.queries.forecast import Forecast, Scene, Unknown, scene_of
from indgang.queue.queries.kept import kept_wait
from indgang.queue.services.lanes import pick_series
from indgang.queue.services.tickets import errand

NEWCOMER = 2**63 - 1  # Ties go to the lower id, so this one comes last.
USUAL_PRIORITY = 2


@dataclass(frozen=True, slots=True)
class LaneWait:
    """A lane as somebody meets it who takes a number now.

    `waiting` are all who wait in it, `open_desks` those that serve it and are not paused. `wait` is None when
    nobody can say, and then `unknown` is why; `opens_at` (UTC) as in `Forecast`. `forecast` is what the
    wait comes from.
    """

    letter: str
    name: str
    desk_kind: str
    is_default: bool
    waiting: int
    open_desks: int
    wait: Wait | None
    unknown: Unknown | None
    opens_at: datetime | None
    forecast: Forecast


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

    @property
    def longer(self) -> Wait | None:
        """The longest wait of another lane that begins where the usual one's ends, as both are told; None when no wait
        is so long."""
        usual = self.usual.wait if self.usual else None
        waits = [lane.wait for lane in self.lanes if lane.wait is not None]
        longest = max(waits, key=lambda wait: wait.high, default=None)
        return longest if usual and longest and longest.shown().low >= usual.shown().high else None

    def of(self, letter: str) -> LaneWait | None:
        """The lane with this letter; None when the site has it not."""
        return next((lane for lane in self.lanes if lane.letter == letter), None)


def waits_now(site: Site) -> WaitsNow:
    """Every lane of the site now, by one reading and one playing forward of the queue; see `kept` for its age."""
    return kept_wait(site.pk, ("lanes",), lambda: _waits_now(site))


def _waits_now(site: Site) -> WaitsNow:
    now = clock.now()
    scene = scene_of(site, now)
    lanes = [one for one in scene.series.values() if one.is_active]
    asking = [_newcomer(lane, now, place) for place, lane in enumerate(lanes)]
    waits = scene.waits_of(asking)
    return WaitsNow(
        site.pk,
        now,
        [_lane(scene, lane, one, waits[one.id]) for lane, one in zip(lanes, asking, strict=True)],
    )


def wait_at(site: Site, *, letter: str | None = None, task_code: str | None = None) -> LaneWait:
    """The lane that somebody with this wish or errand would get a number in now; see `kept` for its age.

    Raises what `take_ticket` raises for an unknown letter or task, and NoSeries.
    """
    return kept_wait(site.pk, (letter, task_code), lambda: _wait_at(site, letter, task_code))


def _wait_at(site: Site, letter: str | None, task_code: str | None) -> LaneWait:
    now = clock.now()
    task, _topic = errand(task_code, None)
    scene = scene_of(site, now, [task.id] if task else [])
    lane = pick_series([one for one in scene.series.values() if one.is_active], letter, task)
    one = replace(
        _newcomer(lane, now),
        priority=task.priority if task else USUAL_PRIORITY,
        task=str(task.id) if task else None,
    )
    return _lane(scene, lane, one, scene.waits_of([one])[one.id])


def expected_wait(site: Site, *, letter: str | None = None, task_code: str | None = None) -> Wait | None:
    """The wait alone; None when no open desk would call such a number. Raises as `wait_at`."""
    return wait_at(site, letter=letter, task_code=task_code).wait


def _newcomer(lane: Series, now: datetime, place: int = 0) -> WaitingTicket:
    return WaitingTicket(NEWCOMER - place, lane.letter, "", now, priority=USUAL_PRIORITY)


def _lane(scene: Scene, lane: Series, newcomer: WaitingTicket, wait: Wait | None) -> LaneWait:
    forecast = scene.explained(newcomer, wait)
    return LaneWait(
        letter=lane.letter,
        name=lane.name,
        desk_kind=lane.desk_kind,
        is_default=lane.is_default,
        waiting=sum(one.lane == lane.letter for one in scene.waiting),
        open_desks=forecast.desks,
        wait=wait,
        unknown=forecast.unknown,
        opens_at=forecast.opens_at,
        forecast=forecast,
    )
