"""Writing a draft and sending it to a second pair of eyes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.catalogue.errors import refuse_cpr
from indgang.catalogue.models import (
    Layer,
    Mode,
    Section,
    SectionKind,
    SectionVersion,
    VersionState,
)
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.parts import checked_content
from indgang.catalogue.services.rows import (
    SavedMeanwhile,
    Wish,
    below,
    locked_version,
    new_version,
    open_draft,
    require_layer,
    section_of,
    tell,
)
from indgang.core.day import danish_date
from indgang.organisation.models import Site

LONGEST_REASON = 300


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    code: str,
    kind: str,
    layer: str,
    content: Mapping[str, Any],
    wish: Wish | None = None,
    site: Site | None = None,
    revision: int | None = None,
    seen_id: int | None = None,
) -> SectionVersion:
    """Write the open draft of a section in a layer, or begin one. A draft in review goes back to draft.

    `revision` is that of the draft as it was opened (None: there was none); `seen_id` the version of the layer
    below that its author saw (None: the one in force now). Raises TaskNotFound, Invalid,
    CprInText, NotAllowed, and SavedMeanwhile when somebody saved in between.
    """
    require_layer(actor, layer, site)
    wanted = wish or Wish()
    clean = checked_content(kind, content, wanted.mode)
    _check_wish(kind, layer, wanted, site)
    lock_catalogue()
    section = section_of(code, kind)
    draft = open_draft(section, layer, site)
    if (draft.revision if draft else None) != revision:
        raise SavedMeanwhile(
            _("Somebody else has saved this draft since you opened it. Compare, and save again."),
            facts={"revision": draft.revision if draft else None},
        )
    at = clock.now()
    if draft is None:
        draft = new_version(section, layer, site, content=clean, wish=wanted, actor=actor, at=at)
        draft.based_on = _seen(section, layer, seen_id)
        draft.save(update_fields=["based_on"])
        tell(draft, actor, "begun", at, wanted.reason)
        return draft
    draft.content, draft.mode, draft.reason = clean, wanted.mode, wanted.reason
    draft.must_read, draft.valid_from, draft.valid_to = wanted.must_read, wanted.valid_from, wanted.valid_to
    draft.state, draft.revision = VersionState.DRAFT, draft.revision + 1
    draft.created_by_id, draft.reviewed_by, draft.reviewed_at = actor.person_id, None, None
    draft.based_on = _seen(section, layer, seen_id)
    draft.save()
    tell(draft, actor, "changed", at, wanted.reason)
    return draft


@transaction.atomic
def submit(*, actor: Actor, version_id: int) -> SectionVersion:
    """Send a draft to a second pair of eyes. Raises NotFound, NotNow, NotAllowed."""
    version = locked_version(version_id, VersionState.DRAFT)
    require_layer(actor, version.layer, version.site)
    version.state = VersionState.REVIEW
    version.save(update_fields=["state"])
    tell(version, actor, "submitted", clock.now())
    return version


def _seen(section: Section, layer: str, seen_id: int | None) -> SectionVersion | None:
    """The version below that the author saw, when there is such a one; else the one in force."""
    lower = Layer.values[: Layer.values.index(layer)]
    rows = SectionVersion.objects.filter(section=section, layer__in=lower, published_at__isnull=False)
    return (rows.filter(pk=seen_id).first() if seen_id is not None else None) or below(section, layer)


def _check_wish(kind: str, layer: str, wish: Wish, site: Site | None) -> None:
    if wish.mode not in Mode.values or (layer == Layer.NATIONAL and wish.mode != Mode.REPLACE):
        raise Invalid(_("Choose whether the text replaces or adds."), field="mode")
    if wish.mode == Mode.ADD and kind == SectionKind.HEAD:
        raise Invalid(_("A title can only be replaced."), field="mode")
    if site is not None and kind != SectionKind.NOTE:
        raise Invalid(_("Only our note can be for a single site."), field="site")
    if wish.valid_to and wish.valid_to < danish_date(clock.now()):
        raise Invalid(_("That day is over."), field="valid_to")
    if wish.valid_from and wish.valid_to and wish.valid_to < wish.valid_from:
        raise Invalid(_("The last day is before the first one."), field="valid_to")
    is_reason_needed = wish.mode == Mode.REPLACE and layer != Layer.NATIONAL and kind != SectionKind.NOTE
    if is_reason_needed and not wish.reason.strip():
        raise Invalid(_("Say why our text stands instead of the one below."), field="reason")
    if len(wish.reason) > LONGEST_REASON:
        raise Invalid(_("Use at most %(most)s characters.") % {"most": LONGEST_REASON}, field="reason")
    refuse_cpr(wish.reason, "reason")
