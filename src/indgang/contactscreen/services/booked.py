"""Meetings that are booked: the room of an appointment is made by whichever side opens it first."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import NotAllowed
from indgang.booking.queries import AppointmentView, find_appointment, view_of
from indgang.booking.services import come_on_screen
from indgang.booking.services.events import locked_by_code
from indgang.contactscreen.counting import count_contact, stop_counting
from indgang.contactscreen.errors import AnsweredAlready, NoSuchRoom
from indgang.contactscreen.models import Room, RoomEventKind, RoomKind, RoomState, Seat, Side
from indgang.contactscreen.policies import ANSWER
from indgang.contactscreen.services.calling import made, task_id_of
from indgang.contactscreen.services.common import is_here, locked_room, note, tell, tell_booked
from indgang.organisation.queries import any_site

KEPT_AFTER_END = timedelta(hours=2)
# Whoever has pressed is on the way that long before a colleague may take it over.
COMES_WITHIN = timedelta(minutes=1)
MEETS = {"booked", "arrived"}


@transaction.atomic
def come_in(*, code: str) -> Room:
    """The citizen comes to their appointment: they wait in its room until somebody opens it, or are in it at once.

    Whoever calls this has seen that the citizen holds the appointment. Raises what `come_on_screen` raises.
    """
    view = come_on_screen(code=code)
    room = _room_of(view, Side.CITIZEN, state=RoomState.RINGING)
    tell_booked(room)
    return room


@transaction.atomic
def open_booked(*, actor: Actor, code: str) -> Room:
    """Meet the citizen of an appointment, as its specialist. Of many who press one has it, until they have gone: then
    a colleague may take it over. Pressing again is harmless.

    Raises NotAllowed, AppointmentNotFound, NoSuchRoom for one that is not met about on the screen or is over,
    AnsweredAlready.
    """
    require(actor, ANSWER, any_site(find_appointment(code).site).pk)
    if actor.person_id is None:
        raise NotAllowed
    view = view_of(locked_by_code(code))
    if not view.on_screen or view.state not in MEETS or view.ticket_id is not None:
        raise NoSuchRoom
    mine = {"host_id": actor.person_id, "answered_at": clock.now()}
    room = _room_of(view, Side.SPECIALIST, state=RoomState.OPEN, opened_by_id=actor.person_id, **mine)
    if room.host_id != actor.person_id:
        _take(room, actor.person_id)
    tell(room, "state")
    tell_booked(room)
    return room


def _take(room: Room, person_id: int) -> None:
    seats = {seat.side: seat for seat in Seat.objects.filter(room=room)}
    just_now = clock.now() - COMES_WITHIN * max(1.0, clock.speed())
    is_coming = room.answered_at is not None and room.answered_at > just_now
    if room.host_id is not None and (is_coming or is_here(seats[Side.SPECIALIST])):
        raise AnsweredAlready
    stop_counting(room)
    room.state, room.host_id, room.contact_id = RoomState.OPEN, person_id, None
    room.answered_at = room.changed_at = clock.now()
    room.save(update_fields=["state", "host", "contact", "answered_at", "changed_at"])
    note(room, RoomEventKind.ANSWERED, side=Side.SPECIALIST, person_id=person_id)
    if is_here(seats[Side.CITIZEN]):
        count_contact(room)


def _room_of(view: AppointmentView, side: Side, **facts: Any) -> Room:
    """The open room of the appointment, locked; it is made, with these facts, when there is none. The appointment is
    locked before: two sides at once then make one room, and never wait for each other in a ring."""
    rooms = Room.objects.filter(appointment=view.id).exclude(state=RoomState.ENDED)
    found = rooms.values_list("pk", flat=True).first()
    if found is not None:
        return locked_room(found)
    room = made(
        kind=RoomKind.HOME,
        site=any_site(view.site),
        task_id=task_id_of(view.task_code),
        appointment_id=view.id,
        language=view.language,
        good_until=view.end + KEPT_AFTER_END,
        **facts,
    )
    note(room, RoomEventKind.MADE, side=side, person_id=room.host_id)
    return room
