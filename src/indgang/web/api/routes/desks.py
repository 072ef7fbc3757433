"""Opening and closing desks, and calling."""

from ninja import Router

from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.organisation.models import Desk
from indgang.organisation.queries import find_person
from indgang.queue import services as queue
from indgang.queue.queries.why import explain
from indgang.web.api.access import ApiRequest, desk_for, permission
from indgang.web.api.idempotency import once
from indgang.web.api.schemas import CallIn, CallOut, NoCallOut, OpenDeskIn, SessionOut

router = Router(tags=["desks"])
NOBODY = OpenDeskIn()


def officer_id(actor: Actor, username: str | None) -> int | None:
    """The officer whom a system acts for; None when the token acts as a person itself."""
    return find_person(username).pk if username else None


@router.post("/desks/{desk}/open", response={201: SessionOut})
@permission("queue.work_desk")
@once
def open_desk(request: ApiRequest, desk: str, body: OpenDeskIn = NOBODY) -> SessionOut:
    """Open a desk."""
    place: Desk = desk_for(request.auth, desk, "queue.work_desk")
    officer = officer_id(request.auth, body.officer)
    if officer is None and request.auth.kind != "person":
        raise Invalid("Say who opens the desk: the user name of the officer.", field="officer")
    session = queue.open_desk(actor=request.auth, desk=place, officer_id=officer, take_over=body.take_over)
    return SessionOut.of(session)


@router.post("/desks/{desk}/close", response={201: SessionOut, 204: None})
@permission("queue.work_desk")
@once
def close_desk(request: ApiRequest, desk: str) -> SessionOut | None:
    """Close a desk. Whoever was called goes back to their place in the queue."""
    place = desk_for(request.auth, desk, "queue.work_desk")
    session = queue.close_desk(actor=request.auth, desk=place)
    return SessionOut.of(session) if session else None


@router.post("/desks/{desk}/pause", response={201: SessionOut})
@permission("queue.work_desk")
@once
def pause_desk(request: ApiRequest, desk: str) -> SessionOut:
    """Call nobody for a while."""
    return SessionOut.of(
        queue.pause_desk(actor=request.auth, desk=desk_for(request.auth, desk, "queue.work_desk"))
    )


@router.post("/desks/{desk}/resume", response={201: SessionOut})
@permission("queue.work_desk")
@once
def resume_desk(request: ApiRequest, desk: str) -> SessionOut:
    """End the pause."""
    return SessionOut.of(
        queue.resume_desk(actor=request.auth, desk=desk_for(request.auth, desk, "queue.work_desk"))
    )


@router.post("/desks/{desk}/heartbeat", response={204: None})
@permission("queue.work_desk")
@once
def heartbeat(request: ApiRequest, desk: str) -> None:
    """Say that the officer is still there; a desk that is silent for long is closed."""
    queue.heartbeat(actor=request.auth, desk=desk_for(request.auth, desk, "queue.work_desk"))


@router.post("/desks/{desk}/next", response={201: CallOut, 200: NoCallOut})
@permission("queue.work_desk")
@once
def call_next(request: ApiRequest, desk: str) -> CallOut | tuple[int, NoCallOut]:
    """Call the next one. 201 with the call, or 200 with no ticket when nobody waits."""
    place = desk_for(request.auth, desk, "queue.work_desk")
    call = queue.call_next(actor=request.auth, desk=place)
    if call is None:
        return 200, NoCallOut()
    return CallOut.of(call, place.site.slug, explain(call.reason))


@router.post("/desks/{desk}/call", response={201: CallOut})
@permission("queue.work_desk")
@once
def call_one(request: ApiRequest, desk: str, body: CallIn) -> CallOut:
    """Call a certain ticket, out of turn."""
    place = desk_for(request.auth, desk, "queue.work_desk")
    call = queue.call_ticket(actor=request.auth, desk=place, ticket_id=body.ticket)
    return CallOut.of(call, place.site.slug, explain(call.reason))
