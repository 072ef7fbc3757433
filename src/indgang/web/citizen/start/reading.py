"""What the citizen's pages show of the catalogue: in the page's language, else in the one that there is.

At home nobody looks over one's shoulder, so sensitive tasks are found and read like others; they are left out of
what is asked often, which everybody sees without having asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from indgang.base import clock
from indgang.base.access import ANONYMOUS
from indgang.base.errors import NotFound
from indgang.base.text import DEFAULT_LANGUAGE
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.queries import TaskCard, TaskLine, task_card, task_lines, tasks_of_topic, topics
from indgang.catalogue.queries.cards import Cost
from indgang.catalogue.queries.translations import (
    Translated,
    tasks_in_translation,
    translated_tasks,
    translated_topics,
)
from indgang.catalogue.search import search
from indgang.core.day import danish_date
from indgang.queue.queries.asked import most_asked

HITS = 10
SUGGESTIONS = 6
GUESSES = 4
LEAST_SCORE = 0.2
ASKED = 6
BUTTONS = 8
# What most people come for, until a place has counted its own.
USUAL = (
    "pas-voksen", "koerekort-fornyelse", "mitid-nyt", "flytning-indenlands", "sundhedskort-nyt", "laegeskift",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A task or topic in a list; `language` is empty when it is the page's own."""

    code: str
    title: str
    summary: str
    language: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task as a citizen reads it.

    `language` is that of title, summary and what to bring, and `rest_language` that of all other texts; each is
    empty when it is the page's own.
    """

    card: TaskCard
    language: str
    rest_language: str

    @property
    def is_partly_translated(self) -> bool:
        """Whether something on the page is in another language than the page."""
        return bool(self.language or self.rest_language)


def page_language() -> str:
    """The language of the page."""
    return (get_language() or DEFAULT_LANGUAGE).split("-")[0]


def written_language() -> str:
    """The language that the catalogue is read in for this page: its own, else Danish."""
    language = page_language()
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def found_tasks(query: str, limit: int = HITS) -> tuple[list[Shown], bool]:
    """The tasks that answer the words, best first, and whether the first is probably what is meant; words of a further
    language are looked for in its translations.
    """
    hits = search(query, actor=ANONYMOUS, language=written_language(), limit=limit)
    codes = [hit.code for hit in hits if hit.score >= LEAST_SCORE and not hit.is_expired]
    translated = [] if page_language() in LANGUAGES else tasks_in_translation(query, page_language())
    is_sure = bool(translated) or (bool(codes) and hits[0].is_sure)
    return shown_tasks(list(dict.fromkeys([*translated, *codes]))[:limit]), is_sure


def shown_tasks(codes: Iterable[str]) -> list[Shown]:
    """The tasks with these codes that everybody may see, in this order."""
    return shown_lines(task_lines(list(codes), language=written_language(), actor=ANONYMOUS))


def shown_lines(lines: Iterable[TaskLine]) -> list[Shown]:
    """Task lines in the page's language where that exists."""
    lines = list(lines)
    own = _own_tasks([line.code for line in lines])
    return [_shown(line.code, line.title, line.summary, own.get(line.code)) for line in lines]


def asked_now() -> tuple[list[Shown], bool]:
    """What is asked most, and whether that is counted here; filled up with what is usual."""
    counted = most_asked(limit=ASKED)
    codes = list(dict.fromkeys([*counted, *USUAL]))[:ASKED]
    lines = task_lines(codes, language=written_language(), actor=ANONYMOUS)
    return shown_lines(line for line in lines if not line.sensitive), bool(counted)


def shown_topics() -> list[Shown]:
    """Every topic in the editors' order, but for the one of all that has no other."""
    own = translated_topics(page_language()) if page_language() not in LANGUAGES else {}
    return [
        replace(_shown(card.code, card.title, card.hint, own.get(card.code)), icon=card.icon)
        for card in topics(written_language())
        if card.icon != "question"
    ]


def topic_page(code: str) -> tuple[Shown, list[Shown]]:
    """A topic and its tasks. Raises NotFound."""
    own = translated_topics(page_language()) if page_language() not in LANGUAGES else {}
    card = next((card for card in topics(written_language()) if card.code == code), None)
    if card is None:
        raise NotFound
    lines = tasks_of_topic(code, language=written_language(), actor=ANONYMOUS)
    found = shown_lines(line for line in lines if line.mark != "expired")
    return replace(_shown(code, card.title, card.hint, own.get(code)), icon=card.icon), found


def task_page(code: str) -> TaskPage:
    """A task for everybody. Raises TaskNotFound."""
    card = task_card(code, written_language(), actor=ANONYMOUS)
    page = page_language()
    rest = "" if card.language == page else card.language
    own = _own_tasks([code]).get(code)
    if own is None:
        return TaskPage(card, rest, rest)
    bring = list(own.bring)
    translated = replace(card, title=own.title, summary=own.summary, bring=bring)
    return TaskPage(translated, "", rest)


def cost_today(card: TaskCard) -> Cost | None:
    """What it costs today; None when it is not known."""
    today = danish_date(clock.now())
    valid = [cost for cost in card.costs if cost.since is None or cost.since <= today]
    return valid[-1] if valid else None


def known_address(path: str, query: str = "") -> str:
    """The address when there is such a page, else empty."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return f"{path}?{query}" if query else path


def _own_tasks(codes: list[str]) -> Mapping[str, Translated]:
    return translated_tasks(page_language(), codes) if page_language() not in LANGUAGES else {}


def _shown(code: str, title: str, summary: str, own: Translated | None) -> Shown:
    if own is not None:
        return Shown(code, own.title, own.summary)
    return Shown(code, title, summary, "" if page_language() in LANGUAGES else written_language())
