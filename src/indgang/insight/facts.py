"""The plain facts of a day, from which every figure is computed.

Nothing is kept here that is not kept elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from indgang.booking.queries import facts_of_appointments, offered_minutes
from indgang.contact.queries import FinishedContact, LifelineTry, finished_of_day, tries_of_day
from indgang.core.kpi import (
    ContactFact,
    InquiryFact,
    StaffGroup,
    TicketFact,
    ToldWait,
    danish_hour,
)
from indgang.core.kpi_appointments import AppointmentFact
from indgang.followup.callback_figures import kept_of_day
from indgang.organisation.queries import any_site
from indgang.queue.queries.history import TicketFacts as StoredTicket
from indgang.queue.queries.history import Told, facts_of_day, referrals_of_day


@dataclass
class Facts:
    """Facts of one or more sites. What is not certain in time is counted, and has no seconds."""

    contacts: list[ContactFact] = field(default_factory=list)
    inquiries: list[InquiryFact] = field(default_factory=list)
    tickets: list[TicketFact] = field(default_factory=list)
    appointments: list[AppointmentFact] = field(default_factory=list)
    tries: list[LifelineTry] = field(default_factory=list)
    offered_minutes: int = 0
    calls_kept: list[bool] = field(default_factory=list)
    uncertain_contacts: int = 0
    uncertain_tickets: int = 0

    def add(self, other: Self) -> None:
        """Add another site's facts."""
        self.contacts += other.contacts
        self.inquiries += other.inquiries
        self.tickets += other.tickets
        self.appointments += other.appointments
        self.tries += other.tries
        self.offered_minutes += other.offered_minutes
        self.calls_kept += other.calls_kept
        self.uncertain_contacts += other.uncertain_contacts
        self.uncertain_tickets += other.uncertain_tickets


def facts_by_site(day: date, sites: Mapping[int, str]) -> dict[str, Facts]:
    """The facts of a Danish day for each of the sites (id to code), also those where nothing happened; ten
    queries, and some more for each site with appointments.

    A contact follows up when an earlier contact was about the same number, or when a desk had referred the
    number on before it began.
    """
    found = {slug: Facts() for slug in sites.values()}
    referred = referrals_of_day(day)
    for contact in finished_of_day(day, sites):
        facts = found[sites[contact.site_id]]
        met_before = any(at <= contact.started_at for at in referred.get(contact.ticket_id or 0, ()))
        _add_contact(facts, contact, sites[contact.site_id], is_follow_up=contact.had_earlier or met_before)
    for ticket in facts_of_day(day):
        if ticket.site_id in sites:
            _add_ticket(found[sites[ticket.site_id]], ticket, sites[ticket.site_id])
    for fact in facts_of_appointments(day, sites):
        found[fact.site].appointments.append(fact)
    for one in tries_of_day(day, sites):
        found[one.site].tries.append(one)
    for slug in {fact.site for facts in found.values() for fact in facts.appointments}:
        found[slug].offered_minutes = offered_minutes(day, any_site(slug))
    for site_id, kept in kept_of_day(day, sites):
        found[sites[site_id]].calls_kept.append(kept)
    return found


def _add_contact(facts: Facts, contact: FinishedContact, site: str, *, is_follow_up: bool) -> None:
    hour, staff = danish_hour(contact.started_at), StaffGroup(contact.background)
    facts.uncertain_contacts += contact.time_uncertain
    facts.contacts.append(
        ContactFact(
            site=site,
            channel=contact.channel,
            hour=hour,
            seconds=None if contact.time_uncertain else contact.seconds,
            outcomes=tuple(row.outcome for row in contact.inquiries),
            is_follow_up=is_follow_up,
        )
    )
    facts.inquiries += [
        InquiryFact(
            site=site,
            channel=contact.channel,
            task=row.task,
            outcome=row.outcome,
            seconds=None if contact.time_uncertain else row.seconds,
            staff=staff,
            hour=hour,
        )
        for row in contact.inquiries
    ]


def _add_ticket(facts: Facts, ticket: StoredTicket, site: str) -> None:
    facts.uncertain_tickets += ticket.time_uncertain
    is_known = ticket.waited_seconds is not None and not ticket.time_uncertain
    facts.tickets.append(
        TicketFact(
            site=site,
            lane=ticket.lane,
            waited_seconds=int(ticket.waited_seconds or 0) if is_known else None,
            hour=danish_hour(ticket.arrived_at),
            told=seconds_told(ticket.told) if is_known and ticket.told else None,
        )
    )


def seconds_told(told: Told) -> ToldWait:
    """What was told, in the seconds of the figures."""
    return ToldWait(*(minutes * 60 for minutes in (told.low, told.middle, told.high, told.came)))
