"""The municipality's own facts about tasks. Each is kept through later loads of national content (see `loading`).

Texts are sections with layers and versions: see `drafting`, `releasing` and `texts`.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.catalogue.models import Offer, Task, TaskOverride
from indgang.catalogue.services.fields import OFFER_FIELDS, Ids, values_of_row, write_fields
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.parts import SECTION_OF
from indgang.catalogue.services.rows import locked_task
from indgang.catalogue.services.texts import change_texts, release_section
from indgang.catalogue.services.values import checked_value, present_ids
from indgang.core.reach import Reach
from indgang.organisation.models import Site

# What a manager decides; the rest is an editor's.
PLANNED = {"standard_minutes", "priority", "desk", *OFFER_FIELDS}


@transaction.atomic
def set_task_field(*, actor: Actor, code: str, field: str, value: Any) -> bool:
    """Set one field (a name of `services.fields.FIELDS`, a value as in a content file); whether it changed.

    A text is set as `texts.set_text` does.

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
    """Give a field, a text ("da.title") or "play" back to the national content; False when it was not ours."""
    require(actor, "catalogue.plan" if field in PLANNED else "catalogue.change")
    lock_catalogue()
    task = locked_task(code)
    part = field.rpartition(".")[2]
    if field == "play" or (part in SECTION_OF and not field.startswith("offer.")):
        return release_section(task, "play" if field == "play" else SECTION_OF[part], actor=actor)
    override = TaskOverride.objects.filter(task=task, field=field).first()
    if override is None:
        return False
    national: Any = override.national
    override.delete()
    task.updated_at = clock.now()
    write_fields(task, {field: national}, present_ids())
    _tell(actor, "task.released", code, {"field": field})
    return True


def change_field(task: Task, field: str, value: Any, *, ids: Ids, actor: Actor) -> bool:
    """Set one field or text as the municipality's own; the caller holds transaction, lock and permission."""
    if field.rpartition(".")[2] in SECTION_OF and not field.startswith("offer."):
        return bool(change_texts(task, {field: value}, actor=actor))
    clean = checked_value(field, value, ids)
    present = values_of_row(task)[field]
    if present == clean:
        return False
    if not task.is_local:
        _take_over(task, field, present, actor)
    task.updated_at = clock.now()
    write_fields(task, {field: clean}, ids)
    return True


def _take_over(task: Task, field: str, national: Any, actor: Actor) -> None:
    TaskOverride.objects.get_or_create(
        task=task,
        field=field,
        defaults={"national": national, "updated_at": clock.now(), "updated_by_id": actor.person_id},
    )


def _tell(
    actor: Actor, action: str, code: str, details: Mapping[str, Any], *, site_id: int | None = None
) -> None:
    record(actor, action, f"task:{code}", details)
    live.publish(site_id, "catalogue", kind=action, task=code)
