"""Rooms that nobody sits in any more are ended, and signals that nobody takes are deleted."""

from datetime import timedelta

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.contactscreen.models import EndReason, Room, RoomState, Side
from indgang.contactscreen.services.seats import close
from indgang.contactscreen.services.signalling import forget_signals

GIVEN_UP_AFTER = timedelta(minutes=1)
RINGS_AT_MOST = timedelta(minutes=20)
IDLE_AFTER = timedelta(minutes=3)


def sweep(*, actor: Actor) -> int:
    """End what is over, every minute; how many rooms. May run any number of times at once.

    A room that rings ends when the citizen's side has been silent for a minute, or after twenty; one that is open when
    both sides have been silent for three minutes; an invitation that nobody has opened when its day has passed, and a
    booked one in which nobody met the citizen two hours after its time.
    """
    require(actor, "contactscreen.sweep")
    forget_signals()
    ended = 0
    for room in Room.objects.exclude(state=RoomState.ENDED).prefetch_related("seats"):
        reason = _over(room)
        if reason is not None:
            close(room_id=room.pk, reason=reason)
            ended += 1
    return ended


def _over(room: Room) -> EndReason | None:
    now, stretch = clock.now(), max(1.0, clock.speed())
    heard = {seat.side: seat.heard_at or room.created_at for seat in room.seats.all()}
    if room.state == RoomState.RINGING and room.appointment_id is not None:
        return EndReason.UNANSWERED if room.good_until is None or now > room.good_until else None
    if room.state == RoomState.RINGING:
        if now - heard[Side.CITIZEN] > GIVEN_UP_AFTER * stretch:
            return EndReason.CANCELLED
        return EndReason.UNANSWERED if now - room.created_at > RINGS_AT_MOST * stretch else None
    untouched = all(seat.heard_at is None for seat in room.seats.all())
    if room.good_until is not None and untouched:
        return EndReason.IDLE if now > room.good_until else None
    last = max(heard.values())
    if room.good_until is not None and now < room.good_until and not _has_met(room):
        return None
    return EndReason.IDLE if now - last > IDLE_AFTER * stretch else None


def _has_met(room: Room) -> bool:
    return all(seat.heard_at is not None for seat in room.seats.all())
