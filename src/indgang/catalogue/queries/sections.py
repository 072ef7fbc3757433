"""Reading sections: their layers, versions and owners, and what waits for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.errors import NotFound
from indgang.base.text import pick
from indgang.catalogue import visibility
from indgang.catalogue.errors import TaskNotFound
from indgang.catalogue.models import (
    OPEN_STATES,
    Layer,
    Link,
    LinkState,
    Section,
    SectionEvent,
    SectionKind,
    SectionVersion,
    Task,
    VersionState,
)
from indgang.catalogue.services.composing import ORDER
from indgang.core.day import danish_date
from indgang.core.layering import Verdict, fold, three_way

KINDS = [str(kind) for kind in SectionKind]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in a list. `created_by` and the others are names; times are UTC, validity Danish days."""

    id: int
    task_code: str
    task_title: str
    kind: str
    layer: str
    site: str
    site_id: int | None
    number: int
    state: str
    mode: str
    content: dict[str, Any]
    reason: str
    must_read: bool
    valid_from: date | None
    valid_to: date | None
    is_expired: bool
    check_since: datetime | None
    revision: int
    based_on_id: int | None
    created_at: datetime
    created_by: str
    created_by_id: int | None
    reviewed_by: str
    published_at: datetime | None
    published_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class SectionCard:
    """A section of a task: who looks after it, when it must be read through, what is in force and what is begun.

    `owner` is the section's own, else the task's.
    """

    id: int | None
    kind: str
    owner_id: int | None
    owner: str
    own_owner_id: int | None
    task_owner_id: int | None
    reviewed_on: date | None
    review_due: date | None
    is_overdue: bool
    in_force: list[VersionLine]
    begun: list[VersionLine]
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventLine:
    """What happened to a version."""

    at: datetime
    who: str
    action: str
    comment: str


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A section that must be read through: it is due on `due` (a Danish day)."""

    section_id: int
    task_code: str
    task_title: str
    kind: str
    owner_id: int | None
    owner: str
    due: date
    is_overdue: bool


def sections_of(code: str, *, actor: Actor | None = None) -> list[SectionCard]:
    """Every section that the task may have, in the order of the page, with the versions that the actor may read.

    Without an actor: all of them (see `catalogue.visibility`). Raises TaskNotFound.
    """
    task = Task.objects.filter(code=code).select_related("owner").first()
    if task is None or (actor is not None and not visibility.visible_codes(actor, [code])):
        raise TaskNotFound
    versions = _versions(SectionVersion.objects.exclude(state__in=["superseded", "withdrawn"]))
    versions = versions if actor is None else visibility.visible_versions(actor, versions)
    rows = Section.objects.filter(task=task).select_related("owner")
    found = {row.kind: row for row in rows.prefetch_related(Prefetch("versions", versions))}
    return [_card(kind, found.get(kind), task) for kind in KINDS]


def version_history(code: str, kind: str, *, actor: Actor | None = None) -> list[VersionLine]:
    """Every version of a section in all layers that the actor (without one: anybody) may read, the newest first."""
    rows = _versions(SectionVersion.objects.filter(section__task__code=code, section__kind=kind))
    rows = rows if actor is None else visibility.visible_versions(actor, rows)
    return [_line(row) for row in rows.order_by("-created_at", "-pk")]


def version(version_id: int, *, actor: Actor | None = None) -> VersionLine:
    """One version. Raises NotFound, also for one that the actor may not read."""
    rows = _versions(SectionVersion.objects.filter(pk=version_id))
    row = (rows if actor is None else visibility.visible_versions(actor, rows)).first()
    if row is None:
        raise NotFound
    return _line(row)


def events_of(version_id: int) -> list[EventLine]:
    """What happened to a version, the newest first."""
    rows = SectionEvent.objects.filter(version_id=version_id).order_by("-at", "-pk")
    return [EventLine(row.at, row.actor_name, row.action, row.comment) for row in rows]


def drafts(*, person_id: int | None = None) -> list[VersionLine]:
    """The drafts (of one person), the oldest first."""
    rows = SectionVersion.objects.filter(state=VersionState.DRAFT)
    return _lines(rows.filter(created_by_id=person_id) if person_id is not None else rows)


def waiting_for_review(*, but_of: int | None = None) -> list[VersionLine]:
    """What waits for a second pair of eyes, without what this person has written."""
    rows = SectionVersion.objects.filter(state=VersionState.REVIEW)
    return _lines(rows.exclude(created_by_id=but_of) if but_of is not None else rows)


def scheduled() -> list[VersionLine]:
    """What is published on a day to come."""
    return _lines(SectionVersion.objects.filter(state=VersionState.SCHEDULED), order="valid_from")


def to_check(*, person_id: int | None = None) -> list[VersionLine]:
    """The texts in force of which the text below has changed; with a person, those that person looks after.

    A text is looked after by the owner of its section, else of its task, else by who wrote it.
    """
    rows = SectionVersion.objects.filter(state=VersionState.PUBLISHED, check_since__isnull=False)
    if person_id is not None:
        rows = rows.filter(_looked_after_by(person_id))
    return _lines(rows, order="check_since")


def comparison(version_id: int) -> tuple[VersionLine, list[Verdict]]:
    """Our text beside what it was written against and what stands there now, part by part. Raises NotFound."""
    ours = _versions(SectionVersion.objects.filter(pk=version_id)).first()
    if ours is None:
        raise NotFound
    lower = [layer for layer in Layer.values if ORDER[Layer(layer)] < ORDER[Layer(ours.layer)]]
    rows = SectionVersion.objects.filter(
        section_id=ours.section_id, layer__in=lower, state=VersionState.PUBLISHED, site__isnull=True
    )
    now = fold((row.mode, row.content) for row in sorted(rows, key=lambda row: ORDER[Layer(row.layer)]))
    base = fold(_stood_on(ours))
    own = ours.content if ours.mode == "replace" else {}
    return _line(ours), three_way(base, now, own)


def to_read_through(*, person_id: int | None = None, within_days: int = 0) -> list[OverdueLine]:
    """The sections whose day of review has come (or comes `within_days`), the longest overdue first."""
    today = danish_date(clock.now())
    rows = Section.objects.filter(task__is_active=True, review_due__isnull=False).select_related(
        "task", "owner", "task__owner"
    )
    if person_id is not None:
        rows = rows.filter(Q(owner_id=person_id) | Q(owner__isnull=True, task__owner_id=person_id))
    found = []
    for row in rows.order_by("review_due", "task__code").prefetch_related("task__texts"):
        due = row.review_due
        if due is None or (due - today).days > within_days:
            continue
        owner = row.owner or row.task.owner
        text = pick(row.task.texts.all())
        found.append(
            OverdueLine(
                section_id=row.pk,
                task_code=row.task.code,
                task_title=text.title if text else row.task.code,
                kind=row.kind,
                owner_id=owner.pk if owner else None,
                owner=owner.name if owner else "",
                due=due,
                is_overdue=due < today,
            )
        )
    return found


def overdue_share() -> tuple[int, int]:
    """How many sections of active tasks are past their day of review (Danish day), and of how many."""
    today = danish_date(clock.now())
    rows = Section.objects.filter(task__is_active=True)
    return rows.filter(review_due__lt=today).count(), rows.count()


def overdue_kinds(task_id: int) -> list[str]:
    """The kinds of a task's sections that are past their day of review."""
    today = danish_date(clock.now())
    return list(Section.objects.filter(task_id=task_id, review_due__lt=today).values_list("kind", flat=True))


