"""The commands of the register of contacts.

Keyword-only, one transaction each, safe against parallel clients: everything of an officer is changed by one
at a time, and doing something twice is doing it once.
"""

from indgang.contact.services.attempts import AttemptView, close_attempt, sweep_attempts, try_lifeline
from indgang.contact.services.corrections import correct_time, split_time
from indgang.contact.services.drafts import Closing, Draft, save_draft
from indgang.contact.services.finishing import finish
from indgang.contact.services.lifecycle import begin, discard, leave, park, pause, reopen, resume, unpark
from indgang.contact.services.matters import add_inquiry, remove_inquiry, set_task, switch_inquiry
from indgang.contact.services.phoning import take_phone_event
from indgang.contact.services.recording import Recorded, record
from indgang.contact.services.referring import claim_referral, see_referral, use_referral
from indgang.contact.services.sweeping import Swept, heartbeat, sweep
from indgang.contact.services.takeover import adopt

__all__ = [
    "AttemptView",
    "Closing",
    "Draft",
    "Recorded",
    "Swept",
    "add_inquiry",
    "adopt",
    "begin",
    "claim_referral",
    "close_attempt",
    "correct_time",
    "discard",
    "finish",
    "heartbeat",
    "leave",
    "park",
    "pause",
    "record",
    "remove_inquiry",
    "reopen",
    "resume",
    "save_draft",
    "see_referral",
    "set_task",
    "split_time",
    "sweep",
    "sweep_attempts",
    "switch_inquiry",
    "take_phone_event",
    "try_lifeline",
    "unpark",
    "use_referral",
]
