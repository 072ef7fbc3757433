"""The one place that asks what time it is, so that tests and the demo can decide the answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Course:
    """A course of time: at the real moment `real` the clock shows `shown`, and it runs `speed` times as fast."""

    real: datetime
    shown: datetime
    speed: float = 1.0

    def at(self, real: datetime) -> datetime:
        """What the clock shows at the real moment `real` (aware)."""
        return self.shown + (real - self.real) * self.speed


class _Followed:
    """What this process follows."""

    course: Course | None = None


def now() -> datetime:
    """The present moment as an aware datetime in UTC."""
    real = datetime.now(UTC)
    return _Followed.course.at(real) if _Followed.course else real


def speed() -> float:
    """How many seconds the clock moves in a real second (1.0 but for demo and tests)."""
    return _Followed.course.speed if _Followed.course else 1.0


def course() -> Course | None:
    """The course that this process follows; None for real time."""
    return _Followed.course


def follow(course: Course | None) -> None:
    """Let `now()` follow `course` in this whole process; None returns to real time. For the demo."""
    _Followed.course = course


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` (aware) in this whole process, all threads, within the block. For tests."""
    if moment.tzinfo is None:
        raise ValueError("moment must be aware")
    before = _Followed.course
    follow(Course(real=moment, shown=moment.astimezone(UTC), speed=0.0))
    try:
        yield
    finally:
        follow(before)
