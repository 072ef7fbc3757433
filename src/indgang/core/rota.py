"""Who has the turn: a rota of weekly turns, and of dated ones that go before them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from indgang.core.day import closing_instant, danish_date, opening_instant


@dataclass(frozen=True, slots=True)
class Turn:
    """From `starts` to `ends` on Danish clocks (00:00: the day's end), on a `weekday` (0 = Monday), or on each day
    from `first_day` to `last_day`, which are then both given."""

    person: int
    starts: time
    ends: time
    weekday: int | None = None
    first_day: date | None = None
    last_day: date | None = None

    def __post_init__(self) -> None:
        is_dated = self.first_day is not None and self.last_day is not None
        if is_dated == (self.weekday is not None):
            raise ValueError("a turn has a weekday, or a first and a last day")
        if self.ends != time.min and self.ends <= self.starts:
            raise ValueError("a turn ends after it starts")

    @property
    def is_dated(self) -> bool:
        """Whether it is for certain days, and goes before the weekly ones."""
        return self.first_day is not None

    def is_on(self, day: date) -> bool:
        """Whether the turn falls on the Danish day."""
        if self.first_day is not None and self.last_day is not None:
            return self.first_day <= day <= self.last_day
        return day.weekday() == self.weekday

    def span(self, day: date) -> tuple[datetime, datetime]:
        """From when to when it goes on a day that it is on, in UTC."""
        return opening_instant(day, self.starts), closing_instant(day, self.ends)


@dataclass(frozen=True, slots=True)
class OnTurn:
    """Who has the turn at a moment, each once, in the order of the rota, and when that may change next (UTC)."""

    people: tuple[int, ...]
    until: datetime | None


def on_turn(turns: Iterable[Turn], moment: datetime) -> OnTurn:
    """Who has the turn at `moment`. A dated turn that goes on then sets the weekly ones aside."""
    day = danish_date(moment)
    spans = [
        (turn, *turn.span(one)) for turn in turns for one in (day, day + timedelta(days=1)) if turn.is_on(one)
    ]
    now = [turn for turn, start, end in spans if start <= moment < end]
    dated = [turn for turn in now if turn.is_dated]
    edges = [edge for _turn, start, end in spans for edge in (start, end) if edge > moment]
    people = dict.fromkeys(turn.person for turn in dated or now)
    return OnTurn(tuple(people), min(edges, default=None))
