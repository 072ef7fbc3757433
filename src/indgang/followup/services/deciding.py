"""Recording a decision: only by its owner, only with a delegation that holds today for the task."""

from dataclasses import dataclass
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from indgang.base import audit, clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.base.sealing import seal
from indgang.contact import lookup
from indgang.core.day import danish_date
from indgang.followup import notices
from indgang.followup.errors import NoDelegation
from indgang.followup.guard import clean_text
from indgang.followup.models import (
    CaseDelivery,
    Decision,
    DecisionOutcome,
    DeliveryState,
    EventKind,
    FollowUp,
    FollowUpKind,
    Result,
)
from indgang.followup.ports import ports
from indgang.followup.services.receiving import finish, owned

LAW_LENGTH = 600
APPEAL_LENGTH = 2000
REASONS_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class DecisionWish:
    """A decision as it is typed: its outcome, the law it rests on, how to appeal, and the reasons."""

    outcome: str
    legal_basis: str
    appeal: str
    reasons: str = ""


@transaction.atomic
def decide(*, actor: Actor, code: str, wish: DecisionWish) -> FollowUp:
    """Record the decision, close the matter, and put it on its way to the case system.

    Raises NoDelegation for everybody without one; Invalid with the field; HoldsCpr, NotYourStep, MovedOn,
    FollowUpNotFound. The database refuses what gets past this all the same.
    """
    require(actor, "followup.decide")
    row = owned(actor, code)
    if row.kind != FollowUpKind.HANDOVER or row.task is None:
        raise Invalid(_("Only a case that was handed over can be decided."))
    delegation_id = delegation_of(actor, row)
    if delegation_id is None:
        raise NoDelegation(way_on={"code": row.code})
    if wish.outcome not in DecisionOutcome.values:
        raise Invalid(_("Say what is decided."), field="outcome")
    law = clean_text(
        wish.legal_basis,
        field="legal_basis",
        most=LAW_LENGTH,
        is_needed=_("Write the law that the decision rests on."),
    )
    appeal = clean_text(
        wish.appeal,
        field="appeal",
        most=APPEAL_LENGTH,
        is_needed=_("Write how the citizen can appeal the decision."),
    )
    reasons = clean_text(wish.reasons, field="reasons", most=REASONS_LENGTH)
    now = clock.now()
    try:
        with transaction.atomic():
            Decision.objects.create(
                follow_up=row,
                decided_by_id=actor.person_id,
                delegation_id=delegation_id,
                outcome=wish.outcome,
                legal_basis=law,
                appeal=appeal,
                reasons=seal(reasons),
                day=danish_date(now),
                decided_at=now,
            )
    except IntegrityError as error:
        if _constraint(error) == "decision_has_delegation":
            raise NoDelegation(way_on={"code": row.code}) from error
        raise
    finish(row, actor, EventKind.DECIDED, Result.DECIDED, "")
    CaseDelivery.objects.create(follow_up=row, key=uuid4(), state=DeliveryState.WAITING, due_at=now)
    audit.record(actor, "followup.decided", f"followup:{row.code}", {"outcome": wish.outcome})
    notices.over(row)
    ports.deliver_soon()
    return row


def delegation_of(actor: Actor, row: FollowUp) -> int | None:
    """The id of the delegation by which the actor may decide the matter today, or None."""
    if row.task is None or actor.person_id is None:
        return None
    return lookup.delegation_for(row.task, actor.person_id)


def _constraint(error: IntegrityError) -> str:
    return str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))
