"""A task, or another thing to be found, as the search sees it, and how well a query's words fit its phrases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul

from indgang.catalogue.search.lexicon import Position
from indgang.catalogue.search.text import Token, tokens
from indgang.catalogue.search.vocabulary import Learnt, Vocabulary, learnt

# title > the citizens' words > summary > steps > body
TITLE, WORDS, SUMMARY, BRING, STEPS, TOPIC, BODY = 1.0, 0.9, 0.45, 0.3, 0.25, 0.3, 0.2
PART = 0.6
# A long sentence says more than the phrase that it holds: how much of the phrase is said counts more.
RECALL = 0.4
BASE = 0.9
# Editors write the most telling words first: each later one counts a little less, to break ties.
LATER_WORD, MOST_LATER = 0.004, 15


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a thing, its weight, and where it stands: "title", "words", "summary", "step", "body" …

    `number` counts the pieces of the same place from 1.
    """

    text: str
    weight: float
    where: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """What a thing says in one language, before it is made searchable. `body` is all that it says beside."""

    title: str
    words: Sequence[str]
    summary: str
    bring: Sequence[str]
    steps: Sequence[str]
    topic: str
    body: Sequence[str] = ()

    def pieces(self) -> Iterator[Piece]:
        """Every text, the weightiest places first."""
        yield Piece(self.title, TITLE, "title")
        for place, text in enumerate(self.words):
            yield Piece(text, WORDS - LATER_WORD * min(place, MOST_LATER), "words", place + 1)
        yield Piece(self.summary, SUMMARY, "summary")
        for where, weight, texts in (("bring", BRING, self.bring), ("step", STEPS, self.steps)):
            yield from (Piece(text, weight, where, number) for number, text in enumerate(texts, start=1))
        yield Piece(self.topic, TOPIC, "topic")
        yield from (Piece(text, BODY, "body", number) for number, text in enumerate(self.body, start=1))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A title or a phrase that citizens say: each of its words, as a term and its parts, may be met by a query."""

    weight: float
    words: tuple[tuple[str, ...], ...]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A thing in one language: its terms, and its phrases."""

    terms: tuple[str, ...]
    phrases: tuple[Phrase, ...]


def read(source: Source, language: str) -> list[tuple[list[Token], float]]:
    """The words of every text with the text's weight."""
    return [(tokens(piece.text, language), piece.weight) for piece in source.pieces() if piece.text]


def lesson(pieces: Sequence[tuple[list[Token], float]]) -> Learnt:
    """What a vocabulary learns from the words of a thing."""
    return learnt([(words, weight >= SUMMARY) for words, weight in pieces])


def make_document(
    pieces: Iterable[tuple[list[Token], float]], vocabulary: Vocabulary
) -> tuple[Document, dict[str, float]]:
    """A searchable document and the weight of each of its terms; the vocabulary must know all words by now."""
    weights: dict[str, float] = {}
    phrases: list[Phrase] = []
    for words, weight in pieces:
        telling = [word for word in words if not vocabulary.is_stop_word(word)] or words
        slots = [(word.term, *vocabulary.split(word)) for word in telling]
        for term, *parts in slots:
            _raise(weights, term, weight)
            for part in parts:
                _raise(weights, part, weight * PART)
        if weight > SUMMARY and slots:
            phrases.append(Phrase(weight, tuple(slots), frozenset(term for slot in slots for term in slot)))
    return Document(tuple(weights), tuple(phrases)), weights


def _raise(weights: dict[str, float], term: str, weight: float) -> None:
    if weights.get(term, 0.0) < weight:
        weights[term] = weight


class Asked:
    """The words of a query, turned so that a phrase looks up its own terms among them."""

    def __init__(self, positions: Sequence[Position]) -> None:
        self.weights = [position.weight for position in positions]
        self.total = sum(self.weights)
        self.single: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self.together: list[tuple[int, tuple[str, ...], float]] = []
        terms: set[str] = set()
        for place, position in enumerate(positions):
            for choice in position.alternatives:
                terms.update(choice.terms)
                if len(choice.terms) == 1:
                    self.single[choice.terms[0]].append((place, choice.weight))
                else:
                    self.together.append((place, choice.terms, choice.weight))
        self.terms = frozenset(terms)


def closest(phrases: Iterable[Phrase], asked: Asked, vocabulary: Vocabulary) -> float:
    """How well the best phrase and the query cover each other, from 0 to 1."""
    best = 0.0
    for phrase in phrases:
        if phrase.weight > best and not asked.terms.isdisjoint(phrase.terms):
            best = max(best, _closeness(phrase, asked, vocabulary, best))
    return best


def several(weights: Sequence[float]) -> float:
    """The value of terms that belong together: full only when all are there."""
    together = sum(weights) / len(weights)
    return together if all(weights) else together * 0.5


def _closeness(phrase: Phrase, asked: Asked, vocabulary: Vocabulary, least: float) -> float:
    """How well a phrase and the query cover each other; 0 when it cannot be more than `least`."""
    said = [0.0] * len(asked.weights)
    filled = [0.0] * len(phrase.words)
    known = asked.single
    for slot, word in enumerate(phrase.words):
        worth = 1.0
        for term in word:
            if term in known:
                for place, sure in known[term]:
                    value = sure * worth
                    said[place] = max(said[place], value)
                    filled[slot] = max(filled[slot], value)
            worth = PART
    for place, terms, sure in asked.together:
        if not phrase.terms.isdisjoint(terms):
            said[place] = max(said[place], _meets_several(phrase, terms, sure, filled))
    recall = sum(map(mul, asked.weights, said)) / asked.total
    if not recall or phrase.weight * _mean(1.0, recall) <= least:
        return 0.0
    room = [vocabulary.rarity(word[0]) for word in phrase.words]
    precision = sum(map(mul, room, filled)) / (sum(room) or 1.0)
    return phrase.weight * _mean(precision, recall)


def _mean(precision: float, recall: float) -> float:
    """The weighted harmonic mean (van Rijsbergen's F)."""
    return (1 + RECALL) * precision * recall / (RECALL * precision + recall) if recall else 0.0


def _meets_several(phrase: Phrase, terms: Sequence[str], sure: float, filled: list[float]) -> float:
    """How well words that belong together are met; notes in `filled` which words of the phrase they meet."""
    met = []
    for term in terms:
        worth = 0.0
        for slot, word in enumerate(phrase.words):
            if term in word:
                worth = max(worth, 1.0 if term == word[0] else PART)
                filled[slot] = max(filled[slot], sure * worth)
        met.append(worth)
    return sure * several(met)
