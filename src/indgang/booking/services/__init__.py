"""The commands of appointments. Keyword-only, one transaction each."""

from indgang.booking.calendars.feeds import feed_file, make_feed, revoke_feed
from indgang.booking.calendars.linking import connect, disconnect, read_now, share
from indgang.booking.calendars.pushing import push_due
from indgang.booking.calendars.reading import read_link
from indgang.booking.calendars.visitors import forget_visitors
from indgang.booking.services.arriving import Arrival, check_in, mark_no_show, no_shows
from indgang.booking.services.booking import book, confirm, hold, release
from indgang.booking.services.changing import cancel, change
from indgang.booking.services.holders import Contact, erase_holders, holder_of
from indgang.booking.services.privacy import HeldAppointment, appointments_about, erase_holder
from indgang.booking.services.screening import come_on_screen, meet_on_screen
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
from indgang.booking.services.visiting import check_in_by_birth_date
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
    "HeldAppointment",
    "accept_earlier",
    "appointments_about",
    "ask_earlier",
    "block",
    "book",
    "book_series",
    "cancel",
    "change",
    "check_in",
    "check_in_by_birth_date",
    "come_on_screen",
    "confirm",
    "connect",
    "decline_earlier",
    "disconnect",
    "erase_holder",
    "erase_holders",
    "feed_file",
    "forget_visitors",
    "hold",
    "holder_of",
    "make_feed",
    "mark_no_show",
    "meet_on_screen",
    "no_shows",
    "offer_earlier",
    "push_due",
    "read_link",
    "read_now",
    "release",
    "remove_resource",
    "revoke_feed",
    "save_resource",
    "set_hours",
    "set_rules",
    "set_task_rule",
    "share",
    "unblock",
    "withdraw_wish",
]
