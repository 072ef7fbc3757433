"""Making the row of a follow-up, for handovers and callbacks alike; callers hold the transaction."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from indgang.base import clock
from indgang.base.access import Actor
from indgang.followup.codes import new_code
from indgang.followup.models import FollowUp, FollowUpState

if TYPE_CHECKING:
    from indgang.organisation.models import Desk, Site

TRIES = 5


def create(
    *,
    actor: Actor,
    kind: str,
    site: "Site",
    desk: "Desk | None" = None,
    task_id: int | None = None,
    lifeline_id: int | None = None,
    inquiry_id: int | None = None,
    language: str = "da",
) -> FollowUp:
    """A draft with a code of its own. Whoever sends it checks reach and permission first."""
    now = clock.now()
    for turn in range(TRIES):
        row = FollowUp(
            kind=kind,
            code=new_code(),
            task_id=task_id,
            site=site,
            desk=desk,
            sender_id=actor.person_id,
            inquiry_id=inquiry_id,
            lifeline_id=lifeline_id,
            language=language,
            state=FollowUpState.DRAFT,
            created_at=now,
            changed_at=now,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if turn == TRIES - 1:
                raise
        else:
            return row
    raise AssertionError("never reached")
