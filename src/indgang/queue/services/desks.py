"""Opening, pausing, closing and taking over a desk."""

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, may, require
from indgang.base.errors import Invalid
from indgang.base.live import publish
from indgang.organisation.models import Desk
from indgang.queue import conf
from indgang.queue.errors import DeskBusy, DeskTaken, NotYourDesk, OfficerElsewhere
from indgang.queue.models import DeskSession, SessionEnd, Ticket, TicketState
from indgang.queue.services.sessions import (
    lock_open,
    may_close_for_others,
    one_at_a_time,
    require_officer,
    ticket_at,
    touch,
)
from indgang.queue.services.transitions import Verb, move
from indgang.queue.services.verbs import put_to_wait

Serving = Literal["finish", "return", "hold"]


@transaction.atomic
def open_desk(
    *,
    actor: Actor,
    desk: Desk,
    officer_id: int | None = None,
    simulated: bool = False,
    take_over: bool = False,
) -> DeskSession:
    """Open the desk for the officer: the actor, or for another system `officer_id`. Doing it twice is
    harmless.

    An officer has one desk: an earlier one is closed when nobody is being served there. `take_over` takes the
    desk from a simulated officer, from one who has given no sign of life for `conf.take_over_limit()`, or by
    the permission queue.close_other_desk from anyone; the ticket at the desk stays there and is the new
    officer's. Raises NotAllowed, Invalid without an officer, DeskTaken, or OfficerElsewhere.
    """
    require(actor, "queue.work_desk", desk.site_id)
    officer = actor.person_id or officer_id
    if officer is None or (actor.person_id is not None and officer_id not in {None, actor.person_id}):
        raise Invalid(_("Say which officer has the desk."), field="officer")
    one_at_a_time(desk, officer)
    return _open(actor, desk, officer, simulated=simulated or actor.simulated, take_over=take_over)


@transaction.atomic
def close_desk(
    *, actor: Actor, desk: Desk, end: SessionEnd | str = SessionEnd.CLOSED, serving: Serving | None = None
) -> DeskSession | None:
    """Close the desk; None when it is not open.

    A ticket that is called goes back to its place in the queue. One that is being served must be resolved:
    `serving` says how, else DeskBusy. Logging out cannot be refused, so there the ticket is put on hold for
    this desk, where the next officer calls it back. Raises NotAllowed, or NotYourDesk without the permission
    queue.close_other_desk.
    """
    if not may(actor, "queue.close_other_desk", desk.site_id):
        require(actor, "queue.work_desk", desk.site_id)
    now = clock.now()
    for session in lock_open(Q(desk_id=desk.pk)):
        if session.officer_id != actor.person_id and not may_close_for_others(actor, desk.site_id):
            raise NotYourDesk(desk.label)
        if serving is None and end == SessionEnd.LOGGED_OUT:
            serving = "hold"
        _clear(desk, session, now, because=str(end), serving=serving)
        return _end(session, SessionEnd(end), now)
    return None


@transaction.atomic
def pause_desk(*, actor: Actor, desk: Desk) -> DeskSession:
    """Stop calling to the desk until it is resumed. Raises DeskNotOpen or NotYourDesk."""
    return _set_paused(actor, desk, paused=True)


@transaction.atomic
def resume_desk(*, actor: Actor, desk: Desk) -> DeskSession:
    """End the pause. Raises DeskNotOpen or NotYourDesk."""
    return _set_paused(actor, desk, paused=False)


def heartbeat(*, actor: Actor, desk: Desk) -> bool:
    """A sign of life from the actor's page; False when the desk is not the actor's (any more)."""
    require(actor, "queue.work_desk", desk.site_id)
    mine = DeskSession.objects.filter(desk_id=desk.pk, closed_at__isnull=True)
    if actor.kind == "person":
        mine = mine.filter(officer_id=actor.person_id)
    return mine.update(seen_at=clock.now()) == 1


def end_silent(session_id: int, now: datetime) -> bool:
    """Close a session whose officer has disappeared; False when there was a sign of life after all.

    A called ticket goes back to its place. One that was being served is finished with uncertain times: the
    citizen has long gone, and nobody knows when.
    """
    with transaction.atomic():
        for session in lock_open(Q(pk=session_id)):
            present = ticket_at(session.desk_id)
            if now - last_sign(session, present) <= conf.unseen_limit(by_api=session.by_api):
                return False
            _clear(
                session.desk, session, now, because=SessionEnd.DISAPPEARED, serving="finish", uncertain=True
            )
            _end(session, SessionEnd.DISAPPEARED, now)
            return True
    return False


def end_with_day(session: DeskSession, now: datetime) -> bool:
    """Close a locked session with its day (see `day.close_day`); whether somebody was being served."""
    ticket = _clear(session.desk, session, now, because=SessionEnd.DAY_END, serving="finish", uncertain=True)
    _end(session, SessionEnd.DAY_END, now)
    return ticket is not None and ticket.state == TicketState.FINISHED


