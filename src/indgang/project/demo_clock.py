"""The demo's clock, shared by all its processes through the environment."""

import json
from datetime import datetime

from indgang.base import clock
from indgang.project import env


def as_environment(course: clock.Course) -> str:
    """The course as the value of INDGANG_DEMO_CLOCK."""
    return json.dumps([course.real.isoformat(), course.shown.isoformat(), course.speed])


def follow_environment() -> None:
    """Follow the course in INDGANG_DEMO_CLOCK, when there is one."""
    value = env.text("DEMO_CLOCK")
    if value:
        real, shown, speed = json.loads(value)
        clock.follow(clock.Course(datetime.fromisoformat(real), datetime.fromisoformat(shown), float(speed)))
