"""A ticket as those who work here see it in a list."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from indgang.queue import conf
from indgang.queue.models import Ticket, TicketState

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One ticket for staff. `waited_minutes` counts from arrival, for an appointment from its time when
    later.
    """

    id: int
    label: str
    state: str
    lane: str
    task_code: str | None
    topic_code: str | None
    own_words: str
    language: str
    channel: str
    priority: int
    arrived_at: datetime
    waited_minutes: int
    due_at: datetime | None
    not_before: datetime | None
    returned_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    call_count: int
    desk: str | None
    held_for: str | None
    held_for_id: int | None
    kept_until: datetime | None
    is_away: bool
    place_kept_until: datetime | None

    def is_kept_from(self, desk_id: int, now: datetime) -> bool:
        """Whether it is on hold for another desk, and not yet free for this one."""
        return self.kept_until is not None and self.held_for_id != desk_id and now < self.kept_until


def with_names(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The tickets with all that a line shows, in one query."""
    return tickets.select_related("series", "lane", "task", "topic", "desk", "held_for")


def line_of(ticket: Ticket, now: datetime) -> TicketLine:
    """The line of a ticket that came through `with_names`."""
    since = max(ticket.arrived_at, ticket.due_at or ticket.arrived_at)
    is_held = ticket.state == TicketState.HELD and ticket.held_at is not None
    return TicketLine(
        id=ticket.pk,
        label=ticket.label,
        state=ticket.state,
        lane=ticket.lane.letter,
        task_code=ticket.task.code if ticket.task else None,
        topic_code=ticket.topic.code if ticket.topic else None,
        own_words=ticket.own_words,
        language=ticket.language,
        channel=ticket.channel,
        priority=ticket.priority,
        arrived_at=ticket.arrived_at,
        waited_minutes=max(0, (now - since) // A_MINUTE),
        due_at=ticket.due_at,
        not_before=ticket.not_before,
        returned_at=ticket.returned_at,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        call_count=ticket.call_count,
        desk=ticket.desk.label if ticket.desk else None,
        held_for=ticket.held_for.label if ticket.held_for else None,
        held_for_id=ticket.held_for_id,
        kept_until=ticket.held_at + conf.hold_limit() if is_held and ticket.held_at else None,
        is_away=ticket.is_away,
        place_kept_until=ticket.place_kept_until,
    )
