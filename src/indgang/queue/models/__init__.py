"""The tables of the queue."""

from indgang.queue.models.home import HomeRules
from indgang.queue.models.measured import MeasuredService, MeasuredSite, WaitCorrection
from indgang.queue.models.setup import (
    CallProfile,
    CallRule,
    DeskSetup,
    NumberBlock,
    RuleCondition,
    Series,
    SeriesDay,
)
from indgang.queue.models.tickets import (
    DeskSession,
    SessionEnd,
    Ticket,
    TicketChannel,
    TicketEvent,
    TicketEventKind,
    TicketState,
)

__all__ = [
    "CallProfile",
    "CallRule",
    "DeskSession",
    "DeskSetup",
    "HomeRules",
    "MeasuredService",
    "MeasuredSite",
    "NumberBlock",
    "RuleCondition",
    "Series",
    "SeriesDay",
    "SessionEnd",
    "Ticket",
    "TicketChannel",
    "TicketEvent",
    "TicketEventKind",
    "TicketState",
    "WaitCorrection",
]
