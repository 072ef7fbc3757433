"""The commands of the second line. Keyword-only, one transaction each, compare-and-set under the row's lock."""

from indgang.followup.services.creating import create
from indgang.followup.services.receiving import accept, close, pass_on, put_back, return_to_desk
from indgang.followup.services.withdrawing import withdraw, withdraw_as_citizen

__all__ = [
    "accept",
    "close",
    "create",
    "pass_on",
    "put_back",
    "return_to_desk",
    "withdraw",
    "withdraw_as_citizen",
]
