"""Booking in a real browser on a phone: by touch, by keyboard, without a script; and what a screen reader is told."""

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from indgang.base.access import SYSTEM
from indgang.booking import services
from indgang.booking.errands import Wanted
from indgang.booking.models import Appointment
from tests.browser import OpenPage, Server, looks
from tests.cast import Cast, build
from tests.contact.conftest import time

__all__ = ["time"]

pytestmark = pytest.mark.browser
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def place(transactional_db: None, time) -> Cast:
    cache.clear()
    cast = build(tasks=("boligstoette", "pas-voksen"))
    for desk in (cast.service1, cast.town_hall_desk):
        services.save_resource(actor=SYSTEM, site=desk.site, kind="desk", desk=desk)
    return cast


def ten_on_tuesday(page: Page):
    return page.get_by_role("button", name="tirsdag 24. november kl. 10.00")


def test_the_whole_flow_by_touch_and_every_screen_is_sound(open_page: OpenPage, place: Cast, time) -> None:
    page = open_page("/book/", width=375, height=812)
    assert looks(page, "book-1-empty") == []
    page.get_by_label("Skriv det med dine egne ord").fill("nyt pas")
    page.get_by_role("button", name="Søg").click()
    assert looks(page, "book-1-found") == []
    page.get_by_role("link", name=re.compile("Nyt pas til en voksen")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Det bestiller du tid til")
    page.go_back()
    expect(page.get_by_label("Skriv det med dine egne ord")).to_have_value("nyt pas")
    page.go_forward()
    assert looks(page, "book-1-chosen") == []
    page.get_by_role("button", name="Videre: vælg sted").click()
    assert looks(page, "book-2") == []
    page.get_by_role("link", name=re.compile("^Magion")).click()
    assert looks(page, "book-3") == []
    small = page.locator("button:visible, .book a:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"
    )
    assert small == []
    ten_on_tuesday(page).click()
    expect(page.locator(".book-held")).to_contain_text("10 minutter")
    assert looks(page, "book-4") == []
    time.move(seconds=20)
    page.get_by_role("button", name="Bestil tiden").click()
    expect(page.locator("#name")).to_be_focused()
    assert looks(page, "book-4-fault") == []
    page.get_by_label("Dit navn").fill("Anna Holm")
    page.get_by_label("Mobiltelefon").fill("20 12 34 56")
    page.get_by_role("button", name="Bestil tiden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi glæder os til at se dig")
    assert looks(page, "book-done") == []
    page.get_by_role("link", name="Skift tid").click()
    assert looks(page, "appointment-change") == []
    page.get_by_role("button", name="tirsdag 24. november kl. 10.30").click()
    assert looks(page, "appointment-change-sure") == []
    page.get_by_role("button", name="Ja, skift til denne tid").click()
    expect(page.locator(".book-when").first).to_contain_text("10.30")
    page.get_by_role("link", name="Aflys tiden").click()
    assert looks(page, "appointment-cancel") == []
    page.get_by_role("button", name="Ja, aflys min tid").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Din tid er aflyst")
    assert looks(page, "appointment-cancelled") == []


def test_by_keyboard_only(open_page: OpenPage, place: Cast, time) -> None:
    page = open_page("/book/time/?task=pas-voksen&site=magion", width=375, height=812)

    def reach(selector: str, most: int = 60) -> None:
        for _turn in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"the keyboard does not come to {selector}")

    reach("button.book-time")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contact/**")
    time.move(seconds=20)
    reach("#name")
    page.keyboard.type("Anna Holm")
    reach("#email", 1)
    page.keyboard.type("anna@example.dk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/booked/")
    assert Appointment.objects.get().state == "booked"


def test_without_javascript_also_when_the_time_goes_while_one_types(
    server: Server, browser, place: Cast, time
) -> None:
    context = browser.new_context(
        base_url=server.url,
        java_script_enabled=False,
        viewport={"width": 375, "height": 812},
        locale="da-DK",
    )
    try:
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto("/book/time/?task=pas-voksen&site=magion&day=2026-11-24")
        ten_on_tuesday(page).click()
        expect(page.locator(".book-held")).to_have_text("Vi holder tiden til dig indtil kl. 10.10.")
        time.move(minutes=11)
        services.book(actor=SYSTEM, site=place.magion, tasks=[Wanted("pas-voksen")], start=TEN)
        page.get_by_label("Dit navn").fill("Anna Holm")
        page.get_by_label("E-mail").fill("anna@example.dk")
        page.get_by_role("button", name="Bestil tiden").click()
        expect(page.get_by_label("Dit navn")).to_have_value("Anna Holm")
        page.get_by_role("button", name=re.compile("Bestil tirsdag 24. november kl. 10.15")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Vi glæder os til at se dig")
    finally:
        context.close()
        server.settle()


def test_what_a_screen_reader_is_told_about_choosing_a_time(open_page: OpenPage, place: Cast, time) -> None:
    page = open_page("/book/time/?task=pas-voksen&site=magion&day=2026-11-24", width=375, height=812)
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - main:
          - paragraph: "Trin 3 af 4: hvornår"
          - link "Et andet sted"
          - heading "Hvornår passer det dig?" [level=1]
        """
    )
    first = page.locator(".book-day").first
    expect(first).to_match_aria_snapshot(
        """
        - listitem:
          - heading "tirsdag 24. november" [level=2]
          - group "tirsdag 24. november, Formiddag":
            - button "tirsdag 24. november kl. 10.00"
        """
    )


def test_the_minutes_run_out_in_words(open_page: OpenPage, place: Cast, time) -> None:
    page = open_page("/book/time/?task=pas-voksen&site=magion&day=2026-11-24", width=1280)
    ten_on_tuesday(page).click()
    expect(page.locator(".book-held")).to_contain_text("10 minutter")
    time.move(minutes=11)
    page.reload()
    expect(page.locator(".book-held")).to_contain_text("Minutterne er gået")
    assert looks(page, "book-4-over") == []
