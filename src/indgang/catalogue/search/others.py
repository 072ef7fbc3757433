"""What can be found beside tasks: lifelines, news, self-service, articles of borger.dk and KLE.

Each kind says what changes with its rows, so that only what changed is read again.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from indgang.catalogue.models import Article, KleSubject, News, NewsState, Presence, SelfServiceEntry, Task
from indgang.catalogue.search.documents import Source
from indgang.catalogue.search.index import Entry, Key, Thing
from indgang.core.day import danish_date
from indgang.organisation.queries import lifeline_marks, lifeline_names

SELF_SERVICE, LIFELINE, NEWS, ARTICLE, KLE = "self_service", "lifeline", "news", "article", "kle"
OTHER_KINDS = (SELF_SERVICE, LIFELINE, NEWS, ARTICLE, KLE)

_TAG = re.compile(r"<[^>]*>")
_MOST_BODY = 4000
_JOINED = "(SELECT string_agg(concat(xmin, ctid), ' ' ORDER BY id) FROM {table} x WHERE x.{column} = row.id)"
_MARKS = {
    NEWS: """
        SELECT row.id, concat(row.xmin, row.ctid, {texts}) FROM catalogue_news row WHERE row.state = 'published'
    """.replace("{texts}", _JOINED.format(table="catalogue_newstext", column="news_id")),
    ARTICLE: """
        SELECT row.id, concat(row.xmin, row.ctid, {texts}) FROM catalogue_article row WHERE row.presence = 'present'
    """.replace("{texts}", _JOINED.format(table="catalogue_microarticle", column="article_id")),
    KLE: "SELECT id, concat(xmin, ctid) FROM catalogue_klesubject",
}
_SELF_SERVICES = """
    SELECT row.id, concat(row.xmin, row.ctid) FROM catalogue_selfserviceentry row
    JOIN catalogue_article article ON article.id = row.article_id
    WHERE row.presence = 'present' AND article.presence = 'present'
"""
_OF_TASKS = """
    SELECT -row.id, concat(row.xmin, row.ctid, {texts}) FROM catalogue_task row
    WHERE row.is_active AND row.self_service <> ''
""".replace("{texts}", _JOINED.format(table="catalogue_tasktext", column="task_id"))


def other_marks() -> dict[Key, str]:
    """What changes whenever one of them does, by its key. A task's own self-service has the task's id, negative."""
    found: dict[Key, str] = {(LIFELINE, pk): mark for pk, mark in lifeline_marks().items()}
    with connection.cursor() as cursor:
        for kind, statement in [*_MARKS.items(), (SELF_SERVICE, _SELF_SERVICES), (SELF_SERVICE, _OF_TASKS)]:
            cursor.execute(statement)
            found |= {(kind, pk): mark for pk, mark in cursor.fetchall()}
    return found


def read_others(keys: Collection[Key]) -> Iterator[Thing]:
    """The things with these keys, in a few queries for each kind that is among them."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for kind, pk in keys:
        ids[kind].add(pk)
    for kind, wanted in ids.items():
        yield from _READ[kind](wanted)


def _lifelines(ids: set[int]) -> Iterator[Thing]:
    for line in lifeline_names(ids):
        entry = _entry(
            LIFELINE, line.id, line.code, line.titles, dict.fromkeys(line.titles, line.name), phone=line.phone
        )
        words = [line.name] if line.name else []
        yield entry, {language: _source(title, words) for language, title in line.titles.items()}


def _news(ids: set[int]) -> Iterator[Thing]:
    rows = News.objects.filter(pk__in=ids, state=NewsState.PUBLISHED)
    for row in rows.prefetch_related("texts"):
        texts = {text.language: text for text in row.texts.all()}
        entry = _entry(
            NEWS,
            row.pk,
            "",
            {language: text.title for language, text in texts.items()},
            {language: _short(text.body) for language, text in texts.items()},
            valid_from=_day(row.publish_from),
            valid_to=_day(row.publish_until),
        )
        yield (
            entry,
            {
                language: _source(text.title, body=[text.body[:_MOST_BODY]])
                for language, text in texts.items()
            },
        )


