"""Reading tasks for the index: what has changed since the last time, and only that."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from django.db import connection

from indgang.catalogue.models import Play, StepText, Task, TaskText, TopicText
from indgang.catalogue.search.documents import Source
from indgang.catalogue.search.index import Entry, Key

TASK = "task"

# A row's place and the transaction that wrote it are another after every change, and cost no reading of texts.
_MARKS = """
SELECT task.id, concat(task.xmin, task.ctid, play.id, ' ', string_agg(concat(own.xmin, own.ctid), ' ' ORDER BY own.id))
FROM catalogue_task task
LEFT JOIN catalogue_tasktext own ON own.task_id = task.id
LEFT JOIN (SELECT DISTINCT ON (task_id) id, task_id FROM catalogue_play ORDER BY task_id, version DESC) play
    ON play.task_id = task.id
WHERE task.is_active
GROUP BY task.id, play.id
"""
_TOPICS = "SELECT string_agg(concat(xmin, ctid), ' ' ORDER BY id) FROM catalogue_topictext"


def task_marks() -> dict[Key, str]:
    """What changes whenever the text of an active task does, by its key; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_TOPICS)
        (topics,) = cursor.fetchone() or ("",)
        cursor.execute(_MARKS)
        return {(TASK, pk): f"{mark} {topics}" for pk, mark in cursor.fetchall()}


def read_tasks(ids: Collection[int] | None = None) -> Iterator[tuple[Entry, dict[str, Source]]]:
    """The active tasks with these ids (None: all) with their texts, by code, in five queries."""
    rows = Task.objects.filter(is_active=True).select_related("topic").order_by("code")
    words = TaskText.objects.filter(task__is_active=True)
    if ids is not None:
        rows, words = rows.filter(pk__in=ids), words.filter(task__in=ids)
    texts: defaultdict[int, dict[str, TaskText]] = defaultdict(dict)
    for text in words:
        texts[text.task_id][text.language] = text
    topics = {(text.topic_id, text.language): text.title for text in TopicText.objects.all()}
    steps = _steps(ids)
    for task in rows:
        own = texts[task.pk]
        yield (
            _entry(task, own),
            {
                language: Source(
                    title=text.title,
                    words=text.words,
                    summary=text.summary,
                    bring=text.bring,
                    steps=steps.get((task.pk, language), ()),
                    topic=topics.get((task.topic_id, language), ""),
                    body=[text.description, *text.conditions, *text.procedure, text.expect, text.output],
                )
                for language, text in own.items()
            },
        )


def _entry(task: Task, texts: Mapping[str, TaskText]) -> Entry:
    return Entry(
        task_id=task.pk,
        code=task.code,
        kle=task.kle,
        topic=task.topic.code,
        group=task.group,
        sensitive=task.sensitive,
        desk=task.desk,
        titles={language: text.title for language, text in texts.items()},
        summaries={language: text.summary for language, text in texts.items()},
        url=task.self_service,
        valid_to=task.valid_to,
    )


def _steps(ids: Collection[int] | None) -> Mapping[tuple[int, str], list[str]]:
    """The steps of the plays in force, by task and language."""
    plays = Play.objects.order_by("task_id", "-version").distinct("task_id")
    newest = dict((plays if ids is None else plays.filter(task__in=ids)).values_list("pk", "task_id"))
    rows = StepText.objects.filter(step__play__in=newest).order_by("step__play_id", "step__order")
    steps: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for play_id, language, text in rows.values_list("step__play_id", "language", "text"):
        steps[newest[play_id], language].append(text)
    return steps
