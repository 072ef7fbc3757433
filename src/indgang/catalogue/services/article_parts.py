"""The parts and self-services of a fetched article: kept by their guid, never thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from indgang.catalogue.models import Article, MicroArticle, Presence, SelfServiceEntry
from indgang.catalogue.ports import OfferedSelfService, SourceArticle
from indgang.core.additions import additions

# The guid of a tombstone for local text that stood in a part which is still there.
LOST_LOCAL = "~local"


@dataclass(frozen=True, slots=True)
class LocalPart:
    """A part in two layers: the nation's text and what the municipality has in it besides."""

    guid: str
    heading: str
    html: str
    local_html: str
    is_local: bool


def layered(
    national: SourceArticle, own: SourceArticle | None, stored: Article | None, *, asked: bool
) -> tuple[list[LocalPart], list[str]]:
    """The parts with national and local text apart, and what was odd about it.

    Without the municipality's copy although it was asked for, the local text stored before stays.
    """
    before = {one.guid: one for one in stored.parts.all()} if stored is not None else {}
    mine = {one.guid: one for one in own.parts} if own is not None else {}
    parts, warnings = [], []
    for part in national.parts:
        local_html = ""
        if part.guid in mine:
            found = additions(part.blocks, mine[part.guid].blocks)
            local_html = "".join(found.blocks)
            if found.missing:
                warnings.append(f"local-replaces: {part.guid}")
        elif own is None and asked and part.guid in before:
            local_html = before[part.guid].local_html
        parts.append(LocalPart(part.guid, part.heading, "".join(part.blocks), local_html, False))
    known = {part.guid for part in parts}
    if own is not None:
        parts += [
            LocalPart(one.guid, one.heading, "", "".join(one.blocks), True)
            for one in own.parts
            if one.guid not in known
        ]
    elif asked:
        parts += [
            LocalPart(one.guid, one.heading, "", one.local_html, True)
            for one in before.values()
            if one.is_local and one.presence == Presence.PRESENT and one.guid not in known
        ]
    return parts, warnings


def keep_parts(article: Article, parts: Sequence[LocalPart], now: datetime) -> None:
    """Store the parts; one that is not there any more stays as a tombstone, and so does local text that is not."""
    before = {one.guid: one for one in article.parts.all()}
    for order, part in enumerate(parts):
        known = before.get(part.guid)
        row = known or MicroArticle(article=article, guid=part.guid)
        digest = sha256(repr((part.heading, part.html, part.local_html)).encode()).hexdigest()
        if known is not None and known.local_html and not part.local_html:
            _keep_lost(article, row, len(parts), now)
        if known is None or row.content_hash != digest or row.presence == Presence.GONE:
            row.changed_at = now
        row.order, row.heading, row.html, row.local_html = order, part.heading, part.html, part.local_html
        row.is_local, row.content_hash, row.presence = part.is_local, digest, Presence.PRESENT
        row.save()
    gone = [one.pk for guid, one in before.items() if guid not in {part.guid for part in parts}]
    article.parts.filter(pk__in=gone, presence=Presence.PRESENT).update(
        presence=Presence.GONE, changed_at=now
    )


def _keep_lost(article: Article, row: MicroArticle, order: int, now: datetime) -> None:
    MicroArticle.objects.update_or_create(
        article=article,
        guid=f"{row.guid[:50]}{LOST_LOCAL}",
        defaults={
            "order": order,
            "heading": row.heading,
            "html": "",
            "local_html": row.local_html,
            "content_hash": sha256(row.local_html.encode()).hexdigest(),
            "is_local": True,
            "presence": Presence.GONE,
            "changed_at": now,
        },
    )


def keep_services(article: Article, services: Sequence[OfferedSelfService], now: datetime) -> None:
    """Store the self-services by guid. `deep_link` and `note` are the municipality's and not touched."""
    before = {one.guid: one for one in article.self_services.all()}
    for service in services:
        known = before.get(service.guid)
        row = known or SelfServiceEntry(article=article, guid=service.guid)
        found = (service.title, service.url, Presence.PRESENT)
        if known is None or (row.title, row.url, row.presence) != found:
            row.changed_at = now
            row.title, row.url, row.presence = found
            row.save()
    gone = [one.pk for guid, one in before.items() if guid not in {one.guid for one in services}]
    article.self_services.filter(pk__in=gone, presence=Presence.PRESENT).update(
        presence=Presence.GONE, changed_at=now
    )
