"""The commands of the queue. Keyword-only, one transaction each, safe against parallel clients."""

from indgang.queue.services.calls import Call, call_next, call_ticket, recall
from indgang.queue.services.correcting import correct_waits
from indgang.queue.services.day import Closed, close_day, sweep
from indgang.queue.services.desks import close_desk, heartbeat, open_desk, pause_desk, resume_desk
from indgang.queue.services.measuring import measure_services
from indgang.queue.services.offline import (
    LentNumber,
    LentSeries,
    OfflineTicket,
    Synced,
    SyncOutcome,
    lend_numbers,
    sync_offline_tickets,
)
from indgang.queue.services.telling import note_told
from indgang.queue.services.tickets import delay, leave, take_ticket
from indgang.queue.services.verbs import finish, hold, no_show, return_ticket, start, transfer

__all__ = [
    "Call",
    "Closed",
    "LentNumber",
    "LentSeries",
    "OfflineTicket",
    "SyncOutcome",
    "Synced",
    "call_next",
    "call_ticket",
    "close_day",
    "close_desk",
    "correct_waits",
    "delay",
    "finish",
    "heartbeat",
    "hold",
    "leave",
    "lend_numbers",
    "measure_services",
    "no_show",
    "note_told",
    "open_desk",
    "pause_desk",
    "recall",
    "resume_desk",
    "return_ticket",
    "start",
    "sweep",
    "sync_offline_tickets",
    "take_ticket",
    "transfer",
]
