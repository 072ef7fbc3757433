"""The commands of the second line. Keyword-only, one transaction each, compare-and-set under the row's lock."""

from indgang.followup.services.asking import add_note, ask_citizen, mark_answer_seen
from indgang.followup.services.creating import create
from indgang.followup.services.deciding import DecisionWish, decide
from indgang.followup.services.delivering import deliver_cases, try_again
from indgang.followup.services.escalating import escalate
from indgang.followup.services.preparing import (
    Saved,
    add_paper,
    prepare,
    remove_paper,
    save_case,
    throw_away,
)
from indgang.followup.services.receiving import accept, close, pass_on, put_back, return_to_desk
from indgang.followup.services.rules import remove_rule, save_rule
from indgang.followup.services.sending import send
from indgang.followup.services.withdrawing import withdraw, withdraw_as_citizen

__all__ = [
    "DecisionWish",
    "Saved",
    "accept",
    "add_note",
    "add_paper",
    "ask_citizen",
    "close",
    "create",
    "decide",
    "deliver_cases",
    "escalate",
    "mark_answer_seen",
    "pass_on",
    "prepare",
    "put_back",
    "remove_paper",
    "remove_rule",
    "return_to_desk",
    "save_case",
    "save_rule",
    "send",
    "throw_away",
    "try_again",
    "withdraw",
    "withdraw_as_citizen",
]
