"""The link to a seat: the room's code, the side, and a signature that nobody can guess. It ends with the room.

The citizen's link opens by itself. The specialist's opens for nobody but the one who has accepted.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from indgang.base.access import Actor, may
from indgang.contactscreen.errors import NoSuchRoom
from indgang.contactscreen.models import CODE_LENGTH, Room, RoomState, Side
from indgang.contactscreen.policies import ANSWER

SALT = "indgang.contactscreen.seat"
SIGNATURE_LENGTH = 16
LETTERS = {Side.CITIZEN: "b", Side.SPECIALIST: "s"}


@dataclass(frozen=True, slots=True)
class Held:
    """A seat that somebody has shown the right to, and the language of its room."""

    room_id: int
    site_id: int
    side: Side
    person_id: int | None = None
    language: str = "da"


def seat_token(code: str, side: Side) -> str:
    """What stands in the link to a seat."""
    return _signed(code, side, settings.SECRET_KEY)


def held_by(token: str, actor: Actor) -> Held:
    """The seat that a link opens for the actor. Raises NoSuchRoom."""
    side = {letter: side for side, letter in LETTERS.items()}.get(token[CODE_LENGTH : CODE_LENGTH + 1])
    code = token[:CODE_LENGTH]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if side is None or not any(constant_time_compare(token, _signed(code, side, key)) for key in keys):
        raise NoSuchRoom
    room = Room.objects.filter(code=code).only("pk", "site_id", "host_id", "state", "language").first()
    if room is None:
        raise NoSuchRoom
    if side is Side.SPECIALIST and not (
        room.host_id is not None and room.host_id == actor.person_id and may(actor, ANSWER)
    ):
        raise NoSuchRoom
    return Held(room.pk, room.site_id, side, actor.person_id, room.language)


def is_specialists(token: str) -> bool:
    """Whether the link is to a specialist's seat, for which one must be logged in."""
    return token[CODE_LENGTH : CODE_LENGTH + 1] == LETTERS[Side.SPECIALIST]


def still_opens(held: Held) -> bool:
    """Whether the room is not over."""
    return Room.objects.filter(pk=held.room_id).exclude(state=RoomState.ENDED).exists()


def _signed(code: str, side: Side, key: str | bytes) -> str:
    place = f"{code}{LETTERS[side]}"
    return place + salted_hmac(SALT, place, secret=key, algorithm="sha256").hexdigest()[:SIGNATURE_LENGTH]
