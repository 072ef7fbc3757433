"""The commands of the second line. Keyword-only, one transaction each, compare-and-set under the row's lock."""

from indgang.followup.services.calling import close_call, note_call, tell_late
from indgang.followup.services.creating import create
from indgang.followup.services.promising import CallWish, choose_time, move_call, promise_call
from indgang.followup.services.question_sets import QuestionWish, may_write_questions, save_questions
from indgang.followup.services.receiving import accept, close, pass_on, put_back, return_to_desk
from indgang.followup.services.withdrawing import withdraw, withdraw_as_citizen

__all__ = [
    "CallWish",
    "QuestionWish",
    "accept",
    "choose_time",
    "close",
    "close_call",
    "create",
    "may_write_questions",
    "move_call",
    "note_call",
    "pass_on",
    "promise_call",
    "put_back",
    "return_to_desk",
    "save_questions",
    "tell_late",
    "withdraw",
    "withdraw_as_citizen",
]
