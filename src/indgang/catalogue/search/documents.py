"""A task as the search sees it, and how well a query fits it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from indgang.catalogue.search.lexicon import Lexicon, Position
from indgang.catalogue.search.text import Token, tokens

# title >> words >> summary >> steps
TITLE, WORDS, SUMMARY, BRING, STEPS, TOPIC = 1.0, 0.9, 0.45, 0.3, 0.25, 0.3
PART = 0.6
# Editors write the most telling words first: each later one counts a little less, to break ties.
LATER_WORD, MOST_LATER = 0.004, 15


@dataclass(frozen=True, slots=True)
class Source:
    """What a task says in one language, before it is made searchable."""

    title: str
    words: Sequence[str]
    summary: str
    bring: Sequence[str]
    steps: Sequence[str]
    topic: str

    def pieces(self) -> Iterable[tuple[str, float]]:
        """Every text with its weight."""
        yield self.title, TITLE
        yield from (
            (text, WORDS - LATER_WORD * min(place, MOST_LATER)) for place, text in enumerate(self.words)
        )
        yield self.summary, SUMMARY
        yield from ((text, BRING) for text in self.bring)
        yield from ((text, STEPS) for text in self.steps)
        yield self.topic, TOPIC


@dataclass(slots=True)
class Phrase:
    """A title or a phrase that citizens say: each of its words is a slot that a query may fill."""

    weight: float
    slots: list[float] = field(default_factory=list)
    places: dict[str, tuple[int, float]] = field(default_factory=dict)

    @property
    def terms(self) -> Iterable[str]:
        """The terms that fill a slot."""
        return self.places


@dataclass(slots=True)
class Document:
    """A task in one language: the weight of each of its terms, and its phrases."""

    terms: dict[str, float]
    phrases: list[Phrase]


def read(source: Source, language: str) -> list[tuple[list[Token], float]]:
    """The words of every text of a task with the text's weight."""
    return [(tokens(text, language), weight) for text, weight in source.pieces()]


def learn(pieces: Sequence[tuple[list[Token], float]], lexicon: Lexicon) -> None:
    """Teach the lexicon the words of a task."""
    telling = {word.term for words, weight in pieces if weight >= SUMMARY for word in words}
    lexicon.add((word for words, _weight in pieces for word in words), telling)


def make_document(pieces: Iterable[tuple[list[Token], float]], lexicon: Lexicon) -> Document:
    """A searchable document; the lexicon must know all words of all tasks by now."""
    document = Document({}, [])
    for words, weight in pieces:
        telling = [word for word in words if not lexicon.is_stop_word(word)] or words
        for word in telling:
            _raise(document.terms, word.term, weight)
            for part in lexicon.split(word):
                _raise(document.terms, part, weight * PART)
        if weight > SUMMARY and telling:
            document.phrases.append(_phrase(telling, weight, lexicon))
    return document


def _raise(terms: dict[str, float], term: str, weight: float) -> None:
    if terms.get(term, 0.0) < weight:
        terms[term] = weight


def _phrase(words: Sequence[Token], weight: float, lexicon: Lexicon) -> Phrase:
    phrase = Phrase(weight)
    for slot, word in enumerate(words):
        phrase.slots.append(lexicon.rarity(word.term))
        phrase.places[word.term] = (slot, 1.0)
        for part in lexicon.split(word):
            phrase.places.setdefault(part, (slot, PART))
    return phrase


def terms_of(positions: Sequence[Position]) -> set[str]:
    """Every term that a query may mean."""
    return {term for position in positions for choice in position.alternatives for term in choice.terms}


def score(document: Document, positions: Sequence[Position], wanted: set[str]) -> float:
    """How well a query, with the terms `wanted` that it may mean, fits a task, from 0 to 1.

    Half is how much of the query the task covers anywhere, half how well one of its phrases and the query
    cover each other. Words weigh by their rarity.
    """
    total = sum(position.weight for position in positions)
    if not total:
        return 0.0
    covered = sum(position.weight * _best(position, document.terms) for position in positions) / total
    if not covered:
        return 0.0
    phrases = (phrase for phrase in document.phrases if not wanted.isdisjoint(phrase.places))
    closest = max((_closeness(phrase, positions, total) for phrase in phrases), default=0.0)
    return 0.5 * covered + 0.5 * closest


def _best(position: Position, terms: dict[str, float]) -> float:
    best = 0.0
    for choice in position.alternatives:
        if len(choice.terms) == 1:
            value = terms.get(choice.terms[0], 0.0)
        else:
            value = _several([terms.get(term, 0.0) for term in choice.terms])
        best = max(best, choice.weight * value)
    return best


def _several(weights: Sequence[float]) -> float:
    """The value of terms that belong together: full only when all are there."""
    together = sum(weights) / len(weights)
    return together if all(weights) else together * 0.5


def _closeness(phrase: Phrase, positions: Sequence[Position], total: float) -> float:
    filled = [0.0] * len(phrase.slots)
    said = 0.0
    for position in positions:
        best = 0.0
        for choice in position.alternatives:
            if len(choice.terms) == 1:
                place = phrase.places.get(choice.terms[0])
                if place is not None:
                    value = choice.weight * place[1]
                    best = max(best, value)
                    filled[place[0]] = max(filled[place[0]], value)
                continue
            places = [phrase.places.get(term) for term in choice.terms]
            weights = [place[1] if place else 0.0 for place in places]
            best = max(best, choice.weight * _several(weights))
            for place in places:
                if place is not None:
                    filled[place[0]] = max(filled[place[0]], choice.weight * place[1])
        said += position.weight * best
    room = sum(phrase.slots)
    precision = (
        sum(rarity * share for rarity, share in zip(phrase.slots, filled, strict=True)) / room if room else 0
    )
    recall = said / total
    return phrase.weight * 2 * recall * precision / (recall + precision) if recall + precision else 0.0
