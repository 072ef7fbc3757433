"""Promised calls: promise, take, note a try, move, close. No answer names the citizen."""

from datetime import datetime

from django.utils.crypto import get_random_string
from ninja import Router, Schema
from pydantic import Field

from indgang.catalogue.queries import task_card
from indgang.followup import windows
from indgang.followup.callback_queries import CallLine, call_list
from indgang.followup.codes import normal
from indgang.followup.models import Priority
from indgang.followup.parties import Person
from indgang.followup.services import CallWish, accept, close_call, move_call, note_call, promise_call
from indgang.organisation.queries import lifeline_card
from indgang.web.api.access import ApiRequest, desk_for, permission, site_for
from indgang.web.api.idempotency import HEADER, once
from indgang.web.api.moments import Moment

router = Router(tags=["callbacks"])


class CallIn(Schema):
    """A call to promise: where, by which unit (else the task's), whom to phone, and when (`start` of a window)."""

    site: str = Field(examples=["magion"])
    desk: str = ""
    unit: str = Field("", description="The code of a lifeline; else that of the task.")
    task: str = Field(examples=["pas-voksen"])
    name: str = Field(max_length=80)
    phone: str = Field(max_length=40)
    tell_by: str = Field("", description='"sms", "email" or nothing.')
    email: str = Field("", max_length=254)
    start: Moment
    note: str = Field("", max_length=600)
    priority: int = Priority.USUAL
    answers: dict[str, str] = {}
    language: str = "da"


class CallOut(Schema):
    """A promised call. `verdict` of the window that holds is "open", "kept", "broken" or "released"."""

    code: str
    task: str
    unit: str
    state: str
    owner: str
    window_from: datetime
    window_to: datetime
    verdict: str
    tries: int
    priority: int

    @classmethod
    def of(cls, line: CallLine) -> "CallOut":
        """The line as it is sent."""
        return cls(
            code=line.code,
            task=line.title,
            unit=line.unit,
            state=line.state,
            owner=line.owner,
            window_from=line.window_from,
            window_to=line.window_to,
            verdict=line.verdict.value,
            tries=line.tries,
            priority=line.priority,
        )


class CallMade(Schema):
    """What stands after a command."""

    code: str
    state: str
    due_at: datetime | None


class WindowOut(Schema):
    """A window that the unit can promise, and how many calls it still has room for."""

    start: datetime
    end: datetime
    free: int


class TryIn(Schema):
    """What came of a try: "reached", "no_answer", "busy", "left_message", "wrong_number"; `again` promises the next."""

    result: str
    again: Moment | None = None
    note: str = Field("", max_length=600)


class MoveIn(Schema):
    """Another window; unless the citizen asked for it, the promise before it counts as broken."""

    start: Moment
    by_citizen: bool
    note: str = Field("", max_length=600)


class CloseIn(Schema):
    """What came of it: "done", "advised", "not_reached" or "not_needed", and an answer to the desk."""

    result: str
    answer: str = Field("", max_length=2000)


@router.get("/units/{unit}/windows", response=list[WindowOut])
@permission("followup.send")
def windows_of(request: ApiRequest, unit: str) -> list[WindowOut]:
    """The windows in which a unit can promise to phone, the soonest first."""
    found = windows.offered(lifeline_card(unit).id)
    return [WindowOut(start=one.start, end=one.end, free=one.free) for one in found]


@router.post("/callbacks", response={201: CallMade})
@permission("followup.send")
@once
def promise(request: ApiRequest, body: CallIn) -> CallMade:
    """Promise the citizen a call."""
    site = site_for(request.auth, body.site, "followup.send")
    card = task_card(body.task, actor=request.auth)
    unit = lifeline_card(body.unit or card.lifeline_id or 0)
    row = promise_call(
        actor=request.auth,
        site=site,
        desk=desk_for(request.auth, body.desk, "followup.send") if body.desk else None,
        lifeline_id=unit.id,
        task_id=card.task_id,
        language=body.language,
        wish=CallWish(
            person=Person(body.name, body.phone, body.email, tell_by=body.tell_by),
            start=body.start,
            note=body.note,
            priority=body.priority,
            answers=body.answers,
        ),
    )
    return CallMade(code=row.code, state=row.state, due_at=row.due_at)


@router.get("/callbacks", response=list[CallOut])
@permission("followup.receive")
def calls(
    request: ApiRequest, show: str = "open", key: str = "", how: str = "", value: str = ""
) -> list[CallOut]:
    """The calls that the caller's units have promised; `key`, `how` and `value` pick by an answer."""
    return [CallOut.of(line) for line in call_list(request.auth, show, key=key, how=how, value=value)]


@router.post("/callbacks/{code}/accept", response={201: CallMade})
@permission("followup.receive")
@once
def take(request: ApiRequest, code: str) -> CallMade:
    """Take a call: of all who do so at once, one owns it."""
    row = accept(actor=request.auth, code=code)
    return CallMade(code=row.code, state=row.state, due_at=row.due_at)


@router.post("/callbacks/{code}/tries", response={201: CallMade})
@permission("followup.receive")
@once
def tried(request: ApiRequest, code: str, body: TryIn) -> CallMade:
    """Note a try to phone. The Idempotency-Key is the key of the try."""
    attempt = note_call(
        actor=request.auth,
        code=code,
        result=body.result,
        key=request.headers.get(HEADER) or get_random_string(20),
        again=body.again,
        note=body.note,
    )
    row = attempt.callback.follow_up
    row.refresh_from_db()
    return CallMade(code=normal(code), state=row.state, due_at=row.due_at)


@router.post("/callbacks/{code}/move", response={201: CallMade})
@permission("followup.receive")
@once
def move(request: ApiRequest, code: str, body: MoveIn) -> CallMade:
    """Promise another window."""
    row = move_call(
        actor=request.auth, code=code, start=body.start, by_citizen=body.by_citizen, note=body.note
    )
    return CallMade(code=row.code, state=row.state, due_at=row.due_at)


@router.post("/callbacks/{code}/close", response={201: CallMade})
@permission("followup.receive")
@once
def close(request: ApiRequest, code: str, body: CloseIn) -> CallMade:
    """Close a call with what came of it."""
    row = close_call(actor=request.auth, code=code, result=body.result, answer=body.answer)
    return CallMade(code=row.code, state=row.state, due_at=row.due_at)
