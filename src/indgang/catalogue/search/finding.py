"""One box over everything: tasks first, then what else answers, each kind by itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from indgang.base.access import ANONYMOUS, Actor, may
from indgang.base.text import DEFAULT_LANGUAGE
from indgang.catalogue.search.holder import holder
from indgang.catalogue.search.index import Entry, Index, Match
from indgang.catalogue.search.others import ARTICLE, KLE, LIFELINE, NEWS, OTHER_KINDS, SELF_SERVICE
from indgang.catalogue.search.searching import Hit, cleaned, search
from indgang.catalogue.search.source import TASK
from indgang.catalogue.search.text import in_language
from indgang.catalogue.search.why import reasons
from indgang.catalogue.visibility import may_see_people, today, visible_news, visible_task_ids
from indgang.organisation.models import Site

KINDS = (TASK, *OTHER_KINDS)
PUBLIC_KINDS = frozenset({TASK, SELF_SERVICE, ARTICLE})
MOST_OF_KIND = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What was found beside tasks, in the language asked for (else Danish); `score` is from 0 to 1.

    `summary` of a lifeline is who answers it, of a KLE number the number. `url` is outside Indgang. `why` says
    which words met it where, for people; `is_expired` that its last day is over.
    """

    kind: str
    id: int
    code: str
    title: str
    summary: str
    score: float
    why: tuple[str, ...]
    is_expired: bool
    url: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a query finds: the tasks, best first, and the rest by kind, the best kind first."""

    tasks: tuple[Hit, ...] = ()
    others: Mapping[str, tuple[Found, ...]] | None = None

    @property
    def rest(self) -> list[Found]:
        """Everything beside tasks, kind by kind."""
        return [found for group in (self.others or {}).values() for found in group]

    @property
    def rest_is_better(self) -> bool:
        """Whether something beside tasks answers better than any task does, such as a person by name."""
        best = max((found.score for found in self.rest), default=0.0)
        return best > max((hit.score for hit in self.tasks), default=0.0)

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.tasks or self.others)


def find(
    query: str,
    *,
    actor: Actor = ANONYMOUS,
    kinds: Collection[str] = KINDS,
    language: str | None = None,
    site: Site | None = None,
    limit: int = 10,
) -> Findings:
    """What answers `query` among the kinds that the actor may see, as `search` reads it.

    At most `limit` tasks and `MOST_OF_KIND` of every other kind. Strangers find what is public: tasks,
    self-service and articles. Nothing is written.
    """
    text = cleaned(query)
    if not text or limit < 1:
        return Findings()
    tasks = search(text, actor=actor, language=language, site=site, limit=limit) if TASK in kinds else []
    wanted = (language or DEFAULT_LANGUAGE).split("-")[0]
    sight = _Sight(actor, site.pk if site is not None else None)
    groups: dict[str, list[Found]] = {}
    index = holder.current().others
    for match in index.matches(text, wanted):
        kind = match.entry.kind
        group = groups.get(kind, [])
        if kind in kinds and len(group) < MOST_OF_KIND and sight.sees(match.entry):
            groups[kind] = [*group, _found(index, match, wanted)]
    return Findings(tuple(tasks), {kind: tuple(group) for kind, group in groups.items()})


class _Sight:
    """What the actor may see beside tasks; asked of the database only when something of a kind was found."""

    def __init__(self, actor: Actor, site_id: int | None) -> None:
        self._actor, self._site_id = actor, site_id
        self._news: frozenset[int] | None = None
        self._tasks: frozenset[int] | None = None

    def sees(self, entry: Entry) -> bool:
        """Whether the entry exists for the actor."""
        if entry.kind == LIFELINE:
            return may_see_people(self._actor, self._site_id)
        if entry.kind == NEWS:
            if self._news is None:
                self._news = frozenset(news.pk for news in visible_news(self._actor))
            return entry.task_id in self._news
        if entry.kind == KLE:
            return may(self._actor, "catalogue.view_plays", self._site_id)
        if entry.kind == SELF_SERVICE and entry.task_id < 0:
            if self._tasks is None:
                self._tasks = visible_task_ids(self._actor, self._site_id)
            return entry.parent in self._tasks
        return entry.kind in PUBLIC_KINDS


def _found(index: Index, match: Match, language: str) -> Found:
    entry = match.entry
    return Found(
        kind=entry.kind,
        id=entry.task_id,
        code=entry.code,
        title=in_language(entry.titles, language) or entry.code,
        summary=in_language(entry.summaries, language),
        score=match.score,
        why=reasons(index, match),
        is_expired=entry.valid_to is not None and entry.valid_to < today(),
        url=entry.url,
        phone=entry.phone,
    )
