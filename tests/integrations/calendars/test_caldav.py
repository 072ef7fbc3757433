"""CalDAV against a real Radicale."""

from dataclasses import replace

import pytest
from icalendar import Calendar

from indgang.booking.calendars.port import (
    Account,
    Conflict,
    OutgoingEvent,
    Refused,
    SeveralCalendars,
    Unreachable,
)
from indgang.integrations.calendars.caldav import CalDavCalendar
from indgang.integrations.calendars.web import Web
from tests.integrations.calendars.files import OUTLOOK_ZONE, SINCE, UNTIL, calendar, event, utc
from tests.integrations.calendars.radicale import PASSWORD, USER, Radicale
from tests.integrations.calendars.serving import Asked, Said, served

EVENT = OutgoingEvent(
    "indgang-7@kommune.example",
    0,
    utc("2027-03-29 08:00"),
    utc("2027-03-29 08:30"),
    "Optaget (Indgang)",
    location="Rådhuset",
)


def opened(address: str, *, user: str = USER, secret: str = PASSWORD) -> CalDavCalendar:
    return CalDavCalendar(Account("caldav", address, user, secret), Web(allow_inside=True))


def test_a_series_over_the_change_of_clocks(radicale: Radicale) -> None:
    zone = "TZID=Romance Standard Time"
    series = event(
        f"DTSTART;{zone}:20270322T100000", f"DTEND;{zone}:20270322T110000", "RRULE:FREQ=WEEKLY", uid="s"
    )
    radicale.put("s", calendar(OUTLOOK_ZONE, series))
    found = opened(radicale.address).fetch(utc("2027-03-20 00:00"), utc("2027-04-06 00:00"), {})
    assert [one.start for one in found.busy] == [
        utc("2027-03-22 09:00"),
        utc("2027-03-29 08:00"),
        utc("2027-04-05 08:00"),
    ]


def test_it_is_read_again_only_when_something_changed(radicale: Radicale) -> None:
    radicale.put("a", calendar(event("DTSTART:20270501T080000Z", "DTEND:20270501T090000Z")))
    ours = opened(radicale.address)
    first = ours.fetch(SINCE, UNTIL, {})
    assert ours.fetch(SINCE, UNTIL, first.state).unchanged
    radicale.put("a", calendar(event("DTSTART:20270502T080000Z", "DTEND:20270502T090000Z", "SEQUENCE:1")))
    moved = ours.fetch(SINCE, UNTIL, first.state)
    assert [one.start for one in moved.busy] == [utc("2027-05-02 08:00")]
    radicale.ask("DELETE", "a.ics")
    assert ours.fetch(SINCE, UNTIL, moved.state).busy == ()


def test_an_appointment_is_written_changed_and_removed(radicale: Radicale) -> None:
    ours = opened(radicale.address)
    ours.put(EVENT)
    (entry,) = radicale.entries().values()
    written = Calendar.from_ical(entry).walk("VEVENT")[0]
    assert (written["UID"], written["SUMMARY"], written["LOCATION"]) == (EVENT.uid, EVENT.summary, "Rådhuset")
    assert written["DTSTART"].dt == EVENT.start
    ours.put(replace(EVENT, sequence=1, start=utc("2027-03-29 09:00"), end=utc("2027-03-29 09:30")))
    ours.put(EVENT)
    (entry,) = radicale.entries().values()
    assert "SEQUENCE:1" in entry
    assert "T110000" in entry
    ours.remove(EVENT.uid)
    ours.remove(EVENT.uid)
    assert radicale.entries() == {}


def test_our_next_word_counts_also_after_the_owner_moved_the_entry(radicale: Radicale) -> None:
    ours = opened(radicale.address)
    ours.put(EVENT)
    ((name, entry),) = radicale.entries().items()
    moved = (
        entry.replace("\r\nSEQUENCE:0", "\r\nSEQUENCE:8")
        .replace("T100000", "T140000")
        .replace("T103000", "T143000")
    )
    radicale.put(name.removesuffix(".ics"), moved.encode())
    ours.put(EVENT)
    assert "T140000" in next(iter(radicale.entries().values()))
    ours.put(replace(EVENT, sequence=1))
    (entry,) = radicale.entries().values()
    assert "T100000" in entry
    assert "\r\nSEQUENCE:9" in entry


