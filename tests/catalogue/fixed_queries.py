"""The fixed set of queries, and how well the search answers it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from indgang.catalogue.content import FOLDER, TaskContent, read_folder
from indgang.catalogue.search.documents import Source
from indgang.catalogue.search.index import Entry

Tasks = list[tuple[Entry, Mapping[str, Source]]]
HERE = Path(__file__).parent
# Each file, with the share of its queries that is held back: so many of so many.
FILES = {
    "queries.yaml": (1, 3),
    "queries_2.yaml": (2, 5),
    "queries_3.yaml": (0, 1),
    "queries_held_3.yaml": (1, 1),
}
# What is measured where no file is named. The third set is asked for by name: its held-back part is looked at last.
MEASURED = ("queries.yaml", "queries_2.yaml")
NOTHING = "nothing"


@dataclass(frozen=True)
class Query:
    """What a citizen says. `held_back`: the engine is never tuned on it. `source`: where one asks so, if it is told."""

    text: str
    wanted: frozenset[str]
    kind: str
    held_back: bool
    source: str = ""


@dataclass(frozen=True)
class Quality:
    """How often the right task came first, and among the first three."""

    queries: int
    first: float
    first_three: float


def load_queries(files: Iterable[str] = MEASURED) -> list[Query]:
    """Every query of the files; a share of each, chosen by a hash of the text, is held back."""
    return [query for file in files for query in _queries(file)]


def load_nothing(file: str = "queries_2.yaml") -> list[str]:
    """What people also say, and no task answers."""
    return list(yaml.safe_load((HERE / file).read_text(encoding="utf-8"))[NOTHING])


def tasks_of_content() -> Tasks:
    """The content that comes with Indgang, as the index takes it, without a database."""
    content = read_folder(FOLDER)
    topics = {topic.code: topic for topic in content.topics}
    return [
        _entry(place, task, {"da": topics[task.topic].da.title, "en": topics[task.topic].en.title})
        for place, task in enumerate(content.tasks)
    ]


def _entry(place: int, task: TaskContent, topic: Mapping[str, str]) -> tuple[Entry, Mapping[str, Source]]:
    texts = {"da": task.text.da, "en": task.text.en}
    entry = Entry(
        task_id=place,
        code=task.code,
        kle=task.kle or "",
        topic=task.topic,
        group=task.group,
        sensitive=task.sensitive,
        desk=task.desk,
        titles={language: text.title for language, text in texts.items()},
        summaries={language: text.summary for language, text in texts.items()},
    )
    return entry, {
        language: Source(
            text.title,
            text.words,
            text.summary,
            text.bring,
            [getattr(step, language) for step in task.play],
            topic[language],
            [text.description, *text.conditions, *text.procedure, text.expect, text.output],
        )
        for language, text in texts.items()
    }


def _queries(file: str) -> Iterator[Query]:
    some, of = FILES[file]
    for kind, by_task in yaml.safe_load((HERE / file).read_text(encoding="utf-8")).items():
        for codes, texts in by_task.items() if kind != NOTHING else ():
            for source, text in _with_source(texts):
                held_back = hashlib.sha256(text.encode()).digest()[0] % of < some
                yield Query(text, frozenset(codes.split()), kind, held_back, source)


def _with_source(texts: Sequence[str] | Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    by_source = texts if isinstance(texts, Mapping) else {"": texts}
    for source, some in by_source.items():
        for text in some:
            yield source, text


def quality(queries: Sequence[Query], find: Callable[[str], Sequence[str]]) -> Quality:
    """The quality of `find`, which gives task codes, best first."""
    found = [(query, find(query.text)) for query in queries]
    first = sum(bool(codes) and codes[0] in query.wanted for query, codes in found)
    first_three = sum(not query.wanted.isdisjoint(codes[:3]) for query, codes in found)
    return Quality(len(found), round(first / len(found), 4), round(first_three / len(found), 4))
