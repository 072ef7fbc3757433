"""What the queue asks of those above it: who has an appointment and is not here yet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """An appointment of somebody who has not checked in: its task, the letter of its lane, and its time (UTC)."""

    id: int
    task_id: int | None
    letter: str
    due_at: datetime


ComingAt = Callable[[int, datetime, datetime], Iterable[Coming]]


def _nobody(site_id: int, since: datetime, until: datetime) -> Iterable[Coming]:
    del site_id, since, until
    return ()


class Ports:
    """Filled when the applications above are ready; `coming(site_id, since, until)`, both UTC."""

    coming: ComingAt = staticmethod(_nobody)


ports = Ports()
