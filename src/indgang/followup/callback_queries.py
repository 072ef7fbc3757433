"""Reading promised calls: lists that name no citizen, and a case whose every look is logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, may
from indgang.base.sealing import unseal
from indgang.base.text import pick
from indgang.catalogue.queries import task_lines
from indgang.core.promises import Attempt, EndedBy, Promised, Verdict, is_rescued, verdict
from indgang.followup import parties, units
from indgang.followup.access import received, require_sight
from indgang.followup.answering import Asked, questions_of, shown_value
from indgang.followup.callback_finding import COLUMNS, fitting
from indgang.followup.callback_links import code_of
from indgang.followup.codes import shown
from indgang.followup.errors import FollowUpNotFound
from indgang.followup.holding import find, look
from indgang.followup.models import (
    OPEN_STATES,
    OVER_STATES,
    CallAttempt,
    Callback,
    CallResult,
    EventKind,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Priority,
    QuestionSet,
    Result,
)

MOST_LISTED = 300
SHOWN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promised window, and what became of it by now."""

    window_from: datetime
    window_to: datetime
    given_at: datetime
    verdict: Verdict
    moved_by: str
    is_rescued: bool


@dataclass(frozen=True, slots=True)
class CallLine:
    """A promised call in a list: nothing that says whom it is about. `verdict` is that of the window that holds."""

    code: str
    shown_code: str
    title: str
    unit: str
    site: str
    state: str
    state_word: str
    owner_id: int | None
    owner: str
    priority: int
    priority_word: str
    window_from: datetime
    window_to: datetime
    due_at: datetime | None
    verdict: Verdict
    alarm: int
    tries: int
    last_try: str
    is_rescued: bool
    result_word: str

    @property
    def is_now(self) -> bool:
        """Whether its window has begun and nobody has phoned."""
        return self.verdict is Verdict.OPEN and self.window_from <= clock.now()


@dataclass(frozen=True, slots=True)
class Tried:
    """One try to phone."""

    at: datetime
    who: str
    word: str
    note: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer to a question of the unit, opened."""

    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class CallCase:
    """A promised call with whom it is about; `person` is None once it is erased."""

    row: FollowUp
    line: CallLine
    person: parties.Person | None
    note: str
    answers: list[AnswerLine]
    promises: list[PromiseLine]
    tries: list[Tried]
    history: list[Tried]
    is_sender: bool
    is_receiver: bool
    is_owner: bool
    has_reached: bool


@dataclass(frozen=True, slots=True)
class CitizenCall:
    """What the citizen who holds the link is shown: nothing that names anybody, and no sensitive errand."""

    code: str
    lifeline_id: int | None
    callback_id: int
    title: str
    window_from: datetime
    window_to: datetime
    is_open: bool
    is_late: bool
    was_tried: bool
    was_reached: bool
    moves: int
    site: str
    site_phone: str
    language: str


def call_list(
    actor: Actor, which: str = "open", *, task: str = "", key: str = "", how: str = "", value: str = ""
) -> list[CallLine]:
    """The calls that the actor's units have promised, what is due first; "over" ones the newest first.

    `task` is a code. `key`, `how` ("before", "after", "is") and `value` pick those whose answer to the unit's
    question fits: a date as Danes write it or "today", a number, or words of what was chosen. Raises Invalid
    (field "value") for a value that cannot be.
    """
    person = actor.person_id
    if person is None or not may(actor, "followup.receive"):
        return []
    rows = callback_rows().filter(received(person))
    if task:
        rows = rows.filter(task__code=task)
    if key:
        rows = rows.filter(callback__in=fitting(key, how, value))
    if which == "over":
        rows = rows.filter(state__in=OVER_STATES, closed_at__gte=clock.now() - SHOWN_AFTER)
        return _lines(rows.distinct().order_by("-closed_at", "-pk")[:MOST_LISTED])
    rows = rows.filter(state__in=OPEN_STATES)
    rows = rows.filter(owner=person) if which == "mine" else rows
    return _lines(rows.distinct().order_by("due_at", "callback__priority", "pk")[:MOST_LISTED])


def calls_waiting(actor: Actor) -> int:
    """How many promised calls wait for the actor's units and are nobody's, or are the actor's own."""
    person = actor.person_id
    if person is None or not may(actor, "followup.receive"):
        return 0
    rows = FollowUp.objects.filter(kind=FollowUpKind.CALLBACK)
    waiting = Q(lifeline__in=units.units_of(person), state=FollowUpState.WAITING)
    return rows.filter(waiting | Q(owner=person, state=FollowUpState.ACCEPTED)).count()


