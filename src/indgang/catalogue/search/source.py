"""Reading what the index is made of: the database, and the editors' list of synonyms."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from indgang.catalogue.content import FOLDER
from indgang.catalogue.models import Play, StepText, Task, TaskText, TopicText
from indgang.catalogue.search.documents import Source
from indgang.catalogue.search.index import Entry
from indgang.catalogue.search.text import LANGUAGES

log = logging.getLogger(__name__)

SYNONYMS = FOLDER / "synonyms.yaml"
Groups = Mapping[str, tuple[tuple[str, ...], ...]]


@lru_cache(maxsize=4)
def read_synonyms(path: Path = SYNONYMS) -> Groups:
    """The groups of words that mean the same, by language.

    What cannot be used is left out with a warning (rule 9).
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        log.warning("The synonyms cannot be used: %s", error)
        return {}
    groups: dict[str, tuple[tuple[str, ...], ...]] = {}
    for language in LANGUAGES:
        listed: Any = data.get(language) if isinstance(data, dict) else None
        good = [group for group in listed if _is_group(group)] if isinstance(listed, list) else []
        if not isinstance(listed, list) or len(good) < len(listed):
            log.warning("%s: some synonyms in the language %s are not lists of words", path.name, language)
        groups[language] = tuple(tuple(group) for group in good)
    return groups


def _is_group(group: Any) -> bool:
    return isinstance(group, list) and len(group) > 1 and all(isinstance(word, str) for word in group)


def read_tasks() -> Iterator[tuple[Entry, dict[str, Source]]]:
    """Every active task with its texts, by code, in five queries."""
    texts: defaultdict[int, dict[str, TaskText]] = defaultdict(dict)
    for text in TaskText.objects.filter(task__is_active=True):
        texts[text.task_id][text.language] = text
    topics = {(text.topic_id, text.language): text.title for text in TopicText.objects.all()}
    steps = _steps()
    for task in Task.objects.filter(is_active=True).select_related("topic").order_by("code"):
        own = texts[task.pk]
        entry = Entry(
            task_id=task.pk,
            code=task.code,
            kle=task.kle,
            topic=task.topic.code,
            group=task.group,
            sensitive=task.sensitive,
            desk=task.desk,
            titles={language: text.title for language, text in own.items()},
            summaries={language: text.summary for language, text in own.items()},
        )
        yield (
            entry,
            {
                language: Source(
                    title=text.title,
                    words=text.words,
                    summary=text.summary,
                    bring=text.bring,
                    steps=steps.get((task.pk, language), ()),
                    topic=topics.get((task.topic_id, language), ""),
                )
                for language, text in own.items()
            },
        )


def _steps() -> Mapping[tuple[int, str], list[str]]:
    """The steps of the plays in force, by task and language."""
    newest = dict(
        Play.objects.order_by("task_id", "-version").distinct("task_id").values_list("pk", "task_id")
    )
    rows = StepText.objects.filter(step__play__in=newest).order_by("step__play_id", "step__order")
    steps: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for play_id, language, text in rows.values_list("step__play_id", "language", "text"):
        steps[newest[play_id], language].append(text)
    return steps
