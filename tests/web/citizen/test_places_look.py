"""The places in a real browser: three widths, without scripts, by keyboard, with the server gone, on a foreign page."""

import http.server
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.core.day import danish_date
from indgang.organisation.models import ClosedPeriod, Municipality, OpeningHours, Site
from indgang.queue.services import open_desk, take_ticket
from tests.browser import OpenPage, Server, faults, looks, shoot
from tests.cast import Cast, build

pytestmark = pytest.mark.browser
MOST_BYTES = (
    120_000  # The page's own HTML and the map's lines, before compression; what is kept for good not counted.
)


@pytest.fixture
def town(transactional_db: None) -> Cast:
    """Two places in Billund, one number waiting; the library never closes, so that any hour will do."""
    cast = build()
    OpeningHours.objects.filter(kind="library").update(opens="00:00", closes="00:00")
    Municipality.objects.update(code="0530")
    Site.objects.filter(pk=cast.magion.pk).update(latitude=55.7524, longitude=8.9214)
    Site.objects.filter(pk=cast.town_hall.pk).update(latitude=55.7571, longitude=8.9278)
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    take_ticket(actor=SYSTEM, site=cast.magion, channel="kiosk")
    return cast


def ready(page: Page) -> None:
    page.locator(".map-stage[data-ready]").wait_for()


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("path", ["", "magion/", "widget/"])
def test_each_page_at_each_width(open_page: OpenPage, town: Cast, path: str, width: int) -> None:
    page = open_page(f"/places/{path}", width=width, height=900)
    if path != "widget/":
        ready(page)
    else:
        page.locator("[data-indgang-site] h3").wait_for()
    assert looks(page, f"places-{path.strip('/') or 'index'}") == []


def test_english(open_page: OpenPage, town: Cast) -> None:
    page = open_page("/places/?errand=pas-voksen", language="en")
    ready(page)
    assert page.locator("h1").inner_text() == "Places and opening hours"
    assert faults(page) == []


def test_the_map_by_keyboard(open_page: OpenPage, town: Cast) -> None:
    page = open_page("/places/")
    ready(page)
    marks = page.locator(".map-mark")
    names = [marks.nth(number).get_attribute("aria-label") or "" for number in range(2)]
    assert names == ["1: Magion", "2: Rådhuset"]
    one, two = (marks.nth(number).bounding_box() for number in range(2))
    assert one
    assert two
    assert abs(one["x"] - two["x"]) + abs(one["y"] - two["y"]) > 20
    marks.first.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup-content a")
    link.wait_for()
    assert faults(page) == []
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/places/magion/")


def test_without_scripts(town: Cast, server: Server, browser: Browser, open_page: OpenPage) -> None:
    context = browser.new_context(
        base_url=server.url, java_script_enabled=False, viewport={"width": 375, "height": 800}
    )
    page = context.new_page()
    page.goto("/places/")
    assert page.locator(".map-drawn a").count() == 2
    page.locator("#errand").select_option("pas-voksen")
    page.locator(".errand button").click()
    assert "errand=pas-voksen" in page.url
    page.locator(".map-drawn a").first.click()
    assert page.locator(".week-table").is_visible()
    page.locator(".offer summary").first.click()
    assert page.locator(".offer-tasks").first.is_visible()
    shoot(page, "places-no-script")
    page.goto("/places/magion/widget/")
    assert page.locator("dl div").count() == 3
    context.close()


