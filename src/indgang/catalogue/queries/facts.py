"""The catalogue's facts for the rules of reach, kept per process while the catalogue's revision stands."""

from dataclasses import dataclass, field

from indgang.catalogue import revision
from indgang.catalogue.models import Offer, Task
from indgang.core.reach import Reach, TaskFacts
from indgang.organisation.models import Site


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """Active tasks and offers at one revision."""

    token: str
    tasks: dict[int, TaskFacts]
    ids: dict[str, int]
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
    rows = list(Task.objects.filter(is_active=True).values_list("pk", "code", "topic__code", "group"))
    facts = CatalogueFacts(
        token,
        {pk: TaskFacts(code, topic, group) for pk, code, topic, group in rows},
        {code: pk for pk, code, _topic, _group in rows},
    )
    for offer in Offer.objects.only("task_id", "site_kind", "site_id", "reach"):
        if offer.site_id is None:
            facts.by_kind[offer.task_id, offer.site_kind] = Reach(offer.reach)
        else:
            facts.by_site[offer.task_id, offer.site_id] = Reach(offer.reach)
    return facts
