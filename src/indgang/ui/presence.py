"""How somebody stands, in words: "ledig", "optaget til 10.30 (møde)", "væk til mandag 8.00; stedfortræder Karim"."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indgang.core.presence import Presence, Standing
from indgang.organisation.queries import Helper
from indgang.ui.hours.wording import when

CHIPS = {
    Standing.FREE: "good",
    Standing.BUSY: "warn",
    Standing.AWAY: "bad",
    Standing.CLOSED: "quiet",
    Standing.UNKNOWN: "",
}


def standing_words(presence: Presence) -> str:
    """How somebody stands, and until when."""
    words = _with_end(presence) if presence.until else _plain(presence)
    return f"{words} ({presence.reason})" if presence.reason else words


def why(helper: Helper) -> str:
    """Why a helper stands where they do in the list."""
    words = standing_words(helper.presence)
    if helper.presence.standing is Standing.AWAY and helper.stand_in:
        return _("%(standing)s; deputy %(name)s") % {"standing": words, "name": helper.stand_in}
    return words


def chip(presence: Presence) -> str:
    """The colour of a presence."""
    return CHIPS[presence.standing]


def _with_end(presence: Presence) -> str:
    words = {
        Standing.FREE: _("free until %(when)s"),
        Standing.BUSY: _("busy until %(when)s"),
        Standing.AWAY: _("away until %(when)s"),
        Standing.CLOSED: _("closed, opens %(when)s"),
        Standing.UNKNOWN: _("can be phoned until %(when)s"),
    }[presence.standing]
    return words % {"when": when(presence.until)}


def _plain(presence: Presence) -> str:
    return {
        Standing.FREE: pgettext("presence", "free"),
        Standing.BUSY: pgettext("presence", "busy"),
        Standing.AWAY: pgettext("presence", "away"),
        Standing.CLOSED: _("closed"),
        Standing.UNKNOWN: _("nobody has said"),
    }[presence.standing]
