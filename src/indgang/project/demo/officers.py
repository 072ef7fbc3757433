"""Simulated officers: each works one desk through the same services as people do."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from indgang.base.access import Actor
from indgang.base.errors import DomainError
from indgang.catalogue.queries import reaches_of
from indgang.contact import services as contacts
from indgang.contact.queries import open_contacts_of
from indgang.core.reach import Reach
from indgang.organisation.models import Desk
from indgang.organisation.queries import actor_of_person
from indgang.queue import services as queue
from indgang.queue.models import DeskSession, Ticket

log = logging.getLogger(__name__)

SITES_WITH_SERVICE = {"magion", "billund"}
TOWN_HALL = "raadhuset"
SHARE_NO_SHOW = 0.03
SHARE_NOT_SOLVED = 0.04
HEARTBEAT = timedelta(minutes=2)
GRACE_AFTER_A_HUMAN = timedelta(seconds=25)


@dataclass
class SimulatedOfficer:
    """One officer at one desk. `step` does what is due; it never sleeps, and never touches a desk that a human has."""

    desk: Desk
    person_id: int
    random: Random
    standard_minutes: dict[int, int]
    next_at: datetime | None = None
    away_until: datetime | None = None
    seen_at: datetime | None = None

    def __post_init__(self) -> None:
        actor = actor_of_person(self.person_id)
        self.actor = Actor(kind=actor.kind, id=actor.id, name=actor.name, grants=actor.grants, simulated=True)

    def step(
        self, now: datetime, session: DeskSession | None, ticket: Ticket | None, surroundings: "Surroundings"
    ) -> None:
        """Do the next thing if its time has come."""
        if session is not None and not session.is_simulated:
            self.next_at, self.away_until = None, now + GRACE_AFTER_A_HUMAN
            return
        if self.away_until and now < self.away_until:
            return
        try:
            if session is None:
                if surroundings.is_open:
                    queue.open_desk(actor=self.actor, desk=self.desk, simulated=True)
            elif session.officer_id == self.person_id:
                self._work(now, ticket, surroundings)
        except DomainError as error:
            log.info("Simulated %s: %s", self.desk.slug, error)
            self.next_at = now + timedelta(seconds=20)

    def _work(self, now: datetime, ticket: Ticket | None, surroundings: "Surroundings") -> None:
        if self.seen_at is None or now - self.seen_at > HEARTBEAT:
            self.seen_at = now
            queue.heartbeat(actor=self.actor, desk=self.desk)
        if ticket is None:
            self._between_citizens(now, surroundings)
        elif self.next_at is None:
            self.next_at = now + self._duration(ticket)
        elif now >= self.next_at and ticket.state == "called":
            self._meet(now, ticket)
        elif now >= self.next_at:
            self._part(ticket)
            self.next_at = now + timedelta(seconds=self.random.uniform(10, 60))

    def _between_citizens(self, now: datetime, surroundings: "Surroundings") -> None:
        if self.next_at and now < self.next_at:
            return
        call = queue.call_next(actor=self.actor, desk=self.desk) if surroundings.somebody_waits else None
        if call is not None:
            self.next_at = now + timedelta(seconds=self.random.uniform(8, 45))
        elif surroundings.is_open:
            self.next_at = now + timedelta(seconds=self.random.uniform(3, 9))
        else:
            queue.close_desk(actor=self.actor, desk=self.desk)

    def _meet(self, now: datetime, ticket: Ticket) -> None:
        if self.random.random() < SHARE_NO_SHOW:
            queue.no_show(actor=self.actor, ticket_id=ticket.pk)
            self.next_at = now + timedelta(seconds=5)
            return
        queue.start(actor=self.actor, ticket_id=ticket.pk)
        contact = contacts.begin(
            actor=self.actor,
            site=self.desk.site,
            desk=self.desk,
            channel="bus" if self.desk.site.kind == "book_bus" else "desk",
            ticket_id=ticket.pk,
            language=ticket.language,
        )
        contacts.set_task(
            actor=self.actor, contact_id=contact.id, position=1, task_code=self._task_code(ticket)
        )
        self.next_at = now + self._duration(ticket)

    def _task_code(self, ticket: Ticket) -> str:
        if ticket.task is not None:
            return ticket.task.code
        return self.random.choice(
            ["it-hjaelp", "print-kopi-scan", "kommunens-telefon-og-aabningstid", "turistinformation"]
        )

    def _duration(self, ticket: Ticket) -> timedelta:
        minutes = self.standard_minutes.get(ticket.task_id or 0, 5)
        return timedelta(minutes=max(0.7, minutes * self.random.lognormvariate(-0.18, 0.6)))

    def _part(self, ticket: Ticket) -> None:
        """Register what came of it, and say goodbye or refer."""
        contact = next((one for one in open_contacts_of(self.person_id) if one.ticket_id == ticket.pk), None)
        if contact is None:
            queue.finish(actor=self.actor, ticket_id=ticket.pk)
            return
        contacts.finish(
            actor=self.actor,
            contact_id=contact.id,
            outcomes={1: self._outcome(contact.inquiries[0].task_id, ticket)},
            finish_ticket=True,
        )

    def _outcome(self, task_id: int | None, ticket: Ticket) -> contacts.Closing:
        decision = reaches_of(person_id=self.person_id, site=self.desk.site).get(task_id or 0)
        reach = decision.reach if decision else Reach.NONE
        roll = self.random.random()
        if (
            reach < Reach.RECEIVE
            and ticket.task is not None
            and ticket.task.nature == "authority"
            and roll < 0.7
        ):
            return self._refer(ticket)
        if roll < SHARE_NOT_SOLVED:
            return {"outcome": "not_solved", "reason": "missing_documents"}
        if reach < Reach.GUIDE:
            return self._refer(ticket)
        return {"outcome": "co_service" if reach == Reach.GUIDE or roll > 0.8 else "solved"}

    def _refer(self, ticket: Ticket) -> contacts.Closing:
        """To SERVICE, if there is one and the citizen is not there yet; else to the lifeline or the town hall."""
        if (
            self.desk.kind == "quick"
            and self.desk.site.slug in SITES_WITH_SERVICE
            and ticket.lane.letter != "S"
        ):
            return {"outcome": "referred", "letter": "S"}
        if ticket.task is not None and ticket.task.lifeline_id is not None:
            return {"outcome": "referred"}
        return {"outcome": "referred", "to_site": TOWN_HALL}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an officer sees: whether the place is open, and whether anybody waits."""

    is_open: bool
    somebody_waits: bool
