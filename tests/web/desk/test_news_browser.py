"""News and feedback at the desk in a real browser, by keyboard: nothing that is being typed is lost or moved."""

import pytest
from playwright.sync_api import Page, expect

from indgang.base.access import SYSTEM
from indgang.catalogue.models import Feedback, NewsRead
from indgang.catalogue.services import NewsWish, answer_feedback, publish_news, write_news
from indgang.queue.services import open_desk
from indgang.web.desk import actions
from tests.browser import OpenPage, faults, shoot
from tests.cast import Cast

pytestmark = pytest.mark.browser

DESK = "/desk/magion/kvik-1/"
BODY = "Gebyret for et pas til en voksen er steget.\n\nSig det nye beløb, før borgeren får taget foto."


def published(title: str, *, is_important: bool = False) -> None:
    wish = NewsWish(texts={"da": (title, BODY)}, is_important=is_important, kind="instruction")
    publish_news(actor=SYSTEM, news_id=write_news(actor=SYSTEM, wish=wish).pk)


def at_work(open_page: OpenPage, cast: Cast, width: int) -> Page:
    """Maja's desk with a citizen who wants a passport."""
    maja = cast.actor("maja")
    open_desk(actor=maja, desk=cast.kvik1)
    actions.pick_task(actor=maja, desk=cast.kvik1, code="pas-voksen", contact_id=None, position=None, key="a")
    page = open_page(DESK, person=cast.maja, width=width)
    expect(page.locator("#playbook")).to_be_visible()
    return page


@pytest.mark.parametrize("width", [375, 1280])
def test_news_are_read_by_keyboard(open_page: OpenPage, cast: Cast, width: int) -> None:
    published("Nyt gebyr for pas", is_important=True)
    published("Nye åbningstider")
    page = at_work(open_page, cast, width)
    expect(page.locator("#open-news")).to_contain_text("2 ulæste · 1 vigtig")
    assert faults(page) == []
    page.keyboard.press("y")
    expect(page.locator("#news .news-item").first).to_contain_text("Nyt gebyr for pas")
    shoot(page, f"news-box-{width}")
    assert faults(page) == []
    for left in (1, 0):
        expect(page.locator("#news .news-item h3").first).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("#news .news-item button").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#news .news-item")).to_have_count(left)
    expect(page.locator("#news .all-read")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#open-news")).to_contain_text("alt er læst")
    assert NewsRead.objects.filter(person=cast.maja).count() == 2


@pytest.mark.parametrize("width", [375, 1280])
def test_feedback_keeps_what_is_typed_until_it_is_sent(open_page: OpenPage, cast: Cast, width: int) -> None:
    page = at_work(open_page, cast, width)
    shoot(page, f"playbook-with-feedback-{width}")
    page.keyboard.press("m")
    page.keyboard.type("Har et gammelt pas")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    expect(page.locator("#feedback-body [name=kind]").first).to_be_focused()
    assert faults(page) == []
    page.locator("#feedback-text").fill("Fotoet mangler på listen")
    page.keyboard.press("Escape")
    expect(page.locator("#feedback")).to_be_hidden()
    page.keyboard.press("i")
    expect(page.locator("#feedback-text")).to_have_value("Fotoet mangler på listen")
    page.locator("#feedback-body [type=submit]").click()
    expect(page.locator("#feedback-error")).to_contain_text("Vælg, hvad der er galt")
    expect(page.locator("#feedback-body [name=kind]").first).to_be_focused()
    expect(page.locator("#feedback-text")).to_have_value("Fotoet mangler på listen")
    shoot(page, f"feedback-refused-{width}")
    assert faults(page) == []
    page.locator("#feedback-body [value=missing]").check()
    page.locator("#feedback-section").select_option("bring")
    page.locator("#feedback-body [type=submit]").click()
    expect(page.locator("#feedback-body .said-line")).to_contain_text("Tak")
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#feedback")).to_be_hidden()
    expect(page.locator("[data-note]")).to_have_value("Har et gammelt pas")
    case = Feedback.objects.get()
    assert (case.section.kind, case.kind, case.asked_by) == ("bring", "missing", cast.maja)
    assert case.play is not None


CLOSE_AND_OPEN = """() => {
  document.getElementById("feedback").close();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "i", code: "KeyI", bubbles: true }));
}"""


def test_a_key_works_at_once_when_a_box_has_closed(open_page: OpenPage, cast: Cast) -> None:
    page = at_work(open_page, cast, 1280)
    page.keyboard.press("i")
    page.locator("#feedback-text").fill("Fotoet mangler på listen")
    page.evaluate(CLOSE_AND_OPEN)
    expect(page.locator("#feedback-text")).to_be_visible()


def test_the_pages_of_their_own(open_page: OpenPage, cast: Cast) -> None:
    from indgang.catalogue.services import give_feedback

    published("Nyt gebyr for pas", is_important=True)
    case = give_feedback(
        actor=cast.actor("maja"), code="pas-voksen", section="bring", kind="wrong", text="Fotoet mangler"
    )
    answer_feedback(actor=SYSTEM, feedback_id=case.pk, outcome="kept", answer="Det står under trin 3.")
    page = open_page("/news/", person=cast.maja)
    for width in (375, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in (
            ("news", "/news/"),
            ("own-feedback", "/news/feedback/"),
            ("give", "/news/feedback/about/pas-voksen/?section=bring"),
        ):
            page.goto(path)
            shoot(page, f"{name}-{width}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert (name, width, faults(page), wide) == (name, width, [], 0)
