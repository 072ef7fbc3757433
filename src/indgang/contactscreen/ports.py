"""What the contact screen asks of others: where its page is, the form of a task, and who takes the answers over."""

from collections.abc import Callable, Mapping

from indgang.base.access import Actor
from indgang.contactscreen.models import Room
from indgang.contactscreen.sheets import Sheet

Answers = Mapping[str, str]


def _no_page(token: str) -> str:
    del token
    return ""


def _no_form(room: Room, language: str) -> Sheet | None:
    del room, language
    return None


class Ports:
    """Filled when the applications that know are ready.

    `address(token)` is the whole address of a seat. `form(room, language)` is the form of the room's task in the
    version that the room holds, or the newest for a room that holds none yet. `keep(actor, room, answers)` makes a
    handover draft of confirmed and unconfirmed answers and gives its address, or "" when nobody does that.
    """

    address: Callable[[str], str] = staticmethod(_no_page)
    form: Callable[[Room, str], Sheet | None] = staticmethod(_no_form)
    keep: Callable[[Actor, Room, Answers], str] | None = None


ports = Ports()
