"""The rows behind sections: finding, making, ending and publishing versions. Callers hold transaction and lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.base.errors import DomainError, Invalid, NotFound
from indgang.catalogue.errors import TaskNotFound
from indgang.catalogue.models import (
    OPEN_STATES,
    Layer,
    Mode,
    Section,
    SectionEvent,
    SectionKind,
    SectionVersion,
    Task,
    VersionState,
)
from indgang.catalogue.services import change_news
from indgang.catalogue.services.composing import ORDER, compose
from indgang.catalogue.services.rules import rules
from indgang.core.day import danish_date
from indgang.organisation.models import Site


class SavedMeanwhile(DomainError):
    """Somebody else has saved the draft since it was opened; nothing was written."""

    code = "saved-meanwhile"


class NotNow(DomainError):
    """The version is not in a state in which this can be done."""

    code = "not-now"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an author wants of a version.

    `must_read` asks everybody whom the task concerns to read it again; else it is a minor edit. Validity in Danish
    days; `valid_from` in the future schedules it.
    """

    mode: str = Mode.REPLACE
    reason: str = ""
    must_read: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


def locked_task(code: str) -> Task:
    """The task, its row locked. Raises TaskNotFound."""
    task = Task.objects.select_for_update().filter(code=code).first()
    if task is None:
        raise TaskNotFound(_("There is no task with the code “%(code)s”.") % {"code": code})
    return task


def section_of(code: str, kind: str) -> Section:
    """The section of a task, made when there is none. Raises TaskNotFound and Invalid."""
    if kind not in SectionKind.values:
        raise Invalid(_("There is no section “%(kind)s”.") % {"kind": kind}, field="kind")
    task = locked_task(code)
    section = Section.objects.select_related("task").filter(task=task, kind=kind).first()
    return section or Section.objects.create(task=task, kind=kind, owner_id=task.owner_id)


def below(section: Section, layer: str) -> SectionVersion | None:
    """The version in force on which a text in `layer` stands."""
    lower = [other for other in Layer.values if ORDER[Layer(other)] < ORDER[Layer(layer)]]
    rows = SectionVersion.objects.filter(
        section=section, layer__in=lower, state=VersionState.PUBLISHED, site__isnull=True
    )
    return max(rows, key=lambda row: ORDER[Layer(row.layer)], default=None)


def present_version(section: Section, layer: str, site: Site | None) -> SectionVersion | None:
    """The version in force in exactly this layer and place."""
    return (
        SectionVersion.objects.select_related("section__task", "site")
        .filter(section=section, layer=layer, site=site, state=VersionState.PUBLISHED)
        .first()
    )


def open_draft(section: Section, layer: str, site: Site | None) -> SectionVersion | None:
    """The draft (or version in review) of exactly this layer and place, locked."""
    return (
        SectionVersion.objects.select_for_update(of=("self",))
        .select_related("section__task", "site")
        .filter(section=section, layer=layer, site=site, state__in=OPEN_STATES)
        .first()
    )


def locked_version(version_id: int, *states: str) -> SectionVersion:
    """The version, locked. Raises NotFound, and NotNow when it is in none of `states`."""
    version = (
        SectionVersion.objects.select_for_update(of=("self",))
        .select_related("section__task", "site")
        .filter(pk=version_id)
        .first()
    )
    if version is None:
        raise NotFound
    if version.state not in states:
        raise NotNow(
            _("This version is now: %(state)s. Look at it again.")
            % {"state": VersionState(version.state).label}
        )
    return version


