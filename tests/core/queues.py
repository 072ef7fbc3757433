"""A small queue to estimate: three tasks, desks that serve anybody or some lanes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from indgang.core.calling import CallProfile, CallRule, Condition, WaitingTicket
from indgang.core.service_times import Pace, ServiceTime
from indgang.core.waiting import Circumstances, OpenDesk

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
PROFILE = CallProfile((CallRule(1),))
KVIK = CallProfile((CallRule(1, Condition.LANE, "K"), CallRule(2)))
MEANS = {"borrow": 3.0, "passport": 8.0, "pension": 20.0}
EVEN = Pace(0.0, 0.0)


def ticket(number: int, waited: float = 0.0, task: str = "borrow", lane: str = "K") -> WaitingTicket:
    return WaitingTicket(number, lane, str(number), NOON - timedelta(minutes=waited), task=task)


def knowing(cv: float, pace: Pace = EVEN, **more: Any) -> Circumstances:
    return Circumstances(lambda one: ServiceTime.of(MEANS[one.task or "borrow"], cv), pace, **more)


CERTAIN = knowing(0)
USUAL = knowing(0.6)


def anybody(_: WaitingTicket) -> bool:
    return True


def busy_for(minutes: float, desk: OpenDesk | None = None) -> OpenDesk:
    """A desk whose service is known to end in so many minutes."""
    return replace(desk or OpenDesk(PROFILE, anybody), serving=ServiceTime(minutes, 0) if minutes else None)


def only_lane(lanes: str, profile: CallProfile = PROFILE) -> OpenDesk:
    return OpenDesk(profile, lambda waiting: waiting.lane in lanes)


DUE_FIRST = CallProfile((CallRule(1, Condition.DUE), CallRule(2, Condition.LANE, "K"), CallRule(3)))
AGEING = CallProfile((CallRule(1, Condition.DUE), CallRule(2)), ageing_minutes=7, max_wait_minutes=25)
FRESH_FIRST = CallProfile(
    (CallRule(1, max_wait_minutes=9), CallRule(2, Condition.LANE, "S", 12), CallRule(3))
)
