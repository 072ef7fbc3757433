"""Who is behind a lifeline that a room rings at, and who comes after them."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Q, QuerySet

from indgang.base.access import Actor
from indgang.contactscreen.models import Room, RoomState
from indgang.organisation.queries import LifelineCard, lifeline_card, people_there, units_received_by


def units_in_turn(card: LifelineCard) -> Iterator[LifelineCard]:
    """The lifeline and its deputies, in the order in which they are asked."""
    one: LifelineCard | None = card
    while one is not None:
        yield one
        one = one.deputy


def first_there(units: Iterable[LifelineCard], refused: Collection[int] = ()) -> LifelineCard | None:
    """The first of the units that has somebody there who has not said "not now"."""
    return next((one for one in units if people_there(one.id) - set(refused)), None)


def next_unit(room: Room) -> LifelineCard | None:
    """The first deputy after the unit that was asked last with somebody there who has not said "not now"."""
    if room.lifeline_id is None or room.asked_id is None:
        return None
    units = list(units_in_turn(lifeline_card(room.lifeline_id)))
    asked = next((place for place, one in enumerate(units) if one.id == room.asked_id), len(units))
    return first_there(units[asked + 1 :], _refused(room))


def someone_left(room: Room) -> bool:
    """Whether anybody at the unit that is asked is there and has not said "not now"."""
    return room.asked_id is not None and bool(people_there(room.asked_id) - _refused(room))


def receives(actor: Actor, room: Room) -> bool:
    """Whether the actor is behind the unit that was asked for, or the one that is asked now, or stands in for it."""
    if actor.person_id is None:
        return False
    return bool({room.lifeline_id, room.asked_id} & units_received_by(actor.person_id))


def ringing_at(actor: Actor) -> QuerySet[Room]:
    """The rooms that ring at the actor, the oldest first."""
    if actor.person_id is None:
        return Room.objects.none()
    mine = units_received_by(actor.person_id)
    rooms = Room.objects.filter(Q(lifeline__in=mine) | Q(asked__in=mine), state=RoomState.RINGING)
    return rooms.exclude(refusals__person=actor.person_id).order_by("created_at")


def _refused(room: Room) -> set[int]:
    return set(room.refusals.values_list("person_id", flat=True))
