"""Forms for six tasks, and cases in every state that a visitor meets. Written once; the citizens are invented."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.catalogue.queries import form_versions, task_card
from indgang.catalogue.services import FieldWish, draft_form, publish_form, save_field, set_site_offer
from indgang.core.day import COPENHAGEN
from indgang.core.due import due_after
from indgang.core.reach import Reach
from indgang.followup import services as followup
from indgang.followup.models import FollowUp
from indgang.followup.paper_links import signature_of
from indgang.followup.parties import Person
from indgang.followup.promises import promise_for
from indgang.organisation.queries import actor_of_person, find_desk, find_person, find_site
from indgang.organisation.queries.lifelines import lifeline_hours
from indgang.project.demo.plan import MAIN_SITE
from indgang.project.demo.second_line.forms import FORMS

SENDER = "mette"
DESK = "magion-service-1"
EVERYTHING = "gennemgaaet-med-borgeren"
QUARTERS_BACK = 4 * 24 * 28
APPEAL = "Eksempel på klagevejledning (opdigtet): Du kan klage inden fire uger. Skriv til os, så hjælper vi dig videre."
CHECKED = ["legitimation-er-set", "borgeren-ved-hvornaar-der-kommer-svar", "borgeren-har-faaet-koden"]


@dataclass(frozen=True, slots=True)
class Story:
    """A case, and what became of it: the steps as (hours after sending, who, step). It was sent `hours_ago`, or so
    that what was promised is due between the two of `due_in` (minutes from now, in the past below zero).
    """

    hours_ago: float
    task: str
    person: Person
    answers: Mapping[str, str | list[str]]
    papers: Mapping[str, str]
    note: str = ""
    steps: tuple[tuple[float, str, str], ...] = ()
    due_in: tuple[int, int] | None = None


STORIES = (
    Story(
        2,
        "personligt-tillaeg",
        Person("Inga Prøve", "20 00 00 61", "", "Eksempelvej 4, 7190 Billund", "sms"),
        {
            "hvad-soeges-der-til": "tandbehandling",
            "udgiftens-stoerrelse-i-kr": "6.400",
            "er-udgiften-allerede-betalt": "no",
        },
        {"overslag-eller-regning": "Overslag fra tandlægen"},
        "Inga vil gerne ringes op om formiddagen.",
    ),
    Story(
        1.5,
        "boligindskudslaan",
        Person("Samir Eksempel", "20 00 00 62", "samir@borger.example", "", "email"),
        {
            "den-nye-boligs-adresse": "Prøvevænget 12, 7190 Billund",
            "indflytning": "1-2-2027",
            "indskud-i-kr": "24.500",
            "maanedlig-husleje-i-kr": "6.100",
            "antal-personer-i-husstanden": "3",
            "er-der-modtaget-andre-laan-til-bolig": "no",
        },
        {"lejekontrakt": "Lejekontrakt side 1"},
        steps=(
            (0.2, "hanne", "accept"),
            (0.4, "hanne", "ask:lejekontrakt"),
            (1.1, "", "citizen:lejekontrakt"),
        ),
    ),
    Story(
        26,
        "boligstoette",
        Person("Kirsten Opdigtet", "20 00 00 63"),
        {
            "boligtype": "lejebolig",
            "husleje-pr-maaned-i-kr": "5.850",
            "hvad-har-borgeren-brug-for-hjaelp-ti": "Hun har fået brev om, at boligstøtten ændres. Hvorfor?",
        },
        {},
        steps=(
            (2, "hanne", "accept"),
            (3, "hanne", "return"),
        ),
    ),
    Story(
        50,
        "personligt-tillaeg",
        Person("Aage Opdigtet", "20 00 00 64", "", "", "sms"),
        {
            "hvad-soeges-der-til": "briller",
            "udgiftens-stoerrelse-i-kr": "3.200",
            "er-udgiften-allerede-betalt": "yes",
            "hvornaar-blev-den-betalt": "2-11-2026",
        },
        {"overslag-eller-regning": "Regning fra optikeren"},
        steps=((4, "hanne", "accept"), (6, "hanne", "close")),
    ),
    Story(
        25,
        "byggetilladelse",
        Person("Lone Eksempel", "20 00 00 65", "lone@borger.example", "", "email"),
        {
            "ejendommens-adresse": "Eksempelvej 19, 7190 Billund",
            "hvad-skal-bygges": "carport-eller-garage",
            "areal-i-m2": "42",
            "ejer-borgeren-ejendommen": "yes",
        },
        {"situationsplan": "Situationsplan"},
        steps=((1, "poul", "accept"), (2, "poul", "ask:situationsplan")),
    ),
    Story(
        20,
        "daginstitution-opskrivning",
        Person("Maria Prøve", "20 00 00 66"),
        {"oensket-start": "1-8-2027", "oenskede-tilbud": ["vuggestue"], "har-barnet-soeskende-der": "no"},
        {},
        steps=(),
    ),
    Story(
        74,
        "boligindskudslaan",
        Person("Rigmor Eksempel", "20 00 00 67", "rigmor@borger.example", "", "email"),
        {
            "den-nye-boligs-adresse": "Opdigtet Alle 3, 7190 Billund",
            "indflytning": "15-12-2026",
            "indskud-i-kr": "18.000",
            "maanedlig-husleje-i-kr": "5.400",
            "antal-personer-i-husstanden": "1",
            "er-der-modtaget-andre-laan-til-bolig": "no",
        },
        {"lejekontrakt": "Lejekontrakt"},
        steps=((3, "hanne", "accept"), (25, "hanne", "decide")),
    ),
    Story(
        0,
        "boligstoette",
        Person("Jens Opdigtet", "20 00 00 68"),
        {
            "boligtype": "lejebolig",
            "husleje-pr-maaned-i-kr": "6.300",
            "hvad-har-borgeren-brug-for-hjaelp-ti": "Han er flyttet sammen med sin datter. Skal det meldes?",
        },
        {},
        steps=((1, "hanne", "accept"),),
        due_in=(30, 90),
    ),
    Story(
        0,
        "personligt-tillaeg",
        Person("Gudrun Prøve", "20 00 00 69", "", "", "sms"),
        {
            "hvad-soeges-der-til": "tandbehandling",
            "udgiftens-stoerrelse-i-kr": "9.100",
            "er-udgiften-allerede-betalt": "no",
        },
        {"overslag-eller-regning": "Overslag på protese"},
        due_in=(-120, -15),
    ),
)


def fill_handovers() -> None:
    """Publish the forms, and live through the stories, once."""
    for code, fields in FORMS.items():
        _publish(code, fields)
    if FollowUp.objects.filter(kind="handover").exists():
        return
    site = find_site(MAIN_SITE)
    for code in FORMS:
        set_site_offer(actor=SYSTEM, code=code, site=site, reach=Reach.PREPARE)
    now = clock.now()
    for story in STORIES:
        at = _sent_at(story, now)
        with clock.frozen(at):
            code = _send(story)
        for hours, who, step in story.steps:
            with clock.frozen(min(now, at + timedelta(hours=hours))):
                _take(step, who, code)
    followup.escalate(actor=SYSTEM)


def _sent_at(story: Story, now: datetime) -> datetime:
    """When the case was sent: in working hours, and so that it is due when the story says."""
    if story.due_in is None:
        return now - timedelta(hours=story.hours_ago)
    card = task_card(story.task)
    unit = card.lifeline_id or 0
    promised, hours = promise_for("handover", card.task_id, unit).due_minutes, lifeline_hours(unit)
    first, last = (now + timedelta(minutes=minutes) for minutes in story.due_in)
    for quarter in range(1, QUARTERS_BACK):
        at = now - timedelta(minutes=15 * quarter)
        due = due_after(hours, at, promised)
        if due is not None and first <= due <= last and at.astimezone(COPENHAGEN).hour in range(9, 16):
            return at
    return now - timedelta(days=3)


def _publish(code: str, fields: Sequence[FieldWish]) -> None:
    if form_versions(code):
        return
    draft_form(actor=SYSTEM, task_code=code, is_example=True)
    for wish in fields:
        save_field(actor=SYSTEM, task_code=code, wish=wish)
    publish_form(actor=SYSTEM, task_code=code)


def _send(story: Story) -> str:
    actor, desk = _actor(SENDER), find_desk(DESK)
    row = followup.prepare(actor=actor, site=desk.site, desk=desk, task_code=story.task)
    answers = {**story.answers, EVERYTHING: CHECKED}
    followup.save_case(actor=actor, code=row.code, typed=answers, person=story.person, note=story.note)
    for field, name in story.papers.items():
        followup.add_paper(actor=actor, code=row.code, name=f"{name}.png", content=_drawn(name), field=field)
    followup.send(actor=actor, code=row.code)
    return row.code


def _take(step: str, who: str, code: str) -> None:
    verb, _colon, field = step.partition(":")
    if verb == "citizen":
        files = [(field, "IMG_2041.png", _drawn("Side 2"))]
        followup.add_papers_as_citizen(code=code, signature=signature_of(code), files=files)
    else:
        STEPS[verb](_actor(who), code, field)


def _accept(actor: Actor, code: str, _field: str) -> None:
    followup.accept(actor=actor, code=code)


def _return(actor: Actor, code: str, _field: str) -> None:
    note = "Vi mangler brevet om ændringen. Tag et billede af det."
    followup.return_to_desk(actor=actor, code=code, reason="missing_papers", note=note)


def _close(actor: Actor, code: str, _field: str) -> None:
    answer = "Aage har fået besked om, at der skal søges, før brillerne købes."
    followup.close(actor=actor, code=code, result="advised", answer=answer)


def _ask(actor: Actor, code: str, field: str) -> None:
    followup.ask_citizen(actor=actor, code=code, papers=[field], what="Vi mangler side 2.")


def _decide(actor: Actor, code: str, _field: str) -> None:
    wish = followup.DecisionWish(
        "granted", "Eksempel på lovgrundlag (opdigtet)", APPEAL, "Huslejen og indskuddet er godkendt."
    )
    followup.decide(actor=actor, code=code, wish=wish)


STEPS = {"accept": _accept, "return": _return, "close": _close, "ask": _ask, "decide": _decide}


def _actor(username: str) -> Actor:
    return actor_of_person(find_person(username).pk)


def _drawn(title: str) -> bytes:
    """A page that says that it is an example."""
    page = Image.new("RGB", (900, 1200), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 40, 860, 1160), outline="#0b3d4f", width=4)
    pen.text((80, 90), f"EKSEMPEL: {title}", fill="#14212b", font_size=40)
    for line in range(12):
        pen.line((80, 220 + line * 60, 820 - line % 3 * 120, 220 + line * 60), fill="#d5dce1", width=8)
    target = io.BytesIO()
    page.save(target, "PNG")
    return target.getvalue()
