"""Follow-ups: the same commands as the second line's pages, with the same rules about who may see and decide."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from indgang.followup import services as followup
from indgang.followup.access import require_sight
from indgang.followup.errors import HoldsCpr
from indgang.followup.holding import find
from indgang.followup.models import FollowUp
from indgang.followup.parties import Person
from indgang.followup.queries import inbox, lines_of
from indgang.organisation.queries import lifeline_card
from indgang.web.api.access import ApiRequest, desk_for, permission, site_for
from indgang.web.api.idempotency import once

router = Router(tags=["follow-ups"])


class FollowUpOut(Schema):
    """A matter that a unit has. It names no citizen."""

    code: str
    kind: str
    task: str | None
    title: str
    unit: str
    site: str
    state: str
    return_reason: str
    result: str
    owner: str
    sent_at: datetime | None
    due_at: datetime | None
    is_late: bool

    @classmethod
    def of(cls, row: FollowUp) -> "FollowUpOut":
        """The matter for the API."""
        line = lines_of([row])[0]
        return cls(
            code=row.code,
            kind=row.kind,
            task=row.task.code if row.task else None,
            title=line.title,
            unit=line.unit,
            site=row.site.slug,
            state=row.state,
            return_reason=row.return_reason,
            result=row.result,
            owner=line.owner,
            sent_at=row.sent_at,
            due_at=row.due_at,
            is_late=line.is_late,
        )


class FieldsIn(Schema):
    """What a case says. `answers` by the keys of the task's form; `unit` is the code of a lifeline."""

    unit: str | None = None
    name: str = Field("", max_length=80)
    phone: str = ""
    email: str = ""
    address: str = ""
    tell_by: str = Field("", pattern="^(sms|email|)$")
    note: str = ""
    answers: dict[str, str | list[str]] = Field(default_factory=dict)


class HandoverIn(FieldsIn):
    """A prepared case. With `draft` it is kept and not sent yet, so that papers can be added."""

    site: str = Field(examples=["magion"])
    desk: str | None = None
    task: str = Field(examples=["boligstoette"])
    draft: bool = False


class PaperOut(Schema):
    """A paper of a case, as it is kept: never its name, which may say whom it is about."""

    id: int
    field: str
    media_type: str
    size: int


class StateOut(Schema):
    """One thing that happened to a matter, and the state that it was in then. Notes are not shown."""

    at: datetime
    kind: str
    state: str


class ReturnIn(Schema):
    """Why it goes back to the desk."""

    reason: str = Field(examples=["missing_papers"])
    note: str = ""


class PassOnIn(Schema):
    """The unit that takes it over, by the code of its lifeline."""

    unit: str
    note: str = ""


class CloseIn(Schema):
    """What came of it, and the answer to the desk."""

    result: str = Field(examples=["done"])
    answer: str = ""


class DecisionIn(Schema):
    """A decision in law; only for somebody with a delegation that holds today."""

    outcome: str = Field(examples=["granted"])
    legal_basis: str
    appeal: str
    reasons: str = ""


@router.get("/follow-ups", response=list[FollowUpOut])
@permission("followup.receive")
def follow_ups(request: ApiRequest) -> list[FollowUpOut]:
    """The handed-over cases of one's own units that are not finished, the nearest promise first."""
    found = inbox(request.auth)
    return [
        FollowUpOut.of(find(line.code))
        for line in (*found.mine, *found.waiting, *found.team, *found.returned)
    ]


@router.get("/follow-ups/{code}", response=FollowUpOut)
@permission("followup.send")
def follow_up(request: ApiRequest, code: str) -> FollowUpOut:
    """One matter, for its sender or its unit."""
    row = find(code)
    require_sight(request.auth, row)
    return FollowUpOut.of(row)


@router.post("/follow-ups", response={201: FollowUpOut})
@permission("followup.send")
@once
@transaction.atomic
def hand_over(request: ApiRequest, body: HandoverIn) -> FollowUpOut:
    """Prepare a case and send it to its unit, as somebody who may receive the task at the site. All or nothing.

    With `draft` it waits for papers and for `send`.
    """
    row = followup.prepare(
        actor=request.auth,
        site=site_for(request.auth, body.site, "followup.send"),
        desk=desk_for(request.auth, body.desk, "followup.send") if body.desk else None,
        task_code=body.task,
    )
    _keep(request, row.code, body)
    return FollowUpOut.of(row if body.draft else followup.send(actor=request.auth, code=row.code))


