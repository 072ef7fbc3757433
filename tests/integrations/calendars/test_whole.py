"""The whole way between appointments and a real CalDAV server, which is also killed on the way."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid
from indgang.booking import queries, services
from indgang.booking.calendars.linking import Wish
from indgang.booking.calendars.port import Account
from indgang.booking.calendars.queries import calendar_page
from indgang.booking.errands import Wanted
from indgang.booking.models import BusyTime, CalendarLink, CalendarPush, Resource
from indgang.integrations.calendars.caldav import CalDavCalendar
from indgang.integrations.calendars.web import Web
from tests.cast import Cast
from tests.contact.conftest import Time, time
from tests.integrations.calendars.files import OUTLOOK_ZONE, calendar, event
from tests.integrations.calendars.radicale import PASSWORD, USER, Radicale

__all__ = ["time"]

PASSPORT = [Wanted("pas-voksen")]
# Easter lies between them, and the change of clocks.
DAYS = ("03-23", "03-24", "03-30", "03-31", "04-01", "04-02")


def opened(account: Account) -> CalDavCalendar:
    return CalDavCalendar(account, Web(allow_inside=True, seconds=20))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def signe(cast: Cast, time: Time, radicale: Radicale) -> Resource:
    """The specialist, with her calendar connected, a week before the clocks change."""
    time.set(at("2027-03-22 09:00"))
    row = services.save_resource(actor=cast.actor("leif"), site=cast.magion, kind="person", person=cast.signe)
    connect(cast, row, radicale)
    return row


def connect(cast: Cast, row: Resource, radicale: Radicale, secret: str = PASSWORD) -> CalendarLink:
    wish = Wish("caldav", radicale.address, USER, secret, writes=True)
    return services.connect(actor=cast.actor("signe"), resource=row, wish=wish, open_calendar=opened)


def read() -> bool:
    return services.read_link(actor=SYSTEM, link_id=CalendarLink.objects.get().pk, open_calendar=opened)


def push(open_calendar: Any = opened) -> int:
    return services.push_due(actor=SYSTEM, open_calendar=open_calendar)


def book(cast: Cast, start: str) -> Any:
    return services.book(actor=cast.actor("maja"), site=cast.magion, tasks=PASSPORT, start=at(start))


def why(cast: Cast, start: str) -> str:
    reason = queries.why_not_free(site=cast.magion, tasks=PASSPORT, start=at(start))
    return reason.code if reason else ""


def starts_in(radicale: Radicale) -> list[datetime]:
    found = [Calendar.from_ical(text).walk("VEVENT")[0]["DTSTART"].dt for text in radicale.entries().values()]
    return sorted(found)


def test_a_series_over_the_change_of_clocks_blocks_the_right_times(
    cast: Cast, signe: Resource, radicale: Radicale
) -> None:
    zone = "TZID=Romance Standard Time"
    weekly = (f"DTSTART;{zone}:20270324T110000", f"DTEND;{zone}:20270324T113000", "RRULE:FREQ=WEEKLY")
    moved = event(
        f"RECURRENCE-ID;{zone}:20270407T110000",
        f"DTSTART;{zone}:20270407T140000",
        f"DTEND;{zone}:20270407T143000",
        uid="s",
    )
    gone = event(
        f"RECURRENCE-ID;{zone}:20270414T110000",
        f"DTSTART;{zone}:20270414T110000",
        f"DTEND;{zone}:20270414T113000",
        "STATUS:CANCELLED",
        uid="s",
    )
    radicale.put("s", calendar(OUTLOOK_ZONE, event(*weekly, uid="s"), moved, gone))
    assert read()
    assert [why(cast, f"2027-03-24 {hour}") for hour in ("09:30", "10:00", "10:30")] == ["", "busy", ""]
    assert [why(cast, f"2027-03-31 {hour}") for hour in ("08:30", "09:00", "10:00")] == ["", "busy", ""]
    assert [why(cast, f"2027-04-07 {hour}") for hour in ("09:00", "12:00")] == ["", "busy"]
    assert why(cast, "2027-04-14 09:00") == ""
    radicale.ask("DELETE", "s.ics")
    assert read()
    assert why(cast, "2027-03-24 10:00") == ""


def test_an_appointment_appears_follows_and_disappears(
    cast: Cast, signe: Resource, radicale: Radicale
) -> None:
    view = book(cast, "2027-03-30 09:00")
    assert push() == 1
    assert starts_in(radicale) == [at("2027-03-30 09:00")]
    assert read()
    assert not BusyTime.objects.exists()
    services.change(actor=cast.actor("maja"), code=view.code, start=at("2027-03-30 11:00"), site=cast.magion)
    assert push() == 1
    (text,) = radicale.entries().values()
    assert "T130000" in text
    assert int(Calendar.from_ical(text).walk("VEVENT")[0]["SEQUENCE"]) > 0
    services.cancel(code=view.code)
    assert push() == 1
    assert radicale.entries() == {}


def test_killed_in_the_middle_nothing_is_lost_and_nothing_twice(
    cast: Cast, time: Time, signe: Resource, radicale: Radicale
) -> None:
    views = [book(cast, f"2027-{day} 09:00") for day in DAYS]
    written: list[str] = []

    class DiesAfterTheThird(CalDavCalendar):
        def put(self, entry: Any) -> None:
            super().put(entry)
            written.append(entry.uid)
            if len(written) == 3:
                radicale.kill()

    assert push(lambda account: DiesAfterTheThird(account, Web(allow_inside=True, seconds=5))) == 3
    assert not read()
    services.cancel(code=views[0].code)
    services.change(
        actor=cast.actor("maja"), code=views[1].code, start=at("2027-03-24 11:00"), site=cast.magion
    )
    page = calendar_page(cast.actor("signe"), signe)
    assert page.line is not None
    assert (page.line.state, page.line.waiting) == ("failing", 5)
    time.move(minutes=1)
    assert push() == 0
    radicale.start()
    time.move(hours=1)
    assert push() == 5
    assert starts_in(radicale) == [
        at("2027-03-24 11:00"),
        *(at(f"2027-{day} 09:00") for day in DAYS[2:]),
    ]
    assert not CalendarPush.objects.filter(next_try_at__isnull=False).exists()
    assert read()
    assert calendar_page(cast.actor("signe"), signe).line.state == "good"  # type: ignore[union-attr]


def test_a_wrong_password_is_said_at_once(cast: Cast, signe: Resource, radicale: Radicale) -> None:
    with pytest.raises(Invalid) as error:
        connect(cast, signe, radicale, "forkert")
    assert error.value.field == "secret"
    assert CalendarLink.objects.get().state == "good"


def test_who_stands_in_a_subject_is_expected(cast: Cast, signe: Resource, radicale: Radicale) -> None:
    day = ("DTSTART;TZID=Europe/Copenhagen:20270322T140000", "DTEND;TZID=Europe/Copenhagen:20270322T143000")
    radicale.put("a", calendar(event(*day, "SUMMARY:Møde m. Åse (f. 1/2-90)", uid="a")))
    radicale.put("b", calendar(event(*day, "SUMMARY:Bo 010290-1234", uid="b")))
    assert read()
    (found,) = queries.expected_visitors(cast.magion, "Aase", date(1990, 2, 1))
    assert (found.start, found.resource_id) == (at("2027-03-22 13:00"), signe.pk)
    assert queries.expected_visitors(cast.magion, "Bo", date(1990, 2, 1)) == []
    assert CalendarLink.objects.get().cpr_entries == 1
