"""A small municipality to queue in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from indgang.base import clock
from tests.queue.world import World, build_world

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


class Time:
    """The frozen clock, which a test moves."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def set(self, moment: datetime) -> None:
        self.now = moment
        clock.follow(clock.Course(real=moment, shown=moment, speed=0.0))

    def move(self, **by: float) -> None:
        self.set(self.now + timedelta(**by))


@pytest.fixture
def time() -> Iterator[Time]:
    """Noon in Denmark on a Monday, until moved."""
    yield Time(NOON)
    clock.follow(None)


@pytest.fixture
def world(db: None, time: Time) -> World:
    """The Magion with two KVIK desks and one SERVICE desk, and a branch library with one desk."""
    return build_world()
