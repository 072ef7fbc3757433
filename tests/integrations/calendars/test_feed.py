"""Feeds over real HTTP."""

from collections.abc import Iterator

import pytest

from indgang.booking.calendars.port import Account, CalendarError, OutgoingEvent, Refused, Unreachable
from indgang.integrations.calendars.feed import FeedCalendar, plain_address
from indgang.integrations.calendars.web import Web
from indgang.integrations.links import guarded
from tests.integrations.calendars.files import SINCE, UNTIL, calendar, event, utc
from tests.integrations.calendars.serving import Asked, Said, served

MEETING = calendar(event("DTSTART:20270501T080000Z", "DTEND:20270501T090000Z", "SUMMARY:Anna 010290"))


class Feed:
    """A feed that remembers who asked what."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.said = Said(200, MEETING, {"ETag": '"1"', "Last-Modified": "Mon, 01 Mar 2027 08:00:00 GMT"})

    def __call__(self, asked: Asked) -> Said:
        self.asked.append(asked)
        etag = self.said.headers.get("ETag")
        if etag and asked.headers.get("if-none-match") == etag:
            return Said(304)
        return self.said


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
def address(feed: Feed) -> Iterator[str]:
    with served(feed) as url:
        yield f"{url}/secret/basic.ics"


def opened(address: str, **more: object) -> FeedCalendar:
    return FeedCalendar(Account("feed", address), Web(**{"allow_inside": True, **more}))  # type: ignore[arg-type]


def test_a_feed_is_read_and_then_only_asked_whether_it_changed(feed: Feed, address: str) -> None:
    first = opened(address).fetch(SINCE, UNTIL, {})
    assert [(one.start, one.end) for one in first.busy] == [
        (utc("2027-05-01 08:00"), utc("2027-05-01 09:00"))
    ]
    again = opened(address).fetch(SINCE, UNTIL, first.state)
    assert again.unchanged
    assert again.state == first.state
    feed.said = Said(200, calendar(), {"ETag": '"2"'})
    changed = opened(address).fetch(SINCE, UNTIL, again.state)
    assert (changed.busy, changed.unchanged) == ((), False)


def test_another_span_is_read_anew(feed: Feed, address: str) -> None:
    first = opened(address).fetch(SINCE, UNTIL, {})
    later = opened(address).fetch(utc("2027-06-01 00:00"), UNTIL, first.state)
    assert (later.busy, later.unchanged) == ((), False)
    assert "if-none-match" not in feed.asked[-1].headers


@pytest.mark.parametrize(
    ("said", "kind", "reason"),
    [
        (Said(401), Refused, "no-such-calendar"),
        (Said(404), Refused, "no-such-calendar"),
        (Said(418), Refused, "refused"),
        (Said(200, b"<html>Log in</html>"), Refused, "not-a-calendar"),
        (Said(200, b""), Refused, "not-a-calendar"),
        (Said(500), Unreachable, "unreachable"),
        (Said(503, headers={"Retry-After": "120"}), Unreachable, "unreachable"),
        (Said(302, headers={"Location": "/secret/basic.ics"}), Refused, "not-an-address"),
        (Said(302, headers={"Location": "file:///etc/passwd"}), Refused, "not-an-address"),
    ],
)
def test_what_goes_wrong_is_said(
    feed: Feed, address: str, said: Said, kind: type[CalendarError], reason: str
) -> None:
    feed.said = said
    with pytest.raises(kind) as error:
        opened(address).fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == reason
    if "Retry-After" in said.headers:
        assert isinstance(error.value, Unreachable)
        assert error.value.retry_after == 120


def test_an_answer_without_end_is_cut_off(feed: Feed, address: str) -> None:
    feed.said = Said(200, MEETING + b" " * 5000)
    with pytest.raises(Refused) as error:
        opened(address, most_bytes=2000).fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "too-large"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x.ics", "http://localhost/x.ics", "https://[::1]/", "http://169.254.169.254/"]
)
def test_the_machines_beside_us_are_not_asked(url: str) -> None:
    with pytest.raises(Refused) as error:
        opened(url, allow_inside=False).fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "inside"


def test_a_redirect_does_not_lead_inside_either(
    feed: Feed, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "_is_public", lambda found: found == "127.0.0.1")
    assert opened(address, allow_inside=False).fetch(SINCE, UNTIL, {}).busy
    feed.said = Said(302, headers={"Location": "http://10.0.0.1/"})
    with pytest.raises(Refused) as error:
        opened(address, allow_inside=False).fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "inside"


@pytest.mark.parametrize(
    "url", ["", "calendar", "ftp://example.dk/x", "file:///etc/passwd", "https://", "http://[::1"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(Refused) as error:
        opened(url).fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "not-an-address"


def test_nobody_there() -> None:
    with served(lambda _asked: Said()) as url:
        pass
    with pytest.raises(Unreachable):
        opened(url).fetch(SINCE, UNTIL, {})
    with pytest.raises(Unreachable) as error:
        opened("https://nobody.invalid/x.ics").fetch(SINCE, UNTIL, {})
    assert error.value.error_reason == "name-not-found"


def test_webcal_is_https_and_a_feed_takes_nothing() -> None:
    assert plain_address("webcal://example.dk/x.ics") == "https://example.dk/x.ics"
    calendar = opened("https://example.dk/x.ics")
    assert not calendar.can_write
    with pytest.raises(Refused):
        calendar.put(OutgoingEvent("a", 0, SINCE, UNTIL, "Optaget"))
    with pytest.raises(Refused):
        calendar.remove("a")
