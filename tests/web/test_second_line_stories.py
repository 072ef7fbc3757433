"""The second line in a real browser: a promised call, a question that becomes a text, and a lifeline that is away."""

import hashlib
import hmac
import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.catalogue.models import SectionVersion
from indgang.catalogue.services import approve
from indgang.contact.models import Contact, LifelineAttempt
from indgang.followup.callback_links import PATH, token_of
from indgang.followup.callback_queries import promises_of
from indgang.followup.models import FollowUp
from indgang.followup.parties import Person as Citizen
from indgang.followup.services import (
    CallWish,
    QuestionWish,
    alarm_calls,
    note_call,
    promise_call,
    save_questions,
)
from indgang.followup.windows import offered
from indgang.organisation.models import Lifeline, Person, RoleGrant
from indgang.queue import services as queue
from tests.browser import OpenPage, Server, looks
from tests.cast import Cast
from tests.followup.conftest import unit, who
from tests.web.desk.officer import DESK, Officer

__all__ = ["unit", "who"]
pytestmark = pytest.mark.browser

# A Tuesday at nine, Danish time: the units are there from eight to four.
NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def it_is(moment: datetime) -> None:
    """The time, which goes on from there as usual."""
    clock.follow(clock.Course(real=datetime.now(UTC), shown=moment))


@pytest.fixture(autouse=True)
def at_nine() -> Iterator[None]:
    it_is(NINE)
    yield
    clock.follow(None)


@pytest.fixture
def maja(cast: Cast, open_page: OpenPage) -> Callable[[str], Officer]:
    """Maja at KVIK 1 with a task in hand, found by these words."""

    def begin(words: str) -> Officer:
        queue.open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
        officer = Officer(open_page(DESK, person=cast.maja))
        officer.see("[data-first]:focus")
        officer.press("d")
        officer.pick(words)
        return officer

    return begin


def at_all_widths(page: Page, name: str) -> None:
    """Nothing is wrong with the page on a desktop or a telephone."""
    assert looks(page, name) == []
    window = page.viewport_size
    page.set_viewport_size({"width": 375, "height": 800})
    assert looks(page, name) == []
    assert window is not None
    page.set_viewport_size(window)


