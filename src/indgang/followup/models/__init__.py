"""The tables of the second line."""

from indgang.followup.models.follow_ups import (
    OPEN_STATES,
    OVER_STATES,
    Alarm,
    EventKind,
    FollowUp,
    FollowUpEvent,
    FollowUpKind,
    FollowUpState,
    Look,
    Party,
    PromiseRule,
    Result,
    ReturnReason,
)
from indgang.followup.models.handovers import (
    Attachment,
    CaseDelivery,
    Decision,
    DecisionOutcome,
    DeliveryState,
    Handover,
)

__all__ = [
    "OPEN_STATES",
    "OVER_STATES",
    "Alarm",
    "Attachment",
    "CaseDelivery",
    "Decision",
    "DecisionOutcome",
    "DeliveryState",
    "EventKind",
    "FollowUp",
    "FollowUpEvent",
    "FollowUpKind",
    "FollowUpState",
    "Handover",
    "Look",
    "Party",
    "PromiseRule",
    "Result",
    "ReturnReason",
]
