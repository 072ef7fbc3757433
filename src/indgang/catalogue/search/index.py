"""The index of one revision of the catalogue: tantivy finds candidates, `documents.score` orders them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy

from indgang.catalogue.search.documents import (
    SUMMARY,
    WORDS,
    Document,
    Source,
    learn,
    make_document,
    read,
    score,
    terms_of,
)
from indgang.catalogue.search.lexicon import Lexicon, Position, Synonyms
from indgang.catalogue.search.text import LANGUAGES, tokens

CANDIDATES = 80
# Below this the words met are not what was asked for: saying nothing is better ("opskrift på lagkage").
LEAST_SCORE = 0.3
# A task found in the language that the page is not in counts a little less; read in a language that knows
# fewer of the query's words it counts much less.
OTHER_LANGUAGE = 0.93
FOREIGN = 0.6
_KLE = re.compile(r"(?<![\d.])\d\d(?:\.\d\d){1,2}(?![\d.])|^\s*\d\d\.(?:\d\d?\.?\d?)?\s*$")
_HEAP = 15_000_000
_FIELDS = (("high", 3.0), ("low", 1.0))


@dataclass(frozen=True, slots=True)
class Entry:
    """A task as the index keeps it; `titles` and `summaries` by language."""

    task_id: int
    code: str
    kle: str
    topic: str
    group: int
    sensitive: bool
    desk: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]


class Index:
    """Everything that a search needs, never changed once built; safe to use from many threads."""

    def __init__(
        self,
        token: str,
        tasks: Iterable[tuple[Entry, Mapping[str, Source]]],
        synonyms: Mapping[str, Synonyms],
    ) -> None:
        self.token = token
        self.entries: list[Entry] = []
        self._lexicons = {
            language: Lexicon(language, synonyms.get(language, Synonyms())) for language in LANGUAGES
        }
        self._documents: dict[str, list[Document]] = {}
        read_texts: dict[str, list[Any]] = {language: [] for language in LANGUAGES}
        for entry, sources in tasks:
            self.entries.append(entry)
            for language, lexicon in self._lexicons.items():
                pieces = read(sources[language], language) if language in sources else []
                learn(pieces, lexicon)
                read_texts[language].append(pieces)
        for language, lexicon in self._lexicons.items():
            lexicon.close()
            self._documents[language] = [make_document(pieces, lexicon) for pieces in read_texts[language]]
        self._by_code = {entry.code: place for place, entry in enumerate(self.entries)}
        self._index = self._written()
        self._searcher = self._index.searcher()

    def find(self, query: str, language: str | None, limit: int) -> list[tuple[Entry, float]]:
        """The tasks that fit `query` (cleaned before), best first, with a score from 0 to 1."""
        scores = self._by_number(query)
        fit, understood = self._languages_of(query)
        for asked, lexicon in self._lexicons.items():
            handicap = fit[asked] * (1.0 if asked == (language or "da") else OTHER_LANGUAGE)
            positions = [place for place in lexicon.positions(query, understood) if place.weight]
            wanted = terms_of(positions)
            for place in self._candidates(asked, positions) if fit[asked] else ():
                value = handicap * score(self._documents[asked][place], positions, wanted)
                if value >= LEAST_SCORE:
                    scores[place] = max(scores.get(place, 0.0), value)
        ranked = sorted(scores.items(), key=lambda item: (-round(item[1], 6), self._tie(item[0])))
        return [(self.entries[place], round(value, 4)) for place, value in ranked[:limit]]

    def _languages_of(self, query: str) -> tuple[dict[str, float], set[str]]:
        """How well the query reads in each language (the best is 1), and the words that one of them knows."""
        shares: dict[str, float] = {}
        understood: set[str] = set()
        for language, lexicon in self._lexicons.items():
            words = tokens(query, language)
            known = {word.written for word in words if lexicon.understands(word)}
            shares[language] = len(known) / max(1, len({word.written for word in words}))
            understood |= known
        best = max(shares.values())
        fit = {name: 1 - FOREIGN * (1 - share / best) if best else 1.0 for name, share in shares.items()}
        if any(_says_nothing(query, lexicon) for lexicon in self._lexicons.values()):
            fit = {name: value if shares[name] == 1 else 0.0 for name, value in fit.items()}
        return fit, understood

    def _tie(self, place: int) -> tuple[int, str]:
        entry = self.entries[place]
        return entry.group, entry.code

    def _by_number(self, query: str) -> dict[int, float]:
        """Tasks that the query names by code or KLE number (also its beginning)."""
        text = query.strip().lower()
        found = {self._by_code[text]: 1.0} if text in self._by_code else {}
        for number in _KLE.findall(text):
            wanted = number.strip()
            for place, entry in enumerate(self.entries):
                if entry.kle.startswith(wanted):
                    found[place] = 1.0
        return found

    def _candidates(self, language: str, positions: Sequence[Position]) -> list[int]:
        boosts: dict[str, float] = {}
        for position in positions:
            for choice in position.alternatives:
                for term in choice.terms:
                    boosts[term] = max(boosts.get(term, 0.0), choice.weight * max(position.weight, 0.1))
        if not boosts:
            return []
        clauses = [
            (tantivy.Occur.Should, self._clause(f"{name}_{language}", term, factor * boost))
            for term, boost in boosts.items()
            for name, factor in _FIELDS
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), CANDIDATES, count=False).hits
        return sorted(self._searcher.doc(address)["place"][0] for _score, address in hits)

    def _clause(self, field: str, term: str, boost: float) -> Any:
        return tantivy.Query.boost_query(tantivy.Query.term_query(self._index.schema, field, term), boost)

    def _written(self) -> Any:
        builder = tantivy.SchemaBuilder().add_unsigned_field("place", stored=True)
        for language in LANGUAGES:
            for name, _factor in _FIELDS:
                builder = builder.add_text_field(
                    f"{name}_{language}", tokenizer_name="whitespace", index_option="freq"
                )
        index = tantivy.Index(builder.build())
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        for place in range(len(self.entries)):
            document = tantivy.Document(place=place)
            for language in LANGUAGES:
                terms = self._documents[language][place].terms
                telling = [term for term, weight in terms.items() if weight >= SUMMARY * WORDS]
                document.add_text(f"high_{language}", " ".join(telling))
                document.add_text(f"low_{language}", " ".join(terms))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return index


def _says_nothing(query: str, lexicon: Lexicon) -> bool:
    """Whether the query is nothing but stop words of the language ("og i på")."""
    return all(lexicon.is_stop_word(word) for word in tokens(query, lexicon.language))
