"""Which documents have a term, and how weightily: arrays by term, shared between one index and the next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from indgang.catalogue.search.lexicon import Position

Scores = npt.NDArray[np.float32]
Places = npt.NDArray[np.int32]
_Row = tuple[Places, Scores]


class Postings:
    """The documents of each term. Never changed once made: `changed` gives the next ones."""

    def __init__(self, rows: Mapping[str, _Row] | None = None) -> None:
        self._rows: dict[str, _Row] = dict(rows or {})

    def __contains__(self, term: str) -> bool:
        return term in self._rows

    def places(self, term: str) -> Places:
        """Where the documents lie that have the term."""
        row = self._rows.get(term)
        return row[0] if row is not None else np.zeros(0, np.int32)

    def weight(self, term: str, place: int) -> float:
        """How weightily the document at a place has the term; 0 when it does not."""
        row = self._rows.get(term)
        if row is None:
            return 0.0
        found = np.flatnonzero(row[0] == place)
        return float(row[1][found[0]]) if len(found) else 0.0

    def changed(
        self, gone: Mapping[int, Iterable[str]], come: Mapping[int, Mapping[str, float]]
    ) -> "Postings":
        """The postings without the terms of the documents in `gone` and with those in `come`, by place."""
        other = Postings(self._rows)
        less: defaultdict[str, list[int]] = defaultdict(list)
        for place, terms in gone.items():
            for term in terms:
                less[term].append(place)
        more: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, weights in come.items():
            for term, weight in weights.items():
                more[term].append((place, weight))
        for term in {*less, *more}:
            row = _changed_row(other._rows.get(term), less.get(term, ()), more.get(term, ()))
            if row is None:
                other._rows.pop(term, None)
            else:
                other._rows[term] = row
        return other

    def covered(self, positions: Sequence[Position], size: int) -> Scores:
        """How much of a query each document covers, by its place, from 0 to 1."""
        total = sum(position.weight for position in positions)
        found = np.zeros(size, np.float32)
        for position in positions:
            best = np.zeros(size, np.float32)
            for choice in position.alternatives:
                if len(choice.terms) == 1:
                    row = self._rows.get(choice.terms[0])
                    if row is not None:
                        best[row[0]] = np.maximum(best[row[0]], row[1] * choice.weight)
                else:
                    self._raise_by_several(best, choice.terms, choice.weight)
            found += best * (position.weight / total)
        return found

    def _raise_by_several(self, best: Scores, terms: Sequence[str], sure: float) -> None:
        rows = [self._rows[term] for term in terms if term in self._rows]
        if not rows:
            return
        together, met = np.zeros_like(best), np.zeros_like(best)
        for places, weights in rows:
            together[places] += weights
            met[places] += 1
        # As `documents.several`: full only when all terms are there.
        together *= np.where(met == len(terms), sure, sure * 0.5) / len(terms)
        np.maximum(best, together, out=best)


def _changed_row(row: _Row | None, less: Sequence[int], more: Sequence[tuple[int, float]]) -> _Row | None:
    places, weights = row if row is not None else (np.zeros(0, np.int32), np.zeros(0, np.float32))
    if less:
        kept = ~np.isin(places, np.array(less, np.int32))
        places, weights = places[kept], weights[kept]
    if more:
        places = np.concatenate([places, np.array([place for place, _weight in more], np.int32)])
        weights = np.concatenate([weights, np.array([weight for _place, weight in more], np.float32)])
    return (places, weights) if len(places) else None
