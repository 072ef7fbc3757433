"""Opening hours as files: read back by other people's readers, on both days when the clocks change."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
from django.utils import translation
from rdflib import Graph, Namespace, URIRef

from indgang.base import clock
from indgang.core.changes import changes
from indgang.core.hours import HoursKind as CoreKind
from indgang.core.hours import OpeningHours as CoreHours
from indgang.organisation.models import ClosedPeriod, ClosedPeriodText, OpeningHours, Site
from indgang.organisation.queries import TO_CORE, hours_of
from indgang.ui.hours import feeds, ical, schema_org
from indgang.ui.hours.document import hours_document
from indgang.ui.hours.templatetags.hours import stretch_days
from indgang.ui.hours.week import asked_week, municipality_week, week_picture
from indgang.ui.hours.wording import change_title, listed, week_title, when
from tests.cast import Cast

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
PAGE = "https://indgang.example/places/magion/"
SCHEMA = Namespace("https://schema.org/")
VOCABULARY = {"@vocab": "https://schema.org/"}


@pytest.fixture
def site(cast: Cast) -> Site:
    """Magion, with Christmas Eve closed, a morning's meeting, a summer season, and hours through the night."""
    site = cast.magion
    eve = ClosedPeriod.objects.create(
        municipality=cast.municipality, first_day="2026-12-24", last_day="2026-12-24"
    )
    ClosedPeriodText.objects.create(period=eve, language="da", reason="Juleaften")
    ClosedPeriodText.objects.create(period=eve, language="en", reason="Christmas Eve")
    ClosedPeriod.objects.create(
        municipality=cast.municipality, site=site, kind="citizen_service",
        first_day="2026-12-10", last_day="2026-12-10", opens="12:00", closes="16:00",
    )  # fmt: skip
    OpeningHours.objects.create(
        site=site, kind="citizen_service", weekday=0, opens="10:00", closes="12:00",
        season="Sommer 2027", valid_from="2027-07-01", valid_to="2027-07-31",
    )  # fmt: skip
    OpeningHours.objects.filter(site=site, kind="self_service", weekday=6).delete()
    for opens, closes in (("00:00", "02:30"), ("02:40", "00:00")):
        OpeningHours.objects.create(site=site, kind="self_service", weekday=6, opens=opens, closes=closes)
    return site


@pytest.fixture(autouse=True)
def danish() -> Iterator[None]:
    with translation.override("da"):
        yield


def at(day: date) -> Any:
    return clock.frozen(datetime.combine(day, time(11), UTC))


def read(site: Site, day: date) -> icalendar.Calendar:
    with at(day):
        body = ical.calendar("Magion", [site], {site.pk: hours_of(site)}, day, {site.pk: PAGE})
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert body.replace(b"\r\n", b"").count(b"\n") == 0
    return icalendar.Calendar.from_ical(body)


@pytest.mark.parametrize("day", [date(2026, 11, 23), SPRING, AUTUMN])
def test_the_calendar_holds_every_stretch_of_thirteen_weeks(site: Site, day: date) -> None:
    events = [
        event for event in read(site, day).walk("VEVENT") if isinstance(event.decoded("dtstart"), datetime)
    ]
    found = {
        (event.decoded("dtstart").astimezone(UTC), event.decoded("dtend").astimezone(UTC)) for event in events
    }
    with at(day):
        hours = hours_of(site)
        monday = day - timedelta(days=day.weekday())
        wanted = {
            tuple(interval)
            for offset in range(13 * 7)
            for kind in CoreKind
            for interval in hours.intervals_on(monday + timedelta(days=offset), kind)
        }
    assert found == wanted
    names = [str(event["uid"]) for event in events]
    assert len(set(names)) == len(names)


def test_the_calendars_zone_has_the_rules_of_the_clocks(site: Site) -> None:
    (zone,) = read(site, SPRING).walk("VTIMEZONE")
    copenhagen = zone.to_tz()
    for day in (SPRING, AUTUMN, date(2027, 7, 1), date(2027, 1, 1)):
        local = datetime.combine(day, time(4), copenhagen)
        assert local.utcoffset() == timedelta(hours=2 if SPRING <= day < AUTUMN else 1)


