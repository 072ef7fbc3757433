"""Reading follow-ups: lists that name no citizen, and the state that a code shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.catalogue.queries import task_lines
from indgang.core.forms import Form
from indgang.followup import units
from indgang.followup.access import received
from indgang.followup.codes import normal, shown
from indgang.followup.errors import FollowUpNotFound
from indgang.followup.models import (
    OVER_STATES,
    Alarm,
    CaseDelivery,
    DeliveryState,
    EventKind,
    FollowUp,
    FollowUpEvent,
    FollowUpKind,
    FollowUpState,
    Look,
    PromiseRule,
)
from indgang.followup.services.preparing import form_of

SHOWN_AFTER = timedelta(days=14)
MOST_LINES = 200
WITH_UNIT = (FollowUpState.WAITING, FollowUpState.ACCEPTED)
UNREAD_ANSWER = Q(state=FollowUpState.CLOSED, answer_seen_at__isnull=True, erased_at__isnull=True)
"""An answer stays on the desk's list until somebody has read it, or its term is over."""


@dataclass(frozen=True, slots=True)
class Line:
    """A matter in a list: nothing that says whom it is about."""

    code: str
    shown_code: str
    kind: str
    title: str
    unit: str
    site: str
    desk: str
    state: str
    state_word: str
    reason: str
    result: str
    owner: str
    sender: str
    sent_at: datetime | None
    due_at: datetime | None
    changed_at: datetime
    is_late: bool
    is_soon: bool
    papers: int
    has_news: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """What a receiver sees: `soon` are those of the others that near their time."""

    waiting: list[Line] = field(default_factory=list)
    mine: list[Line] = field(default_factory=list)
    team: list[Line] = field(default_factory=list)
    returned: list[Line] = field(default_factory=list)
    over: list[Line] = field(default_factory=list)

    @property
    def soon(self) -> list[Line]:
        """Those that near their time, or are late, whoever has them."""
        return [line for line in (*self.mine, *self.waiting, *self.team) if line.is_soon or line.is_late]


@dataclass(frozen=True, slots=True)
class DeskList:
    """What a desk must act on, or read: what came back, answers, what it is preparing, and what is under way."""

    returned: list[Line] = field(default_factory=list)
    answers: list[Line] = field(default_factory=list)
    drafts: list[Line] = field(default_factory=list)
    under_way: list[Line] = field(default_factory=list)
    read: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PublicState:
    """What a code shows to whoever holds it: no name, and nothing of a sensitive matter."""

    code: str
    shown_code: str
    kind: str
    title: str
    state: str
    result: str
    is_decided: bool
    sent_at: datetime | None
    due_at: datetime | None
    is_late: bool
    closed_at: datetime | None
    missing: tuple[str, ...]
    asks: bool
    site: str
    site_phone: str
    can_withdraw: bool


def inbox(actor: Actor, kind: str = FollowUpKind.HANDOVER) -> Inbox:
    """What the actor's units have, the nearest due first."""
    person = actor.person_id
    if person is None or not may(actor, "followup.receive"):
        return Inbox()
    rows = _rows().filter(received(person), kind=kind)
    since = clock.now() - SHOWN_AFTER
    open_lines = _pairs(rows.exclude(state__in=[*OVER_STATES, FollowUpState.DRAFT]).order_by("due_at", "pk"))
    over = rows.filter(state=FollowUpState.CLOSED, closed_at__gte=since).order_by("-closed_at")
    return Inbox(
        waiting=[line for row, line in open_lines if row.state == FollowUpState.WAITING],
        mine=[line for row, line in open_lines if row.owner_id == person],
        team=[line for row, line in open_lines if row.owner_id not in {None, person}],
        returned=[line for row, line in open_lines if row.state == FollowUpState.RETURNED],
        over=[line for _row, line in _pairs(over[:30])],
    )


def waiting_for(actor: Actor, kind: str = FollowUpKind.HANDOVER) -> int:
    """How many wait for the actor's units, and are nobody's yet."""
    person = actor.person_id
    if person is None or not may(actor, "followup.receive"):
        return 0
    rows = FollowUp.objects.filter(received(person), kind=kind)
    return rows.filter(state=FollowUpState.WAITING).count()


def desk_list(actor: Actor, desk_id: int) -> DeskList:
    """What has come back to the desk, or to whoever looks."""
    rows = _rows().filter(_sent_from(actor, desk_id))
    since = clock.now() - SHOWN_AFTER
    listed = Q(closed_at__isnull=True) | Q(closed_at__gte=since) | UNREAD_ANSWER
    lines = _pairs(rows.filter(listed).order_by("-changed_at")[:MOST_LINES])
    over = [(row, line) for row, line in lines if row.state in OVER_STATES]
    return DeskList(
        returned=[line for row, line in lines if row.state == FollowUpState.RETURNED],
        answers=[line for row, line in over if _is_unread(row)],
        drafts=[
            line
            for row, line in lines
            if row.state == FollowUpState.DRAFT and row.sender_id == actor.person_id
        ],
        under_way=[line for row, line in lines if row.state in WITH_UNIT],
        read=[line for row, line in over if not _is_unread(row)],
    )


def answers_for(actor: Actor, desk_id: int) -> int:
    """How many matters have come back to the desk and are not dealt with: returned, or answered and unread."""
    rows = FollowUp.objects.filter(_sent_from(actor, desk_id))
    return rows.filter(Q(state=FollowUpState.RETURNED) | UNREAD_ANSWER).count()


