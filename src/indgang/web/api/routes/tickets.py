"""Taking numbers, and the verbs of a ticket."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from ninja import Router

from indgang.catalogue.visibility import visible_codes
from indgang.organisation.models import Site
from indgang.queue import services as queue
from indgang.queue.errors import UnknownTask
from indgang.queue.models import Ticket, TicketState
from indgang.queue.queries.forecast import forecast_of
from indgang.queue.queries.now import waits_now
from indgang.queue.queries.site import queue_of
from indgang.queue.queries.ticket import ticket_for
from indgang.queue.queries.why import explain
from indgang.web.api.access import ApiRequest, desk_for, permission, require_here, site_for
from indgang.web.api.idempotency import once
from indgang.web.api.schemas import (
    CallOut,
    DelayIn,
    LaneOut,
    LineOut,
    NewTicketOut,
    QueueOut,
    RecallIn,
    TicketIn,
    TicketOut,
    TransferIn,
)
from indgang.web.api.waits import LaneWaitOut, WaitOut

router = Router(tags=["queue"])
SAME_DESK = RecallIn()
TEN_MINUTES = DelayIn(minutes=10)


@router.post("/sites/{site}/tickets", response={201: NewTicketOut})
@permission("queue.take")
@once
def take_ticket(request: ApiRequest, site: str, body: TicketIn) -> NewTicketOut:
    """Take a number."""
    place = site_for(request.auth, site, "queue.take")
    if body.task and not visible_codes(request.auth, [body.task], place.pk):
        raise UnknownTask(body.task, "task_code")
    ticket = queue.take_ticket(
        actor=request.auth,
        site=place,
        letter=body.series,
        task_code=body.task,
        topic_code=body.topic,
        own_words=body.own_words,
        language=body.language,
        priority=body.priority,
        due_at=body.due_at,
        channel="api",
    )
    page = settings.PUBLIC_URL + reverse("citizen:ticket", args=[ticket.secret])
    return NewTicketOut.of(ticket, place.slug, page=page)  # type: ignore[return-value]


@router.get("/sites/{site}/queue", response=QueueOut)
@permission("queue.view")
def queue_of_site(request: ApiRequest, site: str) -> QueueOut:
    """The queue of a site now."""
    place: Site = site_for(request.auth, site, "queue.view")
    view = queue_of(place)
    waits = {lane.letter: LaneWaitOut.of(lane) for lane in waits_now(place).lanes}
    return QueueOut(
        site=place.slug,
        at=view.at,
        lanes=[
            LaneOut(
                letter=lane.letter,
                name=lane.name,
                waiting=lane.waiting,
                paused=lane.paused,
                oldest_minutes=lane.oldest_minutes,
                open_desks=lane.open_desks,
                wait=waits.get(lane.letter),
            )
            for lane in view.lanes
        ],
        waiting=[LineOut.of(line) for line in view.waiting],
        at_desks=[LineOut.of(line) for line in view.at_desks],
        held=[LineOut.of(line) for line in view.held],
    )


@router.get("/tickets/{int:ticket_id}", response=TicketOut)
@permission("queue.view")
def ticket(request: ApiRequest, ticket_id: int) -> TicketOut:
    """One ticket."""
    found = ticket_for(ticket_id, actor=request.auth)
    return TicketOut.of(found, found.site.slug)


def _verb(name: str, command: Callable[..., Ticket], summary: str) -> None:
    """Add `POST tickets/{id}/<name>` for a command that needs nothing but the ticket."""

    @router.post(
        f"/tickets/{{int:ticket_id}}/{name}", response={201: TicketOut}, summary=summary, operation_id=name
    )
    @permission("queue.work_desk")
    @once
    def operation(request: ApiRequest, ticket_id: int) -> Any:
        found = command(actor=request.auth, ticket_id=ticket_id)
        return TicketOut.of(found, found.site.slug)


_verb("start", queue.start, "The citizen has come to the desk")
_verb("finish", queue.finish, "The citizen has been served")
_verb("hold", queue.hold, "Put aside and free the desk; the place is kept")
_verb("no-show", queue.no_show, "The citizen did not come")
_verb("return", queue.return_ticket, "Back to the lane it came from, first in line")


@router.post("/tickets/{int:ticket_id}/recall", response={201: CallOut})
@permission("queue.work_desk")
@once
def recall(request: ApiRequest, ticket_id: int, body: RecallIn = SAME_DESK) -> CallOut:
    """Call again, at its desk or, from hold or no-show, to the desk named."""
    desk = desk_for(request.auth, body.desk, "queue.work_desk") if body.desk else None
    call = queue.recall(actor=request.auth, ticket_id=ticket_id, desk=desk)
    return CallOut.of(call, call.ticket.site.slug, explain(call.reason))


@router.post("/tickets/{int:ticket_id}/transfer", response={201: TicketOut})
@permission("queue.work_desk")
@once
def transfer(request: ApiRequest, ticket_id: int, body: TransferIn) -> TicketOut:
    """Refer to another lane; number and time of arrival are kept."""
    moved = queue.transfer(actor=request.auth, ticket_id=ticket_id, letter=body.series, task_code=body.task)
    return TicketOut.of(moved, moved.site.slug)


@router.get("/tickets/{int:ticket_id}/wait", response=WaitOut)
@permission("queue.view")
def wait(request: ApiRequest, ticket_id: int) -> WaitOut:
    """How long a ticket will probably wait yet."""
    found = ticket_for(ticket_id, actor=request.auth)
    if found.state != TicketState.WAITING:
        return WaitOut()
    return WaitOut.of(forecast_of(found))


@router.post("/tickets/{int:ticket_id}/delay", response={201: TicketOut})
@permission("queue.work_desk")
@once
def delay(request: ApiRequest, ticket_id: int, body: DelayIn = TEN_MINUTES) -> TicketOut:
    """The citizen needs more time: the place is kept, and the ticket is not called for a while."""
    found = _of_citizen(request, ticket_id)
    moved = queue.delay(secret=found.secret, minutes=body.minutes)
    return TicketOut.of(moved, found.site.slug)


@router.post("/tickets/{int:ticket_id}/leave", response={201: TicketOut})
@permission("queue.work_desk")
@once
def leave(request: ApiRequest, ticket_id: int) -> TicketOut:
    """The citizen gives the place up."""
    found = _of_citizen(request, ticket_id)
    return TicketOut.of(queue.leave(secret=found.secret), found.site.slug)


def _of_citizen(request: ApiRequest, ticket_id: int) -> Ticket:
    """The ticket, when the caller may work at its site. What the citizen does by the secret, a system does by id."""
    found = ticket_for(ticket_id, actor=request.auth)
    require_here(request.auth, "queue.work_desk", found.site_id)
    return found
