"""Desk sessions: finding and locking them."""

from typing import Any

from django.db import connection
from django.db.models import Q

from indgang.base import clock
from indgang.base.access import Actor, may, require
from indgang.organisation.models import Desk
from indgang.queue.errors import DeskNotOpen, NotYourDesk
from indgang.queue.models import DeskSession, Ticket
from indgang.queue.statements import LOCK_TICKET_AT_DESK, TICKETS, rows

TOUCH = """
UPDATE queue_desksession SET seen_at = %(now)s WHERE desk_id = %(desk)s AND closed_at IS NULL RETURNING *
"""

ONE_AT_A_TIME = """
SELECT pg_advisory_xact_lock(hashtextextended('indgang desk officer ' || %(officer)s, 0)),
       pg_advisory_xact_lock(hashtextextended('indgang desk ' || %(desk)s, 0))
"""


def one_at_a_time(desk: Desk, officer_id: int) -> None:
    """Wait until nobody else is opening this desk, or a desk for this officer; holds to the end of the
    transaction.

    A session that does not exist yet has no row to lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, {"officer": officer_id, "desk": desk.pk})


def touch(desk: Desk) -> DeskSession:
    """The desk's open session, seen now and locked until the transaction ends. Raises DeskNotOpen."""
    values: dict[str, Any] = {"now": clock.now(), "desk": desk.pk}
    for session in DeskSession.objects.raw(TOUCH, values):
        return session
    raise DeskNotOpen(desk.label)


def require_officer(actor: Actor, desk: Desk, session: DeskSession) -> None:
    """Raise unless the actor has the desk; other systems may act for every desk of their site.

    Whom the demo simulates takes the chair before working in it: two hands at one number would undo each other.
    """
    require(actor, "queue.work_desk", desk.site_id)
    mine = session.officer_id == actor.person_id and (actor.simulated or not session.is_simulated)
    if actor.kind == "person" and not mine:
        raise NotYourDesk(desk.label)


def lock_open(condition: Q) -> list[DeskSession]:
    """Open sessions, locked in a fixed order."""
    return list(
        DeskSession.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk", "officer")
        .filter(condition, closed_at__isnull=True)
        .order_by("pk")
    )


def ticket_at(desk_id: int) -> Ticket | None:
    """The ticket that is called to or served at the desk, locked; see `transitions.locked`."""
    for (ticket_id,) in rows(LOCK_TICKET_AT_DESK, desk_id):
        (ticket,) = TICKETS.where("this.id = %s", ticket_id)
        return ticket
    return None


def may_close_for_others(actor: Actor, site_id: int) -> bool:
    """Whether the actor may act on a desk that somebody else has."""
    return actor.kind != "person" or may(actor, "queue.close_other_desk", site_id)
