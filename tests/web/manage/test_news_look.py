"""The pages of news and feedback in a real browser: axe finds nothing, in three widths and both languages."""

from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.catalogue.services import (
    NewsWish,
    answer_feedback,
    give_feedback,
    mark_read,
    publish_news,
    take_feedback,
    write_news,
)
from indgang.core.day import danish_date
from tests.browser import OpenPage, faults, looks
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width"), [("da", 1280), ("en", 375)])
def test_axe_finds_nothing(open_page: OpenPage, cast: Cast, language: str, width: int) -> None:
    due = danish_date(clock.now()) + timedelta(days=7)
    wish = NewsWish(texts={"da": ("Nyt gebyr for pas", "Sig det nye beløb.")}, needs_receipt=True, due=due)
    write_news(actor=SYSTEM, wish=NewsWish(texts={"da": ("En kladde", "Ikke færdig.")}))
    news = publish_news(actor=SYSTEM, news_id=write_news(actor=SYSTEM, wish=wish).pk)
    mark_read(actor=cast.actor("bo"), news_id=news.pk, revision=1)
    cases = [
        give_feedback(
            actor=cast.actor("bo"), code="pas-voksen", section="bring", kind="wrong", text=f"Sag {number}"
        )
        for number in range(3)
    ]
    take_feedback(actor=cast.actor("leif"), feedback_id=cases[1].pk)
    answer_feedback(actor=SYSTEM, feedback_id=cases[2].pk, outcome="kept", answer="Det passer.")
    page = open_page("/healthz", person=cast.leif, language=language, width=width)
    found = {}
    for name, address in (
        ("news", "news/"),
        ("news-new", "news/new/"),
        ("news-receipts", f"news/{news.pk}/receipts/"),
        ("feedback", "feedback/"),
        ("feedback-new", f"feedback/{cases[0].pk}/"),
        ("feedback-mine", f"feedback/{cases[1].pk}/"),
        ("feedback-closed", f"feedback/{cases[2].pk}/"),
    ):
        page.goto(f"/manage/tasks/{address}")
        page.wait_for_load_state("load")
        problems = looks(page, f"manage-{name}-{language}")
        if problems:
            found[name] = problems
    assert found == {}


def test_what_was_typed_stays_and_the_fault_gets_the_focus(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("/manage/tasks/news/new/", person=cast.leif)
    page.fill("#title_da", "Nyt gebyr")
    page.fill("#body_da", "Sig det nye beløb.")
    page.click("button[name=publish]")
    page.wait_for_selector("#sites-error")
    assert page.input_value("#title_da") == "Nyt gebyr"
    page.check("#sites-magion", force=True)
    page.fill("#due", danish_date(clock.now()).isoformat())
    page.click("button[name=publish]")
    page.wait_for_selector("#due-error")
    assert page.evaluate("document.activeElement.id") == "due"
    assert page.is_checked("#sites-magion")
    assert faults(page) == []
