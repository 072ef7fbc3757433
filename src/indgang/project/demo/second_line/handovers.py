"""Publish the forms of six tasks, and live through the stories of cases, once."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

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
from indgang.followup.promises import promise_for
from indgang.organisation.queries import actor_of_person, find_desk, find_person, find_site
from indgang.organisation.queries.lifelines import lifeline_hours
from indgang.project.demo.plan import MAIN_SITE
from indgang.project.demo.second_line.forms import FORMS
from indgang.project.demo.second_line.past_cases import past_cases
from indgang.project.demo.second_line.stories import SENDER, STORIES, Story

DESK = "magion-service-1"
EVERYTHING = "gennemgaaet-med-borgeren"
QUARTERS_BACK = 4 * 24 * 28
APPEAL = "Eksempel på klagevejledning (opdigtet): Du kan klage inden fire uger. Skriv til os, så hjælper vi dig videre."
CHECKED = ["legitimation-er-set", "borgeren-ved-hvornaar-der-kommer-svar", "borgeren-har-faaet-koden"]


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
    for story in (*past_cases(now), *STORIES):
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
    verb, _colon, about = step.partition(":")
    if verb == "citizen":
        files = [(about, "IMG_2041.png", _drawn("Side 2"))]
        followup.add_papers_as_citizen(code=code, signature=signature_of(code), files=files)
    else:
        STEPS[verb](_actor(who), code, about)


def _accept(actor: Actor, code: str, _field: str) -> None:
    followup.accept(actor=actor, code=code)


def _return(actor: Actor, code: str, reason: str) -> None:
    note = "Vi mangler brevet om ændringen. Tag et billede af det."
    followup.return_to_desk(actor=actor, code=code, reason=reason or "missing_papers", note=note)


def _send_again(actor: Actor, code: str, _field: str) -> None:
    followup.send(actor=actor, code=code)


def _close(actor: Actor, code: str, answer: str) -> None:
    followup.close(actor=actor, code=code, result="advised", answer=answer or "Borgeren har fået svar.")


def _ask(actor: Actor, code: str, field: str) -> None:
    followup.ask_citizen(actor=actor, code=code, papers=[field], what="Vi mangler side 2.")


def _decide(actor: Actor, code: str, _field: str) -> None:
    wish = followup.DecisionWish(
        "granted", "Eksempel på lovgrundlag (opdigtet)", APPEAL, "Huslejen og indskuddet er godkendt."
    )
    followup.decide(actor=actor, code=code, wish=wish)


def _seen(actor: Actor, code: str, _field: str) -> None:
    followup.mark_answer_seen(actor=actor, code=code)


STEPS = {
    "accept": _accept,
    "return": _return,
    "send": _send_again,
    "close": _close,
    "ask": _ask,
    "decide": _decide,
    "seen": _seen,
}


def _actor(username: str) -> Actor:
    return actor_of_person(find_person(username).pk)


@cache
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
