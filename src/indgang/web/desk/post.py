"""What waits to be read by the one at the desk: news, work instructions, and answers to their feedback."""

from dataclasses import dataclass, field

from indgang.base.access import Actor
from indgang.catalogue.queries import TaskCard
from indgang.catalogue.queries.feedback import unread_answers
from indgang.catalogue.queries.news import NewsLine, unread_about, unread_news
from indgang.catalogue.queries.questions import unread_questions


@dataclass(frozen=True, slots=True)
class Post:
    """Unread items, the most pressing first, and how many answers are unread."""

    unread: list[NewsLine] = field(default_factory=list)
    answers: int = 0

    @property
    def important(self) -> int:
        """How many of them are important and not overdue."""
        return sum(line.is_important and not line.is_overdue for line in self.unread)

    @property
    def overdue(self) -> int:
        """How many should have been read by now."""
        return sum(line.is_overdue for line in self.unread)

    def about(self, card: TaskCard) -> list[NewsLine]:
        """Those that are about a task."""
        return unread_about(self.unread, card.code, card.topic)


def post_of(actor: Actor) -> Post:
    """What waits for the actor; nothing for one who is no person."""
    if actor.person_id is None:
        return Post()
    return Post(
        unread_news(actor.person_id), unread_answers(actor.person_id) + unread_questions(actor.person_id)
    )