def last_sign(session: DeskSession, present: Ticket | None) -> datetime:
    """When the officer last showed to be there: seen, or something done with the ticket at the desk."""
    moments = [session.seen_at]
    if present is not None:
        moments += [moment for moment in (present.called_at, present.started_at) if moment is not None]
    return max(moments)


def is_gone(session: DeskSession, now: datetime) -> bool:
    """Whether a colleague may take the desk over."""
    return session.is_simulated or now - session.seen_at > conf.take_over_limit()


def _open(actor: Actor, desk: Desk, officer: int, *, simulated: bool, take_over: bool) -> DeskSession:
    now = clock.now()
    sessions = lock_open(Q(desk_id=desk.pk) | Q(officer_id=officer))
    here = next((one for one in sessions if one.desk_id == desk.pk), None)
    elsewhere = next((one for one in sessions if one.desk_id != desk.pk), None)
    if here is not None and here.officer_id == officer:
        return _again(here, now, simulated=simulated)
    if elsewhere is not None:
        _leave_other(elsewhere, now, simulated=simulated)
    if here is not None:
        _take_from(actor, desk, here, officer, now, take_over=take_over)
    session = DeskSession.objects.create(
        desk=desk,
        site_id=desk.site_id,
        officer_id=officer,
        is_simulated=simulated,
        by_api=actor.kind == "api",
        opened_at=now,
        seen_at=now,
    )
    _announce(session, "opened")
    return session


def _again(session: DeskSession, now: datetime, *, simulated: bool) -> DeskSession:
    """The officer's own desk once more; whom the demo simulated takes the chair in person."""
    was_simulated = session.is_simulated
    session.seen_at = now
    session.is_simulated = was_simulated and simulated
    session.save(update_fields=["seen_at", "is_simulated"])
    if was_simulated != session.is_simulated:
        _announce(session, "opened")
    return session


def _leave_other(session: DeskSession, now: datetime, *, simulated: bool) -> None:
    """Close the officer's other desk, unless somebody is being served there.

    Who sits there simulated and opens a desk in person lets that citizen go back to their place.
    """
    present = ticket_at(session.desk_id)
    in_person = session.is_simulated and not simulated
    if present is not None and present.state == TicketState.SERVING and not in_person:
        raise OfficerElsewhere(session.desk.label, present.label)
    _clear(session.desk, session, now, because=SessionEnd.CLOSED, serving="return" if in_person else None)
    _end(session, SessionEnd.CLOSED, now)


def _take_from(
    actor: Actor, desk: Desk, session: DeskSession, officer: int, now: datetime, *, take_over: bool
) -> None:
    """End the session of the one who has the desk, and hand the ticket at it to the new officer."""
    allowed = is_gone(session, now) or may(actor, "queue.close_other_desk", desk.site_id)
    if not (take_over and allowed):
        raise DeskTaken(desk.label, session.officer.name, can_take_over=allowed)
    present = ticket_at(desk.pk)
    _end(session, SessionEnd.TAKEN_OVER, now)
    if present is not None:
        move(present, Verb.TAKE_OVER, by=officer, now=now, officer_id=officer)


def _clear(
    desk: Desk,
    session: DeskSession,
    now: datetime,
    *,
    because: str,
    serving: Serving | None,
    uncertain: bool = False,
) -> Ticket | None:
    """Leave no ticket at a desk that closes (see `close_desk`); the ticket that was there."""
    ticket = ticket_at(desk.pk)
    if ticket is None:
        return None
    officer, facts = session.officer_id, {"because": str(because)}
    if ticket.state == TicketState.CALLED:
        put_to_wait(ticket, Verb.PUT_BACK, by=officer, now=now, because=str(because))
    elif serving == "finish":
        move(ticket, Verb.FINISH, by=officer, now=now, facts=facts, time_uncertain=uncertain)
    elif serving == "return":
        put_to_wait(ticket, Verb.RETURN, by=officer, now=now, because=str(because))
    elif serving == "hold":
        move(ticket, Verb.HOLD, by=officer, now=now, facts=facts, held_for=desk, held_at=now)
    else:
        raise DeskBusy(desk.label, ticket.label, ticket.pk, serving=True)
    return ticket


def _end(session: DeskSession, end: SessionEnd, now: datetime) -> DeskSession:
    session.closed_at, session.end = max(now, session.opened_at), end
    session.save(update_fields=["closed_at", "end"])
    _announce(session, "closed")
    return session


def _set_paused(actor: Actor, desk: Desk, *, paused: bool) -> DeskSession:
    require(actor, "queue.work_desk", desk.site_id)
    session = touch(desk)
    require_officer(actor, desk, session)
    if session.is_paused != paused:
        session.is_paused = paused
        session.save(update_fields=["is_paused"])
        session.desk = desk
        _announce(session, "paused" if paused else "resumed")
    return session


def _announce(session: DeskSession, kind: str) -> None:
    publish(session.site_id, "desk", kind=kind, desk=session.desk.label)
