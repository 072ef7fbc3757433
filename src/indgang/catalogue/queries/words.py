"""Searches that led nowhere, and the synonyms, as editors see them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from indgang.catalogue.models import MissKind, SearchMiss, SettledMiss, Synonym
from indgang.core.day import danish_date


@dataclass(frozen=True, slots=True)
class Miss:
    """Words that led nowhere, since they were last dealt with: how often nothing was found, or nothing chosen."""

    query: str
    nothing: int
    not_chosen: int
    last: date

    @property
    def times(self) -> int:
        """How often in all."""
        return self.nothing + self.not_chosen


@dataclass(frozen=True, slots=True)
class SynonymLine:
    """Words that mean the same; with `meaning`, who says one of them also means that."""

    id: int
    language: str
    words: tuple[str, ...]
    meaning: str


def open_misses(*, least: int = 3, limit: int = 100) -> list[Miss]:
    """The words that led nowhere at least `least` times in all and are not dealt with, the most frequent first.

    Rare ones are left out, as in all figures: one citizen's own words are nobody's statistics.
    """
    settled = {query: danish_date(at) for query, at in SettledMiss.objects.values_list("query", "at")}
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    last: dict[str, date] = {}
    for query, day, kind, times in SearchMiss.objects.values_list("query", "day", "kind", "times"):
        if query in settled and day <= settled[query]:
            continue
        counts[query][kind] = counts[query].get(kind, 0) + times
        last[query] = max(day, last.get(query, day))
    found = [
        Miss(query, kinds.get(MissKind.NOTHING, 0), kinds.get(MissKind.NOT_CHOSEN, 0), last[query])
        for query, kinds in counts.items()
    ]
    often = [miss for miss in found if miss.times >= least]
    return sorted(often, key=lambda miss: (-miss.times, miss.query))[:limit]


def search_misses(*, least: int = 3, limit: int = 100) -> list[tuple[str, int]]:
    """The words of `open_misses` with how often they led nowhere."""
    return [(miss.query, miss.times) for miss in open_misses(least=least, limit=limit)]


def own_synonyms() -> list[SynonymLine]:
    """The municipality's own synonyms, the newest first."""
    rows = Synonym.objects.filter(is_local=True).order_by(F("created_at").desc(), "-pk")
    return [SynonymLine(row.pk, row.language, tuple(row.words), row.meaning) for row in rows]
