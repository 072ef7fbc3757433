"""Search over the tasks in the citizen's own words: one function for kiosk, desk, command line and API."""

from collections.abc import Mapping
from dataclasses import dataclass

from indgang.base.text import DEFAULT_LANGUAGE
from indgang.catalogue.queries.facts import catalogue_facts
from indgang.catalogue.queries.reach import Place, places_of
from indgang.catalogue.search.holder import holder
from indgang.catalogue.search.index import Entry
from indgang.catalogue.search.text import LONGEST_QUERY, MOST_TOKENS
from indgang.core.cpr import find_cpr
from indgang.core.reach import Reach
from indgang.organisation.models import Site

__all__ = ["Hit", "cleaned", "holder", "search"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A task that was found, with texts in the language asked for (else Danish); `score` is from 0 to 1.

    With a site: `offer` is how far it takes the task. NONE says that it is not offered there, and `places`
    then names the sites that do, the furthest reach first. Without a site `offer` is None.
    """

    task_id: int
    code: str
    title: str
    summary: str
    kle: str
    score: float
    topic: str
    sensitive: bool
    desk: str
    offer: Reach | None = None
    places: tuple[Place, ...] = ()


def search(
    query: str, *, language: str | None = None, site: Site | None = None, limit: int = 10
) -> list[Hit]:
    """The active tasks that answer `query`, best first; equal scores by group and code, so always in the same
    order.

    The query may be anything: a sentence, half a word, a misspelt one, a KLE number, a task's code; Danish
    and English are both understood whatever `language` is. A CPR number in it is left out and stored nowhere.
    Nothing is written.
    """
    text = cleaned(query)
    if not text or limit < 1:
        return []
    wanted = (language or DEFAULT_LANGUAGE).split("-")[0]
    found = holder.current().find(text, wanted, limit)
    return [_hit(entry, score, wanted, site) for entry, score in found]


def cleaned(query: str) -> str:
    """The query as it is searched: shortened, without CPR numbers and characters that cannot be shown."""
    text = query[: LONGEST_QUERY * 4]
    for match in reversed(find_cpr(text)):
        text = text[: match.start] + " " + text[match.end :]
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable[:LONGEST_QUERY].split()[:MOST_TOKENS])


def _hit(entry: Entry, score: float, language: str, site: Site | None) -> Hit:
    offer = catalogue_facts().offer(entry.task_id, site) if site is not None else None
    return Hit(
        task_id=entry.task_id,
        code=entry.code,
        title=_in_language(entry.titles, language) or entry.code,
        summary=_in_language(entry.summaries, language),
        kle=entry.kle,
        score=score,
        topic=entry.topic,
        sensitive=entry.sensitive,
        desk=entry.desk,
        offer=offer,
        places=tuple(places_of(entry.task_id)) if offer is Reach.NONE else (),
    )


def _in_language(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get(DEFAULT_LANGUAGE) or ""
