"""Bringing somebody on the screen: it rings at a unit and one accepts; or a citizen is invited."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from indgang.base import audit, clock
from indgang.base.access import Actor, require
from indgang.base.errors import NotAllowed
from indgang.catalogue.queries import task_card
from indgang.contact.models import AttemptResult
from indgang.contactscreen.counting import count_contact
from indgang.contactscreen.errors import AnsweredAlready, UnitClosed
from indgang.contactscreen.links import seat_token
from indgang.contactscreen.messages import INVITATION
from indgang.contactscreen.models import (
    CODE_LENGTH,
    Refusal,
    Room,
    RoomEventKind,
    RoomKind,
    RoomState,
    Seat,
    Side,
)
from indgang.contactscreen.policies import ANSWER, START
from indgang.contactscreen.ports import ports
from indgang.contactscreen.services.common import TOPIC, locked_by_code, note, tell, tell_ringing
from indgang.contactscreen.trying import count_try, say_of_try
from indgang.contactscreen.units import first_there, next_unit, receives, someone_left, units_in_turn
from indgang.messaging.services import enqueue
from indgang.organisation.queries import lifeline_card

if TYPE_CHECKING:
    from indgang.organisation.models import Desk, Site

SIGNS = "bcdfghjkmnpqrstvwxz23456789"
INVITED_FOR = timedelta(hours=24)


@transaction.atomic
def start(
    *,
    actor: Actor,
    site: "Site",
    desk: "Desk | None" = None,
    lifeline: str,
    task_code: str = "",
    language: str = "da",
) -> Room:
    """Ring at a lifeline (its code), or at the first of its deputies where somebody is there. A desk makes it a room
    at a desk, else it is one at a branch's or bus's screen. The same press again gives the room that rings already.

    Raises NotAllowed, NotFound, and UnitClosed when nobody is there: its way on is the phone and the next opening.
    """
    require(actor, START, site.pk)
    card = lifeline_card(lifeline)
    asked = first_there(units_in_turn(card))
    if asked is None:
        way_on = {"lifeline": {"title": card.title, "phone": card.phone, "next_open": card.next_open}}
        raise UnitClosed(card.title, way_on=way_on)
    again = Room.objects.filter(
        state=RoomState.RINGING, site=site, desk=desk, lifeline=card.id, opened_by=actor.person_id,
        asked__isnull=False, created_at__gt=clock.now() - timedelta(seconds=5),
    ).first()  # fmt: skip
    if again is not None:
        return again
    now = clock.now()
    room = made(
        kind=RoomKind.DESK if desk is not None else RoomKind.BRANCH,
        site=site,
        desk=desk,
        task_id=task_id_of(task_code),
        lifeline_id=card.id,
        asked_id=asked.id,
        asked_at=now,
        opened_by_id=actor.person_id,
        language=language,
        state=RoomState.RINGING,
    )
    note(room, RoomEventKind.MADE, side=Side.CITIZEN, person_id=actor.person_id, asked=asked.code)
    count_try(room)
    tell_ringing()
    return room


@transaction.atomic
def answer(*, actor: Actor, code: str) -> Room:
    """Take a room that rings; of many who press at once one gets it. Pressing again is harmless for that one.

    Raises NotAllowed for who is not behind the unit, AnsweredAlready, RoomIsOver.
    """
    require(actor, ANSWER)
    room = locked_by_code(code)
    if room.state == RoomState.OPEN:
        if room.host_id == actor.person_id:
            return room
        raise AnsweredAlready
    if not receives(actor, room):
        raise NotAllowed
    now = clock.now()
    room.state, room.host_id, room.answered_at, room.changed_at = RoomState.OPEN, actor.person_id, now, now
    room.save(update_fields=["state", "host", "answered_at", "changed_at"])
    count_contact(room)
    say_of_try(room, AttemptResult.ANSWERED)
    note(room, RoomEventKind.ANSWERED, side=Side.SPECIALIST, person_id=actor.person_id)
    tell(room, "state")
    tell_ringing()
    return room


@transaction.atomic
def decline(*, actor: Actor, code: str) -> None:
    """Say "not now". When everybody behind the unit has, it rings at its deputy. Twice is once."""
    require(actor, ANSWER)
    room = locked_by_code(code)
    if room.state == RoomState.OPEN:
        return
    if actor.person_id is None or not receives(actor, room):
        raise NotAllowed
    Refusal.objects.get_or_create(room=room, person_id=actor.person_id, defaults={"at": clock.now()})
    note(room, RoomEventKind.REFUSED, side=Side.SPECIALIST, person_id=actor.person_id)
    if not someone_left(room):
        pass_on(room)
    tell(room, "state")
    tell_ringing()


def pass_on(room: Room) -> None:
    """Let a locked room that rings ring at the next deputy where somebody is there; at nobody when there is none."""
    asked = next_unit(room)
    room.asked_id, room.asked_at, room.changed_at = asked.id if asked else None, clock.now(), clock.now()
    room.save(update_fields=["asked", "asked_at", "changed_at"])
    count_try(room)
    note(room, RoomEventKind.PASSED_ON, asked=asked.code if asked else "")


@transaction.atomic
def invite(
    *,
    actor: Actor,
    site: "Site",
    channel: str,
    to: str = "",
    task_code: str = "",
    language: str = "da",
) -> Room:
    """Open a room for a citizen at home, with the actor as the specialist, and send the link by "email" or "sms";
    with channel "" the officer gives the link on by other means. It opens for a day, and ends with the meeting.

    Raises NotAllowed, Invalid when the address is none.
    """
    require(actor, START, site.pk)
    require(actor, ANSWER)
    if actor.person_id is None:
        raise NotAllowed
    now = clock.now()
    room = made(
        kind=RoomKind.HOME,
        site=site,
        task_id=task_id_of(task_code),
        opened_by_id=actor.person_id,
        host_id=actor.person_id,
        answered_at=now,
        language=language,
        state=RoomState.OPEN,
        good_until=now + INVITED_FOR,
    )
    note(room, RoomEventKind.MADE, side=Side.SPECIALIST, person_id=actor.person_id, channel=channel)
    if channel:
        enqueue(
            actor=actor, kind=INVITATION, channel=channel, to=to, language=language, site=site,
            values={"who": actor.name, "place": site.name, "link": ports.address(seat_token(room.code, Side.CITIZEN))},
            reference=f"contactscreen/{room.pk}", is_sensitive=True, expires_at=room.good_until,
        )  # fmt: skip
        audit.record(actor, f"{TOPIC}.invited", f"room:{room.pk}", {"channel": channel})
    return room


def task_id_of(code: str) -> int | None:
    """The task with this code; None for none."""
    return task_card(code).task_id if code else None


def made(**facts: Any) -> Room:
    """A new room with these facts, and its two seats."""
    now = clock.now()
    code = "".join(secrets.choice(SIGNS) for _sign in range(CODE_LENGTH))
    room = Room.objects.create(code=code, created_at=now, changed_at=now, **facts)
    Seat.objects.bulk_create([Seat(room=room, side=side) for side in Side])
    return room
