"""What numbers are about, as the desk says it."""

from collections.abc import Iterable

from indgang.base.access import SYSTEM
from indgang.catalogue import queries as catalogue
from indgang.queue.models import Ticket


class Errands:
    """What numbers are about, in words: the task, the citizen's own words, or the topic."""

    def __init__(self, task_codes: Iterable[str | None]) -> None:
        codes = sorted({code for code in task_codes if code})
        self._tasks = (
            {line.code: line.title for line in catalogue.task_lines(codes, actor=SYSTEM)} if codes else {}
        )
        self._topics = {topic.code: topic.title for topic in catalogue.topics()}

    def of(self, task_code: str | None, own_words: str, topic_code: str | None) -> str:
        """The best words there are; "" when nothing is known."""
        return self._tasks.get(task_code or "") or own_words or self._topics.get(topic_code or "", "")


def errand_of(ticket: Ticket | None) -> str:
    """What the number is about, in words; "" without a number."""
    if ticket is None:
        return ""
    task_code = ticket.task.code if ticket.task else None
    topic_code = ticket.topic.code if ticket.topic else None
    return Errands([task_code]).of(task_code, ticket.own_words, topic_code)
