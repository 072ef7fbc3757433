"""Receiving a referral: finding it, reading it, taking it up. Everything said twice is said once."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor, may, require
from indgang.base.errors import Invalid, NotFound
from indgang.base.live import publish
from indgang.booking import codes
from indgang.contact.models import Referral
from indgang.organisation.queries import units_received_by

if TYPE_CHECKING:
    from indgang.organisation.models import Site


@transaction.atomic
def see_referral(*, actor: Actor, referral_id: int) -> None:
    """Note that the receiver has read it; the sender is told. Raises NotFound for one that is not theirs."""
    row = _received(actor, referral_id)
    if row.seen_at is None:
        row.seen_at, row.seen_by_id = clock.now(), actor.person_id
        row.save(update_fields=["seen_at", "seen_by"])
        _tell(row, "referral_seen")


@transaction.atomic
def use_referral(*, actor: Actor, referral_id: int) -> None:
    """Note that the receiver has taken it up, which is to have read it. Raises NotFound for one that is not theirs."""
    row = _received(actor, referral_id)
    if row.used_at is None:
        row.used_at = clock.now()
        row.seen_at, row.seen_by_id = row.seen_at or row.used_at, row.seen_by_id or actor.person_id
        row.save(update_fields=["used_at", "seen_at", "seen_by"])
        _tell(row, "referral_used")


@transaction.atomic
def claim_referral(*, actor: Actor, site: "Site", code: str, ticket_id: int | None = None) -> int:
    """Find the referral to this site by the code that the citizen says, and tie it to the number at the desk.

    Gives its id. Raises Invalid where no referral to this site has the code.
    """
    require(actor, "contact.register", site.pk)
    rows = Referral.objects.select_for_update(of=("self",)).filter(at__isnull=False, to_site=site)
    row = rows.filter(code=codes.normal(code) or "-").first()
    if row is None:
        raise Invalid(
            _("No referral to this place has that code. Look at it once more, sign by sign."), field="code"
        )
    if ticket_id is not None and row.ticket_id is None:
        row.ticket_id = ticket_id
        row.save(update_fields=["ticket"])
    return row.pk


def _received(actor: Actor, referral_id: int) -> Referral:
    """The referral, locked, when the actor is among those it was sent to."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("inquiry__contact")
    row = rows.filter(pk=referral_id, at__isnull=False).first()
    if row is None or not may_receive(actor, row):
        raise NotFound(facts={"referral": referral_id})
    return row


def may_receive(actor: Actor, row: Referral) -> bool:
    """Whether a referral was sent to the actor: to a place where they register contacts, or to a unit of theirs."""
    place = row.to_site_id or (row.inquiry.contact.site_id if row.lane_id else None)
    if place is not None:
        return may(actor, "contact.register", place)
    return (
        actor.person_id is not None
        and row.lifeline_id is not None
        and row.lifeline_id in units_received_by(actor.person_id)
    )


def _tell(row: Referral, kind: str) -> None:
    publish(row.inquiry.contact.site_id, "contact", kind=kind)
    if row.to_site_id is not None:
        publish(row.to_site_id, "contact", kind=kind)
