"""A follow-up in hand: its row under lock, its events, and word to the pages that show it."""

from typing import Any

from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import SYSTEM, Actor
from indgang.base.sealing import seal
from indgang.followup.codes import normal
from indgang.followup.errors import AlreadyTaken, FollowUpNotFound, MovedOn
from indgang.followup.models import FollowUp, FollowUpEvent, FollowUpKind, FollowUpState, Look

LONGEST_WHERE = 12


def find(code: str) -> FollowUp:
    """The follow-up with this code, as people type it. Raises FollowUpNotFound."""
    rows = FollowUp.objects.select_related("task", "site", "desk", "owner", "sender", "lifeline")
    row = rows.filter(code=normal(code) or "-").first()
    if row is None:
        raise FollowUpNotFound(facts={"code": code})
    return row


def hold(code: str) -> FollowUp:
    """The same, locked until the transaction ends, so that steps come one after the other.

    Locked first and read afterwards: who waits for a lock is given the new row, but what was joined to it is of
    before the wait, and the owner would be missing.
    """
    locked = (
        FollowUp.objects.select_for_update().filter(code=normal(code) or "-").values_list("pk", flat=True)
    )
    if locked.first() is None:
        raise FollowUpNotFound(facts={"code": code})
    return find(code)


def require_state(row: FollowUp, *states: str) -> None:
    """Raise MovedOn, or AlreadyTaken where that says more, unless the row is in one of `states`."""
    if row.state in states:
        return
    if row.state == FollowUpState.ACCEPTED and FollowUpState.WAITING in states and row.owner is not None:
        raise AlreadyTaken(row.owner.name, way_on={"code": row.code})
    raise MovedOn(str(FollowUpState(row.state).label))


def require_kept(row: FollowUp) -> None:
    """Raise MovedOn when it is erased: what were written to it now, no later run would erase."""
    if row.erased_at is not None:
        raise MovedOn(_("erased"))


def write(row: FollowUp, actor: Actor, kind: str, *, note: str = "", **facts: Any) -> None:
    """Save the row and append what happened, with `note` sealed; `facts` hold nothing personal."""
    now = clock.now()
    row.changed_at = now
    row.version += 1
    row.save()
    FollowUpEvent.objects.create(
        follow_up=row,
        at=now,
        kind=kind,
        state=row.state,
        person_id=actor.person_id,
        note=seal(note),
        facts=facts,
    )
    tell(row)


def tell(row: FollowUp) -> None:
    """Tell the pages of sender and receiver that something changed; never what, nor whom it is about."""
    live.publish(row.site_id, "followup", unit=row.lifeline_id, desk=row.desk_id)


def look(*, actor: Actor, row: FollowUp, what: str, where: str) -> None:
    """Log that somebody read what identifies a citizen. The system itself looks at nothing."""
    if actor is not SYSTEM:
        Look.objects.create(
            follow_up=row, person_id=actor.person_id, at=clock.now(), what=what, where=where[:LONGEST_WHERE]
        )


def is_callback(row: FollowUp) -> bool:
    """Whether it is a promise to phone."""
    return row.kind == FollowUpKind.CALLBACK
