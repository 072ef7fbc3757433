"""LIX, how hard a Danish text is to read.

C. H. Björnsson, *Läsbarhet*, Stockholm 1968: the words per sentence, and beside them the share in percent of words
longer than six letters. A sentence ends with a full stop, a question mark, an exclamation mark or a colon before a
space or the end, and with a line or an item of a list.
"""

import re
from dataclasses import dataclass

LONG_WORD = 7  # letters
VERY_LONG_WORD = 14  # letters; what is pointed out to who writes
MANY_WORDS = 20  # in a sentence; the same
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_END = re.compile(r"[.!?:]+(?=[\s\"”’)]|$)|\n+")
# The upper end of each level, after Björnsson.
LEVELS = ((25, "very easy"), (35, "easy"), (45, "middling"), (55, "hard"))
HARDEST = "very hard"


@dataclass(frozen=True, slots=True)
class Readability:
    """How hard a text is: its LIX, rounded, and what it is computed from."""

    lix: int
    words: int
    sentences: int
    long_words: int

    @property
    def level(self) -> str:
        """ "very easy" below 25, "easy" below 35, "middling" below 45, "hard" below 55, else "very hard"."""
        return next((word for end, word in LEVELS if self.lix < end), HARDEST)


def lix(text: str) -> Readability | None:
    """How hard `text` is to read; None without a word."""
    words = _WORD.findall(text)
    if not words:
        return None
    sentences = sum(1 for part in _END.split(text) if _WORD.search(part))
    long_words = sum(1 for word in words if _letters(word) >= LONG_WORD)
    value = len(words) / sentences + 100 * long_words / len(words)
    return Readability(round(value), len(words), sentences, long_words)


@dataclass(frozen=True, slots=True)
class HardParts:
    """What makes a text hard: its sentences of more than `MANY_WORDS` words, the longest first, each with how many it
    has; and its words of `VERY_LONG_WORD` letters or more, the longest first, each once.
    """

    sentences: tuple[tuple[str, int], ...]
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.sentences or self.words)


def hard_parts(text: str, *, most_sentences: int = 3, most_words: int = 8) -> HardParts:
    """The sentences and words of `text` that somebody who wants it easier would rewrite first."""
    counted = [(part.strip(), len(_WORD.findall(part))) for part in _END.split(text)]
    long_ones = sorted((one for one in counted if one[1] > MANY_WORDS), key=lambda one: -one[1])
    words = dict.fromkeys(word for word in _WORD.findall(text) if _letters(word) >= VERY_LONG_WORD)
    first = {word.casefold(): word for word in reversed(words)}
    by_length = sorted(first.values(), key=lambda word: -_letters(word))
    return HardParts(tuple(long_ones[:most_sentences]), tuple(by_length[:most_words]))


def _letters(word: str) -> int:
    return sum(1 for sign in word if sign.isalnum())