@transaction.atomic
def call_case(actor: Actor, code: str, *, where: str) -> CallCase:
    """A promised call with whom to phone; the look is logged. Raises FollowUpNotFound for those it is not for."""
    row = callback_rows().filter(pk=find(code).pk).first()
    if row is None:
        raise FollowUpNotFound(facts={"code": code})
    standing = require_sight(actor, row)
    look(actor=actor, row=row, what="case", where=where)
    answers = row.callback.answers.select_related("question").prefetch_related("question__texts")
    events = row.events.select_related("person").order_by("pk")
    return CallCase(
        row=row,
        line=_lines([row])[0],
        person=parties.read(row),
        note=unseal(row.callback.note),
        answers=[
            AnswerLine(text.label if (text := pick(one.question.texts.all())) else "", shown_value(one))
            for one in sorted(answers, key=lambda one: one.question.order)
        ],
        promises=promises_of(row),
        tries=[
            Tried(one.at, one.person.name if one.person else "", str(CallResult(one.result).label), "")
            for one in row.callback.attempts.all()
        ],
        history=[
            Tried(
                one.at,
                one.person.name if one.person else "",
                _happened(one.kind, one.facts),
                unseal(one.note),
            )
            for one in events
        ],
        is_sender=standing.is_sender,
        is_receiver=standing.is_receiver,
        is_owner=standing.is_owner,
        has_reached=any(one.result == CallResult.REACHED for one in row.callback.attempts.all()),
    )


def citizen_call(token: str) -> CitizenCall:
    """What the holder of a link is shown. Raises FollowUpNotFound."""
    row = callback_rows().filter(code=code_of(token), erased_at__isnull=True).first()
    if row is None:
        raise FollowUpNotFound
    line = _lines([row])[0]
    holds = next(one for one in promises_of(row) if not one.moved_by)
    is_sensitive = row.task is not None and row.task.sensitive
    return CitizenCall(
        code=row.code,
        lifeline_id=row.lifeline_id,
        callback_id=row.callback.pk,
        title="" if is_sensitive else line.title,
        window_from=holds.window_from,
        window_to=holds.window_to,
        is_open=row.state in {FollowUpState.WAITING, FollowUpState.ACCEPTED},
        is_late=holds.verdict is Verdict.BROKEN,
        was_tried=holds.verdict is Verdict.KEPT,
        was_reached=any(one.result == CallResult.REACHED for one in row.callback.attempts.all()),
        moves=row.callback.citizen_moves,
        site=row.site.name,
        site_phone=row.site.phone,
        language=row.language,
    )


def promises_of(row: FollowUp) -> list[PromiseLine]:
    """Every window that was promised, in order, with what became of it by now: exact whether or not a job ran."""
    rows = sorted(row.callback.promises.all(), key=lambda one: one.pk)
    promises, attempts = facts_of(row.callback)
    return [
        PromiseLine(
            window_from=one.window_from,
            window_to=one.window_to,
            given_at=one.given_at,
            verdict=_verdict(row, promise, attempts),
            moved_by=one.ended_by,
            is_rescued=is_rescued(promise, attempts, one.warned_at, one.taken_at),
        )
        for one, promise in zip(rows, promises, strict=True)
    ]


