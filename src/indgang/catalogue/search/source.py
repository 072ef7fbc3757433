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
from indgang.catalogue.search.lexicon import Synonyms
from indgang.catalogue.search.text import LANGUAGES

log = logging.getLogger(__name__)

SYNONYMS = FOLDER / "synonyms.yaml"


@lru_cache(maxsize=4)
def read_synonyms(path: Path = SYNONYMS) -> Mapping[str, Synonyms]:
    """The synonyms by language. What cannot be used is left out with a warning (rule 9)."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        log.warning("The synonyms cannot be used: %s", error)
        return {}
    return {
        language: _synonyms(data.get(language), language) for language in LANGUAGES if isinstance(data, dict)
    }


def _synonyms(entries: Any, language: str) -> Synonyms:
    groups: list[list[str]] = []
    meanings: dict[str, list[str]] = {}
    for entry in entries if isinstance(entries, list) else [entries]:
        if _are_words(entry):
            groups.append(entry)
        elif isinstance(entry, dict) and all(
            isinstance(key, str) and _are_words(entry[key]) for key in entry
        ):
            meanings.update(entry)
        else:
            log.warning("This cannot be used among the synonyms in the language %s: %r", language, entry)
    return Synonyms(groups, meanings)


def _are_words(entry: Any) -> bool:
    return isinstance(entry, list) and all(isinstance(word, str) for word in entry)


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
