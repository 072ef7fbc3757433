"""What booking asks of a calendar elsewhere, whatever calendar it is. All times are aware and in UTC."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Account:
    """Where a calendar is and who reads it. What `secret` is depends on the kind; it is never shown."""

    kind: str
    address: str
    user: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BusyEvent:
    """A time at which the owner is not free. A recurring meeting is one for each time that it takes place.

    Whatever leaves its owner free (transparent, declined, cancelled) is none. The subject is for memory only.
    """

    uid: str
    start: datetime
    end: datetime
    subject: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The busy times within the span that was asked for, and what to give to the next `fetch`.

    `unchanged`: as it was when `state` was made, and `busy` is left empty. `odd` counts the entries that could not
    be read.
    """

    busy: tuple[BusyEvent, ...] = ()
    state: dict[str, Any] = field(default_factory=dict)
    unchanged: bool = False
    odd: int = 0


@dataclass(frozen=True, slots=True)
class OutgoingEvent:
    """An appointment as the calendar shows it. A higher `sequence` is a later word about the same `uid`."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    description: str = ""
    location: str = ""


class CalendarError(Exception):
    """The calendar did not do what was asked. `reason` is stable; `detail` is for the log, without secrets."""

    reason: ClassVar[str] = "failed"

    def __init__(self, detail: str, *, reason: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.error_reason = reason or self.reason


class Unreachable(CalendarError):
    """It cannot be reached just now; try again, when it says so after `retry_after` seconds."""

    reason = "unreachable"

    def __init__(self, detail: str, *, reason: str = "", retry_after: int | None = None) -> None:
        super().__init__(detail, reason=reason)
        self.retry_after = retry_after


class Refused(CalendarError):
    """It answers no: a wrong password, an address that is none, a file that is none. A person must change something."""

    reason = "refused"


class SeveralCalendars(Refused):
    """The account has several calendars; `choices` are their names and addresses."""

    reason = "several-calendars"

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__(f"{len(choices)} calendars")
        self.choices = choices


class Conflict(CalendarError):
    """Somebody else changes the same entry all the while; try again later."""

    reason = "conflict"


class Calendar(Protocol):
    """A calendar. Each call returns within about a minute, or raises a `CalendarError` and nothing else."""

    can_write: bool

    def fetch(self, since: datetime, until: datetime, state: dict[str, Any]) -> Fetched:
        """The busy times that overlap [since, until). `state` is that of the last `Fetched`; {} forgets it."""

    def put(self, event: OutgoingEvent) -> None:
        """Write the event, new or changed. Doing it twice leaves one; an older sequence is not written again."""

    def remove(self, uid: str) -> None:
        """Take the event away. What is gone already is no fault."""


OpenCalendar = Callable[[Account], Calendar]
