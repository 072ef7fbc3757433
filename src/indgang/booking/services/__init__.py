"""The commands of appointments. Keyword-only, one transaction each."""

from indgang.booking.services.arriving import Arrival, check_in, mark_no_show, no_shows
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

__all__ = [
    "Arrival",
    "Contact",
    "block",
    "book",
    "book_series",
    "cancel",
    "change",
    "check_in",
    "confirm",
    "erase_holders",
    "hold",
    "holder_of",
    "mark_no_show",
    "no_shows",
    "release",
    "remove_resource",
    "save_resource",
    "set_hours",
    "set_rules",
    "set_task_rule",
    "unblock",
]
