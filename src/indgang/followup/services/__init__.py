"""The commands of the second line. Keyword-only, one transaction each, compare-and-set under the row's lock."""

from indgang.followup.services.asking import add_note, ask_citizen, mark_answer_seen
from indgang.followup.services.call_alarms import alarm_calls
from indgang.followup.services.calling import close_call, note_call, tell_late
from indgang.followup.services.citizen_papers import add_papers_as_citizen
from indgang.followup.services.creating import create
from indgang.followup.services.deciding import DecisionWish, decide
from indgang.followup.services.delivering import deliver_cases, try_again
from indgang.followup.services.erasing import ErasurePlan, erase_follow_up, erase_over, erasure_plan
from indgang.followup.services.escalating import escalate
from indgang.followup.services.preparing import (
    Saved,
    add_paper,
    prepare,
    remove_paper,
    save_case,
    throw_away,
)
from indgang.followup.services.promising import (
    CallWish,
    choose_time,
    move_call,
    promise_again,
    promise_call,
)
from indgang.followup.services.question_sets import QuestionWish, may_write_questions, save_questions
from indgang.followup.services.receiving import accept, close, pass_on, put_back, return_to_desk
from indgang.followup.services.rules import remove_rule, save_rule
from indgang.followup.services.sending import send
from indgang.followup.services.withdrawing import withdraw, withdraw_as_citizen

__all__ = [
    "CallWish",
    "DecisionWish",
    "ErasurePlan",
    "QuestionWish",
    "Saved",
    "accept",
    "add_note",
    "add_paper",
    "add_papers_as_citizen",
    "alarm_calls",
    "ask_citizen",
    "choose_time",
    "close",
    "close_call",
    "create",
    "decide",
    "deliver_cases",
    "erase_follow_up",
    "erase_over",
    "erasure_plan",
    "escalate",
    "mark_answer_seen",
    "may_write_questions",
    "move_call",
    "note_call",
    "pass_on",
    "prepare",
    "promise_again",
    "promise_call",
    "put_back",
    "remove_paper",
    "remove_rule",
    "return_to_desk",
    "save_case",
    "save_questions",
    "save_rule",
    "send",
    "tell_late",
    "throw_away",
    "try_again",
    "withdraw",
    "withdraw_as_citizen",
]