def expired_kinds(task_id: int) -> list[str]:
    """The kinds of a task's sections of which a text in force is past its last day."""
    today = danish_date(clock.now())
    rows = SectionVersion.objects.filter(
        section__task_id=task_id, state=VersionState.PUBLISHED, valid_to__lt=today
    )
    return sorted(set(rows.values_list("section__kind", flat=True)))


def broken_links() -> int:
    """How many addresses of the catalogue are broken."""
    return Link.objects.filter(state=LinkState.BROKEN).count()


def own_text_codes() -> set[str]:
    """The codes of the tasks of which the municipality has texts of its own."""
    rows = SectionVersion.objects.filter(state=VersionState.PUBLISHED).exclude(layer=Layer.NATIONAL)
    return set(rows.values_list("section__task__code", flat=True))


def _stood_on(version: SectionVersion) -> list[tuple[str, dict[str, Any]]]:
    """The texts below that the author of a version saw, the lowest first."""
    found: list[tuple[str, dict[str, Any]]] = []
    row = version.based_on
    while row is not None and len(found) < len(Layer.values):
        found.insert(0, (row.mode, row.content))
        row = row.based_on
    return found


def _looked_after_by(person_id: int) -> Q:
    nobody = Q(section__owner__isnull=True, section__task__owner__isnull=True)
    return (
        Q(section__owner_id=person_id)
        | Q(section__owner__isnull=True, section__task__owner_id=person_id)
        | (nobody & Q(created_by_id=person_id))
    )