def public_state(code: str) -> PublicState:
    """What the holder of a code is shown. Raises FollowUpNotFound, also for drafts and what is erased."""
    rows = FollowUp.objects.select_related("task", "site", "handover__form_version")
    row = (
        rows.filter(code=normal(code) or "-", erased_at__isnull=True)
        .exclude(state=FollowUpState.DRAFT)
        .first()
    )
    if row is None:
        raise FollowUpNotFound(facts={"code": code})
    is_open = row.state not in OVER_STATES
    asked = is_open and row.kind == FollowUpKind.HANDOVER and row.handover.asked_at is not None
    is_sensitive = row.task is not None and row.task.sensitive
    form = form_of(row.handover) if asked and not is_sensitive else Form()
    return PublicState(
        code=row.code,
        shown_code=shown(row.code),
        kind=row.kind,
        title="" if is_sensitive or row.task is None else _titles([row]).get(row.task_id or 0, ""),
        state=row.state,
        result=row.result,
        is_decided=row.result == "decided",
        sent_at=row.sent_at,
        due_at=row.due_at if is_open else None,
        is_late=is_open and row.due_at is not None and row.due_at <= clock.now(),
        closed_at=row.closed_at,
        missing=tuple(one.label for one in form.papers if asked and one.key in row.handover.asked_for),
        asks=asked,
        site=row.site.name,
        site_phone=row.site.phone,
        can_withdraw=is_open,
    )


def at_risk(actor: Actor) -> list[Line]:
    """For managers: promises whose alarm has gone off and that are not kept yet, at the actor's sites."""
    sites = {site for role, site in actor.grants if role in {"manager", "administrator"}}
    rows = _rows().filter(state__in=WITH_UNIT, alarm__gte=Alarm.UNIT)
    if None not in sites:
        rows = rows.filter(site__in=[site for site in sites if site is not None])
    return [line for _row, line in _pairs(rows.order_by("due_at")[:MOST_LINES])]


def promise_rules() -> list[PromiseRule]:
    """The rules about promises, the widest first."""
    rows = PromiseRule.objects.select_related("task", "lifeline")
    return sorted(
        rows, key=lambda row: (row.kind, row.task_id is not None, row.lifeline_id is not None, row.pk)
    )


def deliveries() -> list[CaseDelivery]:
    """Decided cases that the case system does not have yet, and the latest that it has."""
    rows = CaseDelivery.objects.select_related("follow_up__task")
    waiting = list(rows.exclude(state=DeliveryState.DELIVERED).order_by("due_at")[:MOST_LINES])
    return waiting + list(rows.filter(state=DeliveryState.DELIVERED).order_by("-delivered_at")[:20])


def undelivered() -> int:
    """How many decided cases were given up."""
    return CaseDelivery.objects.filter(state=DeliveryState.FAILED).count()


def lines_of(rows: Iterable[FollowUp]) -> list[Line]:
    """Rows as lines; they need `task`, `site`, `desk`, `owner` and `sender`."""
    return [line for _row, line in _pairs(rows)]


def _sent_from(actor: Actor, desk_id: int) -> Q:
    return Q(desk=desk_id) & ~Q(state=FollowUpState.DRAFT) | Q(sender=actor.person_id or 0)


def _is_unread(row: FollowUp) -> bool:
    return row.state == FollowUpState.CLOSED and row.answer_seen_at is None and row.erased_at is None


def _rows() -> QuerySet[FollowUp]:
    rows = FollowUp.objects.select_related("task", "site", "desk", "owner", "sender")
    return rows.annotate(paper_count=Count("attachments"), has_news=_sent_since_read())


def _sent_since_read() -> Exists:
    """Whether the citizen has sent papers since somebody of the unit opened the case."""
    read = Look.objects.filter(follow_up=OuterRef("follow_up"), where="backline", at__gte=OuterRef("at"))
    came = FollowUpEvent.objects.filter(follow_up=OuterRef("pk"), kind=EventKind.ADDED, facts__by="citizen")
    return Exists(came.filter(~Exists(read)))


def _titles(rows: Iterable[FollowUp]) -> dict[int, str]:
    codes = sorted({row.task.code for row in rows if row.task is not None})
    return {line.task_id: line.title for line in task_lines(codes)} if codes else {}


def _pairs(rows: Iterable[FollowUp]) -> list[tuple[FollowUp, Line]]:
    found = list(rows)
    titles, names = _titles(found), units.titles()
    return [(row, _line(row, titles, names)) for row in found]


def _line(row: FollowUp, titles: dict[int, str], names: dict[int, str]) -> Line:
    now = clock.now()
    with_unit = row.state in WITH_UNIT
    return Line(
        code=row.code,
        shown_code=shown(row.code),
        kind=row.kind,
        title=titles.get(row.task_id or 0, row.task.code if row.task else ""),
        unit=names.get(row.lifeline_id or 0, ""),
        site=row.site.name,
        desk=row.desk.label if row.desk else "",
        state=row.state,
        state_word=str(FollowUpState(row.state).label),
        reason=str(row.get_return_reason_display()) if row.return_reason else "",
        result=str(row.get_result_display()) if row.result else "",
        owner=row.owner.name if row.owner else "",
        sender=row.sender.name if row.sender else "",
        sent_at=row.sent_at,
        due_at=row.due_at,
        changed_at=row.changed_at,
        is_late=with_unit and row.due_at is not None and row.due_at <= now,
        is_soon=with_unit and row.alarm >= Alarm.UNIT and row.due_at is not None and row.due_at > now,
        papers=getattr(row, "paper_count", 0),
        has_news=getattr(row, "has_news", False),
    )
