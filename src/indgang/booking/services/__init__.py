"""The commands of appointments. Keyword-only, one transaction each."""

from indgang.booking.services.arriving import Arrival, check_in, code_by_birth_date, mark_no_show, no_shows
from indgang.booking.services.booking import book, confirm, hold, release
from indgang.booking.services.changing import cancel, change
from indgang.booking.services.holders import Contact, erase_holders, holder_of
from indgang.booking.services.series import book_series
from indgang.booking.services.setup import (
    block,
    remove_resource,
    save_resource,
    set_hours,
    set_rules,
    set_task_rule,
    unblock,
)
from indgang.booking.services.waiting import (
    accept_earlier,
    ask_earlier,
    decline_earlier,
    offer_earlier,
    withdraw_wish,
)

__all__ = [
    "Arrival",
    "Contact",
    "accept_earlier",
    "ask_earlier",
    "block",
    "book",
    "book_series",
    "cancel",
    "change",
    "check_in",
    "code_by_birth_date",
    "confirm",
    "decline_earlier",
    "erase_holders",
    "hold",
    "holder_of",
    "mark_no_show",
    "no_shows",
    "offer_earlier",
    "release",
    "remove_resource",
    "save_resource",
    "set_hours",
    "set_rules",
    "set_task_rule",
    "unblock",
    "withdraw_wish",
]
