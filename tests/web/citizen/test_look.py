"""The ticket page in a real browser: every state, both languages, no fault that axe finds."""

import pytest

from indgang.base.access import SYSTEM
from indgang.queue.models import Ticket
from indgang.queue.services import (
    call_next,
    call_ticket,
    finish,
    hold,
    leave,
    no_show,
    open_desk,
    start,
    take_ticket,
)
from indgang.queue.services.reservations import reserve
from tests.browser import OpenPage, faults, shoot
from tests.cast import Cast, build

pytestmark = pytest.mark.browser


@pytest.fixture
def place(transactional_db: None) -> Cast:
    return build()


def ticket(place: Cast) -> Ticket:
    return take_ticket(actor=SYSTEM, site=place.magion, task_code="pas-voksen", channel="kiosk")


def test_on_paper_the_number_stands_without_buttons(open_page: OpenPage, place: Cast) -> None:
    page = open_page(f"/ticket/{ticket(place).secret}/")
    page.locator("[data-state-now=waiting]").wait_for()
    page.emulate_media(media="print")
    shoot(page, "ticket-print")
    assert page.locator(".card-number").is_visible()
    assert page.get_by_role("button").count() == 0


@pytest.mark.parametrize("language", ["da", "en"])
def test_each_state(open_page: OpenPage, place: Cast, language: str) -> None:
    maja = place.actor("maja")
    ticket(place)
    mine = ticket(place)
    open_desk(actor=maja, desk=place.kvik1)
    page = open_page(f"/ticket/{mine.secret}/", width=375, height=812, language=language)

    def seen(state: str) -> None:
        page.locator(f"[data-state-now={state}]").wait_for()
        shoot(page, f"ticket-{state}-{language}")
        assert faults(page) == [], state

    seen("waiting")
    page.locator(".card-leave summary").click()
    shoot(page, f"ticket-leave-{language}")
    assert faults(page) == []
    page.locator(".card-leave summary").click()
    call_ticket(actor=maja, desk=place.kvik1, ticket_id=mine.pk)
    seen("called")
    start(actor=maja, ticket_id=mine.pk)
    seen("serving")
    hold(actor=maja, ticket_id=mine.pk)
    seen("held")
    call_ticket(actor=maja, desk=place.kvik1, ticket_id=mine.pk)
    no_show(actor=maja, ticket_id=mine.pk)
    seen("no_show")
    call_ticket(actor=maja, desk=place.kvik1, ticket_id=mine.pk)
    finish(actor=maja, ticket_id=mine.pk)
    seen("finished")
    gone = ticket(place)
    leave(secret=gone.secret)
    page.goto(f"/ticket/{gone.secret}/")
    seen("left")
    assert call_next(actor=maja, desk=place.kvik1)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_other_pages(open_page: OpenPage, place: Cast, language: str) -> None:
    page = open_page("/ticket/new/magion/", width=375, height=812, language=language)
    shoot(page, f"ticket-new-{language}")
    assert faults(page) == []
    page.locator("#words").fill("cpr 010190-1234")
    page.locator(".card-button").click()
    page.locator("#fault").wait_for()
    shoot(page, f"ticket-new-fault-{language}")
    assert faults(page) == []
    page.goto("/ticket/not-a-known-secret/")
    shoot(page, f"ticket-unknown-{language}")
    assert faults(page) == []
    drawn = reserve(actor=SYSTEM, site=place.magion, attempt="an-attempt-of-the-kiosk")
    page.goto(f"/ticket/{drawn.secret}/")
    shoot(page, f"ticket-confirm-{language}")
    assert faults(page) == []
