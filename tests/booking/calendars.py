"""A calendar elsewhere for tests: in memory, with any trouble one wants; and a specialist whom it belongs to."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from indgang.base.access import SYSTEM
from indgang.booking import queries, services
from indgang.booking.calendars.linking import Wish
from indgang.booking.calendars.port import Account, BusyEvent, CalendarError, Fetched, OutgoingEvent
from indgang.booking.errands import Wanted
from indgang.booking.models import CalendarLink, Resource
from tests.cast import Cast
from tests.contact.conftest import Time

PASSPORT = [Wanted("pas-voksen")]
DAY = date(2026, 11, 24)
CALDAV = Wish("caldav", "https://dav.example/signe/", "signe", "hemmelig", writes=True)


class Elsewhere:
    """One calendar, whoever opens it."""

    can_write = True

    def __init__(self) -> None:
        self.busy: list[BusyEvent] = []
        self.entries: dict[str, OutgoingEvent] = {}
        self.history: list[tuple[str, str]] = []
        self.accounts: list[Account] = []
        self.trouble: CalendarError | None = None
        self.lost_answer: CalendarError | None = None
        self.meanwhile: Callable[[], None] | None = None
        self.odd = 0

    def __call__(self, account: Account) -> "Elsewhere":
        self.accounts.append(account)
        return self

    def fetch(self, since: datetime, until: datetime, state: dict[str, Any]) -> Fetched:
        self._trouble()
        ours = [BusyEvent(one.uid, one.start, one.end, one.summary) for one in self.entries.values()]
        found = [one for one in [*self.busy, *ours] if one.start < until and one.end > since]
        return Fetched(tuple(found), {"turn": state.get("turn", 0) + 1}, odd=self.odd)

    def put(self, event: OutgoingEvent) -> None:
        self._trouble()
        there = self.entries.get(event.uid)
        if there is None or there.sequence < event.sequence:
            self.entries[event.uid] = event
            self.history.append(("put", event.uid))
        self._after()

    def remove(self, uid: str) -> None:
        self._trouble()
        if self.entries.pop(uid, None):
            self.history.append(("remove", uid))
        self._after()

    def _trouble(self) -> None:
        if self.trouble is not None:
            raise self.trouble

    def _after(self) -> None:
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        if self.lost_answer is not None:
            lost, self.lost_answer = self.lost_answer, None
            raise lost


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


def busy(uid: str, start: str, end: str, subject: str = "") -> BusyEvent:
    return BusyEvent(uid, at(start), at(end), subject)


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere()


@pytest.fixture
def signe(cast: Cast, time: Time) -> Resource:
    """The specialist takes appointments; nobody else does."""
    return services.save_resource(
        actor=cast.actor("leif"), site=cast.magion, kind="person", person=cast.signe
    )


@pytest.fixture
def link(cast: Cast, signe: Resource, elsewhere: Elsewhere) -> CalendarLink:
    return services.connect(actor=cast.actor("signe"), resource=signe, wish=CALDAV, open_calendar=elsewhere)


def read(link: CalendarLink, elsewhere: Elsewhere) -> bool:
    return services.read_link(actor=SYSTEM, link_id=link.pk, open_calendar=elsewhere)


def push(elsewhere: Elsewhere) -> int:
    return services.push_due(actor=SYSTEM, open_calendar=elsewhere)


def book(cast: Cast, start: str = "24 10:00") -> Any:
    return services.book(actor=cast.actor("maja"), site=cast.magion, tasks=PASSPORT, start=at(start))


def starts(cast: Cast) -> list[datetime]:
    return [one.start for one in queries.free_slots(site=cast.magion, tasks=PASSPORT, from_=DAY, to=DAY)]
