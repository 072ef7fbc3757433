"""Waits as the API tells them: whole minutes, or why they are not known."""

from datetime import datetime
from typing import Any

from ninja import Schema

from indgang.queue.queries import Forecast
from indgang.queue.queries.now import LaneWait


class WaitOut(Schema):
    """How many will be called before, and the minutes to wait as a range; null when nobody serves the lane.

    `closes_at` only when one in ten like this or more are not reached before the house closes then, and `missed` is how
    probable that is, from 0 to 1. All null for a ticket that does not wait.
    """

    ahead: int | None = None
    low: int | None = None
    high: int | None = None
    closes_at: datetime | None = None
    missed: float | None = None

    @classmethod
    def of(cls, forecast: Forecast) -> "WaitOut":
        """The wait of a ticket for the API."""
        return cls(ahead=forecast.ahead, **_minutes(forecast))


class LaneWaitOut(Schema):
    """What somebody would wait who took a number now, in eight of ten cases: whole minutes; null when that cannot be
    told, and then why: "closed" (until `opens_at`), "no_desk" (`opens_at` is when citizen service begins), "paused" or
    "not_served". `closes_at` only when one in ten or more would not be reached before the house closes then, and
    `missed` is how probable that is, from 0 to 1.
    """

    low: int | None = None
    high: int | None = None
    closes_at: datetime | None = None
    missed: float | None = None
    unknown: str | None = None
    opens_at: datetime | None = None

    @classmethod
    def of(cls, lane: LaneWait) -> "LaneWaitOut":
        """The wait of the lane for the API."""
        return cls(**_minutes(lane.forecast), unknown=lane.unknown, opens_at=lane.opens_at)


def _minutes(forecast: Forecast) -> dict[str, Any]:
    """The range in whole minutes, and whether the house may close before."""
    if forecast.wait is None:
        return {}
    low, high = forecast.wait.shown()
    missed = round(forecast.wait.missed, 2) if forecast.closes_at else None
    return {"low": low, "high": high, "closes_at": forecast.closes_at, "missed": missed}
