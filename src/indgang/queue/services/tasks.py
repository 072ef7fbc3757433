"""What the queue needs to know of tasks."""

from dataclasses import dataclass

from django.apps import apps

from indgang.queue.errors import UnknownTask


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task as the queue sees it."""

    id: int
    topic_id: int
    desk: str
    sensitive: bool
    priority: int


def task_by_code(code: str) -> TaskFacts:
    """The active task with this code. Raises UnknownTask."""
    row = (
        apps.get_model("catalogue", "Task")
        .objects.filter(code=code, is_active=True)
        .values_list("id", "topic_id", "desk", "sensitive", "priority")
        .first()
    )
    if row is None:
        raise UnknownTask(code, "task_code")
    return TaskFacts(*row)


def topic_id_by_code(code: str) -> int:
    """The id of the topic with this code. Raises UnknownTask."""
    found = (
        apps.get_model("catalogue", "Topic").objects.filter(code=code).values_list("id", flat=True).first()
    )
    if found is None:
        raise UnknownTask(code, "topic_code")
    return int(found)
