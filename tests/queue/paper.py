"""The queue on paper: slow and obvious, for the tests to compare with."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

LANES = {"kvik-1": "K", "kvik-2": "K", "service-1": "S"}


@dataclass
class Paper:
    """One ticket on a slip of paper."""

    id: int
    secret: str
    label: str
    lane: str
    arrived: datetime
    priority: int
    state: str = "waiting"
    desk: str | None = None
    officer: str | None = None
    came_from: str | None = None
    returned: bool = False
    not_before: datetime | None = None
    held_for: str | None = None
    held_at: datetime | None = None
    uncertain: bool = False


@dataclass
class Board:
    """The queue on paper."""

    tickets: dict[int, Paper] = field(default_factory=dict)
    sitting: dict[str, str] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    seen: dict[str, datetime] = field(default_factory=dict)
    drawn: dict[str, int] = field(default_factory=lambda: {"K": 0, "S": 0})

    def at(self, desk: str) -> Paper | None:
        return next((one for one in self.tickets.values() if one.desk == desk), None)

    def next_for(self, desk: str, now: datetime) -> Paper | None:
        """The rules read aloud: who waits too long, who came back (KVIK), the lane by aged priority."""

        def place(one: Paper) -> tuple[Any, ...]:
            waited = (now - one.arrived) / timedelta(minutes=1)
            if waited >= 45:
                return (0, one.arrived, one.id)
            turns_first = one.arrived + timedelta(minutes=15) * (one.priority - 1)
            rank = 1 if one.returned and LANES[desk] == "K" else 2
            if turns_first <= now:
                return (rank, 0, one.arrived, one.arrived, one.id)
            return (rank, 1, turns_first, one.arrived, one.id)

        able = [
            one
            for one in self.tickets.values()
            if one.state == "waiting"
            and one.lane == LANES[desk]
            and (one.not_before is None or one.not_before <= now)
        ]
        late = [one for one in able if place(one)[0] == 0]
        return min(late or able, key=place, default=None)
