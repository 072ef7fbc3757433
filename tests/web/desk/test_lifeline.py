"""The lifeline beside the playbook: one key phones and counts, one says what came of it; and referrals at the desk."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from indgang.base.access import SYSTEM
from indgang.contact.models import Contact, LifelineAttempt, Referral
from indgang.organisation.models import Person
from indgang.organisation.services import set_presence
from tests.browser import OpenPage, looks
from tests.cast import Cast
from tests.web.desk.conftest import At, Take
from tests.web.desk.officer import DESK, Officer


def test_no_answer_offers_the_deputy_first(maja: At, cast: Cast) -> None:
    maja.do("pick", code="pas-voksen", key="a")
    panel = maja.get("lifeline", "pas-koerekort").content.decode()
    assert panel.index("Inger Dam") < panel.index("Jens Ravn")
    for _press in range(2):
        inger = Person.objects.get(username="pas-koerekort").pk
        maja.do(
            "try_lifeline",
            "pas-koerekort",
            unit="pas-koerekort",
            person=inger,
            key="k",
            contact=maja.contact.id,
        )
    tried = LifelineAttempt.objects.get()
    panel = maja.do("lifeline_result", "pas-koerekort", tried.pk, result="not_answered")
    assert panel.index("Jens Ravn") < panel.index("Inger Dam")
    assert "Intet svar" in panel
    assert LifelineAttempt.objects.get().result == "not_answered"


def test_who_is_away_stands_last_with_who_stands_in(maja: At, cast: Cast) -> None:
    inger = Person.objects.get(username="pas-koerekort")
    set_presence(actor=SYSTEM, state="away", minutes=60, reason="kursus", person_id=inger.pk)
    panel = maja.get("lifeline", "pas-koerekort").content.decode()
    assert panel.index("Jens Ravn") < panel.index("Inger Dam")
    assert "væk til 11.00 (kursus); stedfortræder Jens Ravn" in panel


def test_what_the_first_desk_did_is_read_when_the_number_is_called(maja: At, cast: Cast, take: Take) -> None:
    take(task_code="pas-voksen", minutes=5)
    maja.do("next")
    maja.do("act", "start")
    maja.do(
        "register", **maja.matter(), outcome="referred", to_desk="service-1", referral_reason="expert",
        told="Det tager ti minutter.", referral_note="Fotoet er taget.", steps_done=["1", "2"],
    )  # fmt: skip
    client = Client(headers={"HX-Request": "true"})
    client.force_login(cast.signe)
    signe = At(client, cast.signe, cast.service1)
    assert "henvist: SERVICE 1" in signe.do("open")
    page = signe.do("next")
    for shown in (
        "Henvist fra Magion, KVIK 1",
        "Det tager ti minutter.",
        "Fotoet er taget.",
        "Allerede gjort:",
    ):
        assert shown in page
    referral = Referral.objects.get()
    signe.do("mark_referral", referral.pk, "used")
    assert Referral.objects.get().seen_by_id == cast.signe.pk
    assert signe.ticket is not None
    for public in (
        "/screen/magion/",
        f"/ticket/{signe.ticket.secret}/",
        "/kiosk/magion/",
        "/places/magion/",
    ):
        text = Client().get(public, follow=True).content.decode().casefold()
        assert "<main" in text, public
        assert [told for told in ("ti minutter.", "fotoet er taget", "henvist") if told in text] == [], public


def test_a_call_begins_a_meeting_once_and_keeps_no_number(maja: At, cast: Cast) -> None:
    page = Client()
    page.force_login(cast.maja)
    shown = page.get(reverse("desk:call_page"), {"nr": "+45 20123456"}).content.decode()
    assert "Opkald fra 20 12 34 56" in shown
    bare = page.get(reverse("desk:call_page") + "?nr=+4520123456").content.decode()
    assert "20 12 34 56" in bare, "a telephone system that does not escape the + of the number"
    assert "hemmeligt nummer" in page.get(reverse("desk:call_page"), {"nr": "anonymous"}).content.decode()
    for _press in range(2):
        answer = page.post(reverse("desk:take_call"), {"key": "one"})
    assert answer.url == reverse("desk:desk", args=["magion", "kvik-1"])
    (one,) = Contact.objects.all()
    assert one.channel == "phone"
    assert "20123456" not in str(vars(one))


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
def test_the_panel_by_keyboard(open_page: OpenPage, cast: Cast, width: int) -> None:
    officer = Officer(open_page(DESK, person=cast.maja, width=width))
    officer.see("[data-first]:focus", "Åbn KVIK 1")
    officer.press("o")
    officer.see("[data-first]:focus", "Kald næste")
    page = officer.page
    page.evaluate(
        "document.addEventListener('click', (one) => one.target.closest('a[href^=tel]') && one.preventDefault())"
    )
    officer.press("d")
    officer.pick("passet er udløbet")
    officer.press("l")
    page.get_by_text("Svarede livlinen?").wait_for()
    assert looks(page, "lifeline-tried") == []
    page.keyboard.press("Shift+I")
    page.get_by_text("Intet svar. Prøv den næste:").wait_for()
    expect(page.locator("#lifeline")).to_have_text("79 72 70 12")
    assert looks(page, "lifeline-unanswered") == []
    assert LifelineAttempt.objects.get().result == "not_answered"


def test_a_specialist_at_a_desk_says_in_one_click_how_they_stand(cast: Cast) -> None:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(cast.signe)
    signe = At(client, cast.signe, cast.service1)
    assert 'id="say-busy"' in signe.do("open")
    assert "Kollegerne ser dig nu som: optaget til" in signe.do("say_presence", state="busy")
