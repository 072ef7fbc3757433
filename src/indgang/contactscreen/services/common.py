"""What the commands share: a room under lock, the memory of what happened, and telling those who look on.

Every command that changes a seat and writes what happened locks the room first, so that a window that closes and the
one that is loaded in its place never wait for each other in a ring.
"""

from datetime import timedelta
from typing import Any

from indgang.base import clock, live
from indgang.contactscreen.errors import NoSuchRoom, RoomIsOver, SeatTaken
from indgang.contactscreen.links import Held
from indgang.contactscreen.models import Room, RoomEvent, RoomEventKind, RoomState, Seat

TOPIC = "contactscreen"
GONE_AFTER = timedelta(seconds=20)


def locked_room(room_id: int, *, running_only: bool = True) -> Room:
    """The room, its row locked. Raises NoSuchRoom and RoomIsOver."""
    room = Room.objects.select_for_update().filter(pk=room_id).first()
    if room is None:
        raise NoSuchRoom(facts={"room": room_id})
    if running_only and room.state == RoomState.ENDED:
        raise RoomIsOver(facts={"reason": room.end_reason})
    return room


def locked_by_code(code: str) -> Room:
    """As `locked_room`, by the room's code."""
    room_id = Room.objects.filter(code=code).values_list("pk", flat=True).first()
    if room_id is None:
        raise NoSuchRoom(facts={"room": code})
    return locked_room(room_id)


def seat_of(held: Held, generation: int) -> Seat:
    """The seat, when this window is the newest that took it. Raises SeatTaken."""
    seat = Seat.objects.get(room_id=held.room_id, side=held.side)
    if seat.generation != generation:
        raise SeatTaken(facts={"generation": seat.generation})
    return seat


def is_here(seat: Seat) -> bool:
    """Whether somebody sits there: a window took it, has not gone, and was heard a moment ago."""
    if seat.has_left or seat.heard_at is None:
        return False
    return clock.now() - seat.heard_at < GONE_AFTER * max(1.0, clock.speed())


def note(
    room: Room, kind: RoomEventKind, *, side: str = "", person_id: int | None = None, **facts: Any
) -> None:
    """Write what happened."""
    RoomEvent.objects.create(
        room=room, at=clock.now(), kind=kind, side=side, person_id=person_id, facts=facts
    )


def tell(room: Room, what: str) -> None:
    """Tell the two sides that something in their room changed: "state", "signals" or "sheet"."""
    live.publish(room.site_id, TOPIC, room=room.pk, what=what)


def tell_booked(room: Room) -> None:
    """Tell the pages with the day's appointments that one of them is waited for, met or over."""
    if room.appointment_id is not None:
        live.publish(room.site_id, "booking", kind="screen", appointment=room.appointment_id)


def tell_ringing() -> None:
    """Tell every specialist to look whether it rings at them."""
    live.publish(None, TOPIC, what="rings")
