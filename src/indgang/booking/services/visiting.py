"""Checking in without a code: by first name and birth date, never by CPR number."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.booking.calendar import rules_of
from indgang.booking.calendars.visitors import expected_visitors, prints_today
from indgang.booking.errors import AppointmentNotFound
from indgang.booking.models import LateRule, Resource, VisitorArrival
from indgang.booking.queries import letters_by_desk_kind
from indgang.booking.services.arriving import Arrival, check_in, code_by_birth_date, lateness
from indgang.queue.services import take_ticket

if TYPE_CHECKING:
    from indgang.organisation.models import Site


def check_in_by_birth_date(*, actor: Actor, site: "Site", first_name: str, birth_date: date) -> Arrival:
    """The citizen is here and has no code: an appointment made here, or one in a caseworker's own calendar.

    Raises as `check_in`; AppointmentNotFound also when two persons answer to it, so that nobody is shown
    another's time.
    """
    try:
        code = code_by_birth_date(actor=actor, site=site, first_name=first_name, birth_date=birth_date)
    except AppointmentNotFound as error:
        arrival = _arrive_expected(actor, site, first_name, birth_date)
        if arrival is None:
            raise error from None
        return arrival
    return check_in(actor=actor, site=site, code=code)


@transaction.atomic
def _arrive_expected(actor: Actor, site: "Site", first_name: str, birth_date: date) -> Arrival | None:
    """A number for somebody whom a calendar elsewhere expects today, the time nearest to now; None for nobody."""
    require(actor, "booking.check_in", site.pk)
    expected = expected_visitors(site, first_name, birth_date)
    if not expected:
        return None
    one = min(expected, key=lambda each: abs(each.start - clock.now()))
    fingerprint = min(prints_today(site, first_name, birth_date))
    # Two kiosks at once: the second waits for the first, and finds its number.
    resource = Resource.objects.select_for_update(no_key=True).get(pk=one.resource_id)
    before = VisitorArrival.objects.select_related("ticket__lane").filter(
        site=site, print=fingerprint, starts_at=one.start
    )
    if (row := before.first()) is not None:
        late = row.ticket.due_at is None
        return Arrival(row.ticket, one.start, one.serving, is_repeated=True, is_late=late)
    rules = rules_of(site)
    is_late = lateness(one.start, rules)
    desk = resource.desk
    ticket = take_ticket(
        actor=actor,
        site=site,
        letter=letters_by_desk_kind(site.pk).get(desk.kind) if desk else None,
        channel="check_in",
        due_at=None if is_late and rules.late_rule == LateRule.WALK_IN else one.start,
    )
    VisitorArrival.objects.create(site=site, print=fingerprint, starts_at=one.start, ticket=ticket)
    return Arrival(ticket, one.start, one.serving, is_repeated=False, is_late=is_late)
