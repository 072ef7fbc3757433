"""Who is behind a lifeline that a room rings at, and who comes after them."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from indgang.base.access import Actor
from indgang.contactscreen.models import Room, RoomState
from indgang.followup.units import own_units, people_of
from indgang.organisation.queries import LifelineCard, lifeline_card


def units_in_turn(card: LifelineCard) -> Iterator[LifelineCard]:
    """The lifeline and its deputies, in the order in which they are asked."""
    one: LifelineCard | None = card
    while one is not None:
        yield one
        one = one.deputy


def next_unit(room: Room) -> LifelineCard | None:
    """The first deputy after the unit that was asked last that is open and has somebody who has not said no."""
    if room.lifeline_id is None or room.asked_id is None:
        return None
    units = list(units_in_turn(lifeline_card(room.lifeline_id)))
    asked = next((place for place, one in enumerate(units) if one.id == room.asked_id), len(units))
    refused = set(room.refusals.values_list("person_id", flat=True))
    return next(
        (one for one in units[asked + 1 :] if one.open_now is not False and people_of([one.id]) - refused),
        None,
    )


def someone_left(room: Room) -> bool:
    """Whether anybody behind the unit that is asked has not said "not now"."""
    if room.asked_id is None:
        return False
    return bool(people_of([room.asked_id]) - set(room.refusals.values_list("person_id", flat=True)))


def receives(actor: Actor, room: Room) -> bool:
    """Whether the actor is behind the unit that was asked for, or the one that is asked now."""
    if actor.person_id is None:
        return False
    mine = own_units(actor.person_id)
    return room.lifeline_id in mine or room.asked_id in mine


def ringing_at(actor: Actor) -> QuerySet[Room]:
    """The rooms that ring at the actor, the oldest first."""
    if actor.person_id is None:
        return Room.objects.none()
    mine = own_units(actor.person_id)
    rooms = Room.objects.filter(Q(lifeline__in=mine) | Q(asked__in=mine), state=RoomState.RINGING)
    return rooms.exclude(refusals__person=actor.person_id).order_by("created_at")
