"""The record at the desk in a real browser: by keyboard, open where the officer left it, nothing moves under them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage, faults, shoot
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _begin(page: Page, words: str) -> None:
    page.locator("#search").focus()
    page.keyboard.type(words)
    page.locator("#hits").wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("#playbook")).to_be_focused(timeout=15000)


@pytest.fixture
def desk(open_page: OpenPage, cast: Cast) -> Page:
    page = open_page("/desk/magion/kvik-1/", person=cast.maja, width=1280, height=800)
    page.keyboard.press("o")
    page.locator("#search").wait_for()
    _begin(page, "nyt pas")
    return page


def test_the_answer_is_on_the_screen_without_scrolling(desk: Page) -> None:
    for selector in (".task .summary", ".quick-facts", ".bring", "#tab-conditions"):
        box = desk.locator(selector).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800, selector
    shoot(desk, "desk-record")
    assert faults(desk) == []


def test_sections_open_by_key_and_stay_open_for_the_next_task(desk: Page) -> None:
    expect(desk.locator("#section-conditions")).to_be_hidden()
    desk.keyboard.press("x")
    expect(desk.locator("#section-conditions")).to_be_visible()
    desk.keyboard.press("w")
    expect(desk.locator("#tab-conditions")).to_be_focused()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    expect(desk.locator("#section-expect")).to_be_visible()
    assert faults(desk) == []
    desk.locator("#tab-related").click()
    desk.locator("#related-pas-barn").click()
    expect(desk.locator("#task-title")).to_have_text("Pas til et barn")
    expect(desk.locator("#section-conditions")).to_be_visible()
    expect(desk.locator("#section-expect")).to_be_visible()
    desk.reload()
    expect(desk.locator("#section-expect")).to_be_visible()
    expect(desk.locator("#section-appeal")).to_be_hidden()
    desk.keyboard.press("x")
    expect(desk.locator("#section-conditions")).to_be_hidden()


def test_a_tab_stands_still_when_it_is_pressed(desk: Page) -> None:
    for name in ("conditions", "sources", "expect"):
        tab = desk.locator(f"#tab-{name}")
        left = tab.bounding_box()
        first = desk.locator("#tab-conditions").bounding_box()
        tab.click()
        now, first_now = tab.bounding_box(), desk.locator("#tab-conditions").bounding_box()
        assert left is not None
        assert now is not None
        assert first is not None
        assert first_now is not None
        assert (now["x"] - first_now["x"], now["y"] - first_now["y"]) == (
            left["x"] - first["x"],
            left["y"] - first["y"],
        )
