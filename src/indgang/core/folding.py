"""Danish text for search and for lists: folding, words, and alphabetical order.

Folding makes the ways of typing a word alike: case, æ/ø/å typed as ae/oe/aa, accents, full-width characters.
The alphabetical order is the Danish one (Retskrivningsordbogen; DS 377): a-z, æ, ø, å; aa counts as å, ä as
æ, ö and œ as ø, ü as y; numbers by their value and before letters. PostgreSQL's wheel has no Danish
collation, so lists are sorted here.
"""

import re
import unicodedata

_FOLDED = str.maketrans(
    {
        "æ": "ae",
        "ø": "oe",
        "å": "aa",
        "ä": "ae",
        "ö": "oe",
        "œ": "oe",
        "ß": "ss",
        "ð": "d",
        "đ": "d",
        "þ": "th",
        "ł": "l",
    }
)
_SORTED = str.maketrans(
    {"ä": "æ", "ö": "ø", "œ": "ø", "ü": "y", "ß": "ss", "ð": "d", "đ": "d", "þ": "th", "ł": "l"}
)
_ALPHABET = {letter: place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyzæøå")}
_OWN_LETTERS = frozenset("æøåäöü")
_TYPED_FOR_THEM = re.compile(r"a[ae]+|oe+")
_APOSTROPHES = re.compile(r"(?<=\w)['’`\u00b4](?=\w)")
_WORD = re.compile(r"\d+(?:[.]\d+)+|[^\W_]+")
_SORT_UNIT = re.compile(r"\d+|aa|[^\W\d_]|.", re.DOTALL)

_BLANK, _NUMBER, _LETTER, _FOREIGN = range(4)

SortKey = tuple[tuple[tuple[int, int], ...], bool, str, str, str]


def fold(text: str) -> str:
    """`text` as it is compared in search: fold("Ærø") == fold("aeroe"), fold("Café") == fold("CAFE")."""
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    return _without_accents(composed)


def plainest(text: str) -> str:
    """As `fold`, and æ, ø and å also as who has no such keys types a, o, a: "koerekort" and "korekort" are one."""
    return _TYPED_FOR_THEM.sub(lambda run: run[0][0], fold(text))


def tokenise(text: str) -> list[str]:
    """The folded words of `text` in order. Numbers with points stay one word ("23.03.04"), hyphens divide."""
    return _WORD.findall(_APOSTROPHES.sub("", fold(text)))


def danish_sort_key(text: str) -> SortKey:
    """A key that sorts as Danish lists do: word by word, æ before ä, a capital before its small letter.

    Blanks, hyphens and other marks divide words and count as one blank, so "by park" comes before "byfest".
    """
    composed = unicodedata.normalize("NFKC", text).strip()
    plain = "".join(
        char if char in _OWN_LETTERS else _without_accents(char) for char in composed.casefold()
    ).translate(_SORTED)
    units: list[tuple[int, int]] = []
    for unit in _SORT_UNIT.findall(plain):
        weight = _weight(unit)
        if weight != (_BLANK, 0) or (units and units[-1] != weight):
            units.append(weight)
    folded = composed.casefold()
    return tuple(units), plain != folded, folded, composed, text


def _weight(unit: str) -> tuple[int, int]:
    if unit[0].isdecimal():
        return _NUMBER, int(unit)
    if unit == "aa":
        return _LETTER, _ALPHABET["å"]
    if unit in _ALPHABET:
        return _LETTER, _ALPHABET[unit]
    return (_FOREIGN, ord(unit[0])) if unit[0].isalpha() else (_BLANK, 0)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in apart if not unicodedata.combining(char)))
