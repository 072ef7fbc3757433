"""The words that the catalogue has in one language: how rare each is, and what compounds are made of.

A vocabulary grows and shrinks with the documents, so that one changed task costs little.
"""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indgang.catalogue.search.stopwords import ANY_STOP_WORD, FOREIGN_STOP_WORDS, NO_PARTS, STOP_WORDS
from indgang.catalogue.search.text import Token, distance, stem
from indgang.catalogue.search.words import WordList, word_list

SHORTEST_PART = 3
SHORTEST_COMPOUND = 7
# A part that only the word list knows must be longer: short ones are found by chance.
SHORTEST_LISTED = 4
# So many new terms may be in any word: all compounds are then taken apart again.
MOST_CHANGED = 200
MOST_BEGUN = 200
MOST_MISSPELT = 60
_LINKS = ("", "s", "e", "es")
# Known words of so few documents may be slips.
RARE = 4
# How much a document counts that has a term only in its body: words that every body has tell little.
ASIDE = 0.1


@dataclass(frozen=True, slots=True)
class Learnt:
    """What one document teaches: its words, and the terms of the texts that say what it is about."""

    forms: dict[str, str]
    telling: frozenset[str]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Split:
    """The two words of a compound, and the terms of those that the catalogue has."""

    forms: tuple[str, ...]
    terms: tuple[str, ...]


WHOLE = Split((), ())


@dataclass(frozen=True, slots=True)
class _Spelling:
    """The known words in order, and which of them have a pair of letters, by place."""

    forms: list[str]
    lengths: npt.NDArray[np.int32]
    by_pair: dict[str, npt.NDArray[np.int32]]


