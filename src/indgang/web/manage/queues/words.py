"""Call rules as sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indgang.base.transfer import Record
from indgang.catalogue.queries import reach_word
from indgang.core.reach import Reach


def rule_sentences(rules: Iterable[tuple[str, str, int]]) -> list[str]:
    """Each rule of a profile as a sentence, in order."""
    return [_sentence(condition, letter, wait) for condition, letter, wait in rules]


def _sentence(condition: str, letter: str, wait: int) -> str:
    lane = _(" in lane %(letter)s") % {"letter": letter} if letter else ""
    after = _(", once they have waited %(minutes)d min.") % {"minutes": wait} if wait else "."
    sentences = {
        "due": _("Those whose appointment is due%(lane)s%(after)s"),
        "returned": _("Those who came back from another desk%(lane)s%(after)s"),
        "lane": _("Those who wait%(lane)s%(after)s"),
        "any": _("Anybody who waits%(lane)s%(after)s"),
    }
    return sentences[condition] % {"lane": lane, "after": after}


def profile_sentences(record: Record) -> list[str]:
    """What holds whatever the rules say."""
    found = [
        _("Who has waited more than %(minutes)d min. comes first, whatever the rules say.")
        % {"minutes": record["max_wait_minutes"]},
        _(
            "For every %(minutes)d min. of waiting a citizen rises one step of priority, so nobody is forgotten."
        )
        % {"minutes": record["ageing_minutes"]},
        _("An appointment may be called from %(minutes)d min. before its time.")
        % {"minutes": record["due_window_minutes"]},
    ]
    if record["min_reach"]:
        found.append(
            _("An officer is given only tasks that they may take as far as to %(reach)s.")
            % {"reach": reach_word(Reach(record["min_reach"]))}
        )
    return found
