"""The municipality's own edits. Each is kept through later loads of national content (see `loading`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.base.errors import Invalid
from indgang.catalogue.content.reading import sentence
from indgang.catalogue.content.schema import (
    LANGUAGES,
    LegalContent,
    ReachCode,
    StepContent,
    TaskContent,
    TextContent,
)
from indgang.catalogue.errors import TaskNotFound, refuse_cpr
from indgang.catalogue.models import LocalNote, LocalNoteText, Offer, Play, Task, TaskOverride, Topic
from indgang.catalogue.services.fields import (
    FIELDS,
    OFFER_FIELDS,
    TEXT_FIELDS,
    Ids,
    values_of_row,
    write_fields,
)
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.plays import fingerprint, plain, write_version
from indgang.core.reach import Reach
from indgang.organisation.models import Site
from indgang.organisation.rights import lifeline_ids

# What a manager decides; the rest is an editor's.
PLANNED = {"standard_minutes", "priority", "desk", *OFFER_FIELDS}
LONGEST_NOTE = 2000


@transaction.atomic
def set_task_field(*, actor: Actor, code: str, field: str, value: Any) -> bool:
    """Set one field (a name of `services.fields.FIELDS`, a value as in a content file); whether it changed.

    Raises TaskNotFound, Invalid when the value cannot be used, CprInText, NotAllowed ("catalogue.plan" for
    standard minutes, priority, desk and offers, else "catalogue.change").
    """
    require(actor, "catalogue.plan" if field in PLANNED else "catalogue.change")
    lock_catalogue()
    task = locked_task(code)
    if not change_field(task, field, value, ids=present_ids(), actor=actor):
        return False
    _tell(actor, "task.changed", code, {"field": field})
    return True


def set_standard_minutes(*, actor: Actor, code: str, minutes: int) -> bool:
    """Set how many minutes the task takes as a rule (1 to 240); see `set_task_field`."""
    return set_task_field(actor=actor, code=code, field="standard_minutes", value=minutes)


def set_offer(*, actor: Actor, code: str, site_kind: str, reach: Reach | None) -> bool:
    """Set how far the task is taken at every site of a kind (None: not at all); see `set_task_field`."""
    field, value = f"offer.{site_kind}", reach.code if reach else None
    return set_task_field(actor=actor, code=code, field=field, value=value)


@transaction.atomic
def set_text(*, actor: Actor, code: str, language: str, **parts: Any) -> list[str]:
    """Set some of title, summary, words and bring in one language; the fields that changed.

    See `set_task_field`.
    """
    return [
        f"{language}.{part}"
        for part, value in parts.items()
        if set_task_field(actor=actor, code=code, field=f"{language}.{part}", value=value)
    ]


@transaction.atomic
def set_site_offer(*, actor: Actor, code: str, site: Site, reach: Reach | None) -> None:
    """Let one site take the task to `reach` whatever its kind does (NONE: not at all); None ends that."""
    require(actor, "catalogue.plan", site.pk)
    lock_catalogue()
    task = locked_task(code)
    if reach is None:
        Offer.objects.filter(task=task, site=site).delete()
    else:
        Offer.objects.update_or_create(task=task, site=site, site_kind="", defaults={"reach": reach.value})
    details = {"site": site.slug, "reach": reach.code if reach is not None else None}
    _tell(actor, "offer.changed", code, details, site_id=site.pk)


@transaction.atomic
def set_active(*, actor: Actor, code: str, is_active: bool) -> None:
    """Retire a task or bring it back. A retired task is neither found nor offered; it keeps its history."""
    require(actor, "catalogue.change")
    lock_catalogue()
    task = locked_task(code)
    task.is_active, task.updated_at = is_active, clock.now()
    task.save(update_fields=["is_active", "updated_at"])
    _tell(actor, "task.changed", code, {"is_active": is_active})


@transaction.atomic
def release_field(*, actor: Actor, code: str, field: str) -> bool:
    """Give a field (or "play") back to the national content; False when it was not the municipality's."""
    require(actor, "catalogue.plan" if field in PLANNED else "catalogue.change")
    lock_catalogue()
    task = locked_task(code)
    override = TaskOverride.objects.filter(task=task, field=field).first()
    if override is None:
        return False
    national: Any = override.national
    override.delete()
    if field == "play":
        _publish(task, [StepContent.model_validate(step) for step in national], is_local=False)
    else:
        task.updated_at = clock.now()
        write_fields(task, {field: national}, present_ids())
    _tell(actor, "task.released", code, {"field": field})
    return True


@transaction.atomic
def publish_play(*, actor: Actor, code: str, steps: Sequence[StepContent]) -> Play:
    """Publish the municipality's own steps as the next version; national steps then stand back.

    Unchanged steps give the present version. Raises Invalid for no steps, CprInText, NotAllowed
    ("catalogue.change").
    """
    require(actor, "catalogue.change")
    lock_catalogue()
    task = locked_task(code)
    if not steps:
        raise Invalid(_("A play needs at least one step."), field="steps")
    for step in steps:
        for language in LANGUAGES:
            refuse_cpr(getattr(step, language), "steps")
    play, is_new = write_own_play(task, steps, actor)
    if is_new:
        _tell(actor, "play.published", code, {"version": play.version})
    return play


