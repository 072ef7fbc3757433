"""The commands of the contact screen: keyword-only, one transaction each, safe against parallel clients."""

from indgang.contactscreen.services.booked import come_in, open_booked
from indgang.contactscreen.services.calling import answer, decline, invite, start
from indgang.contactscreen.services.outcomes import say_what_came
from indgang.contactscreen.services.seats import beat, end, join, leave
from indgang.contactscreen.services.signalling import Taken, send, take
from indgang.contactscreen.services.sweeping import sweep
from indgang.contactscreen.services.writing import (
    choose_sheet,
    confirm,
    keep_answers,
    point,
    say,
    write,
    write_at,
)

__all__ = [
    "Taken",
    "answer",
    "beat",
    "choose_sheet",
    "come_in",
    "confirm",
    "decline",
    "end",
    "invite",
    "join",
    "keep_answers",
    "leave",
    "open_booked",
    "point",
    "say",
    "say_what_came",
    "send",
    "start",
    "sweep",
    "take",
    "write",
    "write_at",
]
