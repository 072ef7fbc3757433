"""What others may ask about messages."""

from indgang.messaging.queries.rules import Rules, open_channels, rules_of
from indgang.messaging.queries.texts import TextInForce, kind_called, texts_in_force, words_of

__all__ = [
    "Rules",
    "TextInForce",
    "kind_called",
    "open_channels",
    "rules_of",
    "texts_in_force",
    "words_of",
]
