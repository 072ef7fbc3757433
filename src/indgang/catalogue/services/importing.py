"""Texts that come in from a file, published at once exactly as they were."""

from collections.abc import Mapping
from typing import Any

from indgang.base import clock
from indgang.base.access import Actor
from indgang.catalogue.models import SectionVersion, Task, VersionState
from indgang.catalogue.services.parts import checked_content
from indgang.catalogue.services.rows import Wish, new_version, present_version, put_in_force, section_of
from indgang.organisation.models import Site


def put_text(
    *,
    actor: Actor,
    task: Task,
    kind: str,
    layer: str,
    site: Site | None,
    content: Mapping[str, Any],
    wish: Wish,
) -> SectionVersion | None:
    """Publish a text in its layer with mode, reason and validity as given; None when it is in force so already.

    The caller holds transaction, lock and permission. Raises Invalid, CprInText.
    """
    clean = checked_content(kind, content, wish.mode)
    section = section_of(task.code, kind)
    present = present_version(section, layer, site)
    if present is not None and _stands(present) == (clean, wish):
        return None
    version = new_version(
        section,
        layer,
        site,
        content=clean,
        wish=wish,
        actor=actor,
        at=clock.now(),
        state=VersionState.SCHEDULED,
    )
    version.valid_from = wish.valid_from
    return put_in_force(version, actor)


def _stands(present: SectionVersion) -> tuple[Mapping[str, Any], Wish]:
    wish = Wish(present.mode, present.reason, present.must_read, present.valid_from, present.valid_to)
    return present.content, wish
