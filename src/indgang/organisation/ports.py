"""What the organisation asks of those above it: when people are busy in their calendars."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

Spans = Sequence[tuple[datetime, datetime]]
BusyTimes = Callable[[Collection[int], datetime, datetime], Mapping[int, Spans]]


def _no_calendars(person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, Spans]:
    del person_ids, since, until
    return {}


class Ports:
    """Filled when the applications above are ready.

    `busy(person_ids, since, until)`, both UTC, gives the busy times of each person whose calendar is known; who is
    not among the answers has none that anybody knows.
    """

    busy: BusyTimes = staticmethod(_no_calendars)


ports = Ports()