@router.post("/follow-ups/{code}/fields", response={201: FollowUpOut})
@permission("followup.send")
@once
@transaction.atomic
def fields(request: ApiRequest, code: str, body: FieldsIn) -> FollowUpOut:
    """Write a draft, or one that was returned, anew: what is left out is empty. Then `send`."""
    _keep(request, code, body)
    return FollowUpOut.of(find(code))


@router.post("/follow-ups/{code}/papers", response={201: PaperOut})
@permission("followup.send")
@once
def paper(request: ApiRequest, code: str, file: File[UploadedFile], field: str = "") -> PaperOut:
    """Attach a photograph (JPEG, PNG) or a PDF file of at most 12 MB; `field` is the key of the form's paper."""
    kept = followup.add_paper(
        actor=request.auth, code=code, name=file.name or "", content=file.read(), field=field
    )
    return PaperOut(id=kept.pk, field=kept.field, media_type=kept.media_type, size=kept.size)


@router.get("/follow-ups/{code}/states", response=list[StateOut])
@permission("followup.send")
def states(request: ApiRequest, code: str) -> list[StateOut]:
    """What has happened to the matter, the oldest first, for its sender or its unit."""
    row = find(code)
    require_sight(request.auth, row)
    return [StateOut(at=one.at, kind=one.kind, state=one.state) for one in row.events.order_by("pk")]


@router.post("/follow-ups/{code}/return", response={201: FollowUpOut})
@permission("followup.receive")
@once
def return_it(request: ApiRequest, code: str, body: ReturnIn) -> FollowUpOut:
    """Send it back to the desk that sent it."""
    row = followup.return_to_desk(actor=request.auth, code=code, reason=body.reason, note=body.note)
    return FollowUpOut.of(row)


@router.post("/follow-ups/{code}/pass-on", response={201: FollowUpOut})
@permission("followup.receive")
@once
def pass_it_on(request: ApiRequest, code: str, body: PassOnIn) -> FollowUpOut:
    """Give it to another unit."""
    unit = lifeline_card(body.unit).id
    return FollowUpOut.of(followup.pass_on(actor=request.auth, code=code, lifeline_id=unit, note=body.note))


@router.post("/follow-ups/{code}/close", response={201: FollowUpOut})
@permission("followup.receive")
@once
def close(request: ApiRequest, code: str, body: CloseIn) -> FollowUpOut:
    """Close it with an answer."""
    return FollowUpOut.of(
        followup.close(actor=request.auth, code=code, result=body.result, answer=body.answer)
    )


@router.post("/follow-ups/{code}/decide", response={201: FollowUpOut})
@permission("followup.decide")
@once
def decide(request: ApiRequest, code: str, body: DecisionIn) -> FollowUpOut:
    """Record a decision."""
    wish = followup.DecisionWish(body.outcome, body.legal_basis, body.appeal, body.reasons)
    return FollowUpOut.of(followup.decide(actor=request.auth, code=code, wish=wish))


def _keep(request: ApiRequest, code: str, body: FieldsIn) -> None:
    kept = followup.save_case(
        actor=request.auth,
        code=code,
        typed=body.answers,
        person=Person(body.name, body.phone, body.email, body.address, body.tell_by),
        note=body.note,
        unit=lifeline_card(body.unit).id if body.unit else None,
    )
    if kept.refused:
        raise HoldsCpr(next(iter(kept.refused)))


def _verb(name: str, command: Callable[..., FollowUp], needed: str, summary: str) -> None:
    """Add `POST follow-ups/{code}/<name>` for a command that needs nothing but the code."""

    @router.post(
        f"/follow-ups/{{code}}/{name}",
        response={201: FollowUpOut},
        summary=summary,
        operation_id=f"follow_up_{name.replace('-', '_')}",
    )
    @permission(needed)
    @once
    def operation(request: ApiRequest, code: str) -> Any:
        return FollowUpOut.of(command(actor=request.auth, code=code))


_verb(
    "accept", followup.accept, "followup.receive", "Take it: one becomes its owner, however many ask at once"
)
_verb("put-back", followup.put_back, "followup.receive", "Let it wait for the unit again")
_verb("send", followup.send, "followup.send", "Send a draft to its unit, or a corrected case again")
_verb("withdraw", followup.withdraw, "followup.send", "Take it back, from the desk that sent it")