def test_who_was_faster_is_not_overwritten_unseen(
    radicale: Radicale, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = opened(radicale.address)
    ours.put(EVENT)
    read, turns = CalDavCalendar._entry, []

    def entry_while_the_owner_writes(self: CalDavCalendar, uid: str) -> object:
        found = read(self, uid)
        if not turns:
            turns.append(uid)
            ((name, text),) = radicale.entries().items()
            radicale.put(name.removesuffix(".ics"), text.replace("\r\nSEQUENCE:0", "\r\nSEQUENCE:4").encode())
        return found

    monkeypatch.setattr(CalDavCalendar, "_entry", entry_while_the_owner_writes)
    ours.put(replace(EVENT, sequence=1))
    assert "\r\nSEQUENCE:5" in next(iter(radicale.entries().values()))


def test_a_conflict_that_never_ends_is_given_up_for_now() -> None:
    entry = calendar(event("DTSTART:20270501T080000Z"))

    def always_changed(asked: Asked) -> Said:
        if asked.method == "PROPFIND":
            kind = '<d:resourcetype><c:calendar xmlns:c="urn:ietf:params:xml:ns:caldav"/></d:resourcetype>'
            return Said(207, f'<d:multistatus xmlns:d="DAV:">{kind}</d:multistatus>'.encode())
        return Said(200, entry, {"ETag": '"1"'}) if asked.method == "GET" else Said(412)

    with served(always_changed) as url:
        ours = opened(f"{url}/agenda/")
        with pytest.raises(Conflict):
            ours.put(EVENT)
        with pytest.raises(Conflict):
            ours.remove(EVENT.uid)


def test_a_wrong_password_and_a_calendar_that_is_none(radicale: Radicale) -> None:
    with pytest.raises(Refused) as error:
        opened(radicale.address, secret="forkert").fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "credentials"
    assert "forkert" not in repr(error.value)
    with pytest.raises(Refused) as error:
        opened(f"{radicale.url}/{USER}/", user="bo", secret=PASSWORD).fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "credentials"


def test_the_calendar_is_found_from_the_address_of_the_server(radicale: Radicale) -> None:
    assert opened(f"{radicale.url}/").address == radicale.address
    radicale.make_calendar("private")
    with pytest.raises(SeveralCalendars) as error:
        opened(f"{radicale.url}/").fetch(SINCE, UNTIL, {})
    assert sorted(url for _name, url in error.value.choices) == [
        radicale.address,
        f"{radicale.url}/{USER}/private/",
    ]


def test_a_server_that_is_down(radicale: Radicale) -> None:
    radicale.kill()
    with pytest.raises(Unreachable):
        opened(radicale.address).put(EVENT)
    radicale.start()
    opened(radicale.address).put(EVENT)
    assert len(radicale.entries()) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html/>",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><d:multistatus xmlns:d='DAV:'>&a;</d:multistatus>",
        b"\xff",
    ],
)
def test_an_answer_that_is_none(body: bytes) -> None:
    with served(lambda _asked: Said(207, body)) as url, pytest.raises((Refused, Unreachable)):
        opened(f"{url}/agenda/").fetch(SINCE, UNTIL, {})


def test_a_password_does_not_travel_unencrypted() -> None:
    ours = CalDavCalendar(Account("caldav", "http://dav.example/", USER, PASSWORD), Web())
    with pytest.raises(Refused) as error:
        ours.fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "unencrypted"


def test_a_calendar_of_many_entries(radicale: Radicale) -> None:
    entries = [
        event(
            f"DTSTART:20{year:02d}{n % 12 + 1:02d}{n % 28 + 1:02d}T{n % 24:02d}0000Z",
            f"DTEND:20{year:02d}{n % 12 + 1:02d}{n % 28 + 1:02d}T{n % 24:02d}3000Z",
            "SUMMARY:Møde",
            uid=f"{year}-{n}",
        )
        for year in range(18, 28)
        for n in range(60)
    ]
    radicale.ask("DELETE")
    answer = radicale.ask("PUT", "", calendar(*entries), **{"Content-Type": "text/calendar"})
    assert answer.status_code == 201, answer.text
    ours = opened(radicale.address)
    found = ours.fetch(SINCE, UNTIL, {})
    assert ours.fetch(SINCE, UNTIL, found.state).unchanged
    assert len(found.busy) == sum(3 <= n % 12 + 1 <= 11 for n in range(60))
