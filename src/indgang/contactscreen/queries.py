"""Reading rooms: as the two sides see them, and those that ring at somebody."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import get_language

from indgang.base.access import Actor
from indgang.base.sealing import unseal
from indgang.contactscreen.errors import NoSuchRoom
from indgang.contactscreen.links import Held, seat_token
from indgang.contactscreen.models import Room, RoomState, Seat, Side
from indgang.contactscreen.services.common import is_here
from indgang.contactscreen.shared import form_of, sheet_of
from indgang.contactscreen.sheets import Sheet
from indgang.contactscreen.units import ringing_at
from indgang.organisation.queries import lifeline_card

__all__ = [
    "BookedMeeting",
    "EntryView",
    "LineView",
    "Ring",
    "RoomView",
    "SeatView",
    "booked_meetings",
    "my_rooms",
    "ringing_for",
    "ringing_now",
    "room_view",
]


@dataclass(frozen=True, slots=True)
class SeatView:
    """A side as the other one sees it: whether somebody sits there, with what, and where they write."""

    generation: int
    is_here: bool
    has_been: bool
    camera: bool
    microphone: bool
    field: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A line that was written."""

    id: int
    side: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryView:
    """A value on the sheet; see `models.Entry`."""

    value: str
    version: int
    side: str
    changed_at: datetime
    confirmed_at: datetime | None
    was_confirmed: bool
    lost: str
    lost_side: str


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as one side sees it now.

    `unit` is the name of the unit that was asked for, `asked` of the one it rings at, "" when nobody is left to
    ask. `booked_for` is the time of the appointment, for a meeting that was booked. `phone` is the unit's direct
    number, for officers only; `site_phone` is everybody's.
    """

    id: int
    code: str
    kind: str
    state: str
    end_reason: str
    site: str
    place: str
    task_code: str
    unit: str
    asked: str
    phone: str
    site_phone: str
    host: str
    host_title: str
    contact_id: int | None
    created_at: datetime
    booked_for: datetime | None
    appointment_code: str
    language: str
    side: Side
    mine: SeatView
    other: SeatView
    sheet: str
    form: Sheet | None
    has_form: bool
    may_keep: bool
    pointed: str
    pointed_by: str
    entries: dict[str, EntryView] = field(default_factory=dict)
    lines: list[LineView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ring:
    """A room that rings, or that one has open, as a specialist sees it in a list."""

    code: str
    place: str
    task_code: str
    unit: str
    state: str
    created_at: datetime
    seat: str
    citizen_seat: str
    citizen_is_here: bool
    kind: str


def room_view(held: Held) -> RoomView:
    """The room as the seat's side sees it. Raises NoSuchRoom."""
    rooms = Room.objects.select_related("site", "desk", "task", "host", "appointment")
    room = rooms.prefetch_related("seats", "entries", "lines").filter(pk=held.room_id).first()
    if room is None:
        raise NoSuchRoom
    seats = {seat.side: _seat(seat) for seat in room.seats.all()}
    language = (get_language() or room.language).split("-")[0]
    asked = lifeline_card(room.asked_id) if room.asked_id else None
    unit = lifeline_card(room.lifeline_id) if room.lifeline_id else None
    return RoomView(
        id=room.pk,
        code=room.code,
        kind=room.kind,
        state=room.state,
        end_reason=room.end_reason,
        site=room.site.slug,
        place=_place(room),
        task_code=room.task.code if room.task else "",
        unit=unit.title if unit else "",
        asked=asked.title if asked else "",
        phone=(unit.call.phone if unit else ""),
        site_phone=room.site.phone,
        host=room.host.name if room.host else "",
        host_title=room.host.title if room.host else "",
        contact_id=room.contact_id,
        created_at=room.created_at,
        booked_for=room.appointment.period.lower if room.appointment else None,
        appointment_code=room.appointment.code if room.appointment else "",
        language=room.language,
        side=held.side,
        mine=seats[held.side],
        other=seats[held.side.other],
        sheet=room.sheet,
        form=sheet_of(room, language),
        has_form=room.state != RoomState.ENDED and form_of(room, language) is not None,
        may_keep=held.person_id is not None,
        pointed=room.pointed,
        pointed_by=room.pointed_by,
        entries={
            row.name: EntryView(
                unseal(row.value), row.version, row.side, row.changed_at, row.confirmed_at, row.was_confirmed,
                unseal(row.lost), row.lost_side,
            )
            for row in room.entries.all()
        },
        lines=[LineView(row.pk, row.side, unseal(row.text), row.at) for row in sorted(room.lines.all(), key=_id)],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BookedMeeting:
    """How the meeting of an appointment stands: whether the citizen waits in it, who meets them, whether it was."""

    waits: bool
    host: str
    is_over: bool


def booked_meetings(appointment_ids: Collection[int]) -> dict[int, BookedMeeting]:
    """The meetings of these appointments that somebody has opened, by appointment."""
    rooms = Room.objects.filter(appointment__in=appointment_ids).select_related("host")
    found: dict[int, BookedMeeting] = {}
    for room in rooms.prefetch_related("seats").order_by("pk"):
        citizen = next(seat for seat in room.seats.all() if seat.side == Side.CITIZEN)
        is_over = room.state == RoomState.ENDED
        found[room.appointment_id or 0] = BookedMeeting(
            waits=room.state == RoomState.RINGING and is_here(citizen),
            host=room.host.name if room.host and not is_over else "",
            is_over=is_over and room.answered_at is not None and citizen.heard_at is not None,
        )
    return found


def ringing_for(actor: Actor) -> list[Ring]:
    """The rooms that ring at the actor, the oldest first."""
    rooms = ringing_at(actor).select_related("site", "desk", "task").prefetch_related("seats")
    return [_ring(room) for room in rooms]


def ringing_now(actor: Actor) -> int:
    """How many rooms ring at the actor."""
    return ringing_at(actor).count()


def my_rooms(actor: Actor) -> list[Ring]:
    """The rooms that the actor has open as the specialist, the newest first."""
    if actor.person_id is None:
        return []
    rooms = Room.objects.filter(host=actor.person_id, state=RoomState.OPEN)
    return [
        _ring(room)
        for room in rooms.select_related("site", "desk", "task").prefetch_related("seats").order_by("-pk")
    ]


def _ring(room: Room) -> Ring:
    seats = {seat.side: seat for seat in room.seats.all()}
    asked = room.asked_id or room.lifeline_id
    return Ring(
        code=room.code,
        place=_place(room),
        task_code=room.task.code if room.task else "",
        unit=lifeline_card(asked).title if asked else "",
        state=room.state,
        created_at=room.created_at,
        seat=seat_token(room.code, Side.SPECIALIST),
        citizen_seat=seat_token(room.code, Side.CITIZEN),
        citizen_is_here=is_here(seats[Side.CITIZEN]),
        kind=room.kind,
    )


def _place(room: Room) -> str:
    return f"{room.site.name}, {room.desk.label}" if room.desk else room.site.name


def _seat(row: Seat) -> SeatView:
    return SeatView(
        row.generation, is_here(row), row.heard_at is not None, row.camera, row.microphone, row.field
    )


def _id(row: object) -> int:
    return int(row.pk)  # type: ignore[attr-defined]
