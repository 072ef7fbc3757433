"""Fetched articles as editors read them."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from indgang.base.errors import NotFound
from indgang.catalogue.models import (
    Article,
    ArticleUse,
    ImportRun,
    MicroArticle,
    Presence,
    SelfServiceEntry,
)
from indgang.core.layering import Piece, compare

MOST_FOUND = 500
_BREAK = re.compile(r"</(p|li|h[1-6]|tr|dt|dd|blockquote|pre)>|<br>")


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list; `uses` tasks rest on it, `stale` of them on an older text."""

    id: int
    article_id: int
    domain: str
    language: str
    title: str
    header: str
    updated_at: datetime | None
    is_gone: bool
    is_local: bool
    warnings: int
    uses: int
    stale: int


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part that reads otherwise than when an editor last looked; `pieces` say how."""

    heading: str
    kind: str
    pieces: list[Piece]


def article_lines(query: str = "", state: str = "") -> list[ArticleLine]:
    """Articles with the words in their title, text or FORM numbers; `state`: "changed", "gone", "odd", "used"."""
    found = Article.objects.annotate(
        all_uses=Count("uses", distinct=True),
        stale_uses=Count("uses", filter=~Q(uses__seen_hash=F("content_hash")), distinct=True),
        local_parts=Count(
            "parts", filter=~Q(parts__local_html="") & Q(parts__presence=Presence.PRESENT), distinct=True
        ),
    )
    for word in query.split():
        found = found.filter(
            Q(title__icontains=word) | Q(header__icontains=word) | Q(form_numbers__icontains=word)
        )
    states = {
        "changed": Q(stale_uses__gt=0),
        "gone": Q(presence=Presence.GONE),
        "odd": ~Q(warnings=[]),
        "used": Q(all_uses__gt=0),
    }
    if state in states:
        found = found.filter(states[state])
    return [
        ArticleLine(
            one.pk,
            one.article_id,
            one.domain,
            one.language,
            one.title,
            one.header,
            one.updated_at,
            one.presence == Presence.GONE,
            one.local_parts > 0,
            len(one.warnings),
            one.all_uses,
            one.stale_uses,
        )
        for one in found.order_by("title", "pk")[:MOST_FOUND]
    ]


def find_article(article_id: int) -> Article:
    """The article with this row id. Raises NotFound."""
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise NotFound
    return article


def parts_of(article: Article) -> Sequence[MicroArticle]:
    """Its parts in their order, those that are gone last."""
    return sorted(article.parts.all(), key=lambda part: (part.presence == Presence.GONE, part.order, part.pk))


def self_services_of(article: Article) -> Sequence[SelfServiceEntry]:
    """Its self-services, those that are gone last."""
    return sorted(article.self_services.all(), key=lambda one: (one.presence == Presence.GONE, one.pk))


def uses_of(article: Article) -> Sequence[ArticleUse]:
    """The tasks that rest on it."""
    return list(article.uses.select_related("task", "seen_by").order_by("task__code"))


def changed_uses() -> Sequence[ArticleUse]:
    """The tasks that rest on an article which has changed or gone since an editor compared them: work to do."""
    return list(
        ArticleUse.objects.select_related("task", "article")
        .filter(~Q(seen_hash=F("article__content_hash")) | Q(article__presence=Presence.GONE))
        .filter(task__is_active=True)
        .order_by("article__title", "task__code")
    )


def changes_since_seen(use: ArticleUse) -> list[PartChange]:
    """Part by part what is new, gone or changed since the editor looked."""
    now = texts_of_parts(use.article)
    headings = dict(use.article.parts.values_list("guid", "heading"))
    changes = []
    for guid in [*now, *(guid for guid in use.seen_parts if guid not in now)]:
        before, after = str(use.seen_parts.get(guid, "")), now.get(guid, "")
        if before != after:
            kind = "new" if not before else "gone" if not after else "changed"
            changes.append(PartChange(headings.get(guid, ""), kind, compare(before, after)))
    return changes


def texts_of_parts(article: Article) -> dict[str, str]:
    """What a reader sees of each part that is there, by guid; national and local text together."""
    return {
        part.guid: "\n".join(filter(None, (part.heading, _text(part.html), _text(part.local_html))))
        for part in parts_of(article)
        if part.presence == Presence.PRESENT
    }


def last_runs(source: str, number: int = 5) -> Sequence[ImportRun]:
    """The newest imports of a source."""
    return list(ImportRun.objects.filter(source=source).order_by("-started_at", "-pk")[:number])


def _text(markup: str) -> str:
    lines = html.unescape(re.sub(r"<[^>]*>", "", _BREAK.sub("\n", markup))).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())
