"""What the two browsers tell each other to find the way: stored sealed until it is taken, and no longer."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.errors import Invalid
from indgang.base.sealing import seal, unseal
from indgang.contactscreen.links import Held
from indgang.contactscreen.models import Room, RoomState, Seat, Signal
from indgang.contactscreen.services.common import seat_of, tell

LONGEST = 40_000
MOST_WAITING = 200
KEPT_FOR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Taken:
    """A signal, and which taking of the other seat sent it."""

    sender: int
    body: str


@transaction.atomic
def send(*, held: Held, generation: int, to: int, body: str) -> bool:
    """Leave a signal (JSON) for the window that took the other seat as number `to`. False when it is there no more.

    Raises SeatTaken, and Invalid for one that no browser would send.
    """
    seat_of(held, generation)
    if len(body) > LONGEST or Signal.objects.filter(room=held.room_id).count() >= MOST_WAITING:
        raise Invalid(_("That is too much at once."), field="body")
    room = Room.objects.get(pk=held.room_id)
    is_there = Seat.objects.filter(room=room, side=held.side.other, generation=to).exists()
    if room.state != RoomState.OPEN or not is_there:
        return False
    Signal.objects.create(
        room=room, to_side=held.side.other, to_generation=to, from_generation=generation,
        body=seal(body), created_at=clock.now(),
    )  # fmt: skip
    tell(room, "signals")
    return True


@transaction.atomic
def take(*, held: Held, generation: int) -> list[Taken]:
    """The signals that wait for this window, in their order; they are deleted. Raises SeatTaken."""
    seat_of(held, generation)
    rows = list(
        Signal.objects.select_for_update()
        .filter(room=held.room_id, to_side=held.side, to_generation=generation)
        .order_by("pk")
    )
    Signal.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [Taken(row.from_generation, unseal(row.body)) for row in rows]


def forget_signals() -> int:
    """Delete the signals that nobody has taken; how many."""
    stretch = max(1.0, clock.speed())
    return Signal.objects.filter(created_at__lt=clock.now() - KEPT_FOR * stretch).delete()[0]
