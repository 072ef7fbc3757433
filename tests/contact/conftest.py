"""People at desks, and a clock that a test moves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from indgang.base import clock
from tests.cast import Cast, build

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Time:
    """The frozen clock."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def set(self, moment: datetime) -> None:
        self.now = moment
        clock.follow(clock.Course(real=moment, shown=moment, speed=0.0))

    def move(self, **by: float) -> datetime:
        self.set(self.now + timedelta(**by))
        return self.now


@pytest.fixture
def time() -> Iterator[Time]:
    """Ten o'clock in Denmark on a Monday, until moved."""
    yield Time(MORNING)
    clock.follow(None)


@pytest.fixture
def cast(db: None) -> Cast:
    """The named cast, with the few tasks that these tests speak of."""
    return build(tasks=("boligstoette", "mitid-nyt", "pas-voksen"))
