"""The picture of a site right now: hours, desks, lanes, and how the day went so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.core.day import danish_date, danish_time
from indgang.organisation.models import Desk, Site
from indgang.organisation.queries import OpeningState, desks_of, hours_today
from indgang.queue import conf
from indgang.queue.models import DeskSession, Ticket, TicketState
from indgang.queue.queries import (
    LaneView,
    TicketFacts,
    desks_at_work,
    facts_of_day,
    lane_limits,
    queue_of,
)
from indgang.web.manage.charts import HourChart, hour_chart

HOURS_SHOWN_AT_LEAST = range(9, 16)


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane and after how many minutes its longest waiting comes first whatever the rules say."""

    view: LaneView
    limit: int | None

    @property
    def is_late(self) -> bool:
        """Whether somebody has waited beyond the limit."""
        return self.limit is not None and (self.view.oldest_minutes or 0) > self.limit

    @property
    def is_unserved(self) -> bool:
        """Whether somebody waits and no open desk calls from the lane."""
        return self.view.waiting > 0 and self.view.open_desks == 0

    @property
    def share(self) -> int:
        """How much of the limit the longest wait has used, in percent, 100 at most."""
        if not self.limit or self.view.oldest_minutes is None:
            return 0
        return min(100, round(100 * self.view.oldest_minutes / self.limit))


@dataclass(frozen=True, slots=True)
class DeskNow:
    """A desk and who has it. `since` is when the ticket at it was called or its service began (UTC)."""

    desk: Desk
    session: DeskSession | None
    ticket: Ticket | None
    is_silent: bool

    @property
    def is_serving(self) -> bool:
        """Whether the citizen is there; else they are on their way."""
        return self.ticket is not None and self.ticket.state == TicketState.SERVING

    @property
    def since(self) -> datetime | None:
        """When the present state of the ticket began."""
        if self.ticket is None:
            return None
        return self.ticket.started_at if self.is_serving else self.ticket.called_at


@dataclass(frozen=True, slots=True)
class DayLine:
    """Arrived and finished per Danish hour."""

    hours: list[tuple[int, int, int]]
    chart: HourChart

    @property
    def arrived(self) -> int:
        """How many have taken a number."""
        return sum(arrived for _hour, arrived, _served in self.hours)

    @property
    def served(self) -> int:
        """How many are finished."""
        return sum(served for _hour, _arrived, served in self.hours)


@dataclass(frozen=True, slots=True)
class SiteCard:
    """A site right now. Without the permission to see its queue only the hours are there."""

    site: Site
    hours: list[OpeningState]
    lanes: list[Lane]
    desks: list[DeskNow]
    day: DayLine | None
    sees_queue: bool

    @property
    def is_open(self) -> bool:
        """Whether anything is open."""
        return any(state.is_open for state in self.hours)

    @property
    def is_staffed(self) -> bool:
        """Whether anybody is there to help."""
        return any(state.is_open and state.kind != "self_service" for state in self.hours)

    @property
    def waiting(self) -> int:
        """How many wait in all lanes."""
        return sum(lane.view.waiting for lane in self.lanes)

    @property
    def open_desks(self) -> int:
        """How many desks somebody has open."""
        return sum(desk.session is not None for desk in self.desks)


def cards_of(sites: Iterable[Site], actor: Actor) -> list[SiteCard]:
    """The cards of the sites, in their order."""
    now = clock.now()
    facts: dict[int, list[TicketFacts]] = {}
    for fact in facts_of_day(danish_date(now)):
        facts.setdefault(fact.site_id, []).append(fact)
    return [_card(site, actor, facts.get(site.pk, []), now) for site in sites]


def _card(site: Site, actor: Actor, facts: Sequence[TicketFacts], now: datetime) -> SiteCard:
    hours = hours_today(site)
    if not may(actor, "queue.view", site.pk):
        return SiteCard(site, hours, [], [], None, sees_queue=False)
    limits = lane_limits(site)
    at_work = desks_at_work(site)
    return SiteCard(
        site=site,
        hours=hours,
        lanes=[Lane(lane, limits.get(lane.letter)) for lane in queue_of(site).lanes],
        desks=[_desk(desk, at_work.get(desk.pk), now) for desk in desks_of(site)],
        day=day_line(facts, hours, now),
        sees_queue=True,
    )


def _desk(desk: Desk, at_work: tuple[DeskSession, Ticket | None] | None, now: datetime) -> DeskNow:
    if at_work is None:
        return DeskNow(desk, None, None, is_silent=False)
    session, ticket = at_work
    unseen = now - session.seen_at
    silent = not session.is_simulated and unseen > conf.unseen_limit(by_api=session.by_api) / 2
    return DeskNow(desk, session, ticket, silent)


def day_line(facts: Iterable[TicketFacts], hours: Iterable[OpeningState], now: datetime) -> DayLine:
    """Arrivals and finished services by Danish hour, over the staffed hours and whenever else something happened."""
    arrived: dict[int, int] = {}
    served: dict[int, int] = {}
    today = danish_date(now)
    for fact in facts:
        _count(arrived, fact.arrived_at, today)
        if fact.state == TicketState.FINISHED and fact.ended_at is not None and not fact.time_uncertain:
            _count(served, fact.ended_at, today)
    staffed = [span for state in hours if state.kind != "self_service" for span in state.spans]
    ends = [span.closes.hour + (span.closes.minute > 0) or 24 for span in staffed]
    marks = [*arrived, *served, *(span.opens.hour for span in staffed), *(end - 1 for end in ends)]
    shown = range(min(marks), max(marks) + 1) if marks else HOURS_SHOWN_AT_LEAST
    rows = [(hour, arrived.get(hour, 0), served.get(hour, 0)) for hour in shown]
    local = danish_time(now)
    return DayLine(rows, hour_chart(rows, now=local.hour + local.minute / 60))


def _count(counts: dict[int, int], moment: datetime, today: date) -> None:
    if danish_date(moment) == today:
        hour = danish_time(moment).hour
        counts[hour] = counts.get(hour, 0) + 1
