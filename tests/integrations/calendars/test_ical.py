"""Files of calendars, ordinary and nasty."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.booking.calendars.port import Refused
from indgang.integrations.calendars.ical import read_busy
from tests.integrations.calendars.files import OUTLOOK_ZONE, SINCE, UNTIL, calendar, event, spans, utc

DANISH = "DTSTART;TZID=Europe/Copenhagen:20270322T100000\nDTEND;TZID=Europe/Copenhagen:20270322T110000"


def test_a_weekly_meeting_stays_at_ten_over_the_change_of_clocks_in_spring() -> None:
    assert spans(event(DANISH, "RRULE:FREQ=WEEKLY;COUNT=3")) == [
        ("2027-03-22 09:00", "2027-03-22 10:00"),
        ("2027-03-29 08:00", "2027-03-29 09:00"),
        ("2027-04-05 08:00", "2027-04-05 09:00"),
    ]


def test_and_in_autumn() -> None:
    lines = ("DTSTART;TZID=Europe/Copenhagen:20271025T100000", "DTEND;TZID=Europe/Copenhagen:20271025T110000")
    assert spans(event(*lines, "RRULE:FREQ=WEEKLY;COUNT=2")) == [
        ("2027-10-25 08:00", "2027-10-25 09:00"),
        ("2027-11-01 09:00", "2027-11-01 10:00"),
    ]


@pytest.mark.parametrize("zone", [OUTLOOK_ZONE, ""], ids=["with its zone", "without"])
def test_outlooks_names_of_zones(zone: str) -> None:
    name = "TZID=Romance Standard Time"
    lines = (f"DTSTART;{name}:20270322T100000", f"DTEND;{name}:20270322T110000", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert spans(zone, event(*lines)) == [
        ("2027-03-22 09:00", "2027-03-22 10:00"),
        ("2027-03-29 08:00", "2027-03-29 09:00"),
    ]


@pytest.mark.parametrize(
    "zone", ["", ";TZID=Nirgendwo/Unbekannt", ';TZID="(UTC+01:00) Brussels, Copenhagen, Madrid"']
)
def test_a_time_without_a_zone_that_anybody_knows_is_danish(zone: str) -> None:
    lines = (f"DTSTART{zone}:20270329T100000", f"DTEND{zone}:20270329T103000")
    assert spans(event(*lines)) == [("2027-03-29 08:00", "2027-03-29 08:30")]


def test_another_zone_and_utc() -> None:
    abroad = event("DTSTART;TZID=America/New_York:20270315T100000", "DURATION:PT1H")
    plain = event("DTSTART:20270316T100000Z", "DTEND:20270316T110000Z", uid="b")
    assert spans(abroad, plain) == [
        ("2027-03-15 14:00", "2027-03-15 15:00"),
        ("2027-03-16 10:00", "2027-03-16 11:00"),
    ]


def test_a_whole_day_is_a_danish_day_of_23_hours_or_25() -> None:
    one = event("DTSTART;VALUE=DATE:20270328", "DTEND;VALUE=DATE:20270329")
    other = event("DTSTART;VALUE=DATE:20271031", uid="b")
    assert spans(one, other) == [
        ("2027-03-27 23:00", "2027-03-28 22:00"),
        ("2027-10-30 22:00", "2027-10-31 23:00"),
    ]


def test_days_off_that_repeat() -> None:
    lines = ("DTSTART;VALUE=DATE:20270326", "DTEND;VALUE=DATE:20270327", "RRULE:FREQ=DAILY;COUNT=4")
    assert [start for start, _end in spans(event(*lines))] == [
        "2027-03-25 23:00",
        "2027-03-26 23:00",
        "2027-03-27 23:00",
        "2027-03-28 22:00",
    ]


def test_one_time_left_out_one_moved_and_one_cancelled() -> None:
    series = event(DANISH, "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Copenhagen:20270329T100000")
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Copenhagen:20270405T100000",
        "DTSTART;TZID=Europe/Copenhagen:20270406T140000",
        "DTEND;TZID=Europe/Copenhagen:20270406T150000",
    )
    cancelled = event(
        "RECURRENCE-ID;TZID=Europe/Copenhagen:20270412T100000",
        "DTSTART;TZID=Europe/Copenhagen:20270412T100000",
        "DTEND;TZID=Europe/Copenhagen:20270412T110000",
        "STATUS:CANCELLED",
    )
    assert [start for start, _end in spans(series, moved, cancelled)] == [
        "2027-03-22 09:00",
        "2027-04-06 12:00",
    ]


@pytest.mark.parametrize(
    "line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "status:cancelled"]
)
def test_what_leaves_its_owner_free(line: str) -> None:
    assert spans(event(DANISH, line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "TRANSP:OPAQUE",
        "STATUS:TENTATIVE",
        "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
        "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
    ],
)
def test_what_does_not(line: str) -> None:
    assert len(spans(event(DANISH, line))) == 1


def test_a_meeting_that_the_owner_has_declined() -> None:
    lines = (
        DANISH,
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.dk",
        "ATTENDEE;PARTSTAT=DECLINED:MAILTO:Karen@Example.dk",
    )
    assert spans(event(*lines), owner="karen@example.dk") == []
    assert len(spans(event(*lines), owner="bo@example.dk")) == 1
    assert len(spans(event(*lines))) == 1


def test_the_later_word_about_an_entry_counts() -> None:
    old = event(DANISH, "SEQUENCE:1")
    new = event("DTSTART:20270501T080000Z", "DTEND:20270501T090000Z", "SEQUENCE:2")
    assert spans(new, old) == spans(old, new) == [("2027-05-01 08:00", "2027-05-01 09:00")]


def test_a_later_word_far_away_hides_the_near_one() -> None:
    old = event(DANISH, "SEQUENCE:1")
    new = event("DTSTART:20290501T080000Z", "DTEND:20290501T090000Z", "SEQUENCE:2")
    assert spans(old, new) == []


def test_a_moment_takes_no_time_and_the_past_is_left_out() -> None:
    moment = event("DTSTART:20270501T080000Z")
    past = event("DTSTART:20260101T080000Z", "DTEND:20260101T090000Z", uid="b")
    begun = event("DTSTART:20260101T080000Z", "DTEND:20270301T090000Z", uid="c")
    assert spans(moment, past, begun) == [("2026-01-01 08:00", "2027-03-01 09:00")]


def test_an_endless_series_from_long_ago() -> None:
    lines = ("DTSTART;TZID=Europe/Copenhagen:19950103T080000", "DURATION:PT15M", "RRULE:FREQ=DAILY")
    found = spans(event(*lines), since=utc("2027-03-27 00:00"), until=utc("2027-03-30 00:00"))
    assert found == [(f"2027-03-{day} {hour}:00", f"2027-03-{day} {hour}:15") for day, hour in
                     ((27, "07"), (28, "06"), (29, "06"))]  # fmt: skip


def test_folded_lines_letters_and_an_alarm() -> None:
    text = calendar(
        event(
            DANISH,
            "SUMMARY:Møde med Åse\\, æ",
            "BEGIN:VALARM",
            "TRIGGER:-PT15M",
            "ACTION:DISPLAY",
            "END:VALARM",
        )
    )
    folded = text.replace(b"SUMMARY:M\xc3\xb8de med", b"SUMMARY:M\xc3\xb8de\r\n  med")
    (found,), odd = read_busy([folded], SINCE, UNTIL)
    assert (found.subject, odd) == ("Møde med Åse, æ", 0)
    assert "Åse" not in repr(found)


@pytest.mark.parametrize(
    "broken",
    [
        event("SUMMARY:no beginning"),
        event("DTSTART:tomorrow", "DTEND:later"),
        event("DTSTART:20270322T100000Z", "RRULE:FREQ=SECONDLY"),
        event("DTSTART:20270322T100000Z", "DURATION:PT1M", "RRULE:FREQ=MINUTELY"),
        event("DTSTART:20270322T100000Z", "DURATION:PT1M", "RRULE:FREQ=SOMETIMES"),
        event(
            "DTSTART:20270322T100000Z",
            "DURATION:PT1M",
            "RRULE:FREQ=HOURLY;BYMINUTE=" + ",".join(map(str, range(60))),
        ),
    ],
)
def test_a_broken_entry_is_counted_and_hides_nothing(broken: str) -> None:
    good = event("DTSTART:20270501T080000Z", "DTEND:20270501T090000Z", uid="good")
    busy, odd = read_busy([calendar(broken, good)], SINCE, UNTIL)
    assert ([one.uid for one in busy], odd) == (["good"], 1)


@pytest.mark.parametrize(
    "text", [b"", b"<html>log in</html>", b"BEGIN:VCARD\r\nEND:VCARD\r\n", b"\x00" * 100]
)
def test_what_is_no_calendar_is_refused(text: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        read_busy([text], SINCE, UNTIL)
    assert refusal.value.error_reason == "not-a-calendar"


@given(
    st.lists(
        st.sampled_from([*event(DANISH, "RRULE:FREQ=WEEKLY").split("\n"), "BEGIN:VEVENT", "DTEND:x", "\x00"]),
        max_size=25,
    )
)
def test_lines_in_any_order_are_read_or_refused(lines: list[str]) -> None:
    text = "BEGIN:VCALENDAR\r\n" + "\r\n".join(lines) + "\r\nEND:VCALENDAR\r\n"
    try:
        busy, odd = read_busy([text.encode()], SINCE, UNTIL)
    except Refused:
        return
    assert odd >= 0
    assert all(one.end > SINCE and one.start < UNTIL and one.start.utcoffset() == timedelta() for one in busy)


def test_a_calendar_of_many_years_is_read_for_the_days_asked_for() -> None:
    entries = [
        event(
            f"DTSTART:20{year:02d}{n % 12 + 1:02d}{n % 28 + 1:02d}T{n % 24:02d}0000Z",
            "DURATION:PT30M",
            uid=f"{year}-{n}",
        )
        if n % 2
        else event(
            f"DTSTART:20{year:02d}{n % 12 + 1:02d}{n % 28 + 1:02d}T{n % 24:02d}0000Z",
            f"DTEND:20{year:02d}{n % 12 + 1:02d}{n % 28 + 1:02d}T{n % 24:02d}3000Z",
            uid=f"{year}-{n}",
        )
        for year in range(18, 28)
        for n in range(100)
    ]
    text = calendar(*entries)
    busy, odd = read_busy([text], SINCE, UNTIL)
    assert (len(busy), odd) == (sum(3 <= n % 12 + 1 <= 11 for n in range(100)), 0)
