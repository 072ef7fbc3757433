"""What the commands share: rows under lock, and the memory of what happened.

Every command locks its workshop first, so what happens in one workshop happens in an order, and two people never
wait for each other in a ring. A command is a few milliseconds.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from indgang.base import clock, live
from indgang.base.access import Actor
from indgang.base.audit import record
from indgang.base.errors import Invalid
from indgang.planning.errors import NoSuchMappedTask, NoSuchWorkshop, WorkshopSettled
from indgang.planning.models import MappedTask, MappingEvent, MappingEventKind, Workshop, WorkshopState

# Events that change which rows a board shows.
STRUCTURAL = {
    MappingEventKind.ADDED,
    MappingEventKind.DIVIDED,
    MappingEventKind.TAKEN_OUT,
    MappingEventKind.PUT_BACK,
    MappingEventKind.CLOSED,
    MappingEventKind.OPENED,
}


def locked_workshop(workshop_id: int, *, open_only: bool = True) -> Workshop:
    """The workshop, its row locked. Raises NoSuchWorkshop and WorkshopSettled."""
    workshop = Workshop.objects.select_for_update().filter(pk=workshop_id).first()
    if workshop is None:
        raise NoSuchWorkshop(facts={"workshop": workshop_id})
    if open_only and workshop.state != WorkshopState.OPEN:
        raise WorkshopSettled
    return workshop


def locked_task(mapped_id: int) -> MappedTask:
    """The mapped task of an open workshop, with the workshop locked. Raises NoSuchMappedTask, WorkshopSettled."""
    workshop_id = MappedTask.objects.filter(pk=mapped_id).values_list("workshop_id", flat=True).first()
    if workshop_id is None:
        raise NoSuchMappedTask(facts={"mapped": mapped_id})
    workshop = locked_workshop(workshop_id)
    task = MappedTask.objects.select_related("task").get(pk=mapped_id)
    task.workshop = workshop
    return task


def note(
    actor: Actor,
    kind: MappingEventKind,
    workshop: Workshop,
    mapped: MappedTask | None = None,
    *,
    facts: Mapping[str, Any] | None = None,
    side: str = "",
) -> None:
    """Write what happened, and tell those who look at the board."""
    MappingEvent.objects.create(
        workshop=workshop,
        mapped=mapped,
        at=clock.now(),
        kind=kind,
        side=side,
        person_id=actor.person_id,
        facts=dict(facts or {}),
    )
    target = f"workshop:{workshop.pk}" + (f"/{mapped.pk}" if mapped else "")
    record(actor, f"workshop.{kind.value}", target, {"side": side} if side else None)
    live.publish(
        None,
        "planning",
        workshop=workshop.pk,
        mapped=mapped.pk if mapped else None,
        structure=kind in STRUCTURAL,
    )


def one_of(value: str, known: Iterable[str], field: str, message: Any) -> str:
    """The value, when it is known. Raises Invalid."""
    if value not in set(known):
        raise Invalid(message, field=field)
    return value
