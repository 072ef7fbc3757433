"""The catalogue's facts for the rules of reach, kept per process while the catalogue's revision stands."""

from dataclasses import dataclass, field
from datetime import date

from indgang.catalogue import revision
from indgang.catalogue.models import Offer, Task
from indgang.core.reach import Reach, TaskFacts
from indgang.organisation.models import Site


@dataclass(frozen=True, slots=True)
class Sight:
    """What decides whether a task may be seen (see `catalogue.visibility`); validity in Danish days."""

    is_active: bool
    visibility: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """Active tasks and offers at one revision; `sights` and `all_ids` know the retired tasks too.

    `visible` keeps what `catalogue.visibility` has worked out, by audience and day.
    """

    token: str
    tasks: dict[int, TaskFacts]
    ids: dict[str, int]
    sights: dict[int, Sight] = field(default_factory=dict)
    all_ids: dict[str, int] = field(default_factory=dict)
    visible: dict[tuple[str, date], frozenset[int]] = field(default_factory=dict)
    by_kind: dict[tuple[int, str], Reach] = field(default_factory=dict)
    by_site: dict[tuple[int, int], Reach] = field(default_factory=dict)

    def offer(self, task_id: int, site: Site) -> Reach:
        """How far the site takes the task: its own offer, else its kind's, else NONE."""
        own = self.by_site.get((task_id, site.pk))
        return own if own is not None else self.by_kind.get((task_id, site.kind), Reach.NONE)


_kept: list[CatalogueFacts] = []


def catalogue_facts() -> CatalogueFacts:
    """The facts now: one query when nothing changed, else three. Safe from any thread."""
    token = revision.current()
    for facts in _kept[:1]:
        if token and facts.token == token:
            return facts
    facts = _read(token)
    _kept[:] = [facts]
    return facts


def _read(token: str) -> CatalogueFacts:
    columns = ("pk", "code", "topic__code", "group", "is_active", "visibility", "valid_from", "valid_to")
    facts = CatalogueFacts(token, {}, {})
    for pk, code, topic, group, *sight in Task.objects.values_list(*columns):
        facts.sights[pk], facts.all_ids[code] = Sight(*sight), pk
        if facts.sights[pk].is_active:
            facts.tasks[pk], facts.ids[code] = TaskFacts(code, topic, group), pk
    for offer in Offer.objects.only("task_id", "site_kind", "site_id", "reach"):
        if offer.site_id is None:
            facts.by_kind[offer.task_id, offer.site_kind] = Reach(offer.reach)
        else:
            facts.by_site[offer.task_id, offer.site_id] = Reach(offer.reach)
    return facts
