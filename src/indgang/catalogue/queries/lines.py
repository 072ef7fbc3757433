"""Tasks and topics in lists: one line each."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from indgang.base.access import Actor
from indgang.base.text import pick
from indgang.catalogue import visibility
from indgang.catalogue.models import Task, Topic
from indgang.catalogue.queries.facts import CatalogueFacts, Sight, catalogue_facts
from indgang.core.folding import danish_sort_key
from indgang.core.reach import Reach
from indgang.organisation.models import Site


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list; `mark` is "expired" or "coming" when it is not valid today, else empty.

    `offer` is None when no site was asked about, and NONE when the site does not offer it.
    """

    task_id: int
    code: str
    title: str
    summary: str
    kle: str
    topic: str
    sensitive: bool
    desk: str
    group: int
    standard_minutes: int
    mark: str
    offer: Reach | None


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic; `kiosk` is the number of its big button, or None."""

    topic_id: int
    code: str
    kiosk: int | None
    icon: str
    title: str
    hint: str


def task_lines(
    codes: list[str],
    site: Site | None = None,
    language: str | None = None,
    *,
    actor: Actor | None = None,
) -> list[TaskLine]:
    """The active tasks with these codes that the actor may see (without one: all), in the given order."""
    rows = _seen(Task.objects.filter(code__in=codes), actor, site)
    by_code = {line.code: line for line in _lines(rows, site, language)}
    return [by_code[code] for code in codes if code in by_code]


def tasks_of_lifelines(
    lifelines: Collection[int], language: str | None = None, *, actor: Actor | None = None
) -> list[TaskLine]:
    """The active tasks behind which one of these lifelines (ids) stands, by title, as far as the actor sees them."""
    rows = _seen(Task.objects.filter(lifeline__in=lifelines), actor, None)
    return sorted(_lines(rows, None, language), key=lambda line: danish_sort_key(line.title))


def tasks_of_topic(
    code: str, site: Site | None = None, language: str | None = None, *, actor: Actor | None = None
) -> list[TaskLine]:
    """The active tasks of a topic that the actor may see (without one: all), those offered at the site first,
    otherwise in the order of their group, priority and code.
    """
    rows = _seen(Task.objects.filter(topic__code=code).order_by("group", "priority", "code"), actor, site)
    lines = _lines(rows, site, language)
    return sorted(lines, key=lambda line: line.offer is Reach.NONE)


def topics(language: str | None = None) -> list[TopicCard]:
    """Every topic in the editors' order."""
    return _topic_cards(Topic.objects.order_by("order", "code"), language)


def kiosk_topics(language: str | None = None) -> list[TopicCard]:
    """The topics of the kiosk's big buttons, in the buttons' order."""
    return _topic_cards(Topic.objects.filter(kiosk__isnull=False).order_by("kiosk"), language)


def _topic_cards(rows: QuerySet[Topic], language: str | None) -> list[TopicCard]:
    cards = []
    for topic in rows.prefetch_related("texts"):
        text = pick(topic.texts.all(), language)
        title, hint = (text.title, text.hint) if text else (topic.code, "")
        cards.append(TopicCard(topic.pk, topic.code, topic.kiosk, topic.icon, title, hint))
    return cards


def _seen(rows: QuerySet[Task], actor: Actor | None, site: Site | None) -> QuerySet[Task]:
    if actor is None:
        return rows
    return rows.filter(pk__in=visibility.visible_task_ids(actor, site.pk if site is not None else None))


def _lines(rows: QuerySet[Task], site: Site | None, language: str | None) -> list[TaskLine]:
    facts = catalogue_facts() if site is not None else None
    found = rows.filter(is_active=True).select_related("topic").prefetch_related("texts")
    return [_line(task, facts, site, language) for task in found]


def _line(task: Task, facts: CatalogueFacts | None, site: Site | None, language: str | None) -> TaskLine:
    text = pick(task.texts.all(), language)
    return TaskLine(
        task_id=task.pk,
        code=task.code,
        title=text.title if text else task.code,
        summary=text.summary if text else "",
        kle=task.kle,
        topic=task.topic.code,
        sensitive=task.sensitive,
        desk=task.desk,
        group=task.group,
        standard_minutes=task.standard_minutes,
        mark=task_mark(task),
        offer=facts.offer(task.pk, site) if facts is not None and site is not None else None,
    )


def task_mark(task: Task) -> str:
    """How the task is marked today (see `visibility.mark_of`)."""
    return visibility.mark_of(Sight(task.is_active, task.visibility, task.valid_from, task.valid_to))
