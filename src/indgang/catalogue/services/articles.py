"""Fetching articles of a portal: what is new, changed, gone or back, and what is the municipality's own in it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.catalogue.models import Article, ImportRun, ImportSource, Presence
from indgang.catalogue.ports import (
    ArticleSource,
    ListedArticle,
    NoSuchArticle,
    NotExportable,
    SourceArticle,
    SourceFailed,
)
from indgang.catalogue.services.article_parts import LocalPart, keep_parts, keep_services, layered

MOST_TOLD = 200
# A list that has lost more than half of what is stored is rather a fault of the source than a spring cleaning.
SUSPICIOUS_FROM = 10
# Any fixed number, told apart from other advisory locks of Indgang by its value.
ARTICLES_LOCK = 7_201_002


@dataclass(slots=True)
class FetchReport:
    """What a fetch came to. The lists hold "id title"; `failed` and `warnings` say why as "id code: detail".

    `error` is set when the source's list could not be had: then nothing was touched.
    """

    domain: str
    listed: int = 0
    fetched: int = 0
    unchanged: int = 0
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self)

    @property
    def is_ok(self) -> bool:
        """Whether the list was read and every article."""
        return not self.error and not self.failed


@dataclass(frozen=True, slots=True)
class _Round:
    """What one fetch is about."""

    source: ArticleSource
    municipality: str
    report: FetchReport


def fetch_articles(
    *, actor: Actor, source: ArticleSource, municipality: str = "", full: bool = False
) -> FetchReport:
    """Bring in what has changed at the source: by its dates, or with `full` every article by its content.

    With a municipality each article is fetched twice, and what only the municipality's copy has is kept as local.
    Each article is stored in a transaction of its own; one that fails does not stop the others. Safe to repeat.
    Needs "catalogue.change".
    """
    require(actor, "catalogue.change")
    run = ImportRun.objects.create(
        source=ImportSource.BORGERDK, started_at=clock.now(), is_full=full, actor_name=actor.name[:120]
    )
    report = FetchReport(source.domain)
    try:
        _fetch(_Round(source, municipality, report), full=full)
    finally:
        run.finished_at, run.report, run.error = clock.now(), _short(report.as_dict()), report.error[:500]
        run.save(update_fields=["finished_at", "report", "error"])
    with transaction.atomic():
        counts = {name: len(getattr(report, name)) for name in ("new", "changed", "gone", "back", "failed")}
        record(actor, "articles.fetched", f"source:{source.domain}", {"full": full, **counts})
        live.publish(None, "catalogue", kind="articles.fetched")
    return report


def _fetch(work: _Round, *, full: bool) -> None:
    report = work.report
    try:
        listed = work.source.all_articles()
    except SourceFailed as failure:
        report.error = str(failure)
        return
    if not listed:
        report.error = "empty-list"
        return
    report.listed = len(listed)
    stored = {
        one.article_id: one
        for one in Article.objects.filter(domain=work.source.domain, municipality=work.municipality)
    }
    for line in listed:
        known = stored.get(line.id)
        if not full and known is not None and _is_current(known, line):
            report.unchanged += 1
            continue
        _fetch_one(work, line, known)
    _bury([one for id_, one in stored.items() if id_ not in {line.id for line in listed}], stored, report)


def _is_current(known: Article, line: ListedArticle) -> bool:
    return (
        known.presence == Presence.PRESENT
        and line.updated_at is not None
        and known.updated_at == line.updated_at
    )


def _fetch_one(work: _Round, line: ListedArticle, known: Article | None) -> None:
    report = work.report
    report.fetched += 1
    try:
        national = work.source.article(line.id)
    except (NotExportable, NoSuchArticle) as refusal:
        report.warnings.append(f"{line.id} not-given: {refusal}")
        if known is not None and known.presence == Presence.PRESENT:
            _gone(known, report)
        return
    except SourceFailed as failure:
        report.failed.append(f"{line.id} {failure}")
        return
    own: SourceArticle | None = None
    if work.municipality:
        try:
            own = work.source.article(line.id, work.municipality)
        except SourceFailed as failure:
            report.warnings.append(f"{line.id} local-failed: {failure}")
    try:
        _store(work, line, national, own)
    except (DatabaseError, ValueError) as failure:
        report.failed.append(f"{line.id} not-stored: {str(failure)[:150]}")


@transaction.atomic
def _store(work: _Round, line: ListedArticle, national: SourceArticle, own: SourceArticle | None) -> None:
    report = work.report
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ARTICLES_LOCK])
    key = {"domain": work.source.domain, "article_id": line.id, "municipality": work.municipality}
    article = Article.objects.filter(**key).first() or Article(**key)
    is_new, was_gone = article.pk is None, article.presence == Presence.GONE
    parts, warnings = layered(national, own, article if not is_new else None, asked=bool(work.municipality))
    services = [*national.self_services]
    if own is not None:
        services += [one for one in own.self_services if one.guid not in {kept.guid for kept in services}]
    content_hash = _hash(national, parts, [(one.guid, one.title, one.url) for one in services])
    has_changed = is_new or was_gone or article.content_hash != content_hash
    now = clock.now()
    _fill(article, work, line, national)
    article.warnings = [text[:300] for text in (*national.warnings, *warnings)]
    article.content_hash, article.fetched_at = content_hash, now
    if own is not None or not work.municipality:  # Else the next night tries again.
        article.updated_at = line.updated_at or national.updated_at
    if has_changed:
        article.changed_at = now
    article.save()
    keep_parts(article, parts, now)
    keep_services(article, services, now)
    report.warnings += [f"{line.id} {text}" for text in article.warnings]
    name = f"{line.id} {article.title}"
    if is_new:
        report.new.append(name)
    elif was_gone:
        report.back.append(name)
    elif has_changed:
        report.changed.append(name)
    else:
        report.unchanged += 1


def _fill(article: Article, work: _Round, line: ListedArticle, national: SourceArticle) -> None:
    article.language = work.source.language
    article.title = (national.title or line.title)[:300]
    article.header, article.url, article.byline = (
        national.header,
        national.url or line.url,
        national.byline[:300],
    )
    article.published_at = national.published_at or line.published_at
    article.form_numbers = [asdict(one) for one in national.form_numbers]
    article.legislation = [asdict(one) for one in national.legislation]
    article.presence, article.gone_at = Presence.PRESENT, None


def _hash(article: SourceArticle, parts: Sequence[LocalPart], services: list[tuple[str, str, str]]) -> str:
    content = [
        article.title,
        article.header,
        article.byline,
        [[one.guid, one.heading, one.html, one.local_html] for one in parts],
        sorted(services),
        [asdict(one) for one in article.legislation],
        [asdict(one) for one in article.form_numbers],
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _bury(missing: Sequence[Article], stored: dict[int, Article], report: FetchReport) -> None:
    missing = [one for one in missing if one.presence == Presence.PRESENT]
    present = [one for one in stored.values() if one.presence == Presence.PRESENT]
    if len(present) >= SUSPICIOUS_FROM and len(missing) > len(present) / 2:
        report.warnings.append(f"0 half-gone: {len(missing)}")
        return
    for article in missing:
        _gone(article, report)


@transaction.atomic
def _gone(article: Article, report: FetchReport) -> None:
    """Leave a tombstone; its parts, self-services and whatever was written here stay as they are."""
    now = clock.now()
    Article.objects.filter(pk=article.pk, presence=Presence.PRESENT).update(
        presence=Presence.GONE, gone_at=now, changed_at=now
    )
    report.gone.append(f"{article.article_id} {article.title}")


def _short(report: dict[str, Any]) -> dict[str, Any]:
    return {name: value[:MOST_TOLD] if isinstance(value, list) else value for name, value in report.items()}
