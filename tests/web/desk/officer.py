"""An officer at a real browser, for the tests of the desk."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import OpenPage, faults, shoot
from tests.cast import Cast

DESK = "/desk/magion/kvik-1/"


class Officer:
    """Somebody at the keyboard of KVIK 1; every state they come to is looked at by axe."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def see(self, selector: str, text: str = "") -> None:
        found = self.page.locator(selector).first
        expect(found).to_be_visible()
        if text:
            expect(found).to_contain_text(text)

    def soon(self, holds: Callable[[], bool]) -> bool:
        """Whether something holds within twenty seconds."""
        for _turn in range(200):
            if holds():
                return True
            self.page.wait_for_timeout(100)
        return False

    def pick(self, words: str) -> None:
        """Type into the search box, which has the focus, and take the first answer."""
        self.see("#search:focus")
        self.type(words)
        self.press("Enter")
        self.see("#playbook:focus")

    def is_fine(self, name: str) -> None:
        shoot(self.page, name)
        assert faults(self.page) == []
        assert self.problems == []


def at_kvik1(open_page: OpenPage, cast: Cast) -> Officer:
    """Maja, who has just opened KVIK 1."""
    officer = Officer(open_page(DESK, person=cast.maja))
    officer.see("[data-first]:focus", "Åbn KVIK 1")
    officer.press("o")
    officer.see("[data-first]:focus", "Kald næste")
    return officer
