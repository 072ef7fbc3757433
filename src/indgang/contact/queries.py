"""Reading contacts."""

from datetime import date

from django.db.models import Count, Prefetch, QuerySet

from indgang.base.errors import NotFound
from indgang.contact.history import (
    FinishedContact,
    FinishedInquiry,
    days_with_contacts,
    finished_of_day,
    median_seconds_by_task,
    open_count,
)
from indgang.contact.meeting import as_stretches
from indgang.contact.models import OPEN_STATES, Contact, ContactState, Inquiry, Segment
from indgang.contact.reached import LifelineTry, last_attempt, tries_of_day
from indgang.contact.referrals import (
    ReferralCard,
    referrals_of_tickets,
    referrals_sent_by,
    referrals_to_site,
    referrals_to_units,
)
from indgang.contact.view import ContactView, InquiryView, ReferralView, view_of

__all__ = [
    "ContactView",
    "FinishedContact",
    "FinishedInquiry",
    "InquiryView",
    "LifelineTry",
    "ReferralCard",
    "ReferralView",
    "contact_view",
    "days_with_contacts",
    "finished_contacts_of",
    "finished_of_day",
    "last_attempt",
    "median_seconds_by_task",
    "most_registered",
    "open_contact_of_ticket",
    "open_contacts_at",
    "open_contacts_of",
    "open_count",
    "referrals_of_tickets",
    "referrals_sent_by",
    "referrals_to_site",
    "referrals_to_units",
    "tries_of_day",
]


def contact_view(contact_id: int) -> ContactView:
    """The contact with its matters. Raises NotFound."""
    views = _views(Contact.objects.filter(pk=contact_id))
    if not views:
        raise NotFound(facts={"contact": contact_id})
    return views[0]


def open_contacts_of(person_id: int) -> list[ContactView]:
    """What an officer has in hand.

    The active one first, then those that are paused and parked, the oldest first.
    """
    views = _views(
        Contact.objects.filter(officer=person_id, state__in=OPEN_STATES).order_by("started_at", "pk")
    )
    return sorted(views, key=lambda view: [str(state) for state in OPEN_STATES].index(view.state))


def open_contacts_at(site_id: int) -> list[ContactView]:
    """What is open at a site, whoever has it, the oldest first."""
    return _views(Contact.objects.filter(site=site_id, state__in=OPEN_STATES).order_by("started_at", "pk"))


def open_contact_of_ticket(ticket_id: int) -> ContactView | None:
    """The contact that is open for a number, whoever has it, or None."""
    views = _views(Contact.objects.filter(ticket=ticket_id, state__in=OPEN_STATES))
    return views[0] if views else None


def finished_contacts_of(person_id: int, day: date) -> list[ContactView]:
    """What an officer finished on the Danish day, the newest first. For that officer's own eyes."""
    rows = Contact.objects.filter(officer=person_id, day=day, state=ContactState.FINISHED)
    return _views(rows.order_by("-finished_at", "-pk"))


def most_registered(site_id: int, day: date, *, limit: int = 6) -> list[str]:
    """The codes of the tasks that were registered most often at the site on the Danish day, in that order."""
    rows = Inquiry.objects.filter(contact__site=site_id, contact__day=day, task__isnull=False)
    counted = rows.values_list("task__code").annotate(times=Count("pk")).order_by("-times", "task__code")
    return [code for code, _times in counted[:limit]]


def _views(contacts: QuerySet[Contact]) -> list[ContactView]:
    rows = contacts.prefetch_related(
        Prefetch("inquiries", Inquiry.objects.select_related("task", "referral").order_by("position")),
        Prefetch("segments", Segment.objects.order_by("period")),
    )
    return [view_of(row, row.inquiries.all(), as_stretches(row.segments.all())) for row in rows]