def test_an_exception_is_a_day_of_its_own_with_its_reason(site: Site) -> None:
    days = {
        str(event["summary"]): event
        for event in read(site, date(2026, 12, 7)).walk("VEVENT")
        if not isinstance(event.decoded("dtstart"), datetime)
    }
    eve = days["Magion: Lukket torsdag den 24. december"]
    assert (eve.decoded("dtstart"), eve.decoded("dtend")) == (date(2026, 12, 24), date(2026, 12, 25))
    assert str(eve["description"]) == "Juleaften"
    assert "Magion: Borgerservice: åben 12.00–16.00 torsdag den 10. december" in days


def test_names_of_events_stay_from_week_to_week_and_the_file_within_one(site: Site) -> None:
    def names(day: date) -> set[str]:
        return {str(event["uid"]) for event in read(site, day).walk("VEVENT")}

    first, second = names(date(2026, 11, 23)), names(date(2026, 11, 30))
    assert len(first & second) > len(first) * 0.9
    assert read(site, date(2026, 11, 23)).to_ical() == read(site, date(2026, 11, 29)).to_ical()


# ---- Linked data


def slow(
    hours: CoreHours, kind: CoreKind, day: date, specifications: list[dict[str, Any]], special: Any
) -> Any:
    """The hours of a day as a reader of schema.org works them out: special ones first, then the usual."""
    for found in (special, specifications):
        here = [
            one
            for one in found
            if one.get("validFrom", "0") <= day.isoformat() <= one.get("validThrough", "9")
            and f"{day:%A}" in one.get("dayOfWeek", [f"{day:%A}"])
        ]
        if here or found is specifications:
            return sorted((one["opens"], one["closes"]) for one in here if one["opens"] != one["closes"])
    raise AssertionError


def test_the_linked_data_says_the_hours_of_every_day_of_a_year(site: Site) -> None:
    today = date(2026, 11, 23)
    with at(today):
        hours = hours_of(site)
        node = schema_org.place(site, hours, today, PAGE)
    parts = {"library": node, **{one["@id"].rpartition("#")[2]: one for one in node["department"]}}
    for name, part in parts.items():
        kind = TO_CORE[name]
        for offset in range(366):
            day = today + timedelta(days=offset)
            told = slow(
                hours,
                kind,
                day,
                part["openingHoursSpecification"],
                part.get("specialOpeningHoursSpecification", []),
            )
            spans = hours.plan(day, kind).spans
            wanted = [
                (f"{span.opens:%H:%M}", "23:59" if span.closes == time.min else f"{span.closes:%H:%M}")
                for span in spans
            ]
            assert told == sorted(wanted), (name, day)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_linked_data_is_rdf_in_the_words_of_schema_org(site: Site) -> None:
    with at(date(2026, 11, 23)):
        text = schema_org.document([schema_org.place(site, hours_of(site), date(2026, 11, 23), PAGE)])
    assert "<" not in text
    whole = json.loads(text)
    assert whole["@context"] == "https://schema.org"
    graph = Graph().parse(data=json.dumps({**whole, "@context": VOCABULARY}), format="json-ld")
    place = URIRef(PAGE)
    assert (place, URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), SCHEMA.Library) in graph
    assert len(list(graph.objects(place, SCHEMA.openingHoursSpecification))) == 1
    assert len(list(graph.objects(place, SCHEMA.department))) == 2
    reasons = {str(words) for words in graph.objects(None, SCHEMA.description)}
    assert "Juleaften" in reasons


# ---- Feeds and words


def test_the_feeds_tell_the_same_things_in_order(site: Site) -> None:
    with at(date(2026, 11, 23)):
        found = feeds.notices([site], {site.pk: hours_of(site)}, date(2026, 11, 23), {site.pk: PAGE})
        rss = feeds.rss("Magion", PAGE, f"{PAGE}changes.rss", "da", found)
        whole = json.loads(feeds.json_feed("Magion", PAGE, f"{PAGE}changes.json", "da", found))
    channel = ET.fromstring(rss).find("channel")
    assert channel is not None
    titles = [item.findtext("title") for item in channel.findall("item")]
    assert titles == [item["title"] for item in whole["items"]]
    assert titles[:2] == [
        "Magion: Borgerservice: åben 12.00–16.00 torsdag den 10. december",
        "Magion: Lukket torsdag den 24. december",
    ]
    assert whole["version"] == "https://jsonfeed.org/version/1.1"
    assert whole["items"][1]["content_text"].startswith("Juleaften.")
    ids = [item["id"] for item in whole["items"]]
    assert len(set(ids)) == len(ids)
    assert [item.findtext("guid") for item in channel.findall("item")] == ids


