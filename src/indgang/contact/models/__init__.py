"""The tables of the register of contacts."""

from indgang.contact.models.attempts import (
    AttemptResult,
    LifelineAttempt,
    Means,
    PhoneEvent,
)
from indgang.contact.models.meetings import (
    OPEN_STATES,
    PASSED_ON,
    REACHES,
    Channel,
    Contact,
    ContactEvent,
    ContactEventKind,
    ContactState,
    Inquiry,
    NotSolvedReason,
    Outcome,
    Segment,
)
from indgang.contact.models.referrals import (
    TOLD_LENGTH,
    Referral,
    ReferralKind,
    ReferralReason,
)

__all__ = [
    "OPEN_STATES",
    "PASSED_ON",
    "REACHES",
    "TOLD_LENGTH",
    "AttemptResult",
    "Channel",
    "Contact",
    "ContactEvent",
    "ContactEventKind",
    "ContactState",
    "Inquiry",
    "LifelineAttempt",
    "Means",
    "NotSolvedReason",
    "Outcome",
    "PhoneEvent",
    "Referral",
    "ReferralKind",
    "ReferralReason",
    "Segment",
]
