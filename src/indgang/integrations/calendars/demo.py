"""A calendar that exists nowhere but in this process, for the demo and for trying the pages."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar

from indgang.booking.calendars.port import Account, BusyEvent, Fetched, OutgoingEvent
from indgang.core.day import danish_date, opening_instant

MONDAY, THURSDAY, SATURDAY = 0, 3, 5
LUNCH = (time(12, 0), time(12, 30))
MEETINGS = {MONDAY: (time(9, 0), time(10, 0)), THURSDAY: (time(13, 0), time(14, 30))}


class DemoCalendar:
    """Invented: lunch on working days, a meeting on Mondays and Thursdays, and what was written to it."""

    can_write = True
    written: ClassVar[dict[tuple[str, str], OutgoingEvent]] = {}

    def __init__(self, account: Account) -> None:
        self.address = account.address

    def fetch(self, since: datetime, until: datetime, state: dict[str, Any]) -> Fetched:
        """The invented meetings, and what Indgang wrote."""
        busy = [one for one in self._meetings(since, until) if one.start < until and one.end > since]
        busy += [
            BusyEvent(event.uid, event.start, event.end, event.summary)
            for (address, _uid), event in self.written.items()
            if address == self.address and event.start < until and event.end > since
        ]
        return Fetched(tuple(sorted(busy, key=lambda one: one.start)))

    def put(self, event: OutgoingEvent) -> None:
        """Keep it."""
        self.written[self.address, event.uid] = event

    def remove(self, uid: str) -> None:
        """Forget it."""
        self.written.pop((self.address, uid), None)

    @staticmethod
    def _meetings(since: datetime, until: datetime) -> list[BusyEvent]:
        day, found = danish_date(since.astimezone(UTC)), []
        while opening_instant(day, time.min) < until:
            if day.weekday() < SATURDAY:
                for name, span in (("lunch", LUNCH), ("meeting", MEETINGS.get(day.weekday()))):
                    if span:
                        start, end = (opening_instant(day, clock) for clock in span)
                        found.append(BusyEvent(f"{name}-{day}@demo", start, end))
            day += timedelta(days=1)
        return found
