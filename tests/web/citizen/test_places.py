"""The places: pages, files and feeds, as a browser without scripts and as other systems see them."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import icalendar
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.catalogue.models import Offer
from indgang.organisation.models import ClosedPeriod, Site
from indgang.organisation.services import issue_token
from indgang.queue.models import Series
from indgang.queue.services import open_desk, take_ticket
from indgang.web.citizen.places import widget
from tests.cast import Cast

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 11.00 in Denmark
PUBLISHED = (
    "hours.json", "hours.jsonld", "hours.ics", "changes.rss", "changes.json", "map.json",
    "magion/hours.json", "magion/hours.jsonld", "magion/hours.ics", "magion/changes.rss", "magion/changes.json",
    "magion/now.json", "widget.js", "os2display/locations.json", "os2display/resources.json",
    "os2display/events.json",
)  # fmt: skip


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def town(cast: Cast) -> Cast:
    """Both places on the map, in a municipality that is there."""
    Site.objects.filter(pk=cast.magion.pk).update(latitude=55.7524, longitude=8.9214)
    Site.objects.filter(pk=cast.town_hall.pk).update(latitude=55.7571, longitude=8.9278)
    return cast


def text(client: Client, path: str) -> str:
    response = client.get(f"/places/{path}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_who_is_open_and_draws_the_map(town: Cast, client: Client) -> None:
    page = text(client, "")
    assert "2 steder har personale nu." in page
    assert page.count('class="map-pin"') == 2
    assert "Klimadatastyrelsen" in page
    assert "GeoNames, CC BY 4.0." in page
    assert "uge 48, 23.–29. november" in page
    with clock.frozen(datetime(2026, 11, 23, 20, 30, tzinfo=UTC)):
        page = text(client, "")
    assert "0 steder har personale nu." in page
    assert "åben til 22.00" in page


def test_an_errand_leaves_the_places_that_take_it_and_says_how_far(town: Cast, client: Client) -> None:
    Offer.objects.filter(task__code="pas-voksen").delete()
    task = Offer.objects.model._meta.get_field("task").related_model.objects.get(code="pas-voksen")
    Offer.objects.create(task=task, site=town.magion, reach=2)
    page = text(client, "?errand=pas-voksen")
    assert "Vi hjælper dig med at gøre det selv" in page
    assert "kan klares på 1 sted" in page
    assert re.search(r"Ikke på:\s+Rådhuset", page)
    assert page.count('class="map-pin"') == 1
    topic = text(client, f"?errand=topic:{task.topic.code}")
    assert "ærinde" in topic or "alt inden for emnet" in topic
    assert "Det ærinde kender vi ikke" in text(client, "?errand=nonsense")


def test_a_staff_only_task_is_no_errand(town: Cast, client: Client) -> None:
    task = Offer.objects.model._meta.get_field("task").related_model.objects.get(code="pas-voksen")
    task.__class__.objects.filter(pk=task.pk).update(visibility="staff")
    assert 'value="pas-voksen"' not in text(client, "")
    assert task.texts.get(language="da").title not in text(client, "magion/")


def test_the_page_of_a_place(town: Cast, client: Client) -> None:
    ClosedPeriod.objects.create(municipality=town.municipality, first_day="2026-12-24", last_day="2026-12-24")
    page = text(client, "magion/")
    assert "Åbent nu" in page
    assert "Torvet 1, 7200 Prøvelund" in page
    assert 'href="tel:79727000"' in page
    assert "Lukket torsdag den 24. december" in page
    assert "/ticket/new/magion/" in page
    data = re.search(r'<script type="application/ld\+json">(.+?)</script>', page, re.DOTALL)
    assert data is not None
    assert json.loads(data[1])["@type"] == "Library"
    assert "uge 52" in text(client, "magion/?week=2026-12-24")


def test_a_number_is_offered_only_where_and_when_one_can_be_taken(
    town: Cast, client: Client, settings: Any
) -> None:
    assert "/ticket/new/magion/" in text(client, "magion/")
    with clock.frozen(datetime(2026, 11, 23, 20, 30, tzinfo=UTC)):
        assert "/ticket/new/" not in text(client, "magion/")
    Series.objects.filter(site=town.town_hall).update(is_active=False)
    assert "/ticket/new/" not in text(client, "raadhus/")
    settings.PHONE_TICKETS = []
    assert "/ticket/new/" not in text(client, "magion/")


def test_the_wait_is_told_while_somebody_is_there(town: Cast, client: Client) -> None:
    nobody = "Ingen skranke er åben lige nu, så vi kan ikke sige, hvor længe det tager."
    assert nobody in text(client, "magion/")
    assert json.loads(text(client, "magion/now.json"))["wait_note"] == nobody
    with clock.frozen(datetime(2026, 11, 23, 15, 30, tzinfo=UTC)):
        assert f"{nobody} Borgerservice åbner tirsdag kl. 10.00." in text(client, "magion/display/")
    with clock.frozen(datetime(2026, 11, 23, 7, 30, tzinfo=UTC)):
        assert f"{nobody} Borgerservice åbner kl. 10.00." in text(client, "magion/widget/")
    open_desk(actor=town.actor("maja"), desk=town.kvik1)
    for _citizen in range(3):
        take_ticket(actor=SYSTEM, site=town.magion, channel="kiosk")
    told = json.loads(text(client, "magion/now.json"))
    assert "minutter" in told["wait"]
    assert told["wait_note"] is None
    with clock.frozen(datetime(2026, 11, 23, 18, 57, tzinfo=UTC)):
        closing = json.loads(text(client, "magion/now.json"))["wait_note"]
        assert closing.endswith("ikke til dig, før vi lukker kl. 20.00.")
        for page in ("", "magion/", "magion/display/", "magion/widget/"):
            assert closing in text(client, page)
    with clock.frozen(datetime(2026, 11, 23, 20, 30, tzinfo=UTC)):
        assert json.loads(text(client, "magion/now.json"))["wait"] is None


def test_a_short_queue_does_not_hide_the_long_one_behind_it(town: Cast, client: Client) -> None:
    open_desk(actor=town.actor("maja"), desk=town.kvik1)
    open_desk(actor=town.actor("bo"), desk=town.service1)
    for _citizen in range(12):
        take_ticket(actor=SYSTEM, site=town.magion, letter="S", channel="kiosk")
    told = json.loads(text(client, "magion/now.json"))
    assert told["wait_note"].startswith("Til nogle ærinder er ventetiden længere: ca. ")
    assert told["wait_note"] in client.get("/citizen/").content.decode()
    for page in ("", "magion/", "magion/display/", "magion/widget/"):
        assert told["wait_note"] in text(client, page)


@pytest.mark.parametrize("path", PUBLISHED)
def test_what_is_published_may_be_kept_and_read_by_any_page(town: Cast, client: Client, path: str) -> None:
    town.municipality.__class__.objects.update(code="0530")
    first = client.get(f"/places/{path}")
    assert first.status_code == 200
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "public" in first["Cache-Control"]
    assert "Cookie" not in first.get("Vary", "")
    assert not first.cookies
    again = client.get(f"/places/{path}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    assert client.post(f"/places/{path}").status_code == 405


def test_files_have_the_language_of_their_address_whatever_the_cookie_says(
    town: Cast, client: Client
) -> None:
    client.cookies["indgang_language"] = "en"
    assert "Borgerservice" in text(client, "magion/now.json")
    assert "Citizen service" in text(client, "magion/now.json?language=en")
    english = icalendar.Calendar.from_ical(client.get("/places/magion/hours.ics?language=en").content)
    assert "Magion: citizen service" in {str(event["summary"]) for event in english.walk("VEVENT")}


def test_the_public_copy_is_what_the_api_gives(town: Cast, client: Client) -> None:
    token = issue_token(actor=SYSTEM, name="hjemmeside", role="api", site=town.magion)
    headers = {"authorization": f"Bearer {token}"}
    answer = client.get("/api/v1/sites/magion/hours", headers=headers)
    public = json.loads(text(client, "magion/hours.json"))
    assert answer.json() == public
    kept = client.get("/api/v1/sites/magion/hours", headers={**headers, "if-none-match": answer["ETag"]})
    assert kept.status_code == 304


def test_os2display_gets_its_three_answers(town: Cast, client: Client) -> None:
    ClosedPeriod.objects.create(municipality=town.municipality, first_day="2026-11-25", last_day="2026-11-25")
    places, resources, events = (
        json.loads(text(client, f"os2display/{name}.json")) for name in ("locations", "resources", "events")
    )
    assert {"id": "magion", "displayName": "Magion"} in places
    assert all(
        set(one) == {"id", "locationId", "name", "displayName", "includedInEvents"} for one in resources
    )
    assert {one["locationId"] for one in resources} <= {one["id"] for one in places}
    assert {one["resourceId"] for one in events} == {one["id"] for one in resources}
    wanted = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]\d\d:\d\d")
    assert all(wanted.fullmatch(one["startTime"]) and wanted.fullmatch(one["endTime"]) for one in events)
    today = next(one for one in events if one["resourceId"] == "magion-citizen_service")
    assert (today["startTime"], today["endTime"]) == (
        "2026-11-23T10:00:00+01:00",
        "2026-11-23T16:00:00+01:00",
    )
    assert "Lukket" in {one["title"] for one in events}


@pytest.mark.parametrize("path", ["magion/display/", "magion/widget/"])
def test_frames_are_for_whom_the_setting_names(town: Cast, client: Client, settings: Any, path: str) -> None:
    settings.FRAME_ANCESTORS = ["https://display.example"]
    response = client.get(f"/places/{path}")
    assert "frame-ancestors https://display.example" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert "frame-ancestors 'self'" in client.get("/places/magion/")["Content-Security-Policy"]


def test_the_display_draws_itself_again_only_when_something_changed(town: Cast, client: Client) -> None:
    first = client.get("/places/magion/display/state/")
    assert "Åbent nu" in first.content.decode()
    again = client.get("/places/magion/display/state/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    with clock.frozen(datetime(2026, 11, 23, 20, 30, tzinfo=UTC)):
        later = client.get("/places/magion/display/state/", headers={"if-none-match": first["ETag"]})
    assert "Åbent nu, uden personale" in later.content.decode()


def test_the_widget_is_small_and_its_page_gives_code_for_the_place(town: Cast, client: Client) -> None:
    assert len(widget.SOURCE.read_bytes()) < 10_000
    page = text(client, "widget/?site=raadhus&in=en")
    assert "data-indgang-site=&quot;raadhus&quot;" in page or 'data-indgang-site="raadhus"' in page
    assert "language=en" in page


def test_a_place_that_is_not_there_is_not_found(town: Cast, client: Client) -> None:
    for path in ("nowhere/", "nowhere/hours.ics", "nowhere/display/"):
        assert client.get(f"/places/{path}").status_code == 404
    town.municipality.__class__.objects.update(code="9999")
    assert client.get("/places/map.json").status_code == 404
    assert "<figure" not in text(client, "")


def test_the_pages_do_not_ask_more_for_more_places(
    town: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with clock.frozen(datetime(2026, 11, 23, 20, 30, tzinfo=UTC)):
        text(client, "")
        for number in range(10):
            Site.objects.create(
                municipality=town.municipality,
                slug=f"filial-{number}",
                name=f"Filial {number}",
                kind="branch",
            )
        with django_assert_max_num_queries(16):
            text(client, "")
