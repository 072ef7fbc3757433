"""From what people type to terms that can be compared.

A term is a stem in its plainest spelling: small letters, æ/ø/å and what people type for them (ae/oe/aa, or
just a/o) all alike. "Kørekortet", "koerekort" and "korekort" are one term.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import tantivy

from indgang.core import folding

LANGUAGES = ("da", "en")
LONGEST_QUERY = 400
MOST_TOKENS = 32
LONGEST_WORD = 40

_STEMMERS = {
    language: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    .filter(tantivy.Filter.stemmer(name))
    .build()
    for language, name in (("da", "danish"), ("en", "english"))
}
_WORD = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*")
_PUNCTUATION = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2019": "'", "\u00b4": "'"})
_NOUN_ENDINGS = {"da": ("ning", "ation")}
# Danish words, folded, whose last syllable the stemmer takes for an ending: "billet" is no "bil", "forening" no "for".
_WHOLE = re.compile(
    r"^(.*(?:billet|forening|lejlighed|indsigt|skifteret|stemmeret|nummer|billig|ledig))"
    r"(?:t?e[nrt]|t?er(?:ne)?|ste|hed|[est])?s?$"
)
_POSSESSIVE = re.compile(r"'s?$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: as it was written in small letters, its plain spelling, its term, and the terms of hyphened
    parts.
    """

    written: str
    form: str
    term: str
    parts: tuple[str, ...] = ()


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """The plainest spelling (see `core.folding.plainest`)."""
    return folding.plainest(word)


@lru_cache(maxsize=200_000)
def stem(form: str, language: str) -> str:
    """The term of a folded word. Danish nouns share that of their verb (flytning, flytter; reservation)."""
    if form.isdigit():
        return form
    if language == "da" and (whole := _WHOLE.match(form)):
        return whole[1]
    term = _stemmed(form, language)
    for ending in _NOUN_ENDINGS.get(language, ()):
        if term.endswith(ending) and len(term) >= len(ending) + 4:
            return _stemmed(_undoubled(term.removesuffix(ending)), language)
    return term


def _stemmed(form: str, language: str) -> str:
    """The stem of the stem until it stays: "internettet" and "internet" then meet."""
    term = form
    for _round in range(3):
        found: list[str] = _STEMMERS[language].analyze(term)
        if not found or found[0] == term or len(found[0]) < 3:
            break
        term = found[0]
    return term


def tokens(text: str, language: str) -> list[Token]:
    """The words of `text`, in order. Numbers of more than four digits are no words."""
    found = (_token(match[0], language) for match in _WORD.finditer(text.translate(_PUNCTUATION)))
    return [token for token in found if token is not None]


@lru_cache(maxsize=200_000)
def _token(word: str, language: str) -> Token | None:
    pieces = [fold(piece.replace("'", "")) for piece in _POSSESSIVE.sub("", word).split("-")]
    form = "".join(pieces)[:LONGEST_WORD]
    if not form or (form.isdigit() and len(form) > 4):
        return None
    parts = tuple(stem(piece, language) for piece in pieces) if len(pieces) > 1 else ()
    return Token(word.lower(), form, stem(form, language), parts)


def _undoubled(term: str) -> str:
    return term[:-1] if len(term) > 3 and term[-1] == term[-2] else term


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, else in Danish, else any, else empty."""
    return texts.get(language) or texts.get("da") or next(iter(texts.values()), "")


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be added, left out, changed or swapped; more than `most` is answered with `most`
    + 1.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, opposite in enumerate(other, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != opposite))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == opposite:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, previous = previous, current
    return min(previous[-1], most + 1)
