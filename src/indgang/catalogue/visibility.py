"""Who may see what of the catalogue: the one answer for search, suggestions, pages, exports, feeds and addresses.

What somebody may not see does not exist for them: a page or an operation answers 404, never 403, and no list, count
or message tells of it. Where a site is given, only roles held there count.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.db.models import Q, QuerySet

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.catalogue.models import (
    Article,
    News,
    NewsState,
    Presence,
    SectionKind,
    SectionVersion,
    Task,
    VersionState,
    Visibility,
)
from indgang.catalogue.queries.audience import asking
from indgang.catalogue.queries.facts import Sight, catalogue_facts
from indgang.core.day import danish_date

if TYPE_CHECKING:
    from indgang.catalogue.queries.cards import TaskCard

Audience = Literal["public", "staff", "editors"]
Mark = Literal["", "expired", "coming", "retired"]

PUBLIC_SECTIONS = frozenset(
    {
        SectionKind.HEAD,
        SectionKind.WORDS,
        SectionKind.DESCRIPTION,
        SectionKind.BRING,
        SectionKind.CONDITIONS,
        SectionKind.PROCEDURE,
        SectionKind.EXPECT,
        SectionKind.APPEAL,
    }
)


def audience_of(actor: Actor, site_id: int | None = None) -> Audience:
    """As whom the actor reads the catalogue (at a site): as anybody, as staff, or as one who looks after it."""
    if may(actor, "catalogue.view_retired", site_id):
        return "editors"
    return "staff" if may(actor, "catalogue.view_plays", site_id) else "public"


def may_see_task(actor: Actor, task: Sight, site_id: int | None = None) -> bool:
    """Whether the task exists for the actor.

    Everybody sees a public task from its first day on, and after its last day too (then it is marked). Staff see
    those that are for staff only and those to come; who looks after the catalogue sees retired ones.
    """
    return _sees(audience_of(actor, site_id), task, today())


def visible_task_ids(actor: Actor, site_id: int | None = None) -> frozenset[int]:
    """The ids of all tasks that exist for the actor. One query when nothing has changed."""
    facts, audience, day = catalogue_facts(), audience_of(actor, site_id), today()
    key = audience, day
    if key not in facts.visible:
        seen = frozenset(pk for pk, task in facts.sights.items() if _sees(audience, task, day))
        for old in [old for old in facts.visible if old[1] != day]:
            facts.visible.pop(old, None)
        facts.visible[key] = seen
    return facts.visible[key]


def visible_tasks(actor: Actor, site_id: int | None = None) -> QuerySet[Task]:
    """The rows of `visible_task_ids`."""
    return Task.objects.filter(pk__in=visible_task_ids(actor, site_id))


def visible_codes(actor: Actor, codes: Iterable[str], site_id: int | None = None) -> list[str]:
    """Those of the codes whose tasks exist for the actor, in the given order."""
    facts = catalogue_facts()
    seen = visible_task_ids(actor, site_id)
    return [code for code in codes if facts.all_ids.get(code) in seen]


def mark_of(task: Sight) -> Mark:
    """How a task that is seen is marked: it is past its last day, before its first, or out of use."""
    if not task.is_active:
        return "retired"
    day = today()
    if task.valid_from is not None and task.valid_from > day:
        return "coming"
    return "expired" if task.valid_to is not None and task.valid_to < day else ""


def marked(task_ids: Iterable[int]) -> dict[int, Mark]:
    """Those of the tasks that bear a mark, by id (see `mark_of`)."""
    sights = catalogue_facts().sights
    marks = {pk: mark_of(sights[pk]) for pk in task_ids if pk in sights}
    return {pk: mark for pk, mark in marks.items() if mark}


def marks_by_code(codes: Iterable[str]) -> dict[str, Mark]:
    """The same by code."""
    ids = catalogue_facts().all_ids
    wanted = {ids[code]: code for code in codes if code in ids}
    return {wanted[pk]: mark for pk, mark in marked(wanted).items()}


def may_see_section(actor: Actor, kind: str, site_id: int | None = None) -> bool:
    """Whether the actor may read sections of this kind in force."""
    return kind in PUBLIC_SECTIONS or may(actor, "catalogue.view_plays", site_id)


def visible_versions(actor: Actor, rows: QuerySet[SectionVersion]) -> QuerySet[SectionVersion]:
    """Those of the versions that the actor may read.

    Texts in force as `may_see_section` says and only of tasks that exist for the actor, a single site's note where
    the actor has a role; earlier ones as staff; drafts, reviews and scheduled ones by who may change or review.
    """
    states = [VersionState.PUBLISHED]
    is_staff = may(actor, "catalogue.view_plays")
    if is_staff:
        states += [VersionState.SUPERSEDED, VersionState.WITHDRAWN]
    if may_see_drafts(actor):
        states += [VersionState.DRAFT, VersionState.REVIEW, VersionState.SCHEDULED]
    rows = rows.filter(state__in=states, section__task__in=visible_task_ids(actor))
    if not is_staff:
        rows = rows.filter(section__kind__in=PUBLIC_SECTIONS)
    if any(granted is None for _role, granted in actor.grants):
        return rows
    sites = {granted for _role, granted in actor.grants}
    return rows.filter(Q(site__isnull=True) | Q(site_id__in=sites))


def may_see_drafts(actor: Actor) -> bool:
    """Whether the actor may read what is not published yet."""
    return may(actor, "catalogue.change") or may(actor, "catalogue.review")


def may_see_people(actor: Actor, site_id: int | None = None) -> bool:
    """Whether the actor may see who is behind a lifeline, and the direct phones."""
    return may(actor, "organisation.view", site_id)


def visible_news(actor: Actor) -> list[News]:
    """The published items that the actor may read now, the newest first: what asks them, for editors all."""
    rows = News.objects.filter(state=NewsState.PUBLISHED, publish_from__lte=clock.now())
    found = list(rows.order_by("-publish_from", "-pk").prefetch_related("texts", "sites"))
    if may(actor, "catalogue.write_news"):
        return found
    return asking(found, actor.person_id) if actor.person_id is not None else []


def visible_feedback(actor: Actor) -> Q:
    """The condition on cases that the actor may read: their own, those they look after, for editors all."""
    if may(actor, "catalogue.answer_feedback"):
        return Q()
    if actor.person_id is None:
        return Q(pk__in=[])
    return Q(asked_by_id=actor.person_id) | Q(owner_id=actor.person_id)


def visible_articles() -> QuerySet[Article]:
    """The articles that everybody may read: those that their source still has."""
    return Article.objects.filter(presence=Presence.PRESENT)


def without_hidden(card: "TaskCard", actor: Actor, site_id: int | None = None) -> "TaskCard":
    """The card as the actor may read it: for strangers without steps, notes, staff texts and lifeline."""
    if may(actor, "catalogue.view_plays", site_id):
        return card
    return replace(
        card,
        steps=[],
        notes=[],
        forbidden="",
        assumptions=[],
        tools=[],
        lifeline_id=None,
        lifeline=None,
        decision=None,
        explanation=None,
    )


def today() -> date:
    """The Danish day that validity is counted by."""
    return danish_date(clock.now())


def _sees(audience: Audience, task: Sight, day: date) -> bool:
    if audience == "editors":
        return True
    if not task.is_active:
        return False
    if audience == "staff":
        return True
    return task.visibility == Visibility.PUBLIC and (task.valid_from is None or task.valid_from <= day)
