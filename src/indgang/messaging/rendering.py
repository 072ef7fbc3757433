"""From a text with placeholders to what is sent."""

from collections.abc import Mapping

from indgang.core import sms
from indgang.core.placeholders import Value, filled
from indgang.messaging.kinds import Kind, Words
from indgang.messaging.models import LONGEST_SUBJECT, Channel


def written_out(
    kind: Kind,
    channel: str,
    language: str,
    words: Words,
    values: Mapping[str, Value],
    *,
    is_sensitive: bool = False,
) -> Words:
    """The text with the values put in. It never fails; of a sensitive errand SMS and subject name nothing."""
    discreet = _discreet(kind, language, values) if is_sensitive else values
    if channel == Channel.SMS:
        return Words(sms.plain(filled(words.body, discreet, lists=False)))
    subject = " ".join(filled(words.subject, discreet, lists=False).split())
    return Words(filled(words.body, values), subject[:LONGEST_SUBJECT])


def example(kind: Kind, channel: str, language: str, words: Words) -> Words:
    """The text with the examples put in."""
    values = {name: one.example[language] for name, one in kind.placeholders.items()}
    return written_out(kind, channel, language, words, values)


def _discreet(kind: Kind, language: str, values: Mapping[str, Value]) -> dict[str, Value]:
    kept = dict(values)
    for name, one in kind.placeholders.items():
        if one.instead is not None and name in kept:
            kept[name] = one.instead[language]
    return kept