def _versions(rows: QuerySet[SectionVersion]) -> QuerySet[SectionVersion]:
    return rows.select_related(
        "section__task", "site", "created_by", "reviewed_by", "published_by", "based_on"
    ).prefetch_related("section__task__texts")


def _lines(rows: QuerySet[SectionVersion], order: str = "created_at") -> list[VersionLine]:
    return [_line(row) for row in _versions(rows).order_by(F(order).asc(nulls_last=True), "pk")]


def _card(kind: str, row: Section | None, task: Task) -> SectionCard:
    today = danish_date(clock.now())
    versions = list(row.versions.all()) if row else []
    order = {layer: place for place, layer in enumerate(Layer.values)}
    published = sorted(
        (one for one in versions if one.state == VersionState.PUBLISHED),
        key=lambda one: (order[one.layer], one.site_id or 0),
    )
    owner = (row.owner if row else None) or task.owner
    return SectionCard(
        id=row.pk if row else None,
        kind=kind,
        owner_id=owner.pk if owner else None,
        owner=owner.name if owner else "",
        own_owner_id=row.owner_id if row else None,
        task_owner_id=task.owner_id,
        reviewed_on=row.reviewed_on if row else None,
        review_due=row.review_due if row else None,
        is_overdue=bool(row and row.review_due and row.review_due < today),
        in_force=[_line(one) for one in published],
        begun=[_line(one) for one in versions if one.state in {*OPEN_STATES, VersionState.SCHEDULED}],
        content=fold((one.mode, one.content) for one in published if one.site_id is None),
    )


def _line(row: SectionVersion) -> VersionLine:
    today = danish_date(clock.now())
    task = row.section.task
    text = pick(task.texts.all())
    return VersionLine(
        id=row.pk,
        task_code=task.code,
        task_title=text.title if text else task.code,
        kind=row.section.kind,
        layer=row.layer,
        site=row.site.name if row.site else "",
        site_id=row.site_id,
        number=row.number,
        state=row.state,
        mode=row.mode,
        content=row.content,
        reason=row.reason,
        must_read=row.must_read,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_expired=row.valid_to is not None and row.valid_to < today,
        check_since=row.check_since,
        revision=row.revision,
        based_on_id=row.based_on_id,
        created_at=row.created_at,
        created_by=_name(row.created_by),
        created_by_id=row.created_by_id,
        reviewed_by=_name(row.reviewed_by),
        published_at=row.published_at,
        published_by=_name(row.published_by),
        ended_at=row.ended_at,
    )


def _name(person: Any) -> str:
    return person.name if person is not None else ""


def names(kinds: Iterable[str]) -> list[str]:
    """What sections are called in the active language."""
    return [str(SectionKind(kind).label) for kind in kinds]
