"""What the municipality must check before it leans on it, and who has."""

from dataclasses import dataclass
from datetime import date

from indgang.base.text import pick
from indgang.catalogue.models import TaskAssumption


@dataclass(frozen=True, slots=True)
class AssumptionLine:
    """An assumption of a task in use. `confirmed_on` is the Danish day when somebody confirmed it, or None."""

    task_code: str
    task_title: str
    topic: str
    topic_title: str
    text: str
    confirmed_on: date | None
    confirmed_by: str


def assumptions(*, topic: str = "", task_code: str = "") -> list[AssumptionLine]:
    """The assumptions of the tasks in use (of a topic, or of a task whether in use or not), by topic and task."""
    rows = TaskAssumption.objects.select_related("task__topic", "confirmed_by")
    rows = rows.filter(task__code=task_code) if task_code else rows.filter(task__is_active=True)
    if topic:
        rows = rows.filter(task__topic__code=topic)
    found = []
    ordered = rows.order_by("task__topic__order", "task__code", "order")
    for row in ordered.prefetch_related("task__texts", "task__topic__texts"):
        text, topic_text = pick(row.task.texts.all()), pick(row.task.topic.texts.all())
        found.append(
            AssumptionLine(
                task_code=row.task.code,
                task_title=text.title if text else row.task.code,
                topic=row.task.topic.code,
                topic_title=topic_text.title if topic_text else row.task.topic.code,
                text=row.text,
                confirmed_on=row.confirmed_on,
                confirmed_by=row.confirmed_by.name if row.confirmed_by else "",
            )
        )
    return found


def open_assumptions() -> int:
    """How many assumptions of tasks in use nobody has confirmed."""
    return TaskAssumption.objects.filter(task__is_active=True, confirmed_on__isnull=True).count()


def tasks_with_open_assumptions() -> set[str]:
    """The codes of the tasks of which an assumption is not confirmed."""
    return set(TaskAssumption.objects.filter(confirmed_on__isnull=True).values_list("task__code", flat=True))
