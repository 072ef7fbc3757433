"""The index of one revision of the catalogue.

Words lead to candidates by arrays of weights; the phrases of the best candidates decide their order. The next index
is made out of the one before: what has not changed is shared.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from indgang.catalogue.search.documents import (
    TITLE,
    Asked,
    Document,
    Source,
    closest,
    lesson,
    make_document,
    read,
)
from indgang.catalogue.search.lexicon import INFLECTED, Lexicon, Position, Synonyms
from indgang.catalogue.search.postings import Postings
from indgang.catalogue.search.text import LANGUAGES, Token, tokens
from indgang.catalogue.search.vocabulary import Vocabulary

CANDIDATES = 32
# Below this the words met are not what was asked for: saying nothing is better ("opskrift på lagkage").
LEAST_SCORE = 0.3
# Of a long sentence less is met, because it says much that has nothing to do with the errand.
LEAST_OF_SENTENCE, SENTENCE = 0.22, 4
# How well query and phrase agree where the best answer is probably meant; and for a single word that no title has.
LEAST_AGREED, ALL_BUT_WHOLE = 0.5, 0.8
# A task found in the language that the page is not in counts a little less; read in a language that knows
# fewer of the query's words it counts much less.
OTHER_LANGUAGE = 0.93
FOREIGN = 0.6
# A number of KLE or FORM, or its beginning when nothing else is typed; and four or more digits of a phone.
_NUMBER = re.compile(r"(?<![\d.])\d\d(?:\.\d\d){1,5}(?![\d.])|^\s*\d\d\.(?:\d\d?\.?\d?)?\s*$")
_PHONE = re.compile(r"(?<![\d.])\d(?:[ ]?\d){3,}(?![\d.])")

NO_SYNONYMS = Synonyms()

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing to be found as the index keeps it, a task when nothing else is said; texts by language.

    `task_id` is its id among its kind. `numbers` (of FORM, a phone) find it as a KLE number does. Validity is in
    Danish days.
    """

    task_id: int
    code: str
    kle: str
    topic: str
    group: int
    sensitive: bool
    desk: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    kind: str = "task"
    url: str = ""
    phone: str = ""
    numbers: tuple[str, ...] = ()
    parent: int = 0
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def key(self) -> Key:
        """What it is known by in the index."""
        return self.kind, self.task_id


@dataclass(frozen=True, slots=True)
class Match:
    """What was found, how well it fits from 0 to 1, and what the query meant in the language that found it."""

    entry: Entry
    score: float
    language: str = ""
    positions: tuple[Position, ...] = ()
    number: str = ""


Thing = tuple[Entry, Mapping[str, Source]]


