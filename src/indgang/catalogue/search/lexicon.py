"""The words that the catalogue knows in one language, and what a typed word may stand for among them."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indgang.catalogue.search.stopwords import ANY_STOP_WORD, NO_PARTS, STOP_WORDS
from indgang.catalogue.search.text import Token, distance, stem, tokens

# How sure one is that a typed word means a term, by how the two were brought together.
EXACT = 1.0
SYNONYM = 0.85
SPLIT = 0.75
JOINED = 0.95
CUT_SHORT = 0.6
PREFIX = 0.9
INFLECTED = 0.9
ONE_SLIP = 0.75
TWO_SLIPS = 0.55
# A slip in a short word, or in its first letter, is likelier to be another word ("kage" is no "klage").
SHORT_SLIP = {4: 0.7, 5: 0.85}
FIRST_LETTER = 0.85

# What a word that nobody here says weighs beside one that a single task has: it is likely to be what was asked
# for, so that the rest of "opskrift på lagkage" answers little.
UNKNOWN = 0.5

MOST_ALTERNATIVES = 24
SHORTEST_PART = 3
SHORTEST_COMPOUND = 7
SHORTEST_PREFIX = 3
SHORTEST_MISSPELT = 4
_ENDINGS = {"da": ("erne", "ene", "ens", "ers", "en", "et", "er", "ne", "n", "t", "r", "s"), "en": ("s",)}
_LINKS = ("", "s", "e", "es")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that together may be what was meant, and how surely."""

    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Position:
    """A word of the query: what it weighs (its rarity) and what it may mean."""

    weight: float
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words or phrases that mean the same, and words that also mean another, one way only."""

    groups: Sequence[Sequence[str]] = ()
    meanings: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Lexicon:
    """Vocabulary, rarity, compounds and synonyms of one language.

    Filled with `add`, then closed with `close`.
    """

    language: str
    synonyms: Synonyms
    frequency: Counter[str] = field(default_factory=Counter)
    _aside: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    _forms: dict[str, str] = field(default_factory=dict)
    _sorted: list[str] = field(default_factory=list)
    _by_pair: dict[str, list[str]] = field(default_factory=dict)
    _single: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    _several: dict[tuple[str, ...], set[tuple[str, ...]]] = field(default_factory=dict)
    _splits: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, words: Iterable[Token], telling: set[str]) -> None:
        """Learn the words of one document; `telling` are the terms of the texts that say what it is about.

        How rare a term is, is counted in those alone; only a term that no such text has is counted in the
        rest.
        """
        terms = set()
        for word in words:
            self._forms.setdefault(word.form, word.term)
            terms.add(word.term)
        self.frequency.update(telling)
        self._aside.update(terms - telling)
        self.documents += 1

    def close(self) -> None:
        """Make what lookups need. Nothing is added afterwards."""
        for term, count in self._aside.items():
            self.frequency.setdefault(term, count)
        self._learn_synonyms()
        self._sorted = sorted(self._forms)
        by_pair: defaultdict[str, list[str]] = defaultdict(list)
        for form in self._sorted:
            for pair in {form[place : place + 2] for place in range(len(form) - 1)}:
                by_pair[pair].append(form)
        self._by_pair = dict(by_pair)

    def knows(self, word: Token) -> bool:
        """Whether the catalogue has the word."""
        return word.term in self.frequency or word.form in self._forms

    def rarity(self, term: str) -> float:
        """How much a term tells: high for one that few tasks have."""
        count = self.frequency.get(term, 0)
        return math.log(1 + (self.documents - count + 0.5) / (count + 0.5))

    def is_stop_word(self, word: Token) -> bool:
        """Whether the word says nothing about the errand."""
        return word.written in STOP_WORDS[self.language]

    def _is_noise(self, word: Token) -> bool:
        """Whether it is a stop word, here or in another language of which this one has no such word."""
        return self.is_stop_word(word) or (word.written in ANY_STOP_WORD and word.form not in self._forms)

    def understands(self, word: Token) -> bool:
        """Whether the word is one of this language, as far as the catalogue knows it."""
        return self.is_stop_word(word) or self.knows(word)

    def split(self, word: Token) -> tuple[str, ...]:
        """The terms of a compound's two parts, when both are words of the catalogue; else of its hyphened
        parts.
        """
        if word.parts:
            return word.parts
        if word.form not in self._splits:
            self._splits[word.form] = self._split(word.form)
        return self._splits[word.form]

    def _split(self, form: str) -> tuple[str, ...]:
        if len(form) < SHORTEST_COMPOUND:
            return ()
        best: tuple[int, tuple[str, ...]] = (0, ())
        for cut in range(SHORTEST_PART, len(form) - SHORTEST_PART + 1):
            head = self._known_part(form[cut:])
            if head is None:
                continue
            for link in _LINKS:
                first = self._known_part(form[: cut - len(link)]) if form[:cut].endswith(link) else None
                if first is not None:
                    # The most even cut is the likeliest: two whole words rather than a word and an ending.
                    best = max(best, (min(cut - len(link), len(form) - cut), (first, head)))
                    break
        return best[1]

    def _known_part(self, part: str) -> str | None:
        if len(part) < SHORTEST_PART or part in STOP_WORDS[self.language] or part in NO_PARTS:
            return None
        term = self._forms.get(part) or stem(part, self.language)
        return term if term in self.frequency and len(term) >= SHORTEST_PART else None

    def positions(self, query: str, understood: Collection[str] = ()) -> list[Position]:
        """What the words of a query may mean, without stop words.

        Words in `understood` (as written) are words of another language, so no slip of the finger.
        """
        words = tokens(query, self.language)
        telling = [word for word in words if not self._is_noise(word)]
        whole = tuple(word.term for word in telling)
        joined = self._joined(words)
        last = words[-1] if words else None
        found = []
        for word in telling:
            choices = [*self._meanings(word, whole, joined)]
            if word is last or not self.knows(word):
                choices += self._with_synonyms(self._beginning_with(word.form))
            if not self.knows(word) and word.written not in understood:
                choices += self._with_synonyms(self._misspelt(word.form))
            found.append(self._position(word, choices))
        return found

    def _meanings(
        self, word: Token, whole: tuple[str, ...], joined: dict[str, Alternative]
    ) -> Iterable[tuple[tuple[str, ...], float]]:
        if word.term in self.frequency:
            is_whole = word.form in self._forms or 2 * len(word.term) >= len(word.form)
            yield (word.term,), EXACT if is_whole else CUT_SHORT
        elif uninflected := self._uninflected(word.form):
            yield (uninflected,), INFLECTED
        for terms in self._synonyms_of(word.term, whole):
            yield terms, SYNONYM
        if word.form in joined:
            yield from self._with_synonyms([(joined[word.form].terms, joined[word.form].weight)])
        if parts := self.split(word):
            yield parts, SPLIT

    def _uninflected(self, form: str) -> str | None:
        """The term of a word with an ending that the stemmer leaves ("sneen", "caféer")."""
        for ending in _ENDINGS.get(self.language, ()):
            known = self._forms.get(form.removesuffix(ending))
            if known is not None and known in self.frequency and len(form) - len(ending) >= SHORTEST_PART:
                return known
        return None

    def _with_synonyms(
        self, choices: Iterable[tuple[tuple[str, ...], float]]
    ) -> Iterable[tuple[tuple[str, ...], float]]:
        """Single terms, and what each of them also means."""
        for terms, weight in choices:
            if terms[0] in self.frequency:
                yield terms, weight
            for others in self._single.get(terms[0], ()):
                yield others, weight * SYNONYM

    def _position(self, word: Token, choices: Iterable[tuple[tuple[str, ...], float]]) -> Position:
        found: dict[tuple[str, ...], float] = {}
        for terms, weight in choices:
            found[terms] = max(found.get(terms, 0.0), weight)
        best = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_ALTERNATIVES]
        alternatives = tuple(Alternative(terms, weight) for terms, weight in best)
        return Position(self._weight(word, alternatives), alternatives)

    def _weight(self, word: Token, alternatives: Sequence[Alternative]) -> float:
        if not alternatives:
            return 0.0 if word.form.isdigit() else UNKNOWN * self.rarity("")
        if word.term in self.frequency:
            return self.rarity(word.term)
        return max(self.rarity(term) for term in alternatives[0].terms)

    def _joined(self, words: Sequence[Token]) -> dict[str, Alternative]:
        """Words written apart that the catalogue writes together ("mit id", "bygge tilladelse")."""
        found: dict[str, Alternative] = {}
        for one, other in pairwise(words):
            together = one.form + other.form
            term = next(filter(None, (self._written_together(one, link, other) for link in _LINKS)), None)
            if term is not None and len(together) >= 5:
                for word in (one, other):
                    found[word.form] = Alternative((term,), JOINED)
        return found

    def _written_together(self, one: Token, link: str, other: Token) -> str | None:
        """The term of the word that two words make ("køre kortet" as "kørekort"), if it is one."""
        form = one.form + link + other.form
        if form in self._forms:
            return self._forms[form]
        term = stem(form, self.language)
        is_both = len(term) >= max(len(one.form) + SHORTEST_PART, SHORTEST_COMPOUND)
        return term if is_both and term in self.frequency else None

    def _beginning_with(self, form: str) -> Iterable[tuple[tuple[str, ...], float]]:
        if len(form) < SHORTEST_PREFIX:
            return
        place = bisect_left(self._sorted, form)
        for known in self._sorted[place : place + 200]:
            if not known.startswith(form):
                break
            if known != form:
                yield (self._forms[known],), PREFIX * (0.8 + 0.2 * len(form) / len(known))

    def _misspelt(self, form: str) -> Iterable[tuple[tuple[str, ...], float]]:
        if len(form) < SHORTEST_MISSPELT:
            return
        most = 1 if len(form) < 8 else 2
        pairs = {form[place : place + 2] for place in range(len(form) - 1)}
        shared: Counter[str] = Counter()
        for pair in pairs:
            shared.update(self._by_pair.get(pair, ()))
        least = max(1, len(pairs) - 2 * most - 1)
        for known, count in shared.items():
            if count >= least and abs(len(known) - len(form)) <= most:
                slips = distance(form, known, most)
                if slips <= most:
                    sure = (ONE_SLIP if slips == 1 else TWO_SLIPS) * SHORT_SLIP.get(len(form), 1.0)
                    yield (self._forms[known],), sure * (1.0 if known[0] == form[0] else FIRST_LETTER)

    def _learn_synonyms(self) -> None:
        """Learn what means the same, and the words themselves: they too are begun and misspelt."""
        for group in [*self.synonyms.groups, *self.synonyms.meanings.values()]:
            for token in (token for member in group for token in tokens(member, self.language)):
                if not self.is_stop_word(token):
                    self._forms.setdefault(token.form, token.term)
        for group in self.synonyms.groups:
            members = {self._terms(member) for member in group} - {()}
            for member in members:
                self._learn_synonym(member, members - {member})
        for meaning, words in self.synonyms.meanings.items():
            for word in words:
                self._learn_synonym(self._terms(word), {self._terms(meaning)})

    def _learn_synonym(self, member: tuple[str, ...], others: set[tuple[str, ...]]) -> None:
        if len(member) == 1:
            self._single.setdefault(member[0], set()).update(others)
        else:
            self._several.setdefault(member, set()).update(others)

    def _terms(self, text: str) -> tuple[str, ...]:
        words = tokens(text, self.language)
        return tuple(word.term for word in words if not self.is_stop_word(word)) or tuple(
            word.term for word in words
        )

    def _synonyms_of(self, term: str, whole: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        yield from self._single.get(term, ())
        for member, others in self._several.items():
            if term in member and set(member) <= set(whole):
                yield from others
