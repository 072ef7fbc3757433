"""Calling: the next one, a chosen one, and again."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.core.calling import Ranked
from indgang.organisation.models import Desk
from indgang.queue import conf
from indgang.queue.errors import DeskBusy, DeskPaused, KeptForDesk, NoDesk, TicketNotFound, TryAgain
from indgang.queue.models import DeskSession, Ticket, TicketState
from indgang.queue.services.discipline import Discipline, discipline_of, passed_by, rank_for, waiting_at
from indgang.queue.services.passing import pass_by
from indgang.queue.services.sessions import require_officer, ticket_at, touch
from indgang.queue.services.transitions import Verb, call_id, check, locked, move, remember, require_holder
from indgang.queue.statements import TICKETS

A_MINUTE = timedelta(minutes=1)
CHOSEN = "chosen"
# Pauses before the attempts to find a ticket that no other command holds, in seconds; together half a second.
PAUSES = (0.0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256)

# The inner query takes the best candidate that is still free, in the order of the ranking, and passes over
# those that another command is just changing. It never waits for a ticket, so that no two commands wait for
# each other.
CLAIM = """
UPDATE queue_ticket
SET state = 'called', desk_id = %(desk)s, officer_id = %(officer)s, call_count = call_count + 1,
    called_at = %(now)s, first_called_at = coalesce(first_called_at, %(now)s), not_before = NULL