def telephone_says(server: Server, **event: str) -> None:
    """Tell what came of a call, as the telephone system does."""
    body = json.dumps({**event, "ts": int(clock.now().timestamp())}).encode()
    sign = hmac.new(settings.CALLS_SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Indgang-Signature": f"sha256={sign}"}
    request = urllib.request.Request(f"{server.url}/api/v1/calls", body, headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert json.load(answer) == {"counted": True}


def choose(page: Page, label: str) -> None:
    page.locator("label.window", has_text=label).first.click()


def test_a_call_is_promised_moved_by_the_citizen_rescued_and_answered(
    cast: Cast, unit: Lifeline, maja: Callable[[str], Officer], open_page: OpenPage, server: Server
) -> None:
    wishes = [
        QuestionWish(
            "choice", {"da": "Hvor bor du?"}, {"da": ["Til leje", "I eje"]}, "bolig", is_needed=True
        ),
        QuestionWish("date", {"da": "Hvornår flytter du?"}, key="flyttedato"),
    ]
    save_questions(actor=SYSTEM, lifeline_id=unit.pk, wishes=wishes)
    officer = maja("boligstøtte")
    desk = officer.page
    officer.press("Shift+R")
    officer.see("#call-name:focus")
    desk.keyboard.type("Bente Prøve")
    desk.get_by_role("button", name="Lov opkaldet").click()
    expect(desk.get_by_text("Skriv det telefonnummer, der skal ringes til.")).to_be_visible()
    expect(desk.locator("#call-name")).to_have_value("Bente Prøve")
    desk.fill("#call-phone", "20 12 34 56")
    choose(desk, "10.00–11.00")
    desk.get_by_role("button", name="Lov opkaldet").click()
    expect(desk.get_by_text("Svar på dette.")).to_be_visible()
    at_all_widths(desk, "call-form")
    choose(desk, "I eje")
    desk.fill("#q-flyttedato", "2026-12-01")
    choose(desk, "Send en sms")
    desk.get_by_role("button", name="Lov opkaldet").click()
    expect(desk.locator("#call-back-body")).to_contain_text("Sig til borgeren")
    officer.is_fine("call-promised")
    row = FollowUp.objects.get()

    citizen = open_page(f"{PATH}{token_of(row.code)}/", width=375)
    expect(citizen.locator("h1")).to_have_text("Vi ringer til dig")
    choose(citizen, "12.00–13.00")
    citizen.get_by_role("button", name="Ring til mig på dette tidspunkt").click()
    expect(citizen.get_by_text("Tak. Vi ringer på det nye tidspunkt.")).to_be_visible()
    assert looks(citizen, "call-citizen") == []

    it_is(NINE + timedelta(hours=3, minutes=35))
    assert alarm_calls(actor=SYSTEM) == 1
    expert = open_page(
        "/backline/calls/?key=bolig&how=is&value=i eje", person=Person.objects.get(username="ida")
    )
    expect(expert.locator(".cards .chip.bad")).to_have_text("alarm")
    at_all_widths(expert, "calls")
    expert.get_by_role("link", name=re.compile("12.00–13.00")).click()
    expect(expert.get_by_text("I eje")).to_be_visible()
    expert.get_by_role("button", name="Jeg tager opkaldet").click()
    expert.fill("#note", "Hun hedder 010190-1234")
    choose(expert, "intet svar")
    expert.get_by_role("button", name="Notér opkaldet").click()
    expect(expert.get_by_text(re.compile("CPR-numre gemmes ikke"))).to_be_visible()
    expect(expert.locator("#note")).to_have_value("Hun hedder 010190-1234")
    at_all_widths(expert, "call-case")
    expert.fill("#note", "")
    expert.get_by_role("button", name="Notér opkaldet").click()
    expect(expert.get_by_text("Opkaldet er noteret.")).to_be_visible()
    choose(expert, "fik fat i borgeren")
    expert.get_by_role("button", name="Notér opkaldet").click()
    expect(expert.get_by_text("løftet er holdt")).to_be_visible()
    choose(expert, "borgeren har fået vejledning")
    expert.fill("#answer", "Hun søger selv på borger.dk.")
    expert.get_by_role("button", name="Afslut og svar").click()
    expert.wait_for_url("**/calls/")
    assert [(one.verdict, one.is_rescued) for one in promises_of(FollowUp.objects.get())] == [
        ("released", False),
        ("kept", True),
    ]

    desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+C")
    desk.wait_for_url("**/cases/")
    desk.get_by_role("link", name=re.compile("Boligstøtte")).first.click()
    expect(desk.get_by_text("Hun søger selv på borger.dk.")).to_be_visible()
    at_all_widths(desk, "call-answer")


def test_a_broken_promise_is_seen_phoned_after_all_and_counted(
    cast: Cast, unit: Lifeline, who: Callable[[str], Actor], open_page: OpenPage, server: Server
) -> None:
    first, second = [one.start for one in offered(unit.pk)[:2]]
    rows = [
        promise_call(
            actor=cast.actor("maja"),
            site=cast.magion,
            desk=cast.kvik1,
            lifeline_id=unit.pk,
            wish=CallWish(Citizen(f"Prøve {number}", "20 12 34 56"), start),
        )
        for number, start in enumerate((first, first, first, second, second))
    ]
    it_is(first + timedelta(minutes=10))
    for row in rows[:2]:
        note_call(actor=who("ole"), code=row.code, result="reached", key=row.code)
    it_is(second + timedelta(minutes=5))
    for row in rows[3:]:
        note_call(actor=who("ole"), code=row.code, result="no_answer", key=row.code)
    it_is(second + timedelta(hours=2))
    alarm_calls(actor=SYSTEM)
    expert = open_page("/backline/calls/", person=Person.objects.get(username="ida"))
    late = expert.locator(".cards li.late")
    expect(late).to_have_count(1)
    expect(late).to_contain_text("løftet er brudt")
    late.get_by_role("link").click()
    expert.get_by_role("button", name="Jeg tager opkaldet").click()
    choose(expert, "fik fat i borgeren")
    expert.get_by_role("button", name="Notér opkaldet").click()
    choose(expert, "klaret")
    expert.get_by_role("button", name="Afslut og svar").click()
    expert.wait_for_url("**/calls/")
    expert.get_by_role("link", name="Holdte løfter").click()
    expect(expert.locator("tbody tr")).to_contain_text("80 %")
    at_all_widths(expert, "calls-kept")
    expert.goto(f"{server.url}/backline/calls/questions/boligstoette/")
    expert.fill("[name='0-da']", "Hvor bor du?")
    expert.select_option("[name='0-kind']", "choice")
    expert.get_by_role("button", name="Gem").last.click()
    expect(expert.get_by_text("Skriv mindst to svar at vælge imellem")).to_be_visible()
    expect(expert.locator("[name='0-da']")).to_have_value("Hvor bor du?")
    at_all_widths(expert, "calls-ask-first")


def test_a_question_is_answered_once_published_and_thanked_for(
    cast: Cast, maja: Callable[[str], Officer], open_page: OpenPage, server: Server
) -> None:
    inger = Person.objects.get(username="pas-koerekort")
    RoleGrant.objects.create(person=inger, role="specialist")
    officer = maja("passet er udløbet")
    desk = officer.page
    officer.press("Shift+Q")
    officer.see("#ask-text:focus")
    officer.type("Må en ven hente 010190-1234?")
    desk.get_by_role("button", name="Send spørgsmålet").click()
    expect(desk.get_by_text(re.compile("Det ligner et CPR-nummer"))).to_be_visible()
    expect(desk.locator("#ask-text")).to_have_value("Må en ven hente 010190-1234?")
    desk.fill("#ask-text", "Må en ven hente passet?")
    officer.is_fine("ask-form")
    desk.get_by_role("button", name="Send spørgsmålet").click()
    expect(desk.get_by_text("Dit spørgsmål er hos")).to_be_visible()
    officer.is_fine("ask-sent")

    expert = open_page("/backline/questions/", person=inger)
    at_all_widths(expert, "questions")
    expert.get_by_role("link", name="Må en ven hente passet?").click()
    expert.fill("#answer-text", "Ja, med en fuldmagt.")
    expert.get_by_role("button", name="Svar", exact=True).click()
    expect(expert.get_by_text("Svaret er sendt til skranken.")).to_be_visible()
    expert.get_by_role("button", name="Send til redaktørerne").click()
    expect(expert.get_by_text("Svaret ligger hos redaktørerne").first).to_be_visible()
    at_all_widths(expert, "question-talk")
    approve(actor=SYSTEM, version_id=SectionVersion.objects.get(questions__isnull=False).pk)

    desk.goto(f"{server.url}/news/questions/")
    desk.get_by_role("link", name="Må en ven hente passet?").click()
    expect(desk.get_by_text("Tak: dette spørgsmål er nu en del af drejebogen.")).to_be_visible()
    at_all_widths(desk, "question-thanked")
    link = desk.get_by_role("link", name="Se det i drejebogen")
    link.click()
    expect(desk.locator("#note")).to_contain_text("Ja, med en fuldmagt.")
    at_all_widths(desk, "question-in-playbook")
    SectionVersion.objects.filter(questions__isnull=False).update(state="superseded")
    desk.go_back()
    expect(desk.get_by_text("Drejebogen har ikke svaret med disse ord lige nu.")).to_be_visible()
    expect(link).to_have_count(0)
    expert.goto(f"{server.url}/backline/questions/?show=answered&q=fuldmagter passets")
    expect(expert.get_by_role("link", name="Må en ven hente passet?")).to_be_visible()


def test_a_lifeline_that_is_away_until_two_shows_its_deputy_first(
    cast: Cast,
    maja: Callable[[str], Officer],
    open_page: OpenPage,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "CALLS_SECRET", "the exchange and we alone know this")
    inger = Person.objects.get(username="pas-koerekort")
    RoleGrant.objects.create(person=inger, role="specialist")
    expert = open_page("/backline/presence/", person=inger)
    expert.fill("#clock", "14")
    expert.fill("#reason", "kursus")
    expert.get_by_role("button", name="Sig det", exact=True).click()
    expect(expert.locator("#presence-bar")).to_contain_text("væk til 14.00")
    at_all_widths(expert, "presence-away")

    officer = maja("passet er udløbet")
    desk = officer.page
    helpers = desk.locator("#lifeline-now .helpers li")
    expect(helpers.first).to_contain_text("Jens Ravn")
    expect(helpers.last).to_contain_text("væk til 14.00 (kursus)")
    expert.get_by_role("button", name="Jeg er ledig").click()
    expect(expert.locator("#presence-bar")).to_contain_text("ledig")
    expect(helpers.first).to_contain_text("Inger Dam")
    desk.evaluate(
        "document.addEventListener('click', (one) => one.target.closest('a[href^=tel]') && one.preventDefault())"
    )
    for key, said in (("Shift+S", "answered"), ("Shift+I", "not_answered"), ("Shift+T", "took_over")):
        officer.press("l")
        officer.see(".tried", "Svarede livlinen?")
        officer.press(key)
        expect(desk.locator(".tried")).to_have_count(0)
        assert officer.soon(lambda said=said: LifelineAttempt.objects.filter(result=said).exists())
    officer.press("l")
    officer.see(".tried", "Svarede livlinen?")
    telephone_says(server, event="answered", to="79727011", agent="maja")
    expect(desk.locator(".tried")).to_have_count(0)
    officer.press("?")
    for words in (
        "Stil enheden et spørgsmål",
        "Lov et opkald",
        "Livlinen svarede ikke",
        "Sager og svar til os",
    ):
        expect(desk.locator("#help")).to_contain_text(words)
    officer.press("Escape")

    desk.goto(f"{server.url}/desk/call/?nr=%2B4520123456")
    expect(desk.locator("h1")).to_have_text("Opkald fra 20 12 34 56")
    at_all_widths(desk, "screen-pop")
    desk.get_by_role("button", name="Tag opkaldet").click()
    desk.wait_for_url(f"**{DESK}")
    assert Contact.objects.filter(channel="phone").count() == 1