def facts_of(callback: Callback) -> tuple[list[Promised], list[Attempt]]:
    """The promises and calls of a callback as the core judges them."""
    promises = [
        Promised(
            one.window_from,
            one.window_to,
            one.given_at,
            one.ended_at,
            EndedBy(one.ended_by) if one.ended_by else None,
        )
        for one in sorted(callback.promises.all(), key=lambda one: one.pk)
    ]
    return promises, [Attempt(one.at, one.result == CallResult.REACHED) for one in callback.attempts.all()]


def questions_asked(lifeline_id: int) -> list[Asked]:
    """What the unit asks with now."""
    rows = QuestionSet.objects.filter(lifeline=lifeline_id, is_current=True)
    return questions_of(rows.prefetch_related("questions__texts").first())


def searchable_questions(actor: Actor) -> list[Asked]:
    """The dates, numbers and choices that the actor's units ask for; each key once."""
    found: dict[str, Asked] = {}
    for unit in sorted(units.units_of(actor.person_id or 0)):
        found |= {one.key: one for one in questions_asked(unit) if one.kind in COLUMNS}
    return list(found.values())


def _happened(kind: str, facts: dict[str, Any]) -> str:
    """What an event of a call was, in words."""
    match facts.get("moved_by"):
        case "citizen":
            return _("new time, chosen by the citizen")
        case "unit":
            return _("new time, set by the unit")
        case _other:
            return str(EventKind(kind).label)


def _verdict(row: FollowUp, promise: Promised, attempts: Sequence[Attempt]) -> Verdict:
    """The verdict, with a matter that was over before the window was: taken back or no longer needed lets it go."""
    found = verdict(promise, attempts, clock.now())
    is_over = row.closed_at is not None and row.closed_at < promise.end and promise.ended_at is None
    released = row.state == FollowUpState.WITHDRAWN or row.result == Result.NOT_NEEDED
    if is_over and released and found is not Verdict.KEPT:
        return Verdict.RELEASED
    return found


def callback_rows() -> QuerySet[FollowUp]:
    """Every callback that was promised, with what its lines are made of."""
    return (
        FollowUp.objects.filter(kind=FollowUpKind.CALLBACK)
        .exclude(state=FollowUpState.DRAFT)
        .select_related("task", "site", "desk", "owner", "sender", "lifeline", "callback")
        .prefetch_related(
            "callback__promises",
            Prefetch("callback__attempts", CallAttempt.objects.select_related("person").order_by("at", "pk")),
        )
    )


def _lines(rows: Any) -> list[CallLine]:
    found: list[FollowUp] = list(rows)
    codes = sorted({row.task.code for row in found if row.task is not None})
    titles = {line.code: line.title for line in task_lines(codes, actor=SYSTEM)} if codes else {}
    names = units.titles()
    return [_line(row, titles, names) for row in found]


def _line(row: FollowUp, titles: dict[str, str], names: dict[int, str]) -> CallLine:
    promises = promises_of(row)
    holds = next(one for one in promises if not one.moved_by)
    tries = list(row.callback.attempts.all())
    return CallLine(
        code=row.code,
        shown_code=shown(row.code),
        title=titles.get(row.task.code, "") if row.task else "",
        unit=names.get(row.lifeline_id or 0, ""),
        site=row.site.name,
        state=row.state,
        state_word=str(FollowUpState(row.state).label),
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else "",
        priority=row.callback.priority,
        priority_word=str(Priority(row.callback.priority).label),
        window_from=holds.window_from,
        window_to=holds.window_to,
        due_at=row.due_at,
        verdict=holds.verdict,
        alarm=row.alarm,
        tries=len(tries),
        last_try=str(CallResult(tries[-1].result).label) if tries else "",
        is_rescued=any(one.is_rescued for one in promises),
        result_word=str(Result(row.result).label) if row.result else "",
    )
