"""'Did you mean': the nearest of the words that would have been right."""

import difflib
from collections.abc import Iterable

from django.utils.translation import gettext as _

LISTED = 12


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that is most like `word`, or None when none is alike."""
    by_folded = {option.casefold(): option for option in allowed}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """' Did you mean X?' with a leading blank, or nothing."""
    near = nearest(word, allowed)
    return " " + _("Did you mean “%(word)s”?") % {"word": near} if near else ""


def listed(allowed: Iterable[str]) -> str:
    """The allowed words as one enumeration, cut short when there are many."""
    words = list(allowed)
    shown = ", ".join(words[:LISTED])
    return shown if len(words) <= LISTED else shown + ", …"
