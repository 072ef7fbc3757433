"""What the words of a query may mean among the words of the catalogue, in one language."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from indgang.catalogue.search.stopwords import EVERYDAY
from indgang.catalogue.search.text import Token, stem, tokens
from indgang.catalogue.search.vocabulary import SHORTEST_COMPOUND, SHORTEST_PART, Vocabulary

# How sure one is that a typed word means a term, by how the two were brought together.
EXACT = 1.0
SYNONYM = 0.85
MEANING = 0.8
SPLIT = 0.75
PARTLY = 0.5
APART = 0.75
JOINED = 0.95
CUT_SHORT = 0.6
PREFIX = 0.9
INFLECTED = 0.9
ONE_SLIP = 0.75
TWO_SLIPS = 0.55
# A slip in a short word, or in its first letter, is likelier to be another word ("kage" is no "klage"), and so is
# one in a word that is a real one as it stands.
SHORT_SLIP = {4: 0.7, 5: 0.85}
FIRST_LETTER = 0.85
REAL_WORD = 0.6

# What a word that nobody here says weighs beside one that a single task has: it is likely to be what was asked
# for, so that the rest of "opskrift på lagkage" answers little.
UNKNOWN = 0.5
# What words weigh that every conversation has, whatever it is about.
COMMON = 0.7

MOST_ALTERNATIVES = 24
SHORTEST_PREFIX = 3
SHORTEST_MISSPELT = 4
_ENDINGS = {"da": ("erne", "ene", "ens", "ers", "en", "et", "er", "ne", "n", "t", "r", "s"), "en": ("s",)}
_LINKS = ("", "s", "e", "es")

Terms = tuple[str, ...]
Choice = tuple[Terms, float, str]
# What a word also means, and how surely.
Meanings = dict[Terms, float]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that together may be what was meant, how surely, and how they were come by.

    `how` is "same", "synonym", "spelling", "begun" or "compound".
    """

    terms: Terms
    weight: float
    how: str = "same"


