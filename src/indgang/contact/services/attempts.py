"""Trying to reach a lifeline. Nothing here may hold up the officer: a press counts once, and what nobody says
anything of closes by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, require
from indgang.base.errors import Invalid, NotFound
from indgang.base.live import publish
from indgang.booking.keys import stored_key
from indgang.contact import lookup
from indgang.contact.errors import AttemptClosed, NotYours
from indgang.contact.models import AttemptResult, Contact, LifelineAttempt, Means
from indgang.core.day import danish_date

if TYPE_CHECKING:
    from indgang.organisation.models import Site

CLOSE_AFTER = timedelta(minutes=20)
CORRECT_WITHIN = timedelta(minutes=30)
SAYABLE = (AttemptResult.ANSWERED, AttemptResult.NOT_ANSWERED, AttemptResult.TOOK_OVER)


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try. `result` is empty while nobody has said what came of it."""

    id: int
    lifeline_id: int
    person_id: int | None
    site_id: int
    contact_id: int | None
    means: str
    at: datetime
    result: str


@transaction.atomic
def try_lifeline(
    *,
    actor: Actor,
    site: "Site",
    lifeline: str,
    person_id: int | None = None,
    contact_id: int | None = None,
    means: str = Means.PHONE,
    key: str = "",
) -> AttemptView:
    """Note that the actor tries a lifeline (code), at the number of `person_id` where it is somebody's.

    The same `key` again gives the first try. A contact that is not the actor's is left out: that is no reason to
    hold anybody up. Raises Invalid for an unknown lifeline or means.
    """
    require(actor, "contact.register", site.pk)
    if means not in Means.values:
        raise Invalid(_("Unknown code “%(code)s”.") % {"code": means}, field="means")
    lifeline_id = lookup.lifeline_id(lifeline)
    mine = Contact.objects.filter(pk=contact_id or 0, site=site, officer=actor.person_id)
    now = clock.now()
    fields: dict[str, Any] = {
        "lifeline_id": lifeline_id,
        "person_id": lookup.active_person(person_id),
        "site": site,
        "contact_id": contact_id if contact_id and mine.exists() else None,
        "means": means,
        "day": danish_date(now),
        "at": now,
    }
    key = stored_key(actor, key)
    if key:
        row, made = LifelineAttempt.objects.get_or_create(
            officer_id=actor.person_id, key=key, defaults=fields
        )
    else:
        row, made = LifelineAttempt.objects.create(officer_id=actor.person_id, **fields), True
    if made:
        publish(site.pk, "contact", kind="lifeline_tried")
    return view_of_attempt(row)


@transaction.atomic
def close_attempt(*, actor: Actor, attempt_id: int, result: str) -> AttemptView:
    """Say what came of a try: "answered", "not_answered" or "took_over".

    The same again changes nothing; another word within half an hour corrects the first, and what Indgang knows
    itself, as of a long meeting, corrects it at any time. Raises Invalid, NotFound, NotYours, AttemptClosed.
    """
    if result not in SAYABLE:
        raise Invalid(_("Unknown code “%(code)s”.") % {"code": result}, field="result")
    row = LifelineAttempt.objects.select_for_update(of=("self",)).filter(pk=attempt_id).first()
    if row is None or not actor.knows(row.site_id):
        raise NotFound(facts={"attempt": attempt_id})
    require(actor, "contact.register", row.site_id)
    if actor.kind == "person" and row.officer_id != actor.person_id:
        raise NotYours(facts={"attempt": attempt_id})
    is_too_late = row.closed_at is not None and row.closed_at < clock.now() - CORRECT_WITHIN
    if is_too_late and row.result != result and actor.kind != SYSTEM.kind:
        raise AttemptClosed(facts={"attempt": attempt_id, "result": row.result})
    if row.result != result:
        close_row(row, result)
    return view_of_attempt(row)


def close_row(row: LifelineAttempt, result: str) -> None:
    """Write the result of a locked try, and tell the pages."""
    row.result, row.closed_at = result, clock.now()
    row.save(update_fields=["result", "closed_at"])
    publish(row.site_id, "contact", kind="lifeline_tried")


def sweep_attempts(*, actor: Actor) -> int:
    """Close the tries of which nobody has said anything for a while; run it every minute. How many."""
    require(actor, "organisation.administrate_all")
    now = clock.now()
    before = now - CLOSE_AFTER * max(1.0, clock.speed())
    return LifelineAttempt.objects.filter(result="", at__lt=before).update(
        result=AttemptResult.UNKNOWN, closed_at=now
    )


def view_of_attempt(row: LifelineAttempt) -> AttemptView:
    """A try as others are given it."""
    return AttemptView(
        row.pk, row.lifeline_id, row.person_id, row.site_id, row.contact_id, row.means, row.at, row.result
    )
