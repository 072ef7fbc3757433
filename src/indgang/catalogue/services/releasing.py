"""What becomes of a version: review, scheduled, published, superseded, withdrawn (rule 5 of the design).

Every step is an event beside the state, and every published change composes the task anew. A lower layer that
changes never touches the layers above it; it only asks their owners to check (`check_since`).
"""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.catalogue.errors import refuse_cpr
from indgang.catalogue.models import (
    OPEN_STATES,
    Layer,
    SectionKind,
    SectionVersion,
    Task,
    VersionState,
)
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.parts import checked_content
from indgang.catalogue.services.rows import (
    NotNow,
    Wish,
    ask_above,
    below,
    end_version,
    locked_version,
    new_version,
    open_draft,
    present_version,
    put_in_force,
    require_layer,
    section_of,
    tell,
    touch,
)
from indgang.catalogue.services.rules import require_alone, rules
from indgang.core.day import danish_date
from indgang.organisation.models import Site

LONGEST_REASON = 300
# What a task cannot do without.
INDISPENSABLE = (SectionKind.HEAD, SectionKind.WORDS, SectionKind.PLAY)
log = logging.getLogger(__name__)


@transaction.atomic
def approve(*, actor: Actor, version_id: int, comment: str = "") -> SectionVersion:
    """Let a version in review go: now, or on the day that its author chose.

    Needs "catalogue.review". Raises NotNow, CprInText, and NotAllowed for the author of it.
    """
    lock_catalogue()
    version = locked_version(version_id, VersionState.REVIEW)
    require(actor, "catalogue.review", version.site_id)
    refuse_cpr(comment, "comment")
    if actor.person_id is not None and version.created_by_id == actor.person_id:
        raise NotAllowed(_("Somebody else must approve what you have written."))
    version.reviewed_by_id, version.reviewed_at = actor.person_id, clock.now()
    tell(version, actor, "approved", clock.now(), comment)
    return _release(version, actor)


@transaction.atomic
def send_back(*, actor: Actor, version_id: int, comment: str) -> SectionVersion:
    """Give a version in review back to its author with a comment, which must be there. Needs "catalogue.review"."""
    version = locked_version(version_id, VersionState.REVIEW)
    require(actor, "catalogue.review", version.site_id)
    if not comment.strip():
        raise Invalid(_("Say what must be changed."), field="comment")
    refuse_cpr(comment, "comment")
    version.state = VersionState.DRAFT
    version.save(update_fields=["state"])
    tell(version, actor, "sent_back", clock.now(), comment)
    return version


@transaction.atomic
def publish(*, actor: Actor, version_id: int) -> SectionVersion:
    """Publish a draft without a second pair of eyes, where the municipality's rules allow it.

    With `valid_from` in the future it is scheduled instead. Raises NotNow and NotAllowed.
    """
    lock_catalogue()
    version = locked_version(version_id, VersionState.DRAFT)
    require_layer(actor, version.layer, version.site)
    require_alone(actor)
    return _release(version, actor)


@transaction.atomic
def withdraw(*, actor: Actor, version_id: int, reason: str = "") -> SectionVersion:
    """Take back a version: what is below it then stands alone, and the texts above it are to be checked.

    Text in force where a second pair of eyes is needed is taken back by somebody who may review and has not
    written it. Raises NotNow for national text, and when the task would be left without what it must have;
    NotAllowed, CprInText.
    """
    lock_catalogue()
    version = locked_version(version_id, *OPEN_STATES, VersionState.SCHEDULED, VersionState.PUBLISHED)
    was_in_force = version.state == VersionState.PUBLISHED
    if was_in_force and version.layer == Layer.NATIONAL:
        raise NotNow(_("National text is replaced or added to, never taken away."))
    _require_taking_back(actor, version, is_in_force=was_in_force)
    refuse_cpr(reason, "reason")
    if (
        was_in_force
        and version.section.kind in INDISPENSABLE
        and below(version.section, version.layer) is None
    ):
        raise NotNow(_("Nothing would be left here: the task needs this text. Write another one instead."))
    end_version(version, VersionState.WITHDRAWN, compose_now=False)
    at = clock.now()
    tell(version, actor, "withdrawn", at, reason)
    if was_in_force:
        ask_above(version, at)
        touch(version.section.task, actor, "section.withdrawn", {"section": version.section.kind})
    return version


def _require_taking_back(actor: Actor, version: SectionVersion, *, is_in_force: bool) -> None:
    if not (is_in_force and rules().needs_review and actor.kind == "person"):
        require_layer(actor, version.layer, version.site)
        return
    require(actor, "catalogue.review", version.site_id)
    if version.created_by_id == actor.person_id:
        raise NotAllowed(_("Somebody else must take back what you have written, or approve another text."))


