"""The life of a ticket: one table of legal moves, and one function that makes them.

Every change of a ticket's state goes through `move`, which compares and sets, writes the event beside it and
tells the screens. Locks are always taken in the order desk session, ticket; nobody waits for a session while
holding a ticket.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from indgang.base import live
from indgang.base.access import Actor, may, require
from indgang.organisation.models import Desk
from indgang.queue.errors import NotYourDesk, TicketNotFound, WrongState
from indgang.queue.models import Ticket, TicketEventKind, TicketState
from indgang.queue.statements import LOCK_TICKET, TICKETS, change_ticket, remember_event, rows

S, K = TicketState, TicketEventKind


class Verb(StrEnum):
    """What is done to a ticket."""

    CALL = "call"
    CALL_AGAIN = "call_again"
    CALL_BACK = "call_back"
    START = "start"
    HOLD = "hold"
    NO_SHOW = "no_show"
    TRANSFER = "transfer"
    RETURN = "return"
    PUT_BACK = "put_back"
    FINISH = "finish"
    TAKE_OVER = "take_over"
    DELAY = "delay"
    LEAVE = "leave"
    EXPIRE = "expire"
    ARRIVE = "arrive"
    OVERTAKE = "overtake"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True)
class Move:
    """From any of `sources` to `target` (None: stays where it is), remembered as `kind`."""

    sources: frozenset[TicketState]
    target: TicketState | None
    kind: TicketEventKind


def _move(sources: tuple[TicketState, ...], target: TicketState | None, kind: TicketEventKind) -> Move:
    return Move(frozenset(sources), target, kind)


MOVES: Mapping[Verb, Move] = {
    Verb.CALL: _move((S.WAITING,), S.CALLED, K.CALLED),
    Verb.CALL_AGAIN: _move((S.CALLED,), S.CALLED, K.RECALLED),
    Verb.CALL_BACK: _move((S.HELD, S.NO_SHOW), S.CALLED, K.RECALLED),
    Verb.START: _move((S.CALLED,), S.SERVING, K.STARTED),
    Verb.HOLD: _move((S.CALLED, S.SERVING), S.HELD, K.HELD),
    Verb.NO_SHOW: _move((S.CALLED,), S.NO_SHOW, K.NO_SHOW),
    Verb.TRANSFER: _move((S.WAITING, S.CALLED, S.SERVING, S.HELD), S.WAITING, K.TRANSFERRED),
    Verb.RETURN: _move((S.CALLED, S.SERVING, S.HELD), S.WAITING, K.RETURNED),
    Verb.PUT_BACK: _move((S.CALLED,), S.WAITING, K.RETURNED),
    Verb.FINISH: _move((S.CALLED, S.SERVING, S.HELD), S.FINISHED, K.FINISHED),
    Verb.TAKE_OVER: _move((S.CALLED, S.SERVING), None, K.TAKEN_OVER),
    Verb.DELAY: _move((S.WAITING,), S.WAITING, K.DELAYED),
    Verb.LEAVE: _move((S.WAITING, S.CALLED, S.HELD), S.LEFT, K.LEFT),
    Verb.EXPIRE: _move((S.WAITING, S.CALLED, S.HELD), S.EXPIRED, K.EXPIRED),
    Verb.ARRIVE: _move((S.WAITING,), S.WAITING, K.ARRIVED),
    Verb.OVERTAKE: _move((S.WAITING,), S.WAITING, K.PASSED),
    Verb.LAPSE: _move((S.WAITING,), S.LEFT, K.LAPSED),
}

OPEN = frozenset({S.WAITING, S.CALLED, S.SERVING, S.HELD})
AT_DESK = frozenset({S.CALLED, S.SERVING})
CLOSED = frozenset({S.FINISHED, S.NO_SHOW, S.LEFT, S.EXPIRED})
CALLS = frozenset({Verb.CALL, Verb.CALL_AGAIN, Verb.CALL_BACK})


def locked(ticket_id: int) -> Ticket:
    """The ticket with series, lane and desk, locked until the transaction ends. Raises TicketNotFound.

    The lock comes first and joins nothing: a join in the locking statement would show a row that had to be
    waited for beside the lane and desk from before the wait.
    """
    if not rows(LOCK_TICKET, ticket_id):
        raise TicketNotFound
    (ticket,) = TICKETS.where("this.id = %s", ticket_id)
    return ticket


def require_holder(actor: Actor, ticket: Ticket) -> None:
    """Raise unless the actor works the desk that has the ticket; other systems may act for every desk."""
    if not actor.knows(ticket.site_id):
        raise TicketNotFound
    require(actor, "queue.work_desk", ticket.site_id)
    if actor.kind != "person" or ticket.state not in AT_DESK or ticket.officer_id == actor.person_id:
        return
    if not may(actor, "queue.close_other_desk", ticket.site_id):
        raise NotYourDesk(ticket.desk.label if ticket.desk else "")


def is_repeated(actor: Actor, ticket: Ticket, verb: Verb) -> bool:
    """Whether the actor has done this already, so that doing it again is harmless."""
    return ticket.state == MOVES[verb].target and (
        actor.kind != "person" or ticket.officer_id == actor.person_id
    )


def check(ticket: Ticket, verb: Verb) -> None:
    """Raise WrongState unless the table allows it."""
    if TicketState(ticket.state) not in MOVES[verb].sources:
        raise WrongState(ticket.label, ticket.state, TicketState(ticket.state).label, verb)


def move(
    ticket: Ticket,
    verb: Verb,
    *,
    now: datetime,
    by: int | None = None,
    facts: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Ticket:
    """Change a locked ticket and write its event.

    The desk follows from the state: a ticket that leaves a desk has none. `by` is the person who did it
    (None: the citizen or Indgang itself); `changes` are further fields. Raises WrongState when the table does
    not allow it.
    """
    check(ticket, verb)
    target = MOVES[verb].target or TicketState(ticket.state)
    desk_before = ticket.desk
    changes["state"] = target
    if target not in AT_DESK:
        changes["desk"] = None
    if target in CLOSED or ticket.ended_at is not None:
        changes["ended_at"] = now if target in CLOSED else None
    if not change_ticket(ticket, changes):
        raise WrongState(ticket.label, ticket.state, TicketState(ticket.state).label, verb)
    for field, value in changes.items():
        setattr(ticket, field, value)
    remember(ticket, verb, now=now, desk=ticket.desk or desk_before, by=by, facts=facts)
    return ticket


def remember(
    ticket: Ticket,
    verb: Verb,
    *,
    now: datetime,
    desk: Desk | None,
    by: int | None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write the event of a move that has been made, and tell the screens."""
    kind = MOVES[verb].kind
    desk_id = desk.pk if desk else None
    remember_event(ticket, at=now, kind=kind, desk_id=desk_id, officer_id=by, facts=facts or {})
    announce(ticket, kind, desk.label if desk else None, call=call_id(ticket) if verb in CALLS else None)


def announce(ticket: Ticket, kind: str, desk_label: str | None, *, call: str | None = None) -> None:
    """Tell everyone what changed: public facts only."""
    facts = {"kind": str(kind), "ticket": ticket.pk, "number": ticket.label, "desk": desk_label}
    live.publish(ticket.site_id, "queue", **facts, **({"call": call} if call else {}))


def call_id(ticket: Ticket) -> str:
    """Names one call of a ticket, so that a screen sounds once for it."""
    return f"{ticket.pk}-{ticket.call_count}"