def test_the_page_is_light(town: Cast, open_page: OpenPage) -> None:
    page = open_page("/places/")
    ready(page)
    sizes = page.evaluate(
        """() => [performance.getEntriesByType("navigation")[0], ...performance.getEntriesByType("resource")]
            .map((entry) => [new URL(entry.name).pathname, entry.decodedBodySize])"""
    )
    own = {path: size for path, size in sizes if not path.startswith("/static/")}
    assert sum(own.values()) < MOST_BYTES, own
    hosts = page.evaluate(
        "performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin)"
    )
    assert set(hosts) == {page.evaluate("location.origin")}


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920)])
def test_a_display_fits_its_screen_and_outlives_the_server(
    open_page: OpenPage, town: Cast, server: Server, width: int, height: int
) -> None:
    page = open_page("/places/magion/display/", width=width, height=height)
    page.locator(".display-wait").wait_for()
    assert looks(page, "places-display") == []
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    for part in ("now", "wait", "phone"):
        box = page.locator(f".display-{part}")
        assert box.evaluate("part => part.scrollHeight - part.clientHeight") <= 1, part
    if width == 1920:
        page.clock.install()
        page.reload()
        page.locator(".display-wait").wait_for()
        server.down = True
        page.clock.run_for(150_000)
        page.locator("body[data-old]").wait_for()
        assert page.locator(".display-now").is_visible()
        assert not page.locator(".display-wait").is_visible()
        assert "Ingen forbindelse" in page.locator(".display-age").inner_text()
        server.down = False
        page.clock.run_for(45_000)
        page.locator("body:not([data-old])").wait_for()


def test_what_has_no_room_on_a_display_is_left_out_whole(open_page: OpenPage, town: Cast) -> None:
    today = danish_date(clock.now())
    for days in (3, 9, 15):
        day = today + timedelta(days=days)
        period = ClosedPeriod.objects.create(municipality=town.municipality, first_day=day, last_day=day)
        reason = "Hele personalet er på kursus om den nye indgang og det nye bord"
        period.texts.create(language="da", reason=reason)
    page = open_page("/places/magion/display/", width=1280, height=720)
    page.locator(".display-wait").evaluate("wait => { wait.style.minHeight = '30vh' }")
    shoot(page, "places-display-soon")
    ends = page.locator(".display-soon li").evaluate_all(
        """lines => lines.map(line => {
            const box = line.getBoundingClientRect(), list = line.parentElement.getBoundingClientRect();
            return [box.left >= list.right, box.bottom <= list.bottom + 1];
        })"""
    )
    assert ends[0] == [False, True]
    assert [True, True] in ends
    assert all(is_beside or is_whole for is_beside, is_whole in ends)


class _Foreign(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A web server of somebody else: another origin, its own policy."""

    def handler(*facts: Any) -> _Foreign:
        return _Foreign(*facts, directory=str(tmp_path))

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}", tmp_path
    running.shutdown()
    running.server_close()


def test_the_widget_on_a_foreign_page(
    open_page: OpenPage, town: Cast, server: Server, foreign: tuple[str, Path]
) -> None:
    address, folder = foreign
    (folder / "index.html").write_text(
        f"""<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Kommunen</title>
        <meta http-equiv="Content-Security-Policy"
          content="default-src 'self'; script-src {server.url}; connect-src {server.url}">
        <script src="{server.url}/places/widget.js" defer></script></head><body><main><h1>Kommunen</h1><h2>Steder</h2>
        <div id="a" data-indgang-site="magion"><a href="{server.url}/places/magion/">Magion</a></div>
        <div id="b" data-indgang-site="raadhus" data-indgang-language="en"><a href="/">Rådhuset</a></div>
        <div id="c" data-indgang-site="nowhere"><a href="/c">Et sted</a></div></main></body></html>""",
        encoding="utf-8",
    )
    page = open_page(f"{address}/index.html", width=375, height=800)
    page.locator("#a h3").wait_for()
    page.locator("#b h3").wait_for()
    assert "Borgerservice" in page.locator("#a").evaluate("host => host.shadowRoot.textContent")
    assert "Citizen service" in page.locator("#b").evaluate("host => host.shadowRoot.textContent")
    assert page.locator("#c a").is_visible()
    assert {cookie["name"] for cookie in page.context.cookies(server.url)} == {"indgang_language"}
    assert faults(page) == []
    shoot(page, "places-widget-foreign")
