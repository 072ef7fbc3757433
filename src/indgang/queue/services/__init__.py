"""The commands of the queue. Keyword-only, one transaction each, safe against parallel clients."""

from indgang.queue.services.calls import Call, call_next, call_ticket, recall
from indgang.queue.services.desks import close_desk, heartbeat, open_desk, pause_desk, resume_desk
from indgang.queue.services.tickets import delay, leave, take_ticket
from indgang.queue.services.verbs import finish, hold, no_show, return_ticket, start, transfer

__all__ = [
    "Call",
    "call_next",
    "call_ticket",
    "close_desk",
    "delay",
    "finish",
    "heartbeat",
    "hold",
    "leave",
    "no_show",
    "open_desk",
    "pause_desk",
    "recall",
    "resume_desk",
    "return_ticket",
    "start",
    "take_ticket",
    "transfer",
]
