"""The kiosk in a citizen's hands: by keyboard, with a shaking finger, and left alone in the middle."""

from datetime import time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.booking.errands import Wanted
from indgang.booking.services import Contact, book, save_resource
from indgang.core.day import danish_date, opening_instant
from indgang.queue.models import Ticket
from tests.browser import OpenPage, drawn_code, faults, shoot
from tests.cast import Cast, build

pytestmark = pytest.mark.browser


@pytest.fixture
def place(transactional_db: None, settings: Any) -> Cast:
    settings.DEMO = True
    return build()


def kiosk(open_page: OpenPage, path: str = "/kiosk/magion/") -> Page:
    return open_page(path, width=1080, height=1920)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip()


def tab_to(page: Page, text: str) -> None:
    for _key in range(30):
        page.keyboard.press("Tab")
        if text in focused(page):
            return
    raise AssertionError(f"the keyboard does not reach {text!r}")


def test_the_whole_way_by_keyboard(open_page: OpenPage, place: Cast) -> None:
    page = kiosk(open_page)
    for text, heading in (
        ("Pas, kørekort", "Pas, kørekort"),
        ("Nyt pas til en voksen", "Nyt pas"),
        ("Få et nummer", ""),
    ):
        tab_to(page, text)
        page.keyboard.press("Enter")
        page.locator("h1", has_text=heading).filter(has_not_text="Velkommen").wait_for()
    page.locator(".ticket-number").wait_for()
    assert "Dit nummer" in focused(page)
    tab_to(page, "Jeg har mit nummer")
    page.keyboard.press("Enter")
    page.locator("[data-in-queue]").wait_for()
    assert Ticket.objects.get().label == "K01"


def test_the_code_for_the_phone_is_drawn(open_page: OpenPage, place: Cast) -> None:
    page = kiosk(open_page, "/kiosk/magion/da/task/pas-voksen/")
    page.locator("[data-take] .primary").click()
    page.get_by_role("img", name="Kode til dit nummer på telefonen").wait_for()
    shoot(page, "kiosk-code")
    assert drawn_code(page) == (True, 16, 16)


def test_a_double_tap_gives_one_ticket(open_page: OpenPage, place: Cast) -> None:
    page = kiosk(open_page, "/kiosk/magion/da/task/pas-voksen/")
    page.evaluate("""() => {
        const button = document.querySelector('[data-take] .primary');
        button.click(); button.click(); button.click();
    }""")
    page.locator(".ticket-number", has_text="K01").wait_for()
    page.locator("[data-confirm] .primary").dblclick()
    page.locator("[data-in-queue]").wait_for()
    page.wait_for_timeout(500)
    assert [ticket.label for ticket in Ticket.objects.all()] == ["K01"]


def test_the_next_citizen_gets_the_next_number(open_page: OpenPage, place: Cast) -> None:
    page = kiosk(open_page)
    for number in ("K01", "K02"):
        page.goto("/kiosk/magion/da/task/pas-voksen/")
        page.locator("[data-take] .primary").click()
        page.locator(".ticket-number", has_text=number).wait_for()
        page.locator("[data-confirm] .primary").click()
        page.locator("[data-finish]").click()
        page.wait_for_url("**/kiosk/magion/")
    assert Ticket.objects.count() == 2


def test_left_alone_it_warns_and_starts_over_in_danish(open_page: OpenPage, place: Cast) -> None:
    page = kiosk(open_page, "/kiosk/magion/en/")
    page.clock.install()
    page.reload()
    page.get_by_role("button", name="Large text").click()
    page.clock.run_for(31_000)
    page.locator(".kiosk-idle[open]").wait_for()
    shoot(page, "kiosk-idle")
    assert faults(page) == []
    page.get_by_role("button", name="Yes, I am still here").click()
    assert page.locator(".kiosk-idle[open]").count() == 0
    page.clock.run_for(46_000)
    page.wait_for_url("**/kiosk/magion/")
    assert page.locator("html").get_attribute("lang") == "da"
    assert page.locator("html").get_attribute("data-text") is None


def test_a_number_that_nobody_took_is_not_in_the_queue(open_page: OpenPage, place: Cast) -> None:
    page = kiosk(open_page, "/kiosk/magion/da/task/pas-voksen/")
    page.clock.install()
    page.reload()
    page.locator("[data-take] .primary").click()
    page.locator(".ticket-number").wait_for()
    page.clock.run_for(31_000)
    assert page.locator(".idle-number").is_visible()
    page.clock.run_for(16_000)
    page.locator("a[href*='/topic/']").first.wait_for()
    assert not Ticket.objects.exists()


def test_a_cpr_number_is_explained_on_the_same_page(open_page: OpenPage, place: Cast) -> None:
    page = kiosk(open_page, "/kiosk/magion/da/words/")
    page.locator("#words").fill("010190-1234")
    page.locator("[data-take] .primary").click()
    page.locator(".form-fault").wait_for()
    assert faults(page) == []
    page.locator("#words").fill("mit pas")
    page.locator("[data-take] .primary").click()
    page.locator(".ticket-number", has_text="K01").wait_for()


def test_a_touch_screen_has_keys_with_danish_letters(open_page: OpenPage, place: Cast) -> None:
    page = kiosk(open_page, "/kiosk/magion/da/words/")
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(
        base_url=page.url.split("/kiosk")[0],
        has_touch=True,
        is_mobile=True,
        viewport={"width": 1080, "height": 1920},
    )
    touch = context.new_page()
    touch.goto("/kiosk/magion/da/words/")
    for key in "på":
        touch.get_by_role("button", name=key, exact=True).tap()
    assert touch.locator("#words").input_value() == "på"
    shoot(touch, "kiosk-keys")
    assert faults(touch) == []
    context.close()


def test_a_code_held_to_the_reader_checks_in_from_any_page(open_page: OpenPage, place: Cast) -> None:
    save_resource(actor=SYSTEM, site=place.magion, kind="desk", desk=place.service1)
    start = opening_instant(danish_date(clock.now()) + timedelta(days=7), time(11))
    booked = book(
        actor=SYSTEM,
        site=place.magion,
        tasks=[Wanted("pas-voksen")],
        start=start,
        contact=Contact("Bente Prøve", "bente@borger.example"),
    )
    page = kiosk(open_page)
    for path, code, said in (
        ("/kiosk/magion/", booked.code, "Din tid er"),
        ("/kiosk/magion/da/topic/rejse/", "abcdefghk", "kender"),
    ):
        page.goto(path)
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        page.locator("#code-fault").wait_for()
        assert said in page.locator("#code-fault").inner_text()
        assert page.locator("#code").input_value().upper() == code.upper()
    assert not Ticket.objects.exists()
