"""Changing lifelines, and saying that one was tried. All raise NotAllowed, NotFound and Invalid."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from indgang.base import audit, clock, live
from indgang.base.access import Actor, require
from indgang.base.errors import NotFound
from indgang.base.transfer import apply_row
from indgang.core.day import danish_date
from indgang.organisation import transfer
from indgang.organisation.models import Lifeline
from indgang.organisation.services.access import require_change


def save_lifeline(*, actor: Actor, **values: Any) -> Lifeline:
    """Create or change the lifeline with the `code` among the values (columns of the kind "lifelines").

    Hours are written as "man-fre 9.00-15.00; tor 9.00-17.00".
    """
    require_change(actor, None)
    apply_row(transfer.LIFELINES, values, actor=actor)
    return Lifeline.objects.get(code=transfer.LIFELINES.column("code").read(values["code"]))


def verify_lifeline(*, actor: Actor, lifeline: str | int, phone: str | None = None) -> Lifeline:
    """Note that somebody tried the number today and it answered; with `phone` a new number did."""
    require(actor, "organisation.verify_lifeline")
    wanted = Q(pk=lifeline) if isinstance(lifeline, int) else Q(code=lifeline)
    with transaction.atomic():
        row = Lifeline.objects.select_for_update().filter(wanted, is_active=True).first()
        if row is None:
            raise NotFound
        if phone is not None:
            require_change(actor, None)
            apply_row(transfer.LIFELINES, {"code": row.code, "direct_phone": phone}, actor=actor, new=False)
        day = danish_date(clock.now())
        Lifeline.objects.filter(pk=row.pk).update(verified_on=day, verified_by_id=actor.person_id)
        audit.record(actor, "lifeline.verified", f"lifeline:{row.code}", {"on": str(day)})
        live.publish(None, "organisation", kind="lifelines")
    row.refresh_from_db()
    return row
