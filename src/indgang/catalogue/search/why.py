"""Why a hit is a hit: which words matched where, in a few short phrases for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from indgang.catalogue.search.documents import Piece, Source
from indgang.catalogue.search.index import Index, Match
from indgang.catalogue.search.lexicon import Alternative, Position
from indgang.catalogue.search.text import tokens

MOST_REASONS = 2
# Words of little weight explain nothing.
LEAST_SHARE = 0.25


def reasons(index: Index, match: Match) -> tuple[str, ...]:
    """The reasons, the weightiest first, in the active language; the texts named are in the language that matched."""
    if match.number:
        return (_by_number(match),)
    sources = index.sources(match.entry)
    if match.language not in sources:
        return ()
    found: dict[str, None] = {}
    met = sorted(_met(index, match), key=lambda item: -item[2])
    most = met[0][2] if met else 0.0
    places = _Places(index, match.language, sources)
    for position, choice, worth in met:
        place = places.of(choice.terms) if worth >= LEAST_SHARE * most else None
        if place is not None:
            found.setdefault(_sentence(position, choice, place, match.entry.kind))
        if len(found) >= MOST_REASONS:
            break
    return tuple(found)


def _met(index: Index, match: Match) -> Iterator[tuple[Position, Alternative, float]]:
    """What the words of the query were taken for in this entry, and what each was worth."""
    for position in match.positions:
        best: tuple[float, Alternative] | None = None
        for choice in position.alternatives:
            weights = [index.term_weight(match.entry, match.language, term) for term in choice.terms]
            value = choice.weight * sum(weights) / len(weights)
            if value and (best is None or value > best[0]):
                best = value, choice
        if best is not None:
            yield position, best[1], position.weight * best[0]


class _Places:
    """Where the terms of an entry stand; its texts are read once, as far as is needed."""

    def __init__(self, index: Index, language: str, sources: Mapping[str, Source]) -> None:
        self._index, self._language = index, language
        self._pieces = sources[language].pieces()
        self._seen: dict[str, tuple[Piece, str]] = {}

    def of(self, terms: Sequence[str]) -> tuple[Piece, str] | None:
        """The weightiest text with one of the terms, and the word of it that has the term."""
        while not (known := [self._seen[term] for term in terms if term in self._seen]):
            piece = next(self._pieces, None)
            if piece is None:
                return None
            for word in tokens(piece.text, self._language):
                for term in (word.term, *self._index.parts_of(word, self._language)):
                    self._seen.setdefault(term, (piece, word.written))
        return known[0]


def _sentence(position: Position, choice: Alternative, met: tuple[Piece, str], kind: str) -> str:
    piece, word = met
    place = _place(piece, kind)
    if choice.how == "spelling":
        return _("%(place)s (spelt almost like “%(word)s”)") % {"place": place, "word": word}
    if choice.how == "synonym":
        return _("%(place)s (“%(typed)s” is the same as “%(word)s”)") % {
            "place": place,
            "typed": position.written,
            "word": word,
        }
    return place if piece.where == "words" else _("%(place)s: %(word)s") % {"place": place, "word": word}


def _place(piece: Piece, kind: str) -> str:
    if piece.where == "words" and kind != "task":
        return _("Known as: %(words)s") % {"words": piece.text}
    if piece.where == "words":
        return _("The citizens' words: %(words)s") % {"words": piece.text}
    if piece.where == "step":
        return _("Step %(number)d") % {"number": piece.number}
    names = {
        "title": _("Title"),
        "summary": _("Summary"),
        "bring": _("What to bring"),
        "topic": _("Topic"),
        "body": _("Text"),
    }
    return names[piece.where]


def _by_number(match: Match) -> str:
    entry = match.entry
    if match.number == entry.code.lower():
        return _("Code %(code)s") % {"code": entry.code}
    if entry.phone and match.number.isdigit():
        return _("Phone %(phone)s") % {"phone": entry.phone}
    if entry.kind == "article":
        return _("FORM %(number)s") % {"number": _first(entry.numbers, match.number)}
    return _("KLE %(number)s") % {"number": _first((entry.kle, *entry.numbers), match.number)}


def _first(numbers: Iterable[str], wanted: str) -> str:
    return next((number for number in numbers if number.startswith(wanted)), wanted)
