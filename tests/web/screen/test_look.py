"""The screen in a real browser: no fault that axe finds, in both languages, and pictures to look at."""

import pytest

from indgang.base.access import SYSTEM
from indgang.queue.services import call_next, finish, open_desk, start, take_ticket
from tests.browser import OpenPage, drawn_code, faults, shoot
from tests.cast import Cast, build

pytestmark = pytest.mark.browser
SIZES = {"wide": (1920, 1080), "laptop": (1280, 720), "phone": (375, 812), "upright": (1080, 1920)}


@pytest.fixture
def place(transactional_db: None) -> Cast:
    return build()


def busy(place: Cast) -> None:
    """Two are called, three were before them, four wait."""
    for task in (
        "pas-voksen",
        "pas-voksen",
        "pas-barn",
        "laegeskift",
        "pas-voksen",
        "mitid-nyt",
        "boligstoette",
    ):
        take_ticket(actor=SYSTEM, site=place.magion, task_code=task, channel="kiosk")
    take_ticket(actor=SYSTEM, site=place.magion, letter="S", channel="kiosk")
    open_desk(actor=place.actor("maja"), desk=place.kvik1)
    open_desk(actor=place.actor("bo"), desk=place.kvik2)
    for _visit in range(2):
        call = call_next(actor=place.actor("maja"), desk=place.kvik1)
        assert call
        start(actor=place.actor("maja"), ticket_id=call.ticket.pk)
        finish(actor=place.actor("maja"), ticket_id=call.ticket.pk)
    call_next(actor=place.actor("maja"), desk=place.kvik1)
    call_next(actor=place.actor("bo"), desk=place.kvik2)


@pytest.mark.parametrize("size", list(SIZES))
def test_each_size(open_page: OpenPage, place: Cast, size: str) -> None:
    width, height = SIZES[size]
    page = open_page("/screen/magion/", width=width, height=height)
    page.locator(".now-none").wait_for()
    shoot(page, f"screen-empty-{size}")
    assert faults(page) == []
    busy(place)
    page.locator(".now-call").nth(1).wait_for()
    shoot(page, f"screen-busy-{size}")
    assert faults(page) == []
    page.locator(".screen-settings-open").click()
    shoot(page, f"screen-settings-{size}")
    assert faults(page) == []


def test_the_code_for_the_phone_is_drawn(open_page: OpenPage, place: Cast) -> None:
    page = open_page("/screen/magion/", width=1080, height=1920)
    page.locator(".qr-code").wait_for()
    shoot(page, "screen-code")
    assert drawn_code(page) == (True, 12, 12)


def test_in_english(open_page: OpenPage, place: Cast) -> None:
    busy(place)
    page = open_page("/screen/magion/?language=en", width=1920, height=1080)
    page.get_by_text("Now calling").wait_for()
    shoot(page, "screen-busy-en")
    assert faults(page) == []
