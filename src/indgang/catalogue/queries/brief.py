"""Tasks in the few words that a message needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from indgang.base.text import pick
from indgang.catalogue.models import Task, TaskText


@dataclass(frozen=True, slots=True)
class TaskWords:
    """What a task is called and what to bring, in one language (missing texts fall back to Danish)."""

    code: str
    title: str
    bring: tuple[str, ...]
    sensitive: bool


def task_words(codes: Sequence[str], language: str | None = None) -> list[TaskWords]:
    """The tasks with these codes, also retired ones, in the order of the codes; two queries."""
    texts = Prefetch("texts", TaskText.objects.only("task_id", "language", "title", "bring"))
    rows = Task.objects.filter(code__in=codes).only("code", "sensitive").prefetch_related(texts)
    found = {row.code: _words(row, language) for row in rows}
    return [found[code] for code in codes if code in found]


def _words(task: Task, language: str | None) -> TaskWords:
    text = pick(task.texts.all(), language)
    if text is None:
        return TaskWords(task.code, task.code, (), task.sensitive)
    return TaskWords(task.code, text.title, tuple(text.bring), task.sensitive)
