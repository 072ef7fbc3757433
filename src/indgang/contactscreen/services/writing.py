"""What both sides write: lines to each other, and the sheet that they fill in together."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.errors import Invalid, NotFound
from indgang.base.sealing import seal, unseal
from indgang.contactscreen.case_forms import keep_as_case
from indgang.contactscreen.errors import HoldsCprNumber, NotYourTurn
from indgang.contactscreen.links import Held
from indgang.contactscreen.models import (
    NAME_LENGTH,
    Entry,
    Line,
    Room,
    RoomEventKind,
    RoomState,
    Seat,
    SheetKind,
    Side,
)
from indgang.contactscreen.services.common import locked_room, note, seat_of, tell
from indgang.contactscreen.shared import form_of, sheet_of
from indgang.core.cpr import find_cpr
from indgang.organisation.queries import actor_of_person

LONGEST_LINE = 500
LONGEST_VALUE = 2000
MOST_LINES = 500


@transaction.atomic
def say(*, held: Held, generation: int, text: str) -> None:
    """Write a line to the other side. Raises SeatTaken, HoldsCprNumber, Invalid."""
    seat_of(held, generation)
    room = locked_room(held.room_id)
    words = _clean(text.strip(), "text", LONGEST_LINE)
    if not words or room.lines.count() >= MOST_LINES:
        raise Invalid(_("Write something first."), field="text")
    Line.objects.create(room=room, side=held.side, text=seal(words), at=clock.now())
    tell(room, "state")


@transaction.atomic
def choose_sheet(*, held: Held, generation: int, kind: str) -> None:
    """Put a sheet between the two sides, or with "" nothing. What was written on another one stays until the end.

    Raises SeatTaken, Invalid for a sheet that this room does not have.
    """
    seat_of(held, generation)
    room = locked_room(held.room_id)
    if kind not in SheetKind.values:
        raise Invalid(_("There is no such sheet."), field="kind")
    room.sheet, room.pointed, room.pointed_by = kind, "", ""
    if kind == SheetKind.FORM:
        form = form_of(room)
        if form is None:
            raise Invalid(_("This task has no form."), field="kind")
        room.sheet_version = form.version
    elif kind == SheetKind.PLAY and room.task_id is None:
        raise Invalid(_("This meeting is not about a task of the playbook."), field="kind")
    room.save(update_fields=["sheet", "sheet_version", "pointed", "pointed_by"])
    tell(room, "state")


@transaction.atomic
def point(*, held: Held, generation: int, name: str) -> None:
    """Show the other side a place of the sheet; "" takes the finger away. Raises SeatTaken."""
    seat_of(held, generation)
    room = locked_room(held.room_id)
    room.pointed, room.pointed_by = name[:NAME_LENGTH], held.side if name else ""
    room.save(update_fields=["pointed", "pointed_by"])
    tell(room, "state")


@transaction.atomic
def write_at(*, held: Held, generation: int, name: str) -> None:
    """Say in which field this side writes now; "" for none. Raises SeatTaken."""
    seat = seat_of(held, generation)
    if seat.field != name[:NAME_LENGTH]:
        Seat.objects.filter(pk=seat.pk).update(field=name[:NAME_LENGTH])
        tell(Room.objects.get(pk=held.room_id), "state")


@transaction.atomic
def write(*, held: Held, generation: int, name: str, value: str, base: int) -> Entry:
    """Write a value into a field. The last one to write wins; `base` is the version that stood on the writer's screen.
    When the other side wrote in the meantime, what it wrote is kept beside as lost, for both to see, until that side
    writes again, it is taken instead, or the citizen confirms.

    A value that changes is confirmed no more. Raises SeatTaken, RoomIsOver, NotFound, HoldsCprNumber, Invalid.
    """
    seat_of(held, generation)
    room = locked_room(held.room_id)
    _check(room, name, value)
    entry = Entry.objects.filter(room=room, name=name).first()
    if entry is None:
        entry = Entry(room=room, name=name)
    before = unseal(entry.value)
    if before == value and entry.pk:
        return entry
    if entry.version != base and entry.side not in {"", held.side}:
        entry.lost, entry.lost_side = entry.value, entry.side
    elif entry.side != held.side or unseal(entry.lost) == value:
        entry.lost, entry.lost_side = "", ""
    entry.was_confirmed = entry.was_confirmed or entry.confirmed_at is not None
    entry.confirmed_at = None
    entry.value, entry.side, entry.changed_at = seal(value), held.side, clock.now()
    entry.version += 1
    entry.save()
    tell(room, "state")
    return entry


@transaction.atomic
def confirm(*, held: Held, generation: int, name: str, version: int) -> None:
    """The citizen's side says that a value is right, as it stands in `version`. Twice is once.

    Raises NotYourTurn for the specialist, Invalid when the value has changed meanwhile, NotFound.
    """
    seat_of(held, generation)
    if held.side != Side.CITIZEN:
        raise NotYourTurn
    room = locked_room(held.room_id)
    entry = Entry.objects.filter(room=room, name=name).first()
    if entry is None:
        raise NotFound
    if entry.version != version:
        raise Invalid(_("It was changed just now. Look at it again."), field=name)
    entry.confirmed_at, entry.was_confirmed = clock.now(), False
    entry.lost, entry.lost_side = "", ""
    entry.save()
    tell(room, "state")


def answers_of(room: Room) -> dict[str, str]:
    """What stands on the sheet, opened."""
    return {entry.name: unseal(entry.value) for entry in room.entries.all()}


@transaction.atomic
def keep_answers(*, held: Held, generation: int) -> tuple[str, Room]:
    """Take the form's answers over into a prepared case, as a draft of the officer whose seat it is; its code.

    Raises SeatTaken, Invalid when nobody is logged in there or there is no form, and what refuses a case.
    """
    seat_of(held, generation)
    room = locked_room(held.room_id)
    form = form_of(room)
    if room.state != RoomState.OPEN or held.person_id is None:
        raise Invalid(_("Only an officer in the meeting can take the answers over."), field="keep")
    if form is None:
        raise Invalid(_("This task has no form."), field="keep")
    answers = {name: value for name, value in answers_of(room).items() if form.field(name) and value}
    code = keep_as_case(actor_of_person(held.person_id), room, answers)
    note(room, RoomEventKind.KEPT, side=held.side, person_id=held.person_id, fields=len(answers))
    return code, room


def _check(room: Room, name: str, value: str) -> None:
    sheet = sheet_of(room)
    field = sheet.field(name) if sheet else None
    if sheet is None or field is None:
        raise NotFound(facts={"field": name})
    _clean(value, name, LONGEST_VALUE)
    fault: Any = sheet.fault(name, value) if value else ""
    if fault:
        raise Invalid(fault, field=name)


def _clean(text: str, field: str, most: int) -> str:
    if "\x00" in text:
        raise Invalid(_("The text holds a character that cannot be stored."), field=field)
    if find_cpr(text):
        raise HoldsCprNumber(field)
    if len(text) > most:
        raise Invalid(_("The text is too long."), field=field)
    return text