def new_version(
    section: Section,
    layer: str,
    site: Site | None,
    *,
    content: Mapping[str, Any],
    wish: Wish,
    actor: Actor,
    at: datetime,
    state: VersionState = VersionState.DRAFT,
) -> SectionVersion:
    """The next version in a layer. A draft is written; one that is to be published at once is not yet."""
    same = SectionVersion.objects.filter(section=section, layer=layer, site=site)
    version = SectionVersion(
        section=section,
        layer=layer,
        site=site,
        number=(same.aggregate(last=Max("number"))["last"] or 0) + 1,
        state=state,
        mode=wish.mode,
        content=dict(content),
        based_on=below(section, layer),
        reason=wish.reason,
        must_read=wish.must_read,
        valid_from=wish.valid_from or (danish_date(at) if state == VersionState.SCHEDULED else None),
        valid_to=wish.valid_to,
        created_at=at,
        created_by_id=actor.person_id,
    )
    if state == VersionState.DRAFT:
        version.save(force_insert=True)
    return version


def put_in_force(version: SectionVersion, actor: Actor) -> SectionVersion:
    """Publish a version: end the one before it, ask the layers above to check, and compose the task anew.

    When the text below has changed since its author saw it, the version itself is to be checked, too.
    The caller holds the transaction and the lock.
    """
    at = clock.now()
    section = version.section
    present = present_version(section, version.layer, version.site)
    if present is not None:
        end_version(present, VersionState.SUPERSEDED, compose_now=False)
    version.state, version.published_at, version.published_by_id = VersionState.PUBLISHED, at, actor.person_id
    beneath = below(section, version.layer)
    version.check_since = None if beneath is None or beneath.pk == version.based_on_id else at
    version.save()
    ask_above(version, at)
    read_through(section, at)
    tell(version, actor, "published", at, version.reason)
    touch(section.task, actor, "section.published", {"section": section.kind, "layer": version.layer})
    if version.must_read:
        change_news.announce(version, actor, rules().read_within_days)
    return version


def end_version(version: SectionVersion, state: VersionState, *, compose_now: bool = True) -> None:
    """End a version; `compose_now` computes anew what is in force when it was."""
    was_in_force = version.state == VersionState.PUBLISHED
    version.state, version.ended_at, version.check_since = state, clock.now(), None
    version.save(update_fields=["state", "ended_at", "check_since"])
    if was_in_force and compose_now:
        compose([version.section.task], clock.now())


def touch(task: Task, actor: Actor, action: str, details: Mapping[str, Any]) -> None:
    """Compose the task anew and tell everybody that it changed. The caller holds transaction and lock."""
    at = clock.now()
    compose([task], at)
    Task.objects.filter(pk=task.pk).update(updated_at=at)
    record(actor, action, f"task:{task.code}", details)
    live.publish(None, "catalogue", kind=action, task=task.code)


def require_layer(actor: Actor, layer: str, site: Site | None) -> None:
    """Raise NotAllowed unless the actor may write in this layer: the nation's is written by an import alone."""
    if layer == Layer.NATIONAL:
        require(actor, "catalogue.import")
    elif layer == Layer.SHARED:
        require(actor, "catalogue.share")
    else:
        require(actor, "catalogue.change", site.pk if site else None)


def tell(version: SectionVersion, actor: Actor, action: str, at: datetime, comment: str = "") -> None:
    """Write beside a version what happened to it."""
    SectionEvent.objects.create(
        version=version,
        at=at,
        person_id=actor.person_id,
        actor_name=actor.name[:120],
        action=action,
        comment=comment[:600],
    )


def ask_above(version: SectionVersion, at: datetime) -> None:
    """Ask the owners of the texts above to check theirs."""
    higher = [layer for layer in Layer.values if ORDER[Layer(layer)] > ORDER[Layer(version.layer)]]
    SectionVersion.objects.filter(
        section=version.section, layer__in=higher, state=VersionState.PUBLISHED, check_since__isnull=True
    ).update(check_since=at)


def read_through(section: Section, at: datetime) -> None:
    """Note that the section has been read through, and when it must be again."""
    section.reviewed_on = danish_date(at)
    section.review_due = next_review(section.task, section.reviewed_on)
    section.save(update_fields=["reviewed_on", "review_due"])


def next_review(task: Task, day: date) -> date:
    """The Danish day when what was read through on `day` must be read again: so many months of 30.44 days later."""
    return day + timedelta(days=round(task.review_months * 30.44))
