"""The unit of the follow-ups' tests, and matters that wait for it."""

from tests.followup.conftest import unit, waiting, who

__all__ = ["unit", "waiting", "who"]
