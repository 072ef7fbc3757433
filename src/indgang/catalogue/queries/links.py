"""The addresses that the catalogue sends people to, where they stand, and whether they answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from indgang.base.errors import NotFound
from indgang.catalogue.models import (
    Authority,
    LegalReference,
    Link,
    LinkCheck,
    LinkState,
    Presence,
    SelfServiceEntry,
    Task,
    TaskSource,
)

MOST_CHECKS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address stands. `kind` is "self_service", "law", "source", "authority" or "article".

    `code` names the task or authority, `id` the article's row.
    """

    kind: str
    code: str
    title: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class LinkLine:
    """An address in use, what the checks say of it, and the places where it stands."""

    id: int | None
    url: str
    state: str
    failures: int
    last_checked: datetime | None
    last_worked: datetime | None
    broken_since: datetime | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """An address that has not answered for the last `failures` checks."""

    url: str
    failures: int
    since: datetime


def addresses_in_use() -> set[str]:
    """Every http(s) address of tasks in use, of authorities, and of our own ways to self-services."""
    return {url for url, _place in _uses()}


def link_lines(state: str = "") -> list[LinkLine]:
    """The addresses in use, the broken ones first; `state` a LinkState, or empty for all."""
    places: dict[str, list[Place]] = {}
    for url, place in _uses():
        places.setdefault(url, []).append(place)
    rows = {row.url: row for row in Link.objects.filter(url__in=places)}
    lines = [_line(url, rows.get(url), found) for url, found in places.items()]
    order = [LinkState.BROKEN, LinkState.FAILING, LinkState.UNKNOWN, LinkState.WORKING]
    lines.sort(key=lambda line: (order.index(LinkState(line.state)), line.url))
    return [line for line in lines if state in {"", line.state}]


def link_line(link_id: int) -> LinkLine:
    """One address that has been checked. Raises NotFound."""
    row = Link.objects.filter(pk=link_id).first()
    if row is None:
        raise NotFound
    return _line(row.url, row, [place for url, place in _uses() if url == row.url])


def checks_of(link_id: int) -> Sequence[LinkCheck]:
    """The newest checks of an address."""
    return list(LinkCheck.objects.filter(link_id=link_id).order_by("-at", "-pk")[:MOST_CHECKS])


def broken_links_of(task: Task) -> list[BrokenLink]:
    """The broken addresses that a task sends people to: its self-service, law and sources."""
    urls = {task.self_service, *task.legal_references.values_list("url", flat=True)}
    urls |= set(task.sources.values_list("url", flat=True))
    return list(_broken(urls))


def broken_link(url: str) -> BrokenLink | None:
    """What there is to say of an address that is broken; None when it works or has not failed often enough."""
    return next(_broken({url}), None) if url else None


def broken_count() -> int:
    """How many addresses in use are broken."""
    return Link.objects.filter(state=LinkState.BROKEN, url__in=addresses_in_use()).count()


def _broken(urls: set[str]) -> Iterator[BrokenLink]:
    rows = Link.objects.filter(url__in=urls - {""}, state=LinkState.BROKEN).order_by("url")
    for row in rows:
        # The first failure of the row of failures, not the one that was one too many.
        checks = LinkCheck.objects.filter(link=row, is_ok=False)
        if row.last_worked is not None:
            checks = checks.filter(at__gt=row.last_worked)
        first = checks.order_by("at").values_list("at", flat=True).first()
        since = first or row.broken_since
        if since is not None:
            yield BrokenLink(row.url, row.failures, since)


def _line(url: str, row: Link | None, places: list[Place]) -> LinkLine:
    if row is None:
        return LinkLine(None, url, LinkState.UNKNOWN, 0, None, None, None, tuple(places))
    return LinkLine(
        row.pk,
        url,
        row.state,
        row.failures,
        row.last_checked,
        row.last_worked,
        row.broken_since,
        tuple(places),
    )


def _uses() -> Iterator[tuple[str, Place]]:
    for url, place in _all_uses():
        if url.startswith(("http://", "https://")):
            yield url, place


def _all_uses() -> Iterator[tuple[str, Place]]:
    tasks = {
        task.pk: (task.code, {text.language: text.title for text in task.texts.all()})
        for task in Task.objects.filter(is_active=True).prefetch_related("texts")
    }

    def place(kind: str, task_id: int) -> Place:
        code, titles = tasks[task_id]
        return Place(kind, code, titles.get("da") or code)

    for pk, url in Task.objects.filter(pk__in=tasks).values_list("pk", "self_service"):
        yield url, place("self_service", pk)
    for pk, url in LegalReference.objects.filter(task__in=tasks).values_list("task_id", "url"):
        yield url, place("law", pk)
    for pk, url in TaskSource.objects.filter(task__in=tasks).values_list("task_id", "url"):
        yield url, place("source", pk)
    for authority in Authority.objects.exclude(url="").prefetch_related("texts"):
        names = {text.language: text.name for text in authority.texts.all()}
        yield authority.url, Place("authority", authority.code, names.get("da") or authority.code)
    entries = SelfServiceEntry.objects.filter(presence=Presence.PRESENT).exclude(deep_link="")
    for article, title, url in entries.values_list("article_id", "title", "deep_link"):
        yield url, Place("article", "", title, article)
