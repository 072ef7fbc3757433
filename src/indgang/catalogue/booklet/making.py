"""Gathering what the booklet says, and setting it. It is for staff: it holds plays, notes and direct phones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext, override

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid, NotFound
from indgang.base.pdf import compile_pdf
from indgang.base.text import DEFAULT_LANGUAGE
from indgang.catalogue import visibility
from indgang.catalogue.booklet.words import audience_words, labels
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.models import Play, ReferTo, StepKind
from indgang.catalogue.queries import TaskCard, reach_word, task_cards, topics
from indgang.catalogue.queries.cards import StepCard
from indgang.core.day import danish_date
from indgang.core.folding import danish_sort_key
from indgang.core.reach import Reach
from indgang.organisation.models import Site
from indgang.organisation.queries import lifeline_cards, municipality_of

TEMPLATE = Path(__file__).with_name("booklet.typ")
PAPERS = ("a4", "a5")
Facts = dict[str, Any]


def booklet_pdf(
    *,
    actor: Actor,
    site: Site | None = None,
    topic: str = "",
    code: str = "",
    language: str = DEFAULT_LANGUAGE,
    paper: str = "a4",
) -> bytes:
    """The tasks in use as a PDF to print and punch: of a topic, of one code, or all; with `site` those it offers.

    PDF/UA. Needs "catalogue.view_plays". Raises NotAllowed, Invalid (language, paper), NotFound when there is no
    such task for the actor, or none at all.
    """
    require(actor, "catalogue.view_plays", site.pk if site else None)
    if language not in LANGUAGES:
        raise Invalid(gettext("Choose Danish or English."), field="language")
    if paper not in PAPERS:
        raise Invalid(gettext("The paper is a4 or a5."), field="paper")
    with override(language):
        cards = [
            card
            for card in task_cards(language, actor=actor, site=site)
            if (not topic or card.topic == topic)
            and (not code or card.code == code)
            and (code or card.offer is not Reach.NONE)
        ]
        if not cards:
            raise NotFound
        facts = _facts(cards, actor=actor, site=site, language=language, paper=paper, is_single=bool(code))
    return compile_pdf(TEMPLATE, facts, made_at=clock.now(), accessible=True)


def _facts(
    cards: Sequence[TaskCard], *, actor: Actor, site: Site | None, language: str, paper: str, is_single: bool
) -> Facts:
    municipality = municipality_of(site)
    published = dict(
        Play.objects.filter(pk__in=[card.play_id for card in cards]).values_list("pk", "published_at")
    )
    lifelines = _lifelines(actor, site)
    tasks: dict[str, list[Facts]] = {}
    for card in sorted(cards, key=lambda card: danish_sort_key(card.title)):
        since = published.get(card.play_id or 0)
        tasks.setdefault(card.topic, []).append(
            _task(card, lifelines, since and danish_date(since), language)
        )
    chapters = [
        {"title": one.title, "hint": one.hint, "tasks": tasks[one.code]}
        for one in topics(language)
        if one.code in tasks
    ]
    return {
        "language": language,
        "paper": paper,
        "single": is_single,
        "municipality": municipality.name if municipality else "",
        "fictional": bool(municipality and municipality.is_fictional),
        "place": site.name if site else "",
        "printed": _day(danish_date(clock.now()), language),
        "count": len(cards),
        "labels": labels(),
        "chapters": chapters,
        "index": [] if is_single else _index(cards),
    }


def _lifelines(actor: Actor, site: Site | None) -> Mapping[str, Facts]:
    if not visibility.may_see_people(actor, site.pk if site else None):
        return {}
    return {
        card.code: {"title": card.title, "name": card.name, "phone": card.phone, "hours": card.hours}
        for card in lifeline_cards()
    }


def _task(card: TaskCard, lifelines: Mapping[str, Facts], since: date | None, language: str) -> Facts:
    least, most = card.processing_days or (None, None)
    return {
        "code": card.code,
        "title": card.title,
        "summary": card.summary,
        "kle": card.kle,
        "mark": card.mark,
        "reach": reach_word(card.offer) if card.offer else "",
        "audience": ", ".join(audience_words(card.audience)),
        "authority": card.authority_name,
        "processing": [least, most] if card.processing_days else [],
        "minutes": card.standard_minutes,
        "bring": card.bring,
        "conditions": card.conditions,
        "procedure": card.procedure,
        "self_service": card.self_service,
        "steps": [_step(step) for step in card.steps],
        "notes": [note.text for note in card.notes],
        "expect": card.expect,
        "appeal": card.appeal,
        "forbidden": card.forbidden,
        "lifeline": lifelines.get(card.lifeline or ""),
        "sources": [
            {"title": one.title, "day": _day(one.verified, language) if one.verified else ""}
            for one in card.sources
        ],
        "version": card.play_version or 0,
        "published": _day(since, language) if since else "",
    }


def _step(step: StepCard) -> Facts:
    return {
        "kind": _capital(str(StepKind(step.kind).label)),
        "stop": step.kind == StepKind.STOP_REFER,
        "to": str(ReferTo(step.refer_to).label) if step.refer_to else "",
        "reach": reach_word(step.reach) if step.reach > Reach.GUIDE else "",
        "text": step.text,
    }


def _index(cards: Iterable[TaskCard]) -> list[Facts]:
    """The citizens' words from A to Å, each with the tasks that it leads to, in groups by their first letter."""
    found: dict[str, dict[str, set[str]]] = {}
    for card in cards:
        for word in {*card.keywords, card.title}:
            # The same word with a large first letter is the same word.
            entry = found.setdefault(word.casefold(), {})
            entry.setdefault(word, set()).add(card.code)
    lines = []
    for spellings in found.values():
        word = min(spellings, key=lambda one: (one[:1].isupper(), one))
        codes = sorted(set().union(*spellings.values()))
        lines.append({"word": word, "codes": codes})
    lines.sort(key=lambda line: danish_sort_key(str(line["word"])))
    groups: dict[str, list[Facts]] = {}
    for line in lines:
        letter = str(line["word"])[:1].upper()
        groups.setdefault(letter if letter.isalpha() else "0–9", []).append(line)
    return [{"letter": letter, "lines": found} for letter, found in groups.items()]


def _day(day: date, language: str) -> str:
    return format_date(day, "d. MMMM y" if language == "da" else "d MMMM y", locale=language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
