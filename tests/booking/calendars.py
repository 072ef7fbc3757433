"""A calendar elsewhere for tests: in memory, with any trouble one wants."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from indgang.booking.calendars.port import Account, BusyEvent, CalendarError, Fetched, OutgoingEvent


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
