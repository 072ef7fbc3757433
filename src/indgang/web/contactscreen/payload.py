"""A room as its page's script reads it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.contactscreen.models import EndReason, RoomState, Side
from indgang.contactscreen.policies import START
from indgang.contactscreen.queries import EntryView, RoomView, SeatView
from indgang.ui.templatetags.indgang import clock_time

# From then on who waits for a booked meeting is shown whom to phone.
LATE_AFTER = timedelta(minutes=3)


def state_of(room: RoomView, actor: Actor) -> dict[str, Any]:
    """The room now. Officers get the unit's direct number to phone instead, citizens the site's."""
    values = {name: entry.value for name, entry in room.entries.items()}
    shown = room.form.shown(values) if room.form and room.form.shown else None
    return {
        "state": room.state,
        "generation": room.mine.generation,
        "other": _seat(room.other),
        "waiting": waiting_words(room),
        "names": name_words(room),
        "nobodyLeft": room.state == RoomState.RINGING and not room.asked and room.booked_for is None,
        "isBooked": room.booked_for is not None,
        "isEarly": room.booked_for is not None and clock.now() < room.booked_for + LATE_AFTER,
        "phone": phone_of(room, actor),
        "sheet": room.sheet,
        "sheetKey": f"{room.sheet}-{room.form.version if room.form else ''}",
        "shown": sorted(shown) if shown is not None else None,
        "pointed": room.pointed,
        "pointedBy": room.pointed_by,
        "entries": {name: _entry(entry) for name, entry in room.entries.items()},
        "lines": [
            {"id": line.id, "mine": line.side == room.side, "text": line.text, "at": clock_time(line.at)}
            for line in room.lines
        ],
    }


def phone_of(room: RoomView, actor: Actor) -> str:
    """Whom to phone when the screen does not work."""
    is_officer = actor.kind == "person" and may(actor, START)
    return (room.phone if is_officer else "") or room.site_phone


def other_name(room: RoomView) -> str:
    """What the other side is called."""
    if room.side == Side.SPECIALIST:
        return room.place if room.kind != "home" else _("The citizen")
    return room.host or room.unit or (room.place if room.booked_for else _("The specialist"))


def name_words(room: RoomView) -> dict[str, str]:
    """What names the other side; it changes when somebody answers. `inside` is the name within a sentence."""
    name = other_name(room)
    return {
        "other": name,
        "inside": _inside(room, name),
        "otherNoCamera": _("%(name)s has no picture.") % {"name": name},
        "otherNoSound": _("%(name)s has turned the sound off.") % {"name": name},
    }


def _inside(room: RoomView, name: str) -> str:
    if room.side == Side.SPECIALIST and room.kind == "home":
        return _("the citizen")
    is_named = room.side == Side.SPECIALIST or room.host or room.unit or room.booked_for
    return name if is_named else _("the specialist")


def waiting_words(room: RoomView) -> str:
    """What is so right now, in a sentence; "" when both sides are here."""
    if room.state == RoomState.ENDED:
        return _ended_words(room)
    if room.state == RoomState.RINGING:
        return _booked_words(room.booked_for) if room.booked_for else _ringing_words(room)
    return "" if room.other.is_here else _missing_words(room)


def _ringing_words(room: RoomView) -> str:
    if not room.asked:
        return _("Nobody can come on the screen right now.")
    if room.asked != room.unit:
        facts = {"unit": room.unit, "deputy": room.asked}
        return _("%(unit)s cannot come right now. It rings at %(deputy)s.") % facts
    return _("It rings at %(unit)s.") % {"unit": room.asked}


def _booked_words(start: datetime) -> str:
    if clock.now() < start:
        return _("You are in the waiting room. The meeting begins at %(time)s.") % {"time": clock_time(start)}
    return _("You are in the waiting room. We come as soon as we can.")


def _missing_words(room: RoomView) -> str:
    if not room.other.has_been:
        if room.side == Side.CITIZEN:
            return _("%(name)s is on the way.") % {"name": other_name(room)}
        return _("The citizen's side has not come yet.")
    return _("%(name)s is gone for a moment. We wait.") % {"name": other_name(room)}


def _ended_words(room: RoomView) -> str:
    match room.end_reason:
        case EndReason.UNANSWERED:
            return _("Nobody answered.")
        case EndReason.CANCELLED:
            return _("The call was given up before anybody answered.")
        case EndReason.IDLE:
            return _("The meeting is over, since both sides were gone.")
        case _other:
            return _("The meeting is over.")


def _seat(seat: SeatView) -> dict[str, Any]:
    return {
        "generation": seat.generation,
        "here": seat.is_here,
        "camera": seat.camera,
        "microphone": seat.microphone,
        "field": seat.field,
    }


def _entry(entry: EntryView) -> dict[str, Any]:
    return {
        "value": entry.value,
        "version": entry.version,
        "side": entry.side,
        "at": clock_time(entry.changed_at),
        "confirmed": clock_time(entry.confirmed_at),
        "wasConfirmed": entry.was_confirmed,
        "lost": entry.lost,
        "lostSide": entry.lost_side,
    }
