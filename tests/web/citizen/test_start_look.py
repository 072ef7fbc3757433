"""The citizens' pages in a real browser: axe, sizes, the screen reader's tree, the keyboard, and without scripts."""

import pytest
from playwright.sync_api import Browser, expect

from indgang.queue.models import HomeRules
from tests.browser import OpenPage, Server, faults, looks, shoot
from tests.cast import Cast, build

pytestmark = pytest.mark.browser


@pytest.fixture
def place(transactional_db: None) -> Cast:
    cast = build()
    HomeRules.objects.create(
        site=cast.magion, is_allowed=True, least_wait_minutes=0, minutes_before_opening=240
    )
    return cast


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_every_page_on_a_phone(open_page: OpenPage, place: Cast, language: str) -> None:
    paths = (
        "",
        "topics/",
        "topic/rejse/",
        "task/pas-voksen/",
        "number/",
        "search/?q=pas",
        "search/?q=rumfærge",
    )
    page = open_page("/citizen/", width=375, height=812, language=language)
    for path in paths:
        page.goto(f"/citizen/{path}")
        assert looks(page, f"citizen-{path.split('?')[0].strip('/').replace('/', '-')}-{language}") == [], (
            path
        )


def test_at_a_desk_and_on_a_wide_screen(open_page: OpenPage, place: Cast) -> None:
    page = open_page("/citizen/")
    assert looks(page, "citizen-start") == []
    page.goto("/citizen/task/pas-voksen/")
    assert looks(page, "citizen-task") == []


def test_what_a_screen_reader_is_told(open_page: OpenPage, place: Cast) -> None:
    page = open_page("/citizen/", width=375, height=812)
    expect(page.locator("body")).to_match_aria_snapshot("""
      - link /.+/
      - banner:
        - navigation "Hovedmenu":
          - list:
            - listitem:
              - link "Find hjælp"
      - main:
        - heading "Hvad skal du?" [level=1]
        - search:
          - searchbox "Skriv det med dine egne ord"
          - button "Søg"
        - region "Vælg et emne":
          - heading "Vælg et emne" [level=2]
          - list
        - region "Det spørger mange om":
          - heading "Det spørger mange om" [level=2]
        - region /.*nu/:
          - heading /.*nu/ [level=2]
        - region "Din egen tid":
          - heading "Din egen tid" [level=2]
      - contentinfo
    """)


def test_by_keyboard_alone_from_words_to_the_task(open_page: OpenPage, place: Cast) -> None:
    page = open_page("/citizen/")
    field = page.get_by_role("searchbox")
    field.focus()
    page.keyboard.type("nyt pas")
    page.locator("#suggestions a").first.wait_for()
    shoot(page, "citizen-suggestions")
    assert faults(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#suggestions a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions a")).to_have_count(0)
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".results a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator(".checklist input").first.focus()
    page.keyboard.press("Space")
    expect(page.locator(".checklist input").first).to_be_checked()


def test_without_scripts_one_finds_the_task_and_changes_language(
    browser: Browser, server: Server, place: Cast
) -> None:
    context = browser.new_context(
        base_url=server.url,
        java_script_enabled=False,
        viewport={"width": 375, "height": 812},
        locale="da-DK",
    )
    page = context.new_page()
    page.goto("/citizen/")
    page.get_by_role("searchbox").fill("nyt pas")
    page.get_by_role("button", name="Søg").click()
    page.get_by_role("link", name="Nyt pas til en voksen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nyt pas til en voksen")
    page.locator(".page-languages summary").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Neuer Pass für Erwachsene")
    context.close()
    server.settle()


def test_a_number_from_home_and_i_am_here(open_page: OpenPage, place: Cast) -> None:
    from indgang.base import clock
    from indgang.core.day import danish_date
    from indgang.organisation.models import OpeningHours
    from indgang.queue.services.home import place_code

    OpeningHours.objects.filter(kind="library").update(opens="00:00", closes="00:00")
    HomeRules.objects.update(minutes_before_closing=0)
    page = open_page("/ticket/home/magion/", width=375, height=812)
    assert looks(page, "home-form") == []
    page.get_by_role("button", name="Få et nummer").click()
    page.locator("form.here").wait_for()
    assert looks(page, "home-ticket") == []
    page.get_by_label("Er du her nu?").fill(place_code(place.magion, danish_date(clock.now())))
    page.get_by_role("button", name="Jeg er her").click()
    expect(page.locator("form.here")).to_have_count(0)


def test_zoomed_to_the_double_and_in_forced_colours(browser: Browser, server: Server, place: Cast) -> None:
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": 640, "height": 450},
        forced_colors="active",
        locale="da-DK",
    )
    page = context.new_page()
    page.goto("/citizen/task/pas-voksen/")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    shoot(page, "citizen-task-forced-colours")
    assert wide <= 0
    page.emulate_media(media="print", forced_colors="none")
    expect(page.locator(".page-nav")).to_be_hidden()
    expect(page.locator("#bring")).to_be_visible()
    context.close()
    server.settle()


def test_the_start_page_keeps_its_budget(open_page: OpenPage, place: Cast) -> None:
    """The page itself as it is sent; benchmarks/pages.py counts all of it at a real server."""
    page = open_page("/citizen/", width=375, height=812)
    requests = page.evaluate(
        "performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)"
    )
    assert not [path for path in requests if not path.startswith("/static/")]
    assert len(requests) <= 16
