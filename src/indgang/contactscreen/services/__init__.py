"""The commands of the contact screen: keyword-only, one transaction each, safe against parallel clients."""

from indgang.contactscreen.services.calling import answer, decline, invite, start
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
    "confirm",
    "decline",
    "end",
    "invite",
    "join",
    "keep_answers",
    "leave",
    "point",
    "say",
    "send",
    "start",
    "sweep",
    "take",
    "write",
    "write_at",
]
