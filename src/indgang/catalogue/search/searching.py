"""Searching tasks in the citizen's own words."""

from dataclasses import dataclass, replace
from itertools import islice

from indgang.base.access import ANONYMOUS, Actor
from indgang.base.text import DEFAULT_LANGUAGE
from indgang.catalogue.queries.facts import catalogue_facts
from indgang.catalogue.queries.reach import Place, places_among
from indgang.catalogue.search.holder import holder
from indgang.catalogue.search.index import Index, Match
from indgang.catalogue.search.text import LONGEST_QUERY, MOST_TOKENS, in_language
from indgang.catalogue.search.why import reasons
from indgang.catalogue.visibility import today, visible_task_ids
from indgang.core.cpr import find_cpr
from indgang.core.reach import Reach
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites


@dataclass(frozen=True, slots=True)
class Hit:
    """A task that was found, with texts in the language asked for (else Danish); `score` is from 0 to 1.

    With a site: `offer` is how far it takes the task. NONE says that it is not offered there, and `places`
    then names the sites that do, the furthest reach first. Without a site `offer` is None. `why` says which words
    met it where, for people; `is_expired` that its last day is over. `is_sure` is said of the best one only: that it
    is probably what was meant.
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
    why: tuple[str, ...] = ()
    is_expired: bool = False
    is_sure: bool = True


def search(
    query: str,
    *,
    actor: Actor = ANONYMOUS,
    language: str | None = None,
    site: Site | None = None,
    limit: int = 10,
) -> list[Hit]:
    """The active tasks that answer `query` and that the actor may see (see `catalogue.visibility`), best first;
    equal scores by group and code, so always in the same order.

    The query may be anything: a sentence, half a word, a misspelt one, a KLE number, a task's code; Danish
    and English are both understood whatever `language` is. A CPR number in it is left out and stored nowhere.
    Nothing is written.
    """
    text = cleaned(query)
    if not text or limit < 1:
        return []
    wanted = (language or DEFAULT_LANGUAGE).split("-")[0]
    index = holder.current().tasks
    seen = visible_task_ids(actor, site.pk if site is not None else None)
    found = islice((match for match in index.matches(text, wanted) if match.entry.task_id in seen), limit)
    hits = [
        _hit(index, match, wanted, is_sure=place > 0 or index.is_sure(match))
        for place, match in enumerate(found)
    ]
    return hits if site is None else _at_site(hits, site)


def cleaned(query: str) -> str:
    """The query as it is searched: shortened, without CPR numbers and characters that cannot be shown."""
    text = query[: LONGEST_QUERY * 4]
    for match in reversed(find_cpr(text)):
        text = text[: match.start] + " " + text[match.end :]
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable[:LONGEST_QUERY].split()[:MOST_TOKENS])


def _at_site(hits: list[Hit], site: Site) -> list[Hit]:
    facts = catalogue_facts()
    offers = [facts.offer(hit.task_id, site) for hit in hits]
    sites = active_sites() if Reach.NONE in offers else []
    return [
        replace(
            hit,
            offer=offer,
            places=tuple(places_among(sites, hit.task_id, facts)) if offer is Reach.NONE else (),
        )
        for hit, offer in zip(hits, offers, strict=True)
    ]


def _hit(index: Index, match: Match, language: str, *, is_sure: bool) -> Hit:
    entry = match.entry
    return Hit(
        task_id=entry.task_id,
        code=entry.code,
        title=in_language(entry.titles, language) or entry.code,
        summary=in_language(entry.summaries, language),
        kle=entry.kle,
        score=match.score,
        topic=entry.topic,
        sensitive=entry.sensitive,
        desk=entry.desk,
        why=reasons(index, match),
        is_expired=entry.valid_to is not None and entry.valid_to < today(),
        is_sure=is_sure,
    )
