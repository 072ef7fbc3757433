"""The screen while it lives: each call sounds once, also after a lost connection, and nothing takes it down."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from indgang.base.access import SYSTEM
from indgang.queue.services import call_next, finish, open_desk, recall, start, take_ticket
from tests.browser import OpenPage, Server, faults, shoot
from tests.cast import Cast, build

pytestmark = pytest.mark.browser
CHIMES = "window.chimes = 0; addEventListener('screen:chime', () => { window.chimes += 1; });"


@pytest.fixture
def place(transactional_db: None) -> Cast:
    cast = build()
    for _citizen in range(5):
        take_ticket(actor=SYSTEM, site=cast.magion, task_code="pas-voksen", channel="kiosk")
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    open_desk(actor=cast.actor("bo"), desk=cast.kvik2)
    return cast


def call(place: Cast, name: str = "maja") -> int:
    called = call_next(actor=place.actor(name), desk=place.kvik1 if name == "maja" else place.kvik2)
    assert called
    return int(called.ticket.pk)


def done(place: Cast, ticket: int, name: str = "maja") -> None:
    start(actor=place.actor(name), ticket_id=ticket)
    finish(actor=place.actor(name), ticket_id=ticket)


def listening(open_page: OpenPage) -> Page:
    """A screen with its sound on, that counts its chimes."""
    page = open_page("/screen/magion/", width=1920, height=1080)
    page.context.add_init_script(CHIMES)
    page.reload()
    page.locator("body").click()
    page.wait_for_timeout(500)
    return page


def chimes(page: Page) -> int:
    return int(page.evaluate("window.chimes"))


def until(page: Page, check: Callable[[], bool], seconds: float = 10) -> None:
    for _turn in range(int(seconds * 10)):
        if check():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come to pass")


def test_a_call_is_shown_and_sounds_once(open_page: OpenPage, place: Cast) -> None:
    page = listening(open_page)
    ticket = call(place)
    page.locator(".now-call.fresh", has_text="K01").wait_for()
    assert "KVIK 1" in page.locator(".now-desk").inner_text()
    until(page, lambda: chimes(page) == 1)
    start(actor=place.actor("maja"), ticket_id=ticket)
    page.locator(".called-number", has_text="K01").wait_for()
    page.wait_for_timeout(2500)
    assert chimes(page) == 1


def test_two_calls_at_once_both_sound_and_so_does_calling_again(open_page: OpenPage, place: Cast) -> None:
    page = listening(open_page)
    ticket = call(place)
    call(place, "bo")
    page.locator(".now-call").nth(1).wait_for()
    until(page, lambda: chimes(page) == 2)
    recall(actor=place.actor("maja"), ticket_id=ticket)
    until(page, lambda: chimes(page) == 3)


def test_loading_again_repeats_nothing_and_loses_nothing(open_page: OpenPage, place: Cast) -> None:
    page = listening(open_page)
    call(place)
    until(page, lambda: chimes(page) == 1)
    page.reload()
    page.locator("body").click()
    page.locator(".now-call", has_text="K01").wait_for()
    page.wait_for_timeout(2500)
    assert chimes(page) == 0
    call(place, "bo")
    until(page, lambda: chimes(page) == 1)


def test_a_lost_connection_shows_its_age_and_comes_back_by_itself(
    open_page: OpenPage, place: Cast, server: Server
) -> None:
    page = listening(open_page)
    first = call(place)
    until(page, lambda: chimes(page) == 1)
    server.down = True
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".screen-age", has_text="Sidst opdateret for").wait_for(timeout=15000)
    assert page.locator(".now-call", has_text="K01").is_visible()
    shoot(page, "screen-lost")
    assert faults(page) == []
    done(place, first)
    call(place)
    server.down = False
    page.locator(".now-call", has_text="K02").wait_for(timeout=10000)
    page.locator(".screen-age:empty").wait_for(state="attached", timeout=10000)
    until(page, lambda: chimes(page) == 2)
    page.wait_for_timeout(2500)
    assert chimes(page) == 2


def test_a_screen_that_is_started_without_a_server_shows_the_last_state(
    open_page: OpenPage, place: Cast, server: Server
) -> None:
    page = listening(open_page)
    call(place)
    page.locator(".now-call", has_text="K01").wait_for()
    page.wait_for_timeout(1500)
    server.down = True
    page.reload()
    page.locator(".now-call", has_text="K01").wait_for()
    page.locator(".screen-age", has_text="Sidst opdateret for").wait_for(timeout=15000)
    call(place, "bo")
    server.down = False
    page.locator(".now-call", has_text="K02").wait_for(timeout=10000)


def test_the_sound_is_chosen_per_device(open_page: OpenPage, place: Cast) -> None:
    page = listening(open_page)
    page.locator(".screen-settings-open").click()
    page.get_by_label("En rolig lyd").uncheck(force=True)
    page.get_by_role("button", name="Luk").click()
    call(place)
    page.locator(".now-call", has_text="K01").wait_for()
    page.wait_for_timeout(1500)
    assert chimes(page) == 0
    kept = json.loads(page.evaluate("localStorage.getItem('indgang-screen-sound-magion')"))
    assert kept["sound"] is False
    page.reload()
    page.locator(".screen-settings-open").click()
    assert not page.get_by_label("En rolig lyd").is_checked()


def test_speech_is_off_until_it_is_chosen_and_says_letter_and_figure(
    open_page: OpenPage, place: Cast
) -> None:
    page = open_page("/screen/magion/")
    page.context.add_init_script(
        """window.said = [];
        speechSynthesis.speak = (words) => {
            said.push([words.lang, words.text]);
            setTimeout(() => words.onend?.(), 10);
        };"""
    )
    page.reload()
    page.locator("body").click()
    ticket = call(place)
    page.wait_for_timeout(2500)
    assert page.evaluate("said") == []
    page.evaluate("screenSound.change('voice', true); screenSound.change('voiceLanguage', 'both');")
    recall(actor=place.actor("maja"), ticket_id=ticket)
    until(page, lambda: len(page.evaluate("said")) == 2)
    assert page.evaluate("said") == [
        ["da-DK", "Nummer K, 1, til KVIK 1"],
        ["en-GB", "Number K, 1, to KVIK 1"],
    ]


def test_no_broken_setting_takes_it_down(open_page: OpenPage, place: Cast) -> None:
    page = open_page("/screen/magion/?language=xx&lanes=%00&volume=loud&calls=-1")
    page.evaluate(
        """localStorage.setItem('indgang-screen-magion-da', '{broken');
        localStorage.setItem('indgang-screen-sound-magion', '[]')"""
    )
    page.reload()
    call(place)
    page.locator(".now-call", has_text="K01").wait_for()
    page.goto("/screen/nowhere/")
    assert page.locator("h1").inner_text() == "Skærmen er ikke sat op"
    assert faults(page) == []
