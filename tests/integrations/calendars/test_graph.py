"""Microsoft Graph as it is documented; see the stand-in for what that rests on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.booking.calendars.port import Account, Conflict, OutgoingEvent, Refused, Unreachable
from indgang.integrations.calendars.graph import Application, GraphCalendar, Tokens
from indgang.integrations.calendars.web import Web
from tests.integrations.calendars.files import SINCE, UNTIL, utc
from tests.integrations.calendars.graph_stand_in import SECRET, Tenant
from tests.integrations.calendars.serving import Said, served

EVENT = OutgoingEvent(
    "indgang-7@kommune.example", 0, utc("2027-03-29 08:00"), utc("2027-03-29 08:30"), "Optaget (Indgang)"
)


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    tenant = Tenant()
    with served(tenant) as url:
        tenant.url = url
        yield tenant


def opened(tenant: Tenant, *, mailbox: str = "karen@kommune.example", secret: str = SECRET) -> GraphCalendar:
    application = Application("t-1", "c-1", secret, graph=f"{tenant.url}/v1.0", login=tenant.url)
    return GraphCalendar(Account("graph", mailbox), application, Web(allow_inside=True), Tokens())


def test_busy_times_are_read_page_by_page(tenant: Tenant) -> None:
    for day in range(1, 6):
        tenant.add("Møde", f"2027-04-0{day}T08:00:00", f"2027-04-0{day}T09:00:00")
    found = opened(tenant).fetch(SINCE, UNTIL, {})
    assert [one.start for one in found.busy] == [utc(f"2027-04-0{day} 08:00") for day in range(1, 6)]
    views = [asked for asked in tenant.asked if "calendarView" in asked.path]
    assert len(views) == 3
    assert {asked.headers["prefer"] for asked in views} == {'outlook.timezone="UTC"'}
    assert tenant.tokens == 1


@pytest.mark.parametrize(
    ("more", "is_busy"),
    [
        ({"showAs": "free"}, False),
        ({"showAs": "tentative"}, True),
        ({"showAs": "oof"}, True),
        ({"showAs": "workingElsewhere"}, True),
        ({"showAs": "unknown"}, True),
        ({"isCancelled": True}, False),
        ({"responseStatus": {"response": "declined"}}, False),
        ({"responseStatus": {"response": "notResponded"}}, True),
        ({"responseStatus": None}, True),
    ],
)
def test_what_takes_its_owners_time(tenant: Tenant, more: dict[str, object], is_busy: bool) -> None:
    tenant.add("Møde", "2027-04-01T08:00:00", "2027-04-01T09:00:00", **more)
    assert bool(opened(tenant).fetch(SINCE, UNTIL, {}).busy) == is_busy


def test_a_whole_day_is_a_danish_day(tenant: Tenant) -> None:
    tenant.add("Fri", "2027-03-28T00:00:00", "2027-03-29T00:00:00", isAllDay=True)
    (found,) = opened(tenant).fetch(SINCE, UNTIL, {}).busy
    assert (found.start, found.end) == (utc("2027-03-27 23:00"), utc("2027-03-28 22:00"))


def test_an_odd_event_is_counted(tenant: Tenant) -> None:
    tenant.add("Møde", "2027-04-01T08:00:00", "2027-04-01T09:00:00", showAs="busy", iCalUId="", id="")
    tenant.events[""]["start"]["dateTime"] = "2027-04-01T08:00:00"
    tenant.add("Møde", "2027-04-01T08:00:00", "2027-04-01T09:00:00", responseStatus="?")
    found = opened(tenant).fetch(SINCE, UNTIL, {})
    assert (len(found.busy), found.odd) == (1, 1)


def test_an_appointment_is_written_changed_and_removed(tenant: Tenant) -> None:
    calendar = opened(tenant)
    calendar.put(EVENT)
    (stored,) = tenant.events.values()
    assert (stored["subject"], stored["showAs"], stored["sensitivity"]) == (
        "Optaget (Indgang)",
        "busy",
        "private",
    )
    later = replace(EVENT, sequence=2, start=utc("2027-03-29 09:00"), end=utc("2027-03-29 09:30"))
    calendar.put(later)
    calendar.put(EVENT)
    (stored,) = tenant.events.values()
    assert stored["start"] == {"dateTime": "2027-03-29T09:00:00", "timeZone": "UTC"}
    assert [one.uid for one in calendar.fetch(SINCE, UNTIL, {}).busy] == [EVENT.uid]
    calendar.remove(EVENT.uid)
    calendar.remove(EVENT.uid)
    assert not tenant.events
    calendar.put(replace(EVENT, sequence=3))
    assert len(tenant.events) == 1


def test_twice_is_once_even_when_the_answer_was_lost(tenant: Tenant) -> None:
    opened(tenant).put(EVENT)
    opened(tenant).put(EVENT)
    assert len(tenant.events) == 1
    (stored,) = tenant.events.values()
    stored["singleValueExtendedProperties"] = []  # not found again yet, as a search may lag behind
    with pytest.raises(Conflict):
        opened(tenant).put(EVENT)
    assert len(tenant.events) == 1


def test_a_token_that_has_run_out_is_renewed(tenant: Tenant) -> None:
    calendar = opened(tenant)
    calendar.fetch(SINCE, UNTIL, {})
    tenant.valid = "another"
    calendar.fetch(SINCE, UNTIL, {})
    assert tenant.tokens == 2
    with clock.frozen(clock.now() + timedelta(minutes=58)):
        calendar.fetch(SINCE, UNTIL, {})
    assert tenant.tokens == 3


def test_a_token_that_is_never_good_enough(tenant: Tenant) -> None:
    calendar = opened(tenant)
    calendar.fetch(SINCE, UNTIL, {})
    tenant.trouble = [Said(401), Said(200, b'{"expires_in": 3599, "access_token": "x"}'), Said(401)]
    with pytest.raises(Refused) as error:
        calendar.fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "credentials"


def test_a_throttled_request_says_when_to_come_again(tenant: Tenant) -> None:
    calendar = opened(tenant)
    calendar.fetch(SINCE, UNTIL, {})
    tenant.trouble = [Said(429, b'{"error": {"code": "TooManyRequests"}}', {"Retry-After": "37"})]
    with pytest.raises(Unreachable) as error:
        calendar.fetch(SINCE, UNTIL, {})
    assert error.value.retry_after == 37


def test_a_wrong_secret_and_a_wrong_mailbox(tenant: Tenant) -> None:
    with pytest.raises(Refused) as error:
        opened(tenant, secret="forkert").fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "application"
    assert "forkert" not in str(error.value) + repr(error.value)
    with pytest.raises(Refused) as error:
        opened(tenant, mailbox="nobody@kommune.example").fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "no-such-calendar"


def test_the_token_goes_nowhere_else(tenant: Tenant) -> None:
    tenant.next_page_at = "http://evil.example"
    for day in range(1, 6):
        tenant.add("Møde", f"2027-04-0{day}T08:00:00", f"2027-04-0{day}T09:00:00")
    with pytest.raises(Refused):
        opened(tenant).fetch(SINCE, UNTIL, {})


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}"])
def test_an_answer_that_is_none(tenant: Tenant, body: bytes) -> None:
    tenant.trouble = [Said(200, body)]
    with pytest.raises(Unreachable):
        opened(tenant).fetch(SINCE, UNTIL, {})


def test_somebody_else_changes_it_meanwhile(tenant: Tenant) -> None:
    calendar = opened(tenant)
    calendar.put(EVENT)
    found = Said(200, b'{"value": [{"id": "AAMk1=", "@odata.etag": "W/\\"old\\""}]}')
    tenant.trouble = [found]
    calendar.put(replace(EVENT, sequence=1))
    (stored,) = tenant.events.values()
    assert stored["singleValueExtendedProperties"][1]["value"] == "1"