@transaction.atomic
def save_local_note(
    *, actor: Actor, code: str, texts: Mapping[str, str], site: Site | None = None
) -> LocalNote | None:
    """Write the note beside a play, for a site or for all sites, as text by language.

    No text at all removes it.

    Raises TaskNotFound, CprInText, Invalid when a text is longer than 2,000 characters, NotAllowed.
    """
    require(actor, "catalogue.change", site.pk if site else None)
    lock_catalogue()
    task = locked_task(code)
    kept = {language: text.strip() for language, text in texts.items() if text.strip()}
    for language, text in kept.items():
        _check_note(language, text)
    if kept:
        note, _created = LocalNote.objects.update_or_create(
            task=task, site=site, defaults={"updated_at": clock.now(), "updated_by_id": actor.person_id}
        )
        note.texts.exclude(language__in=kept).delete()
        for language, text in kept.items():
            LocalNoteText.objects.update_or_create(note=note, language=language, defaults={"text": text})
    else:
        note = None
        LocalNote.objects.filter(task=task, site=site).delete()
    _tell(actor, "note.saved", code, {"site": site.slug if site else None}, site_id=site.pk if site else None)
    return note


def locked_task(code: str) -> Task:
    """The task, its row locked. Raises TaskNotFound."""
    task = Task.objects.select_for_update().filter(code=code).first()
    if task is None:
        raise TaskNotFound(_("There is no task with the code “%(code)s”.") % {"code": code})
    return task


def change_field(task: Task, field: str, value: Any, *, ids: Ids, actor: Actor) -> bool:
    """Set one field as the municipality's own; the caller holds transaction, lock and permission."""
    clean = checked_value(field, value, ids)
    present = values_of_row(task)[field]
    if present == clean:
        return False
    if not task.is_local:
        _take_over(task, field, present, actor)
    task.updated_at = clock.now()
    write_fields(task, {field: clean}, ids)
    return True


def write_own_play(task: Task, steps: Sequence[StepContent], actor: Actor) -> tuple[Play, bool]:
    """Publish the municipality's own steps, and whether they were new. Called as `change_field` is."""
    current = current_play(task)
    if current is not None and current.fingerprint == fingerprint(steps):
        return current, False
    if not task.is_local:
        _take_over(task, "play", steps_of(current) if current else [], actor)
    return _publish(task, steps, is_local=True), True


def checked_value(field: str, value: Any, ids: Ids) -> Any:
    """`value` as it is stored in `field`. Raises Invalid and CprInText."""
    if field not in FIELDS:
        raise Invalid(_("There is no field “%(field)s” in a task.") % {"field": field}, field=field)
    if field in {"kle", "self_service", "lifeline"} and not value:
        return None if field == "lifeline" else ""
    try:
        clean = _adapter(field).validate_python(value, strict=True)
    except ValidationError as error:
        raise Invalid(f"{field}: {sentence(error.errors(include_url=False)[0])}", field=field) from None
    _check_known(field, clean, ids)
    for text in _texts_in(clean):
        refuse_cpr(text, field)
    return [[law.title, law.url or ""] for law in clean] if field == "legal_basis" else clean


def present_ids() -> Ids:
    """The topics and lifelines by code."""
    return Ids(dict(Topic.objects.values_list("code", "pk")), lifeline_ids())


def current_play(task: Task) -> Play | None:
    """The version in force."""
    return Play.objects.filter(task=task).order_by("-version").first()


def steps_of(play: Play) -> list[StepContent]:
    """The steps of a version, as content."""
    return [
        StepContent.model_validate(
            {
                "kind": step.kind,
                "reach": Reach(step.reach).code,
                "to": step.refer_to or None,
                **{text.language: text.text for text in step.texts.all()},
            }
        )
        for step in play.steps.order_by("order").prefetch_related("texts")
    ]


def _adapter(field: str) -> TypeAdapter[Any]:
    if field in OFFER_FIELDS:
        return TypeAdapter(ReachCode | None)
    if field == "legal_basis":
        return TypeAdapter(list[LegalContent])
    model, name = (TextContent, field.split(".")[1]) if field in TEXT_FIELDS else (TaskContent, field)
    info = model.model_fields[name]
    return TypeAdapter(info.rebuild_annotation())


def _check_known(field: str, value: Any, ids: Ids) -> None:
    known = {"topic": ids.topics, "lifeline": ids.lifelines}.get(field)
    if known is not None and value not in known:
        raise Invalid(
            _("%(field)s: there is none with the code “%(code)s”.") % {"field": field, "code": value},
            field=field,
        )


def _texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, LegalContent):
        return [value.title, value.url or ""]
    return [text for item in value for text in _texts_in(item)] if isinstance(value, list) else []


def _check_note(language: str, text: str) -> None:
    if language not in LANGUAGES:
        raise Invalid(
            _("There is no content in the language “%(code)s”.") % {"code": language}, field="language"
        )
    if len(text) > LONGEST_NOTE:
        raise Invalid(
            _("The note is longer than %(most)s characters.") % {"most": LONGEST_NOTE}, field=language
        )
    refuse_cpr(text, language)


def _take_over(task: Task, field: str, national: Any, actor: Actor) -> None:
    as_json = plain(national) if field == "play" else national
    TaskOverride.objects.get_or_create(
        task=task,
        field=field,
        defaults={"national": as_json, "updated_at": clock.now(), "updated_by_id": actor.person_id},
    )


def _publish(task: Task, steps: Sequence[StepContent], *, is_local: bool) -> Play:
    return write_version(task, steps, at=clock.now(), is_local=is_local)


def _tell(
    actor: Actor, action: str, code: str, details: Mapping[str, Any], *, site_id: int | None = None
) -> None:
    record(actor, action, f"task:{code}", details)
    live.publish(site_id, "catalogue", kind=action, task=code)
