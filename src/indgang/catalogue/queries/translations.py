"""Tasks and topics in further languages, as far as they are translated and the translation still holds."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from indgang.base.text import DEFAULT_LANGUAGE
from indgang.catalogue.models import Task, TaskText, TopicText, Translation
from indgang.core.folding import fold

SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Translated:
    """A task, or a topic (then `summary` is its hint and `bring` empty), in a further language."""

    title: str
    summary: str
    bring: tuple[str, ...]


def source_mark(title: str, summary: str, bring: Iterable[str] = ()) -> str:
    """Names the Danish text that a translation is made from."""
    text = "\n".join([title, summary, *bring])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def translated_tasks(language: str, codes: Iterable[str] | None = None) -> dict[str, Translated]:
    """The translations of tasks (of all, or those with these codes) that still hold, by code."""
    rows = Translation.objects.filter(language=language, task__isnull=False).select_related("task")
    if codes is not None:
        rows = rows.filter(task__code__in=list(codes))
    found = list(rows)
    marks = task_marks(row.task_id for row in found if row.task_id)
    return {
        row.task.code: _translated(row)
        for row in found
        if row.task is not None and row.source_mark == marks.get(row.task.pk)
    }


def translated_topics(language: str) -> dict[str, Translated]:
    """The translations of topics that still hold, by code."""
    rows = Translation.objects.filter(language=language, topic__isnull=False).select_related("topic")
    marks = topic_marks()
    return {
        row.topic.code: _translated(row)
        for row in rows
        if row.topic is not None and row.source_mark == marks.get(row.topic.pk)
    }


def tasks_in_translation(query: str, language: str) -> list[str]:
    """The codes of tasks whose translation holds the words of `query`, those with most of them first."""
    words = [word for word in fold(query).split() if len(word) >= SHORTEST_WORD]
    scores = []
    for code, text in translated_tasks(language).items():
        whole = fold(f"{text.title} {text.summary}")
        score = sum(2 if word in fold(text.title) else 1 for word in words if word in whole)
        if score:
            scores.append((-score, code))
    return [code for _score, code in sorted(scores)]


def translation_share(language: str) -> tuple[int, int]:
    """How many of the active tasks are translated so that it still holds, and of how many."""
    return len(translated_tasks(language)), Task.objects.filter(is_active=True).count()


def task_marks(task_ids: Iterable[int]) -> dict[int, str]:
    """The marks of the Danish texts of these tasks, by task id."""
    rows = TaskText.objects.filter(task__in=list(task_ids), language=DEFAULT_LANGUAGE)
    return {row.task_id: source_mark(row.title, row.summary, row.bring) for row in rows}


def topic_marks() -> dict[int, str]:
    """The marks of the Danish texts of all topics, by topic id."""
    rows = TopicText.objects.filter(language=DEFAULT_LANGUAGE)
    return {row.topic_id: source_mark(row.title, row.hint) for row in rows}


def _translated(row: Translation) -> Translated:
    return Translated(row.title, row.summary, tuple(row.bring))
