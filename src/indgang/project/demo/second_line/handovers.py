"""Forms for six tasks, and cases in every state that a visitor meets. Written once; the citizens are invented."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from PIL import Image, ImageDraw

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import DomainError
from indgang.catalogue.queries import form_versions
from indgang.catalogue.services import FieldWish, draft_form, publish_form, save_field, set_site_offer
from indgang.core.reach import Reach
from indgang.followup import services as followup
from indgang.followup.models import FollowUp
from indgang.followup.parties import Person
from indgang.organisation.queries import actor_of_person, find_desk, find_person, find_site
from indgang.project.demo.plan import MAIN_SITE
from indgang.project.demo.second_line.forms import FORMS

SENDER = "mette"
DESK = "magion-service-1"
EVERYTHING = "gennemgaaet-med-borgeren"
CHECKED = ["legitimation-er-set", "borgeren-ved-hvornaar-der-kommer-svar", "borgeren-har-faaet-koden"]


@dataclass(frozen=True, slots=True)
class Story:
    """A case, and what became of it: the steps as (hours after sending, who, step)."""

    hours_ago: float
    task: str
    person: Person
    answers: Mapping[str, str | list[str]]
    papers: Mapping[str, str]
    note: str = ""
    steps: tuple[tuple[float, str, str], ...] = ()


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
        5,
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
        steps=((1, "hanne", "accept"),),
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
        30,
        "byggetilladelse",
        Person("Lone Eksempel", "20 00 00 65", "lone@borger.example", "", "email"),
        {
            "ejendommens-adresse": "Eksempelvej 19, 7190 Billund",
            "hvad-skal-bygges": "carport-eller-garage",
            "areal-i-m2": "42",
            "ejer-borgeren-ejendommen": "yes",
        },
        {"situationsplan": "Situationsplan"},
        steps=((1, "poul", "accept"), (2, "poul", "ask")),
    ),
    Story(
        20,
        "daginstitution-opskrivning",
        Person("Maria Prøve", "20 00 00 66"),
        {"oensket-start": "1-8-2027", "oenskede-tilbud": ["vuggestue"], "har-barnet-soeskende-der": "no"},
        {},
        steps=(),
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
        at = now - timedelta(hours=story.hours_ago)
        with clock.frozen(at):
            code = _send(story)
        for hours, who, step in story.steps:
            with clock.frozen(min(now, at + timedelta(hours=hours))):
                _take(step, _actor(who), code)


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


def _take(step: str, actor: Actor, code: str) -> None:
    match step:
        case "accept":
            followup.accept(actor=actor, code=code)
        case "return":
            followup.return_to_desk(
                actor=actor,
                code=code,
                reason="missing_papers",
                note="Vi mangler brevet om ændringen. Tag et billede af det.",
            )
        case "close":
            followup.close(
                actor=actor,
                code=code,
                result="advised",
                answer="Aage har fået besked om, at der skal søges, før brillerne købes.",
            )
        case "ask":
            followup.ask_citizen(
                actor=actor, code=code, papers=["situationsplan"], what="Målene mangler på tegningen."
            )
        case unknown:
            raise DomainError(unknown)


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