def test_a_season_is_announced_before_it_begins(site: Site) -> None:
    with at(date(2027, 6, 15)):
        found = feeds.notices([site], {site.pk: hours_of(site)}, date(2027, 6, 15), {site.pk: PAGE})
    (new,) = [notice for notice in found if "nye åbningstider" in notice.title]
    assert new.title == "Magion: Borgerservice: nye åbningstider fra torsdag den 1. juli"
    assert new.text == "Sommer 2027. Mandag 10.00–12.00."
    assert new.told_at < datetime(2027, 6, 15, tzinfo=UTC)


def test_the_document_has_now_the_week_the_usual_and_the_changes(site: Site) -> None:
    with at(date(2026, 12, 24)), translation.override("en"):
        found = hours_document(site, hours_of(site))
    assert {one["kind"]: one["is_open"] for one in found["now"]} == {
        "library": False, "citizen_service": False, "self_service": False,
    }  # fmt: skip
    assert found["week"][3]["reasons"]["library"] == "Christmas Eve"
    assert found["week"][6]["hours"]["self_service"][-1] == {"opens": "02:40", "closes": "24:00"}
    assert found["changes"][0]["reason"] == "Christmas Eve"
    assert found["changes"][0]["hours"] == []


def test_the_picture_of_a_week_with_changing_clocks(site: Site) -> None:
    with at(SPRING):
        week = week_picture(hours_of(site), SPRING)
    assert week is not None
    sunday = week.days[6]
    assert (sunday.is_today, sunday.skipped is not None, sunday.doubled) == (True, True, None)
    assert sunday.skipped
    lane = next(lane for lane in sunday.lanes if lane.kind == "self_service")
    gap = [(bar.x, round(bar.x + bar.width, 3)) for bar in lane.bars]
    assert gap[0][1] == pytest.approx(sunday.skipped.x)
    assert gap[1][0] == pytest.approx(sunday.skipped.x + sunday.skipped.width)
    assert sunday.now is not None


def test_weeks_far_away_and_nonsense_are_this_week() -> None:
    today = date(2026, 11, 26)
    assert asked_week("", today) == asked_week("nonsense", today) == asked_week("1999-01-01", today)
    assert asked_week("2026-12-24", today) == date(2026, 12, 21)


def test_words(site: Site) -> None:
    with translation.override("en"):
        assert listed(["a", "b", "c"]) == "a, b and c"
        assert week_title(date(2026, 11, 30)) == "week 49, 30 November – 6 December"
    with translation.override("da"):
        assert week_title(date(2026, 11, 16)) == "uge 47, 16.–22. november"
        with at(date(2026, 12, 1)):
            titles = [change_title(one) for one in changes(hours_of(site), date(2026, 12, 1), 24)]
    assert titles == [
        "Borgerservice: åben 12.00–16.00 torsdag den 10. december",
        "Lukket torsdag den 24. december",
    ]


def test_days_with_the_same_hours_are_told_together(site: Site) -> None:
    with clock.frozen(datetime(2026, 12, 7, 9, 0, tzinfo=UTC)):
        week = municipality_week([site], {site.pk: hours_of(site)})
    service = dict(week.sites[0].in_words)["Borgerservice"]
    assert [(stretch_days(one), one.words) for one in service] == [
        ("man.–ons.", "10.00–16.00"),
        ("tors.", "12.00–16.00"),
        ("fre.–søn.", "10.00–16.00"),
    ]


@pytest.mark.parametrize(("language", "said"), [("da", " 7.00"), ("en", " 07:00")])
def test_when_it_opens_is_written_as_the_hours_are(language: str, said: str) -> None:
    with translation.override(language):
        assert when(datetime(2030, 12, 24, 6, 0, tzinfo=UTC)).endswith(said)