class Vocabulary:
    """Words, rarity and compounds. Learn and forget documents, then `settle`; after that it only answers."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.documents = 0
        self.listed: WordList = word_list(language)
        self._telling: Counter[str] = Counter()
        self._anywhere: Counter[str] = Counter()
        self._forms: dict[str, str] = {}
        self._uses: Counter[str] = Counter()
        self._extra: dict[str, str] = {}
        self._splits: dict[str, Split] = {}
        self._rarities: dict[str, float] = {}
        self._spelling = _Spelling([], np.zeros(0, np.int32), {})
        self._changed: set[str] = set()
        self._is_respelt = True

    def copy(self) -> "Vocabulary":
        """One that can learn and forget without touching this one."""
        other = Vocabulary(self.language)
        other.documents = self.documents
        other._telling, other._anywhere = self._telling.copy(), self._anywhere.copy()
        other._forms, other._uses, other._extra = self._forms.copy(), self._uses.copy(), self._extra
        other._splits, other._spelling, other._is_respelt = self._splits.copy(), self._spelling, False
        return other

    def learn(self, document: Learnt) -> None:
        """Count a document's words in."""
        self.documents += 1
        self._telling.update(document.telling)
        self._changed.update(term for term in document.terms if not self._anywhere[term])
        self._anywhere.update(document.terms)
        self._uses.update(document.forms.keys())
        for form, term in document.forms.items():
            if form not in self._forms:
                self._forms[form], self._is_respelt = term, True

    def forget(self, document: Learnt) -> None:
        """Count a document's words out again."""
        self.documents -= 1
        for counter, words in ((self._telling, document.telling), (self._anywhere, document.terms)):
            for term in words:
                counter[term] -= 1
                if counter[term] <= 0:
                    del counter[term]
        self._changed.update(term for term in document.terms if term not in self._anywhere)
        for form in document.forms:
            self._uses[form] -= 1
            if self._uses[form] <= 0:
                del self._uses[form]
                if form not in self._extra:
                    del self._forms[form]
                    self._is_respelt = True

    def know(self, words: Iterable[Token]) -> None:
        """Also know these words, of the synonyms: they too are begun and misspelt."""
        for form in self._extra:
            if form not in self._uses:
                self._forms.pop(form, None)
        self._extra = {word.form: word.term for word in words}
        for form, term in self._extra.items():
            self._forms.setdefault(form, term)
        self._is_respelt = True

    def settle(self) -> set[str]:
        """Make ready to answer; gives the forms known before whose parts are others now."""
        self._rarities = {}
        moved: set[str] = set()
        terms = {term for term in self._changed if len(term) >= SHORTEST_PART}
        self._changed = set()
        if self._splits and terms:
            for form in _containing(self._splits, terms):
                before = self._splits.pop(form)
                if form in self._uses and self._split_form(form) != before:
                    moved.add(form)
        if self._is_respelt:
            self._spelling = _spelling_of(self._forms)
            self._is_respelt = False
        return moved

    def term_of(self, form: str) -> str | None:
        """The term of a word that is known as it is written."""
        return self._forms.get(form)

    def has(self, term: str) -> bool:
        """Whether any document has the term."""
        return term in self._anywhere

    def knows(self, word: Token) -> bool:
        """Whether the catalogue has the word."""
        return word.term in self._anywhere or word.form in self._forms

    def rarity(self, term: str) -> float:
        """How much a term tells: high for one that few documents have."""
        known = self._rarities.get(term)
        if known is None:
            known = self._rarities[term] = self._rarity(term)
        return known

    def _rarity(self, term: str) -> float:
        telling = self._telling.get(term, 0)
        anywhere = self._anywhere.get(term, 0)
        count = telling + ASIDE * (anywhere - telling) if telling else anywhere
        return math.log(1 + (self.documents - count + 0.5) / (count + 0.5))

    def is_rare(self, word: Token) -> bool:
        """Whether so few have the word that it may as well be a slip for another."""
        return self._anywhere.get(word.term, 0) <= RARE

    def is_stop_word(self, word: Token) -> bool:
        """Whether the word says nothing about the errand."""
        return word.written in STOP_WORDS[self.language]

    def is_noise(self, word: Token) -> bool:
        """Whether it is a stop word, here or in another language of which this one has no such word."""
        return (
            self.is_stop_word(word)
            or self._is_foreign(word)
            or (word.written in ANY_STOP_WORD and word.form not in self._forms)
        )

    def understands(self, word: Token) -> bool:
        """Whether the word is one of this language, as far as the catalogue knows it."""
        return self.is_stop_word(word) or (self.knows(word) and not self._is_foreign(word))

    def _is_foreign(self, word: Token) -> bool:
        return word.written in FOREIGN_STOP_WORDS[self.language]

    def split(self, word: Token) -> tuple[str, ...]:
        """The terms of a compound's parts that the catalogue has: both, or one when the word list has the other.

        Of a hyphened word its parts.
        """
        return word.parts or self._split_form(word.form).terms

    def apart(self, word: Token) -> tuple[str, ...]:
        """The two words that a compound is made of, also when the catalogue has but one of them; else nothing."""
        return () if word.parts else self._split_form(word.form).forms

    def base(self, form: str) -> str | None:
        """The term of a word's base form in the word list, when the catalogue has that."""
        base = self.listed.base(form)
        term = self._forms.get(base) or stem(base, self.language)
        return term if term in self._anywhere else None

    def beginning_with(self, form: str) -> Iterator[tuple[str, float]]:
        """The terms of words that begin so, with the share of each that is typed."""
        forms = self._spelling.forms
        place = bisect_left(forms, form)
        for known in forms[place : place + MOST_BEGUN]:
            if not known.startswith(form):
                break
            if known != form:
                yield self._forms[known], len(form) / len(known)

    def like(self, form: str, most: int) -> Iterator[tuple[str, str, int]]:
        """Known words within `most` slips: the word, its term, the number of slips."""
        spelling = self._spelling
        pairs = {form[place : place + 2] for place in range(len(form) - 1)}
        places = [spelling.by_pair[pair] for pair in pairs if pair in spelling.by_pair]
        if not places:
            return
        counts = np.bincount(np.concatenate(places), minlength=len(spelling.forms))
        fits = (counts >= max(1, len(pairs) - 2 * most - 1)) & (abs(spelling.lengths - len(form)) <= most)
        found = np.flatnonzero(fits)
        if len(found) > MOST_MISSPELT:
            found = found[np.argsort(-counts[found], kind="stable")[:MOST_MISSPELT]]
        for place in found:
            known = spelling.forms[place]
            slips = distance(form, known, most)
            if slips <= most:
                yield known, self._forms[known], slips

    def _split_form(self, form: str) -> Split:
        if form not in self._splits:
            self._splits[form] = self._split(form) if len(form) >= SHORTEST_COMPOUND else WHOLE
        return self._splits[form]

    def _split(self, form: str) -> Split:
        best: tuple[int, int, Split] = (0, 0, WHOLE)
        for cut in range(SHORTEST_PART, len(form) - SHORTEST_PART + 1):
            head = self._known_part(form[cut:])
            for link in _LINKS:
                end = cut - len(link)
                if not form[:cut].endswith(link) or end < SHORTEST_PART:
                    continue
                first = self._known_part(form[:end])
                forms, evenness = (form[:end], form[cut:]), min(end, len(form) - cut)
                # The most even cut is the likeliest: two whole words rather than a word and an ending.
                if first is not None and head is not None:
                    best = max(best, (2, evenness, Split(forms, (first, head))), key=_how_likely)
                elif (
                    best[0] < 2
                    and evenness >= max(SHORTEST_LISTED, best[1] + 1)
                    and (first is None) != (head is None)
                    and self._is_listed_part(forms[0] if first is None else forms[1])
                ):
                    best = 1, evenness, Split(forms, (first or head or "",))
        return best[2]

    def _known_part(self, part: str) -> str | None:
        if len(part) < SHORTEST_PART or part in STOP_WORDS[self.language] or part in NO_PARTS:
            return None
        term = self._forms.get(part) or stem(part, self.language)
        return term if term in self._anywhere and len(term) >= SHORTEST_PART else None

    def _is_listed_part(self, part: str) -> bool:
        return part not in NO_PARTS and part not in STOP_WORDS[self.language] and self.listed.has(part)


def _how_likely(cut: tuple[int, int, Split]) -> tuple[int, int]:
    return cut[0], cut[1]


def _containing(forms: Iterable[str], terms: set[str]) -> list[str]:
    """The forms that have one of the terms in them."""
    if len(terms) > MOST_CHANGED:
        return list(forms)
    has = re.compile("|".join(map(re.escape, sorted(terms)))).search
    return [form for form in forms if has(form)]


def _spelling_of(known: Iterable[str]) -> _Spelling:
    forms = sorted(known)
    by_pair: defaultdict[str, list[int]] = defaultdict(list)
    for place, form in enumerate(forms):
        for pair in {form[at : at + 2] for at in range(len(form) - 1)}:
            by_pair[pair].append(place)
    arrays = {pair: np.array(places, np.int32) for pair, places in by_pair.items()}
    return _Spelling(forms, np.array([len(form) for form in forms], np.int32), arrays)


def learnt(words: Sequence[tuple[Sequence[Token], bool]]) -> Learnt:
    """What a document teaches: its texts as words, each with whether it says what the document is about."""
    forms: dict[str, str] = {}
    telling: set[str] = set()
    for tokens, tells in words:
        for word in tokens:
            forms.setdefault(word.form, word.term)
            if tells:
                telling.add(word.term)
    return Learnt(forms, frozenset(telling), frozenset(forms.values()))
