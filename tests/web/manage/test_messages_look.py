"""The pages of messages in a real browser: axe finds nothing, in two widths and both languages."""

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.booking.messages import CONFIRMED, REMINDER
from indgang.messaging.kinds import Words
from indgang.messaging.models import Message
from indgang.messaging.services import enqueue, set_text
from tests.browser import OpenPage, looks
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width"), [("da", 1280), ("en", 375)])
def test_axe_finds_nothing(open_page: OpenPage, cast: Cast, language: str, width: int) -> None:
    for number, (state, error) in enumerate(
        [
            ("failed", "refused-recipient"),
            ("uncertain", "no-reply"),
            ("sent", ""),
            ("waiting", "no-connection"),
        ]
    ):
        message = enqueue(
            kind="messaging.test", channel="email", to="anna@example.dk", values={"time": "12.00"},
            reference=f"look/{number}", site=cast.magion,
        )  # fmt: skip
        settled = None if state == "waiting" else clock.now()
        Message.objects.filter(pk=message.pk).update(state=state, error=error, settled_at=settled)
    set_text(
        actor=SYSTEM, municipality=cast.municipality, kind=REMINDER, channel="sms", language="da",
        words=Words("Husk {weekday} {date} kl. {time}. Aflys: {link} ☎"),
    )  # fmt: skip
    page = open_page("/healthz", person=cast.admin, language=language, width=width)
    found = {}
    for name, address in (
        ("log", ""),
        ("log-failed", "?state=failed"),
        ("card", f"{Message.objects.earliest('pk').pk}/"),
        ("texts", "texts/"),
        ("text-sms", f"texts/{REMINDER}/sms/"),
        ("text-email", f"texts/{CONFIRMED}/email/"),
        ("rules", "rules/"),
    ):
        page.goto(f"/manage/messages/{address}")
        page.wait_for_load_state("load")
        problems = looks(page, f"manage-messages-{name}-{language}")
        if problems:
            found[name] = problems
    assert found == {}


def test_a_text_is_changed_without_a_mouse(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(f"/manage/messages/texts/{REMINDER}/sms/", person=cast.admin)
    page.fill("#body-da", "Husk din tid {dato}")
    page.focus("#body-da")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#body-da-error")
    assert "{dato}" in page.inner_text("#body-da-error")
    page.fill("#body-da", "Husk {weekday} {date} kl. {time}. Aflys: {link}")
    page.focus("#body-da")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip.warn")


def test_the_length_of_an_sms_follows_what_is_typed(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(f"/manage/messages/texts/{REMINDER}/sms/", person=cast.admin)
    page.fill("#body-da", "Husk {weekday} {date} kl. {time}. Aflys: {link} ☎")
    page.wait_for_selector("#preview-da :text('☎')")
    assert "70 tegn" in page.inner_text("#preview-da")
    assert page.input_value("#body-da").endswith("☎")
    page.fill("#body-da", "Kort {date} {time} {link}")
    page.wait_for_selector("#preview-da :text('Kort 24. november')")
    assert "af 160 tegn: 1 SMS" in page.inner_text("#preview-da")
