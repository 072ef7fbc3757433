"""What went wrong with a calendar, as its owner reads it, and whether trying again by itself can help."""

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import Text

WORDS: dict[str, Text] = {
    "unreachable": _("The calendar's server cannot be reached just now. Indgang tries again by itself."),
    "no-answer": _("The calendar's server does not answer in time. Indgang tries again by itself."),
    "name-not-found": _("There is no server at this address. Check the address, letter by letter."),
    "certificate": _("The server's certificate is not valid, so nothing was sent. Ask your IT department."),
    "credentials": _("The user name or the password is not accepted. Write the password again."),
    "application": _(
        "Microsoft 365 does not accept Indgang. Your IT department must renew Indgang's secret there."
    ),
    "no-such-calendar": _(
        "There is no calendar at this address any more. Publish it again, and copy the new address."
    ),
    "not-a-calendar": _("What is at this address is no calendar. Copy the address of the calendar itself."),
    "not-an-address": _("This is not an address that can be opened. It begins with https://."),
    "inside": _(
        "This address lies inside the network that Indgang runs in. Your IT department must allow such addresses first."
    ),
    "unencrypted": _(
        "The address begins with http://, so the password would travel unprotected. Use https://."
    ),
    "too-large": _(
        "The calendar is larger than Indgang reads. Publish a part of it, such as the next six months."
    ),
    "several-calendars": _("There are several calendars here. Choose the one that Indgang is to use."),
    "read-only": _("This calendar can only be read."),
    "not-set-up": _("This kind of calendar is not set up here. Ask your IT department."),
    "conflict": _("The entry was changed at the same moment in the calendar. Indgang tries again by itself."),
    "unreadable": _("What was stored to open the calendar can no longer be read. Connect it again."),
    "failed": _("Something unexpected happened. Indgang tries again by itself; it is in the log."),
}
OTHER: Text = _("The calendar's server refuses. Ask your IT department what it says.")

# Nobody's password is tried again and again: some servers lock the account.
ENDS = frozenset(
    {"credentials", "unreadable", "not-set-up", "several-calendars", "unencrypted", "not-an-address"}
)


def in_words(reason: str) -> Text:
    """The sentence for the reason of a `CalendarError`; "" for none."""
    return WORDS.get(reason, OTHER) if reason else ""
