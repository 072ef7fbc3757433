"""A day that lives: simulated citizens arrive, simulated officers work the desks that no human has opened."""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from django.db import close_old_connections

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import DomainError
from indgang.booking.services import check_in, mark_no_show
from indgang.catalogue.queries import offered_tasks, standard_minutes
from indgang.core.day import danish_date
from indgang.organisation.models import Desk, Site
from indgang.organisation.queries import desks_of, find_person, find_site, staffed_intervals
from indgang.project.demo.bookings import Visitor, book_past_and_today, later_bookings, visitors_of
from indgang.project.demo.demand import Arrival, Interval, arrivals
from indgang.project.demo.officers import SimulatedOfficer, Surroundings
from indgang.project.demo.plan import PLAN, SitePlan
from indgang.project.demo.second_line.presence import ComingAndGoing
from indgang.queue import services as queue
from indgang.queue.queries import forecast_of
from indgang.queue.queries.pulse import desks_at_work, last_simulated_arrival, latest_event_at, waiting_count

log = logging.getLogger(__name__)
STEP_SECONDS = 1.0
CATCH_UP_STEP = timedelta(seconds=30)
MISSED_AFTER = timedelta(minutes=15)
BOOKINGS_A_STEP = 2


@dataclass
class LivingSite:
    """One site's simulated day."""

    site: Site
    open_hours: Sequence[Interval]
    coming: list[Arrival]
    officers: list[SimulatedOfficer]
    visitors: list[Visitor] = field(default_factory=list)
    impatient: list[tuple[datetime, str]] = field(default_factory=list)
    is_still: bool = False

    def next_due(self) -> datetime | None:
        """When the next thing is due that does not depend on what people do; None when nothing is."""
        times = [arrival.at for arrival in self.coming[:1]]
        times += [_due(visitor) for visitor in self.visitors]
        times += [leaves_at for leaves_at, _ticket in self.impatient]
        times += [officer.next_at for officer in self.officers if officer.next_at is not None]
        return min(times, default=None)

    def step(self, now: datetime) -> None:
        """Let those arrive, leave and be served whose time has come."""
        while self.coming and self.coming[0].at <= now:
            self._arrive(self.coming.pop(0))
        for visitor in [one for one in self.visitors if _due(one) <= now]:
            self.visitors.remove(visitor)
            self._keep(visitor)
        for leaves_at, secret in [one for one in self.impatient if one[0] <= now]:
            self.impatient.remove((leaves_at, secret))
            self._try_to_leave(secret)
        is_open = any(start <= now < end for start, end in self.open_hours)
        at_work = desks_at_work(self.site)
        somebody_waits = not self.is_still and waiting_count(self.site) > 0
        for officer in self.officers:
            session, ticket = at_work.get(officer.desk.pk, (None, None))
            officer.step(now, session, ticket, Surroundings(is_open, somebody_waits))

    def _arrive(self, arrival: Arrival) -> None:
        try:
            ticket = queue.take_ticket(
                actor=SYSTEM,
                site=self.site,
                task_code=arrival.task,
                language=arrival.language,
                channel="simulated",
                arrived_at=arrival.at,
            )
        except DomainError as error:
            log.info("Simulated citizen at %s: %s", self.site.slug, error)
            return
        wait = forecast_of(ticket).wait
        if wait is not None:
            queue.note_told(secret=ticket.secret, wait=wait)
        if arrival.leaves_after is not None:
            self.impatient.append((arrival.at + timedelta(minutes=arrival.leaves_after), ticket.secret))

    def _keep(self, visitor: Visitor) -> None:
        """Check in, or be missed; whoever was quicker at a real desk is left alone."""
        try:
            if visitor.comes_at is not None:
                check_in(actor=SYSTEM, site=self.site, code=visitor.code)
            else:
                mark_no_show(actor=SYSTEM, site=self.site, code=visitor.code)
        except DomainError as error:
            log.info("Appointment at %s: %s", self.site.slug, error)

    def _try_to_leave(self, secret: str) -> None:
        try:
            queue.leave(secret=secret)
        except DomainError:
            log.debug("Already called")


