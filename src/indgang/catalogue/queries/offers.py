"""What everybody can get done where: the public's side of offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from indgang.base.access import ANONYMOUS
from indgang.catalogue import visibility
from indgang.catalogue.queries.facts import catalogue_facts
from indgang.catalogue.queries.lines import TaskLine, TopicCard, task_lines, topics
from indgang.core.folding import danish_sort_key
from indgang.core.reach import Reach
from indgang.organisation.models import Site


@dataclass(frozen=True, slots=True)
class TopicOffer:
    """A topic with its tasks by title; at a site those that it offers, the furthest reach first."""

    topic: TopicCard
    tasks: list[TaskLine]


_kept: dict[tuple[str, date, int, str, str], list[TopicOffer]] = {}


@dataclass(frozen=True, slots=True)
class Offered:
    """How far a site takes an errand: the task's reach, or with a topic the furthest and how many of its tasks."""

    reach: Reach
    tasks: int


def public_offers(site: Site | None = None, language: str | None = None) -> list[TopicOffer]:
    """The tasks that everybody may see and that are valid now, by topic in the editors' order; at a site those that
    it offers. Topics without any are left out. Kept per process while the catalogue's revision stands.
    """
    token, day = catalogue_facts().token, visibility.today()
    wanted = (
        token,
        day,
        site.pk if site else 0,
        site.kind if site else "",
        language or get_language() or "da",
    )
    if wanted not in _kept:
        found = _public_offers(site, language)
        if not token:
            return found
        for old in [old for old in _kept if old[:2] != (token, day)]:
            _kept.pop(old, None)
        _kept[wanted] = found
    return _kept[wanted]


def _public_offers(site: Site | None, language: str | None) -> list[TopicOffer]:
    codes = visibility.visible_codes(ANONYMOUS, sorted(catalogue_facts().ids))
    lines = [line for line in task_lines(codes, site, language) if not line.mark]
    by_topic: dict[str, list[TaskLine]] = {}
    for line in lines:
        if site is None or line.offer:
            by_topic.setdefault(line.topic, []).append(line)
    return [
        TopicOffer(topic, sorted(by_topic[topic.code], key=_furthest_first))
        for topic in topics(language)
        if topic.code in by_topic
    ]


def offered_at(tasks: Sequence[TaskLine], sites: Sequence[Site]) -> dict[int, Offered]:
    """Which of the sites take any of the tasks, and how far; by site id."""
    facts = catalogue_facts()
    found = {}
    for site in sites:
        reaches = [reach for task in tasks if (reach := facts.offer(task.task_id, site)) > Reach.NONE]
        if reaches:
            found[site.pk] = Offered(max(reaches), len(reaches))
    return found


def _furthest_first(line: TaskLine) -> tuple[int, object]:
    return -(line.offer or 0), danish_sort_key(line.title)
