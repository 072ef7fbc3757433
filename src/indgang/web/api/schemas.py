"""The shapes of the API. Moments are ISO 8601 in UTC; lengths are seconds unless the name says minutes."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from indgang.catalogue.queries.pages import play_labels
from indgang.contact.view import ContactView
from indgang.queue.models import DeskSession, Ticket
from indgang.queue.queries.lines import TicketLine
from indgang.queue.services import Call
from indgang.web.api.moments import Moment
from indgang.web.api.waits import LaneWaitOut


class TicketIn(Schema):
    """A number to take. Without `series` it comes from the one that fits the task, else the site's default."""

    series: str | None = Field(None, examples=["K"])
    task: str | None = Field(None, examples=["pas-voksen"])
    topic: str | None = None
    own_words: str = ""
    language: str = Field("da", pattern="^(da|en)$")
    priority: int | None = Field(None, ge=1, le=3)
    due_at: Moment | None = None


class TicketOut(Schema):
    """A ticket."""

    id: int
    number: str
    site: str
    series: str
    lane: str
    day: date
    state: str
    task: str | None
    topic: str | None
    language: str
    priority: int
    channel: str
    arrived_at: datetime
    due_at: datetime | None
    not_before: datetime | None
    returned_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    call_count: int
    desk: str | None

    @classmethod
    def of(cls, ticket: Ticket, site: str, **more: Any) -> "TicketOut":
        """The ticket for the API; `site` is the slug of its site."""
        return cls(
            id=ticket.pk,
            number=ticket.label,
            site=site,
            series=ticket.series.letter,
            lane=ticket.lane.letter,
            day=ticket.day,
            state=ticket.state,
            task=ticket.task.code if ticket.task else None,
            topic=ticket.topic.code if ticket.topic else None,
            language=ticket.language,
            priority=ticket.priority,
            channel=ticket.channel,
            arrived_at=ticket.arrived_at,
            due_at=ticket.due_at,
            not_before=ticket.not_before,
            returned_at=ticket.returned_at,
            called_at=ticket.called_at,
            started_at=ticket.started_at,
            ended_at=ticket.ended_at,
            call_count=ticket.call_count,
            desk=ticket.desk.slug if ticket.desk else None,
            **more,
        )


class NewTicketOut(TicketOut):
    """A ticket just taken, with the address of the citizen's own page."""

    page: str


class CallOut(Schema):
    """A call: the ticket, the name of this call, and why it was this number."""

    call: str
    ticket: TicketOut
    reason: dict[str, Any]
    why: str

    @classmethod
    def of(cls, call: Call, site: str, why: str) -> "CallOut":
        """The call for the API."""
        return cls(call=call.call, ticket=TicketOut.of(call.ticket, site), reason=call.reason, why=why)


class NoCallOut(Schema):
    """Nobody waits whom this desk can serve."""

    ticket: None = None


class OpenDeskIn(Schema):
    """Who opens the desk, as a user name; not needed when the token acts as a person."""

    officer: str | None = None
    take_over: bool = False


class SessionOut(Schema):
    """An officer at a desk."""

    desk: str
    officer: str
    is_paused: bool
    opened_at: datetime
    closed_at: datetime | None
    end: str

    @classmethod
    def of(cls, session: DeskSession) -> "SessionOut":
        """The session for the API."""
        return cls(
            desk=session.desk.slug,
            officer=session.officer.username,
            is_paused=session.is_paused,
            opened_at=session.opened_at,
            closed_at=session.closed_at,
            end=session.end,
        )


class TransferIn(Schema):
    """Where a ticket is referred to: the letter of a series of the site, and the task when that is known now."""

    series: str = Field(examples=["S"])
    task: str | None = None


class RecallIn(Schema):
    """The desk to call to; only needed for a ticket that is not at a desk."""

    desk: str | None = None


class CallIn(Schema):
    """The ticket to call."""

    ticket: int


class DelayIn(Schema):
    """How many minutes from now the ticket is not to be called."""

    minutes: int = Field(10, ge=1, le=60)


class LaneOut(Schema):
    """One lane of a queue; `wait` is null for one that gives no numbers any more."""

    letter: str
    name: str
    waiting: int
    paused: int
    oldest_minutes: int | None
    open_desks: int
    wait: LaneWaitOut | None