def _due(visitor: Visitor) -> datetime:
    """When something happens about an appointment: the citizen comes, or has not come."""
    return visitor.comes_at or visitor.start + MISSED_AFTER


class LivingDay:
    """All sites of the demo, from `start` of their day on.

    A `still` one has some open desks, and nobody comes or calls: whoever looks at it plays every part.
    """

    def __init__(self, *, seed: int, plan: Mapping[str, SitePlan] = PLAN, still: bool = False) -> None:
        self.seed = seed
        self.plan = plan
        self.still = still
        self._begin(danish_date(clock.now()))

    def _begin(self, day: date) -> None:
        self.day = day
        if self.still:
            self.sites = [self._still_site(slug, plan) for slug, plan in self.plan.items()]
            return
        book_past_and_today(seed=self.seed, today=day)
        self.bookings = later_bookings(seed=self.seed, today=day)
        self.sites = [self._site(slug, plan) for slug, plan in self.plan.items()]
        self.experts = ComingAndGoing(self.seed)

    def _site(self, slug: str, plan: SitePlan) -> LivingSite:
        site = find_site(slug)
        hours = staffed_intervals(site, self.day)
        tasks = offered_tasks(site)
        minutes = standard_minutes(tasks)
        coming = arrivals(
            seed=self.seed,
            day=self.day,
            site=slug,
            open_hours=hours,
            per_hour=plan.per_hour,
            tasks=sorted(tasks.values()),
        )
        seen = last_simulated_arrival(site, self.day)
        desks = {desk.slug: desk for desk in desks_of(site)}
        officers = [self._officer(desks[desk], username, minutes) for desk, username in plan.crew.items()]
        visitors = visitors_of(seed=self.seed, site=slug, day=self.day)
        return LivingSite(
            site, hours, [one for one in coming if seen is None or one.at > seen], officers, visitors
        )

    def _still_site(self, slug: str, plan: SitePlan) -> LivingSite:
        site = find_site(slug)
        desks = {desk.slug: desk for desk in desks_of(site)}
        officers = [self._officer(desks[desk], username, {}) for desk, username in plan.still.items()]
        return LivingSite(site, staffed_intervals(site, self.day), [], officers, is_still=True)

    def _officer(self, desk: Desk, username: str, minutes: dict[int, int]) -> SimulatedOfficer:
        random = Random(f"{self.seed} {self.day} {desk.slug}")
        return SimulatedOfficer(desk, find_person(username).pk, random, minutes)

    def step(self) -> None:
        """One step at the present moment; starts afresh when a new day has begun."""
        now = clock.now()
        if danish_date(now) != self.day:
            self._begin(danish_date(now))
        for site in self.sites:
            site.step(now)
        if self.still:
            return
        self.experts.step(now)
        for _booked in islice(self.bookings, BOOKINGS_A_STEP):
            pass

    def catch_up(self, end: datetime) -> None:
        """Live at once through what is missing of the day until `end`.

        Only in a process of its own: it moves the clock.
        """
        course = clock.course()
        moment = self._start(end)
        try:
            while moment < end:
                clock.follow(clock.Course(real=moment, shown=moment, speed=0.0))
                for site in self.sites:
                    due = site.next_due()
                    if due is None or due <= moment:
                        site.step(moment)
                moment += CATCH_UP_STEP
        finally:
            clock.follow(course)

    def _start(self, end: datetime) -> datetime:
        opening = min((start for site in self.sites for start, _ in site.open_hours), default=end)
        shown = latest_event_at()
        return max(opening, shown) if shown else opening

    def run(self, stop: threading.Event) -> None:
        """Step every second until told to stop."""
        while not stop.wait(STEP_SECONDS):
            close_old_connections()
            try:
                self.step()
            except Exception:
                log.exception("The simulated day stumbled")