def _articles(ids: set[int]) -> Iterator[Thing]:
    rows = Article.objects.filter(pk__in=ids, presence=Presence.PRESENT).prefetch_related("parts")
    for row in rows:
        parts = [part for part in row.parts.all() if part.presence == Presence.PRESENT]
        numbers = tuple(
            str(found["number"])
            for found in row.form_numbers
            if isinstance(found, Mapping) and found.get("number")
        )
        summary = _short(row.header)
        entry = _entry(
            ARTICLE,
            row.pk,
            "",
            {row.language: row.title},
            {row.language: summary},
            url=row.url,
            numbers=numbers,
        )
        body = [_plain(f"{part.html} {part.local_html}") for part in parts]
        source = Source(
            row.title, (), row.header, (), [part.heading for part in parts if part.heading], "", body
        )
        yield entry, {row.language: source}


def _self_services(ids: set[int]) -> Iterator[Thing]:
    rows = SelfServiceEntry.objects.filter(pk__in=ids, presence=Presence.PRESENT).select_related("article")
    for row in rows:
        language, url = row.article.language, row.deep_link or row.url
        entry = _entry(
            SELF_SERVICE,
            row.pk,
            "",
            {language: row.title},
            {language: row.note or row.article.title},
            url=url,
            parent=row.article_id,
        )
        yield entry, {language: _source(row.title, body=[row.note, row.article.title])}
    tasks = Task.objects.filter(pk__in=[-pk for pk in ids if pk < 0], is_active=True).prefetch_related(
        "texts"
    )
    for task in tasks:
        if not urlsplit(task.self_service).path.strip("/"):
            continue  # The front page of a portal is nobody's self-service.
        titles = {text.language: text.title for text in task.texts.all()}
        host = urlsplit(task.self_service).hostname or ""
        entry = _entry(
            SELF_SERVICE,
            -task.pk,
            "",
            titles,
            dict.fromkeys(titles, host),
            url=task.self_service,
            parent=task.pk,
        )
        yield entry, {language: _source(title) for language, title in titles.items()}


def _kle(ids: set[int]) -> Iterator[Thing]:
    for row in KleSubject.objects.filter(pk__in=ids):
        entry = _entry(
            KLE,
            row.pk,
            "",
            {"da": row.title},
            {"da": row.number},
            numbers=(row.number,),
            valid_to=row.expired_on,
        )
        yield entry, {"da": _source(row.title, row.keywords, body=[_plain(row.guidance)])}


_READ: Mapping[str, Callable[[set[int]], Iterator[Thing]]] = {
    LIFELINE: _lifelines,
    NEWS: _news,
    ARTICLE: _articles,
    SELF_SERVICE: _self_services,
    KLE: _kle,
}


def _entry(
    kind: str, pk: int, code: str, titles: Mapping[str, str], summaries: Mapping[str, str], **more: Any
) -> Entry:
    return Entry(
        task_id=pk,
        code=code,
        kle="",
        topic="",
        group=0,
        sensitive=False,
        desk="",
        titles=titles,
        summaries=summaries,
        kind=kind,
        **more,
    )


def _source(title: str, words: Iterable[str] = (), body: Iterable[str] = ()) -> Source:
    return Source(title, list(words), "", (), (), "", [text for text in body if text])


def _plain(html: str) -> str:
    return " ".join(_TAG.sub(" ", html).split())[:_MOST_BODY]


def _short(text: str) -> str:
    plain = _plain(text)
    return plain if len(plain) <= 160 else plain[:160].rsplit(" ", 1)[0] + " …"


def _day(moment: datetime | None) -> date | None:
    return danish_date(moment) if moment is not None else None