class LineOut(Schema):
    """A ticket in a list."""

    id: int
    number: str
    state: str
    lane: str
    task: str | None
    topic: str | None
    language: str
    priority: int
    arrived_at: datetime
    due_at: datetime | None
    waited_minutes: int
    desk: str | None

    @classmethod
    def of(cls, line: TicketLine) -> "LineOut":
        """The line for the API."""
        return cls(
            id=line.id,
            number=line.label,
            state=line.state,
            lane=line.lane,
            task=line.task_code,
            topic=line.topic_code,
            language=line.language,
            priority=line.priority,
            arrived_at=line.arrived_at,
            due_at=line.due_at,
            waited_minutes=line.waited_minutes,
            desk=line.desk,
        )


class QueueOut(Schema):
    """The queue of a site."""

    site: str
    at: datetime
    lanes: list[LaneOut]
    waiting: list[LineOut]
    at_desks: list[LineOut]
    held: list[LineOut]


class InquiryIn(Schema):
    """A matter: task, what came of it, how far it was taken and how long it took."""

    task: str | None = None
    outcome: str
    reason: str = ""
    reach: str | None = None
    note: str = ""
    lifeline: str | None = None
    series: str | None = None
    to_site: str | None = None
    to_desk: str | None = None
    elsewhere: str = ""
    referral_note: str = ""
    referral_reason: str = ""
    told: str = ""
    steps_done: list[int] = Field(default_factory=list, max_length=200)
    appointment: int | None = None
    seconds: int | None = Field(None, ge=0, le=8 * 3600)


class ContactIn(Schema):
    """A whole contact, registered at once. Times are the citizen's, in any offset."""

    site: str
    channel: str = Field(examples=["walk_in"])
    inquiries: list[InquiryIn] = Field(min_length=1, max_length=20)
    desk: str | None = None
    ticket: int | None = None
    officer: str | None = None
    language: str = Field("da", pattern="^(da|en)$")
    started_at: Moment | None = None
    ended_at: Moment | None = None
    finish_ticket: bool = False


class BeginContactIn(Schema):
    """A contact that begins now."""

    site: str
    channel: str
    desk: str | None = None
    ticket: int | None = None
    officer: str | None = None
    language: str = Field("da", pattern="^(da|en)$")


class DraftIn(Schema):
    """What is known of a matter so far; only what is sent is changed."""

    task: str | None = None
    outcome: str | None = None
    reason: str | None = None
    note: str | None = None
    lifeline: str | None = None
    series: str | None = None
    to_site: str | None = None
    to_desk: str | None = None
    elsewhere: str | None = None
    referral_note: str | None = None
    referral_reason: str | None = None
    told: str | None = None
    steps_done: list[int] | None = Field(None, max_length=200)


class AddInquiryIn(Schema):
    """One more matter."""

    task: str | None = None


class PositionIn(Schema):
    """The position of a matter in its contact, from 1."""

    position: int = Field(ge=1)


class FinishContactIn(Schema):
    """The outcome of every matter that has none yet, and whether the number is finished too."""

    outcome: str = ""
    finish_ticket: bool = False


class InquiryOut(Schema):
    """A matter of a contact; `play_version` is the version of the task's playbook that was on the screen."""

    position: int
    task: str | None
    play_version: int | None
    outcome: str
    reason: str
    reach: int | None
    allowed_reach: int | None
    note: str
    active_seconds: int


class ContactOut(Schema):
    """A contact."""

    id: int
    channel: str
    state: str
    day: date
    ticket: int | None
    started_at: datetime
    finished_at: datetime | None
    active_seconds: int
    time_uncertain: bool
    current: int
    inquiries: list[InquiryOut]

    @classmethod
    def of(cls, view: ContactView) -> "ContactOut":
        """The contact for the API."""
        labels = play_labels(one.play_id for one in view.inquiries if one.play_id is not None)
        matters = [
            InquiryOut(
                position=one.position,
                task=one.task_code,
                play_version=labels[one.play_id].version if one.play_id in labels else None,
                outcome=one.outcome,
                reason=one.reason,
                reach=one.reach,
                allowed_reach=one.allowed_reach,
                note=one.note,
                active_seconds=one.active_seconds,
            )
            for one in view.inquiries
        ]
        return cls(
            id=view.id,
            channel=view.channel,
            state=view.state,
            day=date.fromisoformat(view.day),
            ticket=view.ticket_id,
            started_at=view.started_at,
            finished_at=view.finished_at,
            active_seconds=view.active_seconds,
            time_uncertain=view.time_uncertain,
            current=view.current,
            inquiries=matters,
        )
