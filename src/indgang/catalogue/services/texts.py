"""The municipality's own texts, published at once: what imports, the API and single edits use (see `drafting`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.catalogue.content.schema import LANGUAGES, StepContent
from indgang.catalogue.models import Layer, Play, SectionKind, SectionVersion, Task, VersionState
from indgang.catalogue.services.composing import folded, in_force
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.parts import LISTS, SECTION_OF, STEPS, plain_steps
from indgang.catalogue.services.releasing import withdraw, write_own
from indgang.catalogue.services.rows import Wish, locked_task
from indgang.catalogue.services.rules import require_alone
from indgang.core.reach import Reach
from indgang.organisation.models import Site


@transaction.atomic
def set_text(*, actor: Actor, code: str, language: str, **parts: Any) -> list[str]:
    """Set some texts ("title", "bring", …) in one language as the municipality's own; what changed ("da.title").

    Raises TaskNotFound, Invalid, CprInText, NotAllowed ("catalogue.change", or a second pair of eyes is needed).
    """
    require(actor, "catalogue.change")
    require_alone(actor)
    lock_catalogue()
    task = locked_task(code)
    return change_texts(task, {f"{language}.{part}": value for part, value in parts.items()}, actor=actor)


@transaction.atomic
def publish_play(*, actor: Actor, code: str, steps: Sequence[StepContent]) -> Play:
    """Publish the municipality's own steps; the version of the page that is then in force. See `set_text`."""
    require(actor, "catalogue.change")
    require_alone(actor)
    lock_catalogue()
    task = locked_task(code)
    change_steps(task, steps, actor=actor)
    play = current_play(task)
    if play is None:
        raise Invalid(_("A play needs at least one step."), field=STEPS)
    return play


@transaction.atomic
def save_local_note(
    *, actor: Actor, code: str, texts: Mapping[str, str], site: Site | None = None
) -> SectionVersion | None:
    """Publish the note beside a play, for a site or for all sites, as text by language; no text takes it away.

    Raises as `set_text`.
    """
    require(actor, "catalogue.change", site.pk if site else None)
    require_alone(actor)
    lock_catalogue()
    task = locked_task(code)
    kept = {language: {"note": text} for language, text in texts.items() if text.strip()}
    present = _own(task, SectionKind.NOTE, site)
    if not kept:
        if present is not None:
            withdraw(actor=actor, version_id=present.pk)
        return None
    wish = Wish(mode="add")
    return (
        write_own(actor=actor, task=task, kind=SectionKind.NOTE, content=kept, wish=wish, site=site)
        or present
    )


def change_texts(task: Task, values: Mapping[str, Any], *, actor: Actor, reason: str = "") -> list[str]:
    """Set texts by "<language>.<part>"; what changed. A text as below gives the section back to the layer below.

    The caller holds transaction, lock and permission. Raises Invalid and CprInText.
    """
    versions = in_force([task.pk])[task.pk]
    present, beneath = folded(versions), folded([row for row in versions if row.layer != Layer.LOCAL])
    wanted: dict[str, dict[str, dict[str, Any]]] = {}
    changed = []
    for field, value in values.items():
        language, _dot, part = field.partition(".")
        kind = SECTION_OF.get(part)
        if kind is None or language not in LANGUAGES:
            raise Invalid(_("There is no field “%(field)s” in a task.") % {"field": field}, field=field)
        clean = _clean(part, value)
        if present.get(kind, {}).get(language, {}).get(part, _clean(part, None)) != clean:
            wanted.setdefault(kind, {}).setdefault(language, {})[part] = clean
            changed.append(field)
    for kind, texts in wanted.items():
        whole = {
            language: {**present.get(kind, {}).get(language, {}), **texts.get(language, {})}
            for language in LANGUAGES
        }
        _write(task, kind, whole, beneath=beneath.get(kind, {}), actor=actor, reason=reason)
    return changed


def change_steps(task: Task, steps: Sequence[StepContent], *, actor: Actor, reason: str = "") -> bool:
    """Set the steps of the play; whether they changed. As `change_texts`."""
    versions = in_force([task.pk])[task.pk]
    whole = {STEPS: plain_steps(steps)}
    if folded(versions).get(SectionKind.PLAY) == whole:
        return False
    beneath = folded([row for row in versions if row.layer != Layer.LOCAL])
    _write(
        task, SectionKind.PLAY, whole, beneath=beneath.get(SectionKind.PLAY, {}), actor=actor, reason=reason
    )
    return True


def release_section(task: Task, kind: str, *, actor: Actor) -> bool:
    """Give a section back to the layers below; False when nothing of it was the municipality's."""
    own = _own(task, kind, None)
    if own is None or task.is_local:
        return False
    withdraw(actor=actor, version_id=own.pk)
    return True


def current_play(task: Task) -> Play | None:
    """The version of the page in force."""
    return Play.objects.filter(task=task).order_by("-version").first()


def steps_of(play: Play) -> list[StepContent]:
    """The steps of a version, as content."""
    return [
        StepContent.model_validate(
            {
                "kind": step.kind,
                "reach": Reach(step.reach).code,
                "seconds": step.seconds,
                "to": step.refer_to or None,
                **{text.language: text.text for text in step.texts.all()},
            }
        )
        for step in play.steps.order_by("order").prefetch_related("texts")
    ]


def _write(
    task: Task,
    kind: str,
    content: Mapping[str, Any],
    *,
    beneath: Mapping[str, Any],
    actor: Actor,
    reason: str,
) -> None:
    filled = {key: value for key, value in content.items() if kind == SectionKind.PLAY or any(value.values())}
    own = _own(task, kind, None)
    if own is not None and filled == {key: value for key, value in beneath.items() if value}:
        withdraw(actor=actor, version_id=own.pk)
        return
    if not filled:
        if own is not None:
            withdraw(actor=actor, version_id=own.pk)
        return
    why = reason or _("Written by the municipality")
    write_own(actor=actor, task=task, kind=kind, content=filled, wish=Wish(reason=why))


def _own(task: Task, kind: str, site: Site | None) -> SectionVersion | None:
    return SectionVersion.objects.filter(
        section__task=task, section__kind=kind, layer=Layer.LOCAL, site=site, state=VersionState.PUBLISHED
    ).first()


def _clean(part: str, value: Any) -> Any:
    if part in LISTS:
        return list(value or [])
    return value or "" if value is None or isinstance(value, str) else value