class _Side:
    """The index in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.vocabulary = Vocabulary(language)
        self.lexicon = Lexicon(self.vocabulary, NO_SYNONYMS)
        self.postings = Postings()
        self.documents: dict[int, Document] = {}

    def changed(
        self,
        gone: Mapping[int, Source],
        come: Mapping[int, Source],
        sources: Mapping[int, Source],
        synonyms: Synonyms,
    ) -> "_Side":
        """The next one: without the documents at the places in `gone`, with those in `come`; `sources` are all."""
        other = _Side(self.language)
        other.documents = self.documents.copy()
        other.vocabulary = vocabulary = self.vocabulary.copy()
        if synonyms is not self.lexicon.synonyms:
            vocabulary.know(Lexicon.words_of(synonyms, self.language))
        for source in gone.values():
            vocabulary.forget(lesson(read(source, self.language)))
        fresh = {place: read(source, self.language) for place, source in come.items()}
        for pieces in fresh.values():
            vocabulary.learn(lesson(pieces))
        moved = vocabulary.settle()
        other.lexicon = Lexicon(vocabulary, synonyms, self.lexicon)
        places = {int(at) for form in moved for at in self._with_form(form)}
        for place in places - fresh.keys() - gone.keys():
            fresh[place] = read(sources[place], self.language)
        before = {place: self.documents[place].terms for place in {*gone, *fresh} if place in self.documents}
        weights: dict[int, dict[str, float]] = {}
        for place in gone.keys() - fresh.keys():
            other.documents.pop(place, None)
        for place, pieces in fresh.items():
            other.documents[place], weights[place] = make_document(pieces, vocabulary)
        other.postings = self.postings.changed(before, weights)
        return other

    def _with_form(self, form: str) -> Iterable[int]:
        term = self.vocabulary.term_of(form)
        return self.postings.places(term) if term is not None else ()


class Index:
    """Everything that a search needs, never changed once built; safe to use from many threads."""

    def __init__(self, token: str, things: Iterable[Thing], synonyms: Mapping[str, Synonyms]) -> None:
        self.token = token
        self.synonyms = synonyms
        self._sides = {name: _Side(name) for name in LANGUAGES}
        self._things: dict[int, Thing] = {}
        self._places: dict[Key, int] = {}
        self._free: list[int] = []
        self._apply(list(things), ())

    def renewed(
        self,
        token: str,
        changed: Iterable[Thing],
        gone: Iterable[Key],
        synonyms: Mapping[str, Synonyms] | None = None,
    ) -> "Index":
        """The index at the next revision: with `changed`, new ones and others than before, and without `gone`."""
        other = Index(token, (), {})  # Empty: what follows is shared with this one, or made anew.
        other.synonyms = self.synonyms if synonyms is None else synonyms
        other._sides = self._sides
        other._things, other._places, other._free = (
            self._things.copy(),
            self._places.copy(),
            self._free.copy(),
        )
        other._apply(list(changed), gone)
        return other

    def _apply(self, changed: Sequence[Thing], gone: Iterable[Key]) -> None:
        out: dict[int, Thing] = {}
        come: dict[int, Thing] = {}
        for key in gone:
            place = self._places.pop(key, None)
            if place is not None:
                out[place] = self._things.pop(place)
                self._free.append(place)
        for thing in changed:
            key = thing[0].key
            if key in self._places:
                out[self._places[key]] = self._things[self._places[key]]
            else:
                self._places[key] = self._free.pop() if self._free else len(self._things)
            come[self._places[key]] = thing
            self._things[self._places[key]] = thing
        self._size = max(self._things, default=-1) + 1
        self._sides = {
            language: side.changed(
                _in(language, out),
                _in(language, come),
                _Sources(language, self._things),
                self._synonyms(language),
            )
            for language, side in self._sides.items()
        }
        self._by_code = {entry.code: place for place, (entry, _sources) in self._things.items() if entry.code}

    def _synonyms(self, language: str) -> Synonyms:
        return self.synonyms.get(language, NO_SYNONYMS)

    @property
    def entries(self) -> list[Entry]:
        """All that can be found."""
        return [entry for entry, _sources in self._things.values()]

    def sources(self, entry: Entry) -> Mapping[str, Source]:
        """The texts of an entry by language."""
        return self._things[self._places[entry.key]][1]

    def term_weight(self, entry: Entry, language: str, term: str) -> float:
        """How weightily an entry has a term, from 0 to 1."""
        return self._sides[language].postings.weight(term, self._places[entry.key])

    def parts_of(self, word: Token, language: str) -> tuple[str, ...]:
        """The terms of a compound's parts."""
        return self._sides[language].vocabulary.split(word)

    def find(self, query: str, language: str | None, limit: int) -> list[tuple[Entry, float]]:
        """What fits `query` (cleaned before), best first, with a score from 0 to 1."""
        return [(match.entry, match.score) for match in self.matches(query, language)[:limit]]

    def matches(self, query: str, language: str | None) -> list[Match]:
        """What fits `query` (cleaned before), best first; what is equal by group and code."""
        found: dict[int, Match] = self._by_number(query)
        weak: dict[int, Match] = {}
        fit, understood = self._languages_of(query)
        for asked, side in self._sides.items():
            handicap = fit[asked] * (1.0 if asked == (language or "da") else OTHER_LANGUAGE)
            if not handicap:
                continue
            positions = tuple(place for place in side.lexicon.positions(query, understood) if place.weight)
            least = LEAST_OF_SENTENCE if len(positions) >= SENTENCE else LEAST_SCORE
            for place, score in self._scored(side, positions):
                value = round(handicap * score, 4)
                known = found if value >= least else weak
                if value and (place not in known or value > known[place].score):
                    known[place] = Match(self._things[place][0], value, asked, positions)
        if not found:
            found = {place: match for place, match in weak.items() if self._says_all(place, match)}
        return sorted(found.values(), key=lambda match: (-match.score, match.entry.group, match.entry.code))

    def is_sure(self, match: Match) -> bool:
        """Whether the query and one phrase of the entry agree so well that it is probably what is meant; a single word
        that no title has must nearly be a phrase by itself.
        """
        if match.number:
            return True
        side = self._sides[match.language]
        phrases = side.documents[self._places[match.entry.key]].phrases
        asked = Asked(match.positions)
        agreed = closest(phrases, asked, side.vocabulary)
        if agreed < LEAST_AGREED or len(match.positions) > 1 or agreed >= ALL_BUT_WHOLE:
            return agreed >= LEAST_AGREED
        return closest([one for one in phrases if one.weight >= TITLE], asked, side.vocabulary) > 0

    def _says_all(self, place: int, match: Match) -> bool:
        """Whether a thing has every word of the query just so, be it only in its steps or its body."""
        postings = self._sides[match.language].postings
        return all(
            any(
                choice.weight >= INFLECTED and all(postings.weight(term, place) for term in choice.terms)
                for choice in position.alternatives
                if choice.how == "same"
            )
            for position in match.positions
        )

    def _scored(self, side: _Side, positions: Sequence[Position]) -> Iterator[tuple[int, float]]:
        """Half is how much of the query a thing covers anywhere, half how well a phrase of it and the query agree."""
        if not positions or not self._size:
            return
        covered = side.postings.covered(positions, self._size)
        some = np.flatnonzero(covered > 0)
        if len(some) > CANDIDATES:
            some = some[np.argpartition(-covered[some], CANDIDATES)[:CANDIDATES]]
        asked = Asked(positions)
        for place in some.tolist():
            phrases = side.documents[place].phrases
            yield place, 0.5 * float(covered[place]) + 0.5 * closest(phrases, asked, side.vocabulary)

    def _languages_of(self, query: str) -> tuple[dict[str, float], set[str]]:
        """How well the query reads in each language (the best is 1), and the words that one of them knows."""
        shares: dict[str, float] = {}
        understood: set[str] = set()
        for language, side in self._sides.items():
            words = tokens(query, language)
            known = {word.written for word in words if side.vocabulary.understands(word)}
            shares[language] = len(known) / max(1, len({word.written for word in words}))
            understood |= known
        best = max(shares.values())
        fit = {name: 1 - FOREIGN * (1 - share / best) if best else 1.0 for name, share in shares.items()}
        if any(_says_nothing(query, side.vocabulary) for side in self._sides.values()):
            fit = {name: value if shares[name] == 1 else 0.0 for name, value in fit.items()}
        return fit, understood

    def _by_number(self, query: str) -> dict[int, Match]:
        """What the query names by code, by number (also its beginning) or by the digits of a phone."""
        text = query.strip().lower()
        found = {}
        if text in self._by_code:
            place = self._by_code[text]
            found[place] = Match(self._things[place][0], 1.0, number=text)
        wanted = [number.strip() for number in _NUMBER.findall(text)]
        digits = [re.sub(r"\D", "", number) for number in _PHONE.findall(text)]
        if wanted or digits:
            for place, (entry, _sources) in self._things.items():
                number = next((one for one in wanted if _begins(entry, one)), "")
                number = number or next((one for one in digits if entry.phone and one in _digits(entry)), "")
                if number:
                    found[place] = Match(entry, 1.0, number=number)
        return found


def _begins(entry: Entry, number: str) -> bool:
    return any(own.startswith(number) for own in (entry.kle, *entry.numbers))


def _digits(entry: Entry) -> str:
    return re.sub(r"\D", "", entry.phone)


class _Sources(Mapping[int, Source]):
    """The texts of all things in one language, by place."""

    def __init__(self, language: str, things: Mapping[int, Thing]) -> None:
        self._language, self._things = language, things

    def __getitem__(self, place: int) -> Source:
        return self._things[place][1][self._language]

    def __iter__(self) -> Iterator[int]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)


def _in(language: str, things: Mapping[int, Thing]) -> dict[int, Source]:
    return {place: sources[language] for place, (_entry, sources) in things.items() if language in sources}


def _says_nothing(query: str, vocabulary: Vocabulary) -> bool:
    """Whether the query is nothing but stop words of the language ("og i på")."""
    return all(vocabulary.is_stop_word(word) for word in tokens(query, vocabulary.language))
