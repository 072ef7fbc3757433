"""What the sides say of a task, and what is settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.audit import differences
from indgang.base.errors import Invalid
from indgang.catalogue.models.tasks import Nature
from indgang.core.mapping import FIELDS, Answer, Stand, verdict
from indgang.planning.errors import CardChanged, ReasonMissing
from indgang.planning.models import (
    GROUPS,
    MINUTES,
    NOTE_LENGTH,
    PRIORITIES,
    Assessment,
    MappedTask,
    MappingEventKind,
    Side,
)
from indgang.planning.policies import MAP, SETTLE
from indgang.planning.services.common import locked_task, locked_workshop, note, one_of
from indgang.planning.texts import clean_text

RANGES = {"minutes": MINUTES, "priority": PRIORITIES, "group": GROUPS}


@dataclass(frozen=True, slots=True)
class Seen:
    """The revisions of a card that were on the screen: what is settled, and what each side says (0: nothing)."""

    settled: int
    library: int
    citizen_service: int


@transaction.atomic
def assess(
    *, actor: Actor, mapped_id: int, side: str, revision: int, note_text: str = "", **answers: Answer
) -> Assessment:
    """Say what a side holds of a task: minutes, priority, nature, group (None or "" for nothing) and a note.

    `revision` is the one of the side's answer that was on the screen, 0 for none. Raises CardChanged when a colleague
    of the same side saved something else in the meantime, with what is saved; Invalid. Saying again what is
    saved changes nothing.
    """
    require(actor, MAP)
    task = locked_task(mapped_id)
    one_of(side, Side.values, "side", _("Choose the staff that you speak for."))
    row = task.assessments.filter(side=side).first() or Assessment(mapped=task, side=side, revision=0)
    before = {name: getattr(row, name) for name in (*FIELDS, "note")}
    after = {name: checked(name, answers.get(name)) for name in FIELDS}
    after["note"] = clean_text(note_text, field="note", most=NOTE_LENGTH)
    changed = differences(before, after)
    if not changed:
        return row
    if row.revision != revision:
        raise CardChanged(facts={"saved": before, "revision": row.revision})
    for name, value in after.items():
        setattr(row, name, value)
    row.person_id, row.at, row.revision = actor.person_id, clock.now(), row.revision + 1
    row.save()
    note(actor, MappingEventKind.ASSESSED, task.workshop, task, facts=changed, side=side)
    return row


def checked(field: str, value: Answer) -> Answer:
    """The answer as it is stored. Raises Invalid."""
    if field == "nature":
        return one_of(str(value or ""), ["", *Nature.values], field, _("Choose a nature from the list."))
    if value in (None, ""):
        return None
    least, most = RANGES[field]
    if not isinstance(value, int) or not least <= value <= most:
        raise Invalid(
            _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most},
            field=field,
        )
    return value


@transaction.atomic
def settle(
    *, actor: Actor, mapped_id: int, seen: Seen, values: Mapping[str, Answer], reason: str = ""
) -> MappedTask:
    """Settle some fields of a task; None or "" opens a field again.

    Raises CardChanged when somebody settled, or a side changed its answer, after `seen`; ReasonMissing when the sides
    disagree on a field that is settled now and no reason is given; Invalid. Settling what is settled changes
    nothing.
    """
    require(actor, SETTLE)
    task = locked_task(mapped_id)
    said = {row.side: row for row in task.assessments.all()}
    clean = {name: checked(name, value) for name, value in values.items() if name in FIELDS}
    before = {name: getattr(task, f"settled_{name}") for name in clean}
    changed = differences(before, clean)
    if not changed:
        return task
    if seen != _present(task, said):
        raise CardChanged(facts={"saved": before, "revision": task.settled_revision})
    why = clean_text(reason, field="reason", most=NOTE_LENGTH)
    given = {name for name in changed if clean[name]}
    if not why and any(_stand(name, said) == Stand.DISAGREED for name in given):
        raise ReasonMissing
    _write(actor, task, {name: clean[name] for name in changed}, why)
    return task


@transaction.atomic
def settle_agreed(*, actor: Actor, workshop_id: int) -> int:
    """Settle every field on which the two sides agree; how many tasks that were."""
    require(actor, SETTLE)
    workshop = locked_workshop(workshop_id)
    touched = 0
    for task in workshop.tasks.filter(is_out=False).prefetch_related("assessments"):
        task.workshop = workshop
        said = {row.side: row for row in task.assessments.all()}
        found = {name: _verdict(task, name, said) for name in FIELDS}
        agreed = {name: one.value for name, one in found.items() if one.stand == Stand.AGREED}
        if agreed:
            _write(actor, task, agreed, task.settled_reason)
            touched += 1
    return touched


def _present(task: MappedTask, said: Mapping[str, Assessment]) -> Seen:
    revisions = {side: said[side].revision if side in said else 0 for side in Side.values}
    return Seen(task.settled_revision, revisions[Side.LIBRARY], revisions[Side.CITIZEN_SERVICE])


def _stand(field: str, said: Mapping[str, Assessment]) -> Stand:
    return verdict(None, _of(said, Side.LIBRARY, field), _of(said, Side.CITIZEN_SERVICE, field)).stand


def _verdict(task: MappedTask, field: str, said: Mapping[str, Assessment]) -> Any:
    settled = getattr(task, f"settled_{field}")
    return verdict(settled, _of(said, Side.LIBRARY, field), _of(said, Side.CITIZEN_SERVICE, field))


def _of(said: Mapping[str, Assessment], side: str, field: str) -> Answer:
    return getattr(said[side], field) if side in said else None


def _write(actor: Actor, task: MappedTask, values: Mapping[str, Answer], reason: str) -> None:
    changed = {name: [getattr(task, f"settled_{name}"), value] for name, value in values.items()}
    for name, value in values.items():
        setattr(task, f"settled_{name}", value)
    task.settled_reason, task.settled_by_id, task.settled_at = reason, actor.person_id, clock.now()
    task.settled_revision += 1
    task.save(
        update_fields=[
            *(f"settled_{name}" for name in values),
            "settled_reason", "settled_by", "settled_at", "settled_revision",
        ]
    )  # fmt: skip
    facts = {**changed, "reason": ["", reason]} if reason else changed
    note(actor, MappingEventKind.SETTLED, task.workshop, task, facts=facts)