@transaction.atomic
def roll_back(*, actor: Actor, version_id: int, reason: str = "") -> SectionVersion:
    """Make a new version with the content of an old one: published, or where the rules say so sent to review.

    It stands on what the old one was written against, so that a text below that has changed since is to be
    checked. Raises NotFound, NotNow, NotAllowed, CprInText.
    """
    lock_catalogue()
    old = SectionVersion.objects.select_related("section__task", "site").filter(pk=version_id).first()
    if old is None or old.layer == Layer.NATIONAL or old.published_at is None:
        raise NotFound
    require_layer(actor, old.layer, old.site)
    refuse_cpr(reason, "reason")
    if old.state == VersionState.PUBLISHED:
        raise NotNow(_("This version is in force already."))
    if open_draft(old.section, old.layer, old.site) is not None:
        raise NotNow(_("There is a draft already. Publish it or take it back first."))
    why = reason or _("Back to version %(number)d") % {"number": old.number}
    wish = Wish(old.mode, why[:LONGEST_REASON], must_read=False)
    at = clock.now()
    version = new_version(
        old.section, old.layer, old.site, content=old.content, wish=wish, actor=actor, at=at
    )
    version.based_on_id = old.based_on_id
    if rules().needs_review and actor.kind == "person":
        version.state = VersionState.REVIEW
    version.save(update_fields=["state", "based_on"])
    tell(version, actor, "rolled_back", at, why)
    return version if version.state == VersionState.REVIEW else _release(version, actor)


@transaction.atomic
def keep_ours(*, actor: Actor, version_id: int, comment: str = "") -> SectionVersion:
    """Say that our text still holds although the text below it has changed."""
    lock_catalogue()
    version = locked_version(version_id, VersionState.PUBLISHED)
    require_layer(actor, version.layer, version.site)
    refuse_cpr(comment, "comment")
    version.check_since, version.based_on = None, below(version.section, version.layer)
    version.save(update_fields=["check_since", "based_on"])
    tell(version, actor, "kept", clock.now(), comment)
    return version


def publish_due(*, actor: Actor) -> int:
    """Publish what is scheduled for today (Danish time) or earlier; how many. Safe to run at any time, anywhere.

    A version that cannot be published is logged and stays scheduled; it does not hold up the others.
    """
    today = danish_date(clock.now())
    due = SectionVersion.objects.filter(state=VersionState.SCHEDULED, valid_from__lte=today)
    done = 0
    for version_id in due.order_by("valid_from", "pk").values_list("pk", flat=True):
        try:
            done += _publish_scheduled(version_id, actor)
        except Exception:
            log.exception("the scheduled version %d could not be published", version_id)
    return done


@transaction.atomic
def _publish_scheduled(version_id: int, actor: Actor) -> bool:
    lock_catalogue()
    rows = SectionVersion.objects.select_for_update(of=("self",)).select_related("section__task", "site")
    version = rows.filter(pk=version_id, state=VersionState.SCHEDULED).first()
    if version is None:
        return False
    put_in_force(version, actor)
    return True


def write_own(
    *,
    actor: Actor,
    task: Task,
    kind: str,
    content: Mapping[str, Any],
    wish: Wish | None = None,
    layer: str = Layer.LOCAL,
    site: Site | None = None,
) -> SectionVersion | None:
    """Publish a text at once, as an import or an administrator does; None when it is in force already.

    The caller holds transaction, lock and permission. Raises Invalid, CprInText.
    """
    wanted = wish or Wish()
    clean = checked_content(kind, content, wanted.mode)
    section = section_of(task.code, kind)
    present = present_version(section, layer, site)
    if present is not None and (present.content, present.mode) == (clean, wanted.mode):
        return None
    version = new_version(
        section,
        layer,
        site,
        content=clean,
        wish=wanted,
        actor=actor,
        at=clock.now(),
        state=VersionState.SCHEDULED,
    )
    return put_in_force(version, actor)


def _release(version: SectionVersion, actor: Actor) -> SectionVersion:
    if version.valid_from is not None and version.valid_from > danish_date(clock.now()):
        earlier = SectionVersion.objects.filter(
            section=version.section, layer=version.layer, site=version.site, state=VersionState.SCHEDULED
        ).first()
        if earlier is not None:
            end_version(earlier, VersionState.WITHDRAWN)
            tell(earlier, actor, "withdrawn", clock.now(), _("Another version is scheduled instead."))
        version.state = VersionState.SCHEDULED
        version.save()
        tell(version, actor, "scheduled", clock.now())
        return version
    return put_in_force(version, actor)
