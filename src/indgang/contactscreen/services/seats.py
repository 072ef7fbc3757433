"""Taking a seat, being heard, going out, and the end of a room."""

from typing import Any

from django.db import transaction

from indgang.base import clock
from indgang.contact.models import AttemptResult
from indgang.contactscreen.counting import count_contact, keep_counting, stop_counting
from indgang.contactscreen.errors import RoomIsOver
from indgang.contactscreen.links import Held
from indgang.contactscreen.models import (
    EndReason,
    Room,
    RoomEventKind,
    RoomKind,
    RoomState,
    Seat,
    Side,
)
from indgang.contactscreen.services.calling import pass_on
from indgang.contactscreen.services.common import (
    is_here,
    locked_room,
    note,
    seat_of,
    tell,
    tell_booked,
    tell_ringing,
)
from indgang.contactscreen.trying import say_of_try
from indgang.contactscreen.units import next_unit

RINGS_FOR_SECONDS = 60


@transaction.atomic
def join(*, held: Held, camera: bool, microphone: bool) -> int:
    """Take the seat for a window; whichever window held it before is told. The number of this taking, which every
    other command of the seat names. Raises RoomIsOver."""
    room = locked_room(held.room_id)
    if room.good_until is not None and room.good_until < clock.now():
        _end(room, EndReason.IDLE)
        raise RoomIsOver
    seat = Seat.objects.get(room=room, side=held.side)
    seat.generation += 1
    seat.heard_at, seat.has_left = clock.now(), False
    seat.camera, seat.microphone, seat.field = camera, microphone, ""
    seat.save()
    room.signals.filter(to_side=held.side).delete()
    if room.kind == RoomKind.HOME and _citizen_is_here(room):
        count_contact(room)
    note(room, RoomEventKind.JOINED, side=held.side, camera=camera, microphone=microphone)
    tell(room, "state")
    return seat.generation


@transaction.atomic
def beat(*, held: Held, generation: int, camera: bool, microphone: bool) -> None:
    """A sign of life, every few seconds. It also lets a room that nobody answers ring on at the deputy.

    Raises SeatTaken.
    """
    room = locked_room(held.room_id, running_only=False)
    seat = seat_of(held, generation)
    was_here = is_here(seat)
    changed = (seat.camera, seat.microphone) != (camera, microphone) or not was_here
    seat.heard_at, seat.has_left, seat.camera, seat.microphone = clock.now(), False, camera, microphone
    seat.save(update_fields=["heard_at", "has_left", "camera", "microphone"])
    if room.state == RoomState.ENDED:
        return
    if held.side == Side.SPECIALIST:
        keep_counting(room)
    elif room.state == RoomState.RINGING and _rang_long(room):
        pass_on(room)
        tell_ringing()
        changed = True
    if changed:
        tell(room, "state")


@transaction.atomic
def leave(*, held: Held, generation: int) -> None:
    """The window closes or is loaded again. The room goes on; the other side is told. Raises SeatTaken."""
    room = locked_room(held.room_id, running_only=False)
    seat = seat_of(held, generation)
    seat.has_left, seat.field = True, ""
    seat.save(update_fields=["has_left", "field"])
    if room.state != RoomState.ENDED:
        note(room, RoomEventKind.LEFT, side=held.side)
        tell(room, "state")


@transaction.atomic
def end(*, held: Held) -> Room:
    """Hang up, for both sides. What was written is deleted. Ending twice is ending once."""
    room = locked_room(held.room_id, running_only=False)
    if room.state != RoomState.ENDED:
        _end(room, EndReason.CANCELLED if room.state == RoomState.RINGING else EndReason.LEFT, held)
    return room


@transaction.atomic
def close(*, room_id: int, reason: EndReason) -> None:
    """End a room that nobody sits in any more."""
    room = locked_room(room_id, running_only=False)
    if room.state != RoomState.ENDED:
        _end(room, reason)


def _end(room: Room, reason: EndReason, held: Held | None = None) -> None:
    facts: dict[str, Any] = {"reason": reason.value}
    was_ringing = room.state == RoomState.RINGING
    room.state, room.end_reason = RoomState.ENDED, reason
    room.ended_at = room.changed_at = clock.now()
    room.sheet, room.pointed, room.pointed_by, room.sheet_version = "", "", "", None
    room.save()
    for written in (room.signals, room.lines, room.entries):
        written.all().delete()
    room.seats.update(field="")
    stop_counting(room)
    if was_ringing:
        say_of_try(room, AttemptResult.NOT_ANSWERED)
    note(room, RoomEventKind.ENDED, side=held.side if held else "", **facts)
    tell(room, "state")
    tell_ringing()
    tell_booked(room)


def _citizen_is_here(room: Room) -> bool:
    return is_here(Seat.objects.get(room=room, side=Side.CITIZEN))


def _rang_long(room: Room) -> bool:
    if room.asked_at is None or room.asked_id is None or next_unit(room) is None:
        return False
    waited = (clock.now() - room.asked_at).total_seconds() / max(1.0, clock.speed())
    return waited > RINGS_FOR_SECONDS
