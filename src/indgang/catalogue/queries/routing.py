"""Where a task's citizens wait, and for how long they are served: what the queue asks the catalogue."""

from collections.abc import Collection
from dataclasses import dataclass

from indgang.catalogue.models import Task, Topic
from indgang.catalogue.queries.facts import catalogue_facts
from indgang.core.reach import Reach
from indgang.organisation.models import Site


@dataclass(frozen=True, slots=True)
class TaskRouting:
    """A task as the queue sees it; `desk` is the kind of desk that serves it best."""

    id: int
    topic_id: int
    desk: str
    sensitive: bool
    priority: int


def task_routing(code: str) -> TaskRouting | None:
    """The active task with this code; None when there is none."""
    columns = ("pk", "topic_id", "desk", "sensitive", "priority")
    row = Task.objects.filter(code=code, is_active=True).values_list(*columns).first()
    return TaskRouting(*row) if row else None


@dataclass(frozen=True, slots=True)
class TaskMeasure:
    """A task as booking sees it: what it is about, and how many minutes it takes as a rule."""

    id: int
    code: str
    topic: str
    nature: str
    minutes: int
    sensitive: bool


def task_measures(codes: Collection[str]) -> dict[str, TaskMeasure]:
    """The active ones of these tasks, by code."""
    columns = ("pk", "code", "topic__code", "nature", "standard_minutes", "sensitive")
    rows = Task.objects.filter(code__in=codes, is_active=True).values_list(*columns)
    return {row[1]: TaskMeasure(*row) for row in rows}


def topic_id_of(code: str) -> int | None:
    """The id of the topic with this code; None when there is none."""
    return Topic.objects.filter(code=code).values_list("pk", flat=True).first()


def offered_tasks(site: Site) -> dict[int, str]:
    """The ids and codes of the active tasks that the site takes at least as far as informing."""
    facts = catalogue_facts()
    return {pk: task.code for pk, task in facts.tasks.items() if facts.offer(pk, site) >= Reach.INFORM}


def standard_minutes(task_ids: Collection[int]) -> dict[int, int]:
    """How many minutes each of the tasks takes as a rule; see `Task.standard_minutes`."""
    if not task_ids:
        return {}
    return dict(Task.objects.filter(pk__in=task_ids).values_list("pk", "standard_minutes"))


def national_codes() -> list[str]:
    """The codes of all national tasks, retired ones too."""
    return list(Task.objects.filter(is_local=False).order_by("code").values_list("code", flat=True))
