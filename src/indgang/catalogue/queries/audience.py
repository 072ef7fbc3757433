"""Whom a news item asks: by role, by site, by what they are competent for. Computed each time, never kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indgang.base import clock
from indgang.catalogue.models import News
from indgang.catalogue.queries.facts import catalogue_facts
from indgang.core.day import danish_date
from indgang.core.reach import Reach, competence_for
from indgang.organisation.queries import StaffMember, staff
from indgang.organisation.rights import rights_of_people


@dataclass(frozen=True, slots=True)
class Target:
    """For whom an item is. What is empty means everybody."""

    roles: frozenset[str] = frozenset()
    site_ids: frozenset[int] = frozenset()
    topics: frozenset[str] = frozenset()

    def asks(self, member: StaffMember, topics: Collection[str]) -> bool:
        """Whether the member is asked; `topics` are those of which the member is competent for a task.

        Role and site must fit together. A role that is held everywhere counts where the person belongs, and
        everywhere for a person who belongs nowhere.
        """
        if self.topics and self.topics.isdisjoint(topics):
            return False
        return any(
            (not self.roles or role in self.roles) and self._covers(member, site)
            for role, site in member.grants
        )

    def _covers(self, member: StaffMember, site: int | None) -> bool:
        if not self.site_ids:
            return True
        place = site if site is not None else member.home_site_id
        return place is None or place in self.site_ids


def target_of(news: News) -> Target:
    """For whom a news item is; its sites are best prefetched."""
    sites = frozenset(site.pk for site in news.sites.all())
    return Target(frozenset(news.roles), sites, frozenset(news.topics))


def competent_topics(person_ids: Collection[int]) -> dict[int, set[str]]:
    """The topics of which each person holds a competence for a task today (Danish time); few queries."""
    today, tasks = danish_date(clock.now()), catalogue_facts().tasks.values()
    found = {}
    for person_id, rights in rights_of_people(person_ids).items():
        found[person_id] = {
            task.topic
            for task in tasks
            if competence_for(task, rights.competences, today)[0] is not Reach.NONE
        }
    return found


def asked_by(items: Sequence[News]) -> dict[int, list[StaffMember]]:
    """Everybody whom each item asks now, by the item's id; those who joined since it was published too."""
    everybody = staff()
    targets = {item.pk: target_of(item) for item in items}
    needs_topics = any(target.topics for target in targets.values())
    topics = competent_topics([one.id for one in everybody]) if needs_topics else {}
    return {
        pk: [one for one in everybody if target.asks(one, topics.get(one.id, ()))]
        for pk, target in targets.items()
    }


def asking(items: Sequence[News], person_id: int) -> list[News]:
    """Those of the items that ask this person now."""
    member = next(iter(staff([person_id])), None) if items else None
    if member is None:
        return []
    targets = [(item, target_of(item)) for item in items]
    needs_topics = any(target.topics for _item, target in targets)
    topics = competent_topics([person_id])[person_id] if needs_topics else set()
    return [item for item, target in targets if target.asks(member, topics)]
