"""The desk on a phone, a tablet and half a screen; a search in vain; where the keyboard is after a change."""

from contextlib import suppress

import pytest
from playwright.sync_api import APIResponse, Error, Route, expect

from tests.browser import OpenPage
from tests.cast import Cast
from tests.web.desk.officer import DESK, Officer

pytestmark = pytest.mark.browser

IS_ON_TOP = """
(button) => {
  const box = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}
"""


@pytest.mark.parametrize("width", [375, 800])
def test_registering_takes_no_scrolling(open_page: OpenPage, cast: Cast, width: int) -> None:
    maja = Officer(open_page(DESK, person=cast.maja, width=width, height=800))
    maja.see("[data-first]:focus", "Åbn KVIK 1")
    maja.press("o")
    maja.see("[data-first]:focus", "Kald næste")
    maja.press("/")
    maja.type("qxzvw")
    maja.see(".no-hits")
    maja.is_fine(f"narrow-{width}-in-vain")
    maja.page.locator("#search").fill("")
    maja.pick("passet er udløbet")
    for outcome in maja.page.locator(".outcomes .outcome").all():
        expect(outcome).to_be_in_viewport(ratio=1)
    expect(maja.page.locator(".and-next").first).to_be_in_viewport(ratio=1)
    maja.is_fine(f"narrow-{width}")
    last = maja.page.locator(".meeting-verbs button").last
    last.scroll_into_view_if_needed()
    maja.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert last.evaluate(IS_ON_TOP)
    maja.page.evaluate("scrollTo(0, 0)")
    maja.page.locator(".outcomes .outcome").first.click()
    maja.see("#said", "Registreret: løst")


def test_the_keyboard_is_never_left_in_the_void(open_page: OpenPage, cast: Cast) -> None:
    maja = Officer(open_page(DESK, person=cast.maja))
    maja.see("[data-first]:focus", "Åbn KVIK 1")
    maja.press("o")
    maja.see("[data-first]:focus", "Kald næste")
    maja.press("Shift+P")
    maja.see("[data-first]:focus", "Genoptag")
    maja.press("Shift+P")
    maja.see("[data-first]:focus", "Kald næste")
    maja.press("?")
    maja.see("#help-title:focus")
    maja.is_fine("help")


def test_a_late_answer_about_the_queue_does_not_undo_what_was_done(open_page: OpenPage, cast: Cast) -> None:
    maja = Officer(open_page(DESK, person=cast.maja))
    late: list[tuple[Route, APIResponse]] = []
    maja.page.route("**/rail/", lambda route: late.append((route, route.fetch())), times=1)
    maja.see("[data-first]:focus", "Åbn KVIK 1")
    maja.page.evaluate("htmx.trigger('#rail', 'refresh')")
    assert maja.soon(lambda: bool(late))
    maja.press("o")
    maja.see("[data-first]:focus", "Kald næste")
    route, response = late[0]
    with suppress(Error):
        route.fulfill(response=response)
    maja.page.wait_for_timeout(100)
    assert maja.page.locator("#pause").is_visible()
    maja.press("Shift+P")
    maja.see("[data-first]:focus", "Genoptag")