@dataclass(frozen=True, slots=True)
class Position:
    """A word of the query: what it weighs (its rarity), what it may mean, and as it was written."""

    weight: float
    alternatives: tuple[Alternative, ...]
    written: str = ""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words or phrases that mean the same, and words that also mean another, one way only."""

    groups: Sequence[Sequence[str]] = ()
    meanings: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Expression:
    """Words that mean something only as they stand together ("kan ikke finde")."""

    terms: Terms
    meanings: Meanings


class Lexicon:
    """Reads queries with a vocabulary and synonyms."""

    def __init__(self, vocabulary: Vocabulary, synonyms: Synonyms, known: "Lexicon | None" = None) -> None:
        """Learn the synonyms, or share what `known` has learnt of the same ones."""
        self.vocabulary = vocabulary
        self.language = vocabulary.language
        self.synonyms = synonyms
        self._single: defaultdict[str, Meanings] = defaultdict(dict)
        self._several: defaultdict[str, list[tuple[Terms, Meanings]]] = defaultdict(list)
        self._expressions: defaultdict[str, list[_Expression]] = defaultdict(list)
        if known is not None and known.synonyms is synonyms:
            self._single, self._several, self._expressions = known.learnt
        else:
            self._learn_all()

    @property
    def learnt(
        self,
    ) -> tuple[
        defaultdict[str, Meanings],
        defaultdict[str, list[tuple[Terms, Meanings]]],
        defaultdict[str, list[_Expression]],
    ]:
        """What the synonyms say, by single words, by words together, and by the first word of expressions."""
        return self._single, self._several, self._expressions

    def _learn_all(self) -> None:
        for group in self.synonyms.groups:
            members = {member: self._terms(member) for member in group}
            for member, terms in members.items():
                others = {other for other in members.values() if other and other != terms}
                self._learn(member, dict.fromkeys(others, SYNONYM))
        for meaning, words in self.synonyms.meanings.items():
            for word in words:
                self._learn(word, {self._terms(meaning): MEANING})

    @staticmethod
    def words_of(synonyms: Synonyms, language: str) -> list[Token]:
        """Every word of the synonyms."""
        texts = (text for group in [*synonyms.groups, *synonyms.meanings.values()] for text in group)
        return [token for text in texts for token in tokens(text, language)]

    def positions(self, query: str, understood: Collection[str] = ()) -> list[Position]:
        """What the words of a query may mean, without stop words.

        Words in `understood` (as written) are words of another language, so no slip of the finger.
        """
        words = tokens(query, self.language)
        telling = [word for word in words if not self.vocabulary.is_noise(word)]
        whole = frozenset(word.term for word in telling)
        joined = self._joined(words)
        said, alone = self._said(words)
        found: list[Position] = []
        for word in telling:
            choices = [*self._meanings(word, whole, joined)]
            choices += [(terms, sure, "synonym") for terms, sure in said.get(word.form, {}).items()]
            known = self.vocabulary.knows(word)
            if word is words[-1] or not known:
                choices += self._with_synonyms(self._begun(word.form))
            if word.written not in understood or self.vocabulary.is_rare(word):
                choices += self._with_synonyms(self._misspelt(word.form))
            parts = () if known else self.vocabulary.apart(word)
            if word is words[-1] and not choices and not parts:
                choices += self._half_typed(word.form)
            if parts:
                found += self._apart(word, parts, choices)
            else:
                found.append(self._position(word, choices))
        found += [self._meant(terms, text) for terms, text in alone]
        return found

    def _apart(self, word: Token, parts: Sequence[str], choices: Sequence[Choice]) -> Iterator[Position]:
        """A compound that nobody here says, read as if it had been written in two words."""
        pieces = [Token(word.written, part, stem(part, self.language)) for part in parts]
        whole = frozenset(piece.term for piece in pieces)
        for piece in pieces:
            own = [
                (terms, sure * APART, "compound" if how == "same" else how)
                for terms, sure, how in self._meanings(piece, whole, {})
            ]
            position = self._position(piece, [*own, *choices])
            yield replace(position, weight=position.weight * APART)

    def _meant(self, meanings: Meanings, written: str) -> Position:
        alternatives = tuple(Alternative(terms, sure, "synonym") for terms, sure in sorted(meanings.items()))
        known = [term for terms in meanings for term in terms if self.vocabulary.has(term)]
        weight = COMMON * min(map(self.vocabulary.rarity, known), default=0.0)
        return Position(weight, alternatives, written)

    def _meanings(self, word: Token, whole: frozenset[str], joined: Mapping[str, str]) -> Iterator[Choice]:
        vocabulary = self.vocabulary
        if vocabulary.has(word.term):
            is_whole = vocabulary.term_of(word.form) is not None or 2 * len(word.term) >= len(word.form)
            yield (word.term,), EXACT if is_whole else CUT_SHORT, "same"
        elif uninflected := self._uninflected(word.form):
            yield (uninflected,), INFLECTED, "same"
        base = vocabulary.base(word.form)
        if base is not None and base != word.term:
            yield from self._with_synonyms([((base,), INFLECTED, "same")])
        for terms, sure in self._synonyms_of(word.term, whole):
            yield terms, sure, "synonym"
        if word.form in joined:
            yield from self._with_synonyms([((joined[word.form],), JOINED, "compound")])
        if parts := vocabulary.split(word):
            if len(parts) == 1:
                yield from self._with_synonyms([(parts, PARTLY, "compound")])
            else:
                yield parts, SPLIT, "compound"

    def _uninflected(self, form: str) -> str | None:
        """The term of a word with an ending that the stemmer leaves ("sneen", "caféer")."""
        for ending in _ENDINGS.get(self.language, ()):
            known = self.vocabulary.term_of(form.removesuffix(ending))
            if known is not None and self.vocabulary.has(known) and len(form) - len(ending) >= SHORTEST_PART:
                return known
        return None

    def _with_synonyms(self, choices: Iterable[Choice]) -> Iterator[Choice]:
        """Single terms, and what each of them also means."""
        for terms, weight, how in choices:
            if self.vocabulary.has(terms[0]):
                yield terms, weight, how
            for others, sure in self._single.get(terms[0], {}).items():
                yield others, weight * sure, "synonym"

    def _position(self, word: Token, choices: Iterable[Choice]) -> Position:
        found: dict[Terms, tuple[float, str]] = {}
        for terms, weight, how in choices:
            if weight > found.get(terms, (0.0, ""))[0]:
                found[terms] = weight, how
        best = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:MOST_ALTERNATIVES]
        alternatives = tuple(Alternative(terms, weight, how) for terms, (weight, how) in best)
        return Position(self._weight(word, alternatives), alternatives, word.written)

    def _weight(self, word: Token, alternatives: Sequence[Alternative]) -> float:
        rarity = self.vocabulary.rarity
        common = COMMON if word.written in EVERYDAY[self.language] else 1.0
        if not alternatives:
            return 0.0 if word.form.isdigit() else common * UNKNOWN * rarity("")
        if self.vocabulary.has(word.term):
            return common * rarity(word.term)
        return common * max(rarity(term) for term in alternatives[0].terms)

    def _joined(self, words: Sequence[Token]) -> dict[str, str]:
        """Words written apart that the catalogue writes together ("mit id", "bygge tilladelse")."""
        found: dict[str, str] = {}
        for one, other in pairwise(words):
            term = next(filter(None, (self._written_together(one, link, other) for link in _LINKS)), None)
            if term is not None and len(one.form) + len(other.form) >= 5:
                found[one.form] = found[other.form] = term
        return found

    def _written_together(self, one: Token, link: str, other: Token) -> str | None:
        """The term of the word that two words make ("køre kortet" as "kørekort"), if it is one."""
        form = one.form + link + other.form
        if (known := self.vocabulary.term_of(form)) is not None:
            return known
        term = stem(form, self.language)
        is_both = len(term) >= max(len(one.form) + SHORTEST_PART, SHORTEST_COMPOUND)
        return term if is_both and self.vocabulary.has(term) else None

    def _begun(self, form: str) -> Iterator[Choice]:
        if len(form) < SHORTEST_PREFIX:
            return
        is_other = not self.vocabulary.has(stem(form, self.language)) and self.vocabulary.listed.has(form)
        sure = PREFIX * (REAL_WORD if is_other else 1.0)
        for term, share in self.vocabulary.beginning_with(form):
            yield (term,), sure * (0.8 + 0.2 * share), "begun"

    def _half_typed(self, form: str) -> Iterator[Choice]:
        """The first word of a compound whose second has been begun, and what that may become."""
        for cut in range(len(form) - SHORTEST_PREFIX, SHORTEST_COMPOUND - SHORTEST_PREFIX, -1):
            first = self.vocabulary.term_of(form[:cut])
            if first is not None and self.vocabulary.has(first):
                yield (first,), PARTLY, "compound"
                for (second,), sure, _how in self._begun(form[cut:]):
                    yield (first, second), sure * SPLIT, "compound"
                return

    def _misspelt(self, form: str) -> Iterator[Choice]:
        if len(form) < SHORTEST_MISSPELT:
            return
        real = REAL_WORD if self.vocabulary.listed.has(form) else 1.0
        for known, term, slips in self.vocabulary.like(form, 1 if len(form) < 8 else 2):
            sure = (ONE_SLIP if slips <= 1 else TWO_SLIPS) * SHORT_SLIP.get(len(form), 1.0) * real
            yield (term,), sure * (1.0 if known[0] == form[0] else FIRST_LETTER), "spelling"

    def _learn(self, member: str, others: Meanings) -> None:
        words = tokens(member, self.language)
        terms = self._terms(member)
        if not terms or not others:
            return
        if len(words) > 1 and any(self.vocabulary.is_stop_word(word) for word in words):
            whole = tuple(word.term for word in words)
            self._expressions[whole[0]].append(_Expression(whole, others))
        elif len(terms) == 1:
            _add(self._single[terms[0]], others)
        else:
            for term in terms:
                self._several[term].append((terms, others))

    def _said(self, words: Sequence[Token]) -> tuple[dict[str, Meanings], list[tuple[Meanings, str]]]:
        """What expressions in the query mean: by their telling words, and those that are stop words throughout."""
        by_word: defaultdict[str, Meanings] = defaultdict(dict)
        alone: list[tuple[Meanings, str]] = []
        for start, first in enumerate(words):
            for expression in self._expressions.get(first.term, ()):
                matched = self._match(expression.terms, words[start:])
                telling = [word for word in matched if not self.vocabulary.is_noise(word)]
                for word in telling:
                    _add(by_word[word.form], expression.meanings)
                if matched and not telling:
                    alone.append((expression.meanings, " ".join(word.written for word in matched)))
        return by_word, alone

    def _match(self, terms: Terms, words: Sequence[Token]) -> list[Token]:
        """The words of an expression, between which one stop word may stand at a time ("kan jeg ikke finde")."""
        found: list[Token] = []
        is_gap = False
        for word in words:
            if word.term == terms[len(found)]:
                found.append(word)
                is_gap = False
                if len(found) == len(terms):
                    return found
            elif is_gap or not self.vocabulary.is_stop_word(word):
                return []
            else:
                is_gap = True
        return []

    def _terms(self, text: str) -> Terms:
        words = tokens(text, self.language)
        telling = tuple(word.term for word in words if not self.vocabulary.is_stop_word(word))
        return telling or tuple(word.term for word in words)

    def _synonyms_of(self, term: str, whole: frozenset[str]) -> Iterator[tuple[Terms, float]]:
        yield from self._single.get(term, {}).items()
        for member, others in self._several.get(term, ()):
            if whole.issuperset(member):
                yield from others.items()


def _add(known: Meanings, more: Meanings) -> None:
    for terms, sure in more.items():
        known[terms] = max(known.get(terms, 0.0), sure)