WHERE id = (
    SELECT id FROM queue_ticket
    WHERE id = ANY(%(candidates)s) AND state = 'waiting' AND NOT is_away AND lane_id = ANY(%(lanes)s)
      AND (not_before IS NULL OR not_before <= %(now)s)
    ORDER BY array_position(%(candidates)s::bigint[], id)
    LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Call:
    """A ticket called to a desk; `reason` is why it was this one, `call` names the call (see `queries`)."""

    ticket: Ticket
    reason: dict[str, Any]
    call: str


@transaction.atomic
def call_next(*, actor: Actor, desk: Desk) -> Call | None:
    """Call the best waiting ticket that this desk and its officer can serve; None when nobody waits for them.

    Two desks that press at once both get somebody, different ones, as long as there are two. Raises
    NotAllowed, DeskNotOpen, NotYourDesk, DeskPaused, DeskBusy while the desk has a ticket, or TryAgain when
    other commands have held everybody who waits for half a second.
    """
    session = _ready_session(actor, desk)
    now = clock.now()
    discipline = discipline_of(desk)
    for pause in PAUSES:
        time.sleep(pause)
        waiting = waiting_at(desk.site_id, discipline.series, now)
        ranked = rank_for(desk, session.officer_id, discipline, waiting, now)
        if not ranked:
            return None
        ticket = _claim(desk, session, discipline, ranked, now)
        if ticket is not None:
            chosen = next(one for one in ranked if one.ticket_id == ticket.pk)
            reason = {"code": str(chosen.reason_code), **chosen.reason_facts, "waiting": len(waiting)}
            remember(ticket, Verb.CALL, now=now, desk=desk, by=session.officer_id, facts=reason)
            absent = passed_by(
                called_id=ticket.pk,
                desk=desk,
                officer_id=session.officer_id,
                discipline=discipline,
                waiting=waiting,
                now=now,
            )
            pass_by(site_id=desk.site_id, ticket_ids=absent, now=now)
            return Call(ticket, reason, call_id(ticket))
    raise TryAgain


@transaction.atomic
def call_ticket(*, actor: Actor, desk: Desk, ticket_id: int) -> Call:
    """Call one ticket that waits, is on hold or did not come; the officer's choice overrides the order.

    Calling the ticket that is called to this desk already is harmless. Raises what `call_next` raises, and
    TicketNotFound, WrongState, or KeptForDesk while it is on hold for another desk.
    """
    require(actor, "queue.work_desk", desk.site_id)
    session = touch(desk)
    require_officer(actor, desk, session)
    now = clock.now()
    present = ticket_at(desk.pk)
    if present is not None and present.pk == ticket_id and present.state == TicketState.CALLED:
        return Call(present, {"code": CHOSEN}, call_id(present))
    _refuse_second(desk, session, present)
    return _call_chosen(desk, session, ticket_id, now)


@transaction.atomic
def recall(*, actor: Actor, ticket_id: int, desk: Desk | None = None) -> Call:
    """Call again: a called ticket at its desk; one on hold, or that did not come, back to the actor's desk.

    `desk` says where to, for another system; without it, the desk that put the ticket aside.
    Raises what `call_ticket` raises, and NoDesk when it is not known where to.
    """
    ticket = Ticket.objects.select_related("held_for__site").filter(pk=ticket_id).first()
    if ticket is None or not actor.knows(ticket.site_id):
        raise TicketNotFound
    if ticket.state in {TicketState.HELD, TicketState.NO_SHOW}:
        return call_ticket(actor=actor, desk=desk or _desk_to_recall_to(actor, ticket), ticket_id=ticket_id)
    ticket = locked(ticket_id)
    now = clock.now()
    require_holder(actor, ticket)
    check(ticket, Verb.CALL_AGAIN)
    ticket = move(
        ticket,
        Verb.CALL_AGAIN,
        now=now,
        by=ticket.officer_id,
        called_at=now,
        call_count=ticket.call_count + 1,
    )
    return Call(ticket, {"code": "again"}, call_id(ticket))


def _ready_session(actor: Actor, desk: Desk) -> DeskSession:
    require(actor, "queue.work_desk", desk.site_id)
    session = touch(desk)
    require_officer(actor, desk, session)
    _refuse_second(desk, session, ticket_at(desk.pk))
    return session


def _refuse_second(desk: Desk, session: DeskSession, present: Ticket | None) -> None:
    if present is not None:
        raise DeskBusy(desk.label, present.label, present.pk, serving=present.state == TicketState.SERVING)
    if session.is_paused:
        raise DeskPaused(desk.label)


def _claim(
    desk: Desk,
    session: DeskSession,
    discipline: Discipline,
    ranked: list[Ranked],
    now: datetime,
) -> Ticket | None:
    """Take the best candidate that no other command holds; None when there is none."""
    values: dict[str, Any] = {
        "desk": desk.pk,
        "officer": session.officer_id,
        "now": now,
        "candidates": [one.ticket_id for one in ranked],
        "lanes": list(discipline.lanes),
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        claimed = cursor.fetchone()
    return TICKETS.where("this.id = %s", *claimed)[0] if claimed else None


def _call_chosen(desk: Desk, session: DeskSession, ticket_id: int, now: datetime) -> Call:
    ticket = locked(ticket_id)
    if ticket.site_id != desk.site_id:
        raise TicketNotFound
    verb = Verb.CALL if ticket.state == TicketState.WAITING else Verb.CALL_BACK
    check(ticket, verb)
    _refuse_if_kept(ticket, desk, now)
    reason = {
        "code": CHOSEN,
        "lane": ticket.lane.letter,
        "waited_minutes": (now - ticket.arrived_at).seconds // 60,
    }
    ticket = move(
        ticket,
        verb,
        now=now,
        by=session.officer_id,
        facts=reason,
        desk=desk,
        held_for=None,
        held_at=None,
        not_before=None,
        is_away=False,
        place_kept_until=None,
        called_at=now,
        first_called_at=ticket.first_called_at or now,
        call_count=ticket.call_count + 1,
        officer_id=session.officer_id,
    )
    return Call(ticket, reason, call_id(ticket))


def _refuse_if_kept(ticket: Ticket, desk: Desk, now: datetime) -> None:
    if ticket.state != TicketState.HELD or ticket.held_for is None or ticket.held_for_id == desk.pk:
        return
    left = (ticket.held_at or now) + conf.hold_limit() - now
    if left.total_seconds() > 0:
        raise KeptForDesk(ticket.label, ticket.held_for.label, max(1, round(left.total_seconds() / 60)))


def _desk_to_recall_to(actor: Actor, ticket: Ticket) -> Desk:
    if actor.kind != "person":
        if ticket.held_for is None:
            raise NoDesk
        return ticket.held_for
    session = (
        DeskSession.objects.select_related("desk__site")
        .filter(officer_id=actor.person_id, closed_at__isnull=True)
        .first()
    )
    if session is None:
        raise NoDesk
    return session.desk
