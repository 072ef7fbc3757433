"""What others may ask about messages."""

from indgang.messaging.queries.log import message_card, message_log, message_trouble
from indgang.messaging.queries.rules import open_channels, rules_of
from indgang.messaging.queries.texts import kind_called, texts_in_force, words_of

__all__ = [
    "kind_called",
    "message_card",
    "message_log",
    "message_trouble",
    "open_channels",
    "rules_of",
    "texts_in_force",
    "words_of",
]
