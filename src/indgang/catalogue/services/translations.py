"""Loading the translations that come with Indgang. The municipality's own stay."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from indgang.catalogue.models import FurtherLanguage, Task, Topic, Translation

FOLDER = "translations"
Values = tuple[str, str, tuple[str, ...], str]
Key = tuple[str, str, str]


def load_translations(content: Path) -> bool:
    """Bring the translations in line with the folder of the content; whether anything changed.

    Those of tasks and topics that there are not (yet) are left out, and those that the municipality has written itself
    are left alone.
    """
    wanted = dict(read_translations(content))
    ids = {
        "task": dict(Task.objects.values_list("code", "pk")),
        "topic": dict(Topic.objects.values_list("code", "pk")),
    }
    wanted = {key: values for key, values in wanted.items() if key[1] in ids[key[0]]}
    rows = {_key(row): row for row in Translation.objects.select_related("task", "topic")}
    local = {key for key, row in rows.items() if row.is_local}
    old = {key: _values(row) for key, row in rows.items() if key not in local}
    wanted = {key: values for key, values in wanted.items() if key not in local}
    if old == wanted:
        return False
    Translation.objects.filter(is_local=False).delete()
    Translation.objects.bulk_create(
        Translation(
            task_id=ids["task"][code] if kind == "task" else None,
            topic_id=ids["topic"][code] if kind == "topic" else None,
            language=language,
            title=title,
            summary=summary,
            bring=list(bring),
            source_mark=mark,
        )
        for (kind, code, language), (title, summary, bring, mark) in wanted.items()
    )
    return True


def read_translations(content: Path) -> Iterator[tuple[Key, Values]]:
    """What the folder's files say: kind ("task" or "topic"), code and language, and the texts with their mark."""
    for language in FurtherLanguage.values:
        path = content / FOLDER / f"{language}.yaml"
        if not path.is_file():
            continue
        file: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for code, text in (file.get("topics") or {}).items():
            yield ("topic", code, language), (text["title"], text["hint"], (), text["of"])
        for code, text in (file.get("tasks") or {}).items():
            yield (
                ("task", code, language),
                (text["title"], text["summary"], tuple(text["bring"]), text["of"]),
            )


def _key(row: Translation) -> Key:
    if row.task is not None:
        return "task", row.task.code, row.language
    return "topic", row.topic.code if row.topic else "", row.language


def _values(row: Translation) -> Values:
    return row.title, row.summary, tuple(row.bring), row.source_mark
