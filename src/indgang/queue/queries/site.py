"""The queue of a site, for those who work there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from indgang.base import clock
from indgang.core.day import danish_date
from indgang.organisation.models import Desk, Site
from indgang.queue.models import DeskSession, Series, Ticket, TicketState
from indgang.queue.queries.lines import TicketLine, line_of, with_names
from indgang.queue.services.discipline import all_series, is_callable, served_by
from indgang.queue.services.transitions import OPEN


@dataclass(frozen=True, slots=True)
class LaneView:
    """One lane. `waiting` includes the `paused`, who asked for more time; `open_desks` serve it and are not
    paused.
    """

    letter: str
    name: str
    desk_kind: str
    waiting: int
    paused: int
    oldest_minutes: int | None
    open_desks: int


@dataclass(frozen=True, slots=True)
class DeskView:
    """One open desk and what is at it."""

    slug: str
    label: str
    kind: str
    officer: str
    is_simulated: bool
    is_paused: bool
    opened_at: datetime
    seen_at: datetime
    ticket: TicketLine | None


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue at `at`: lanes by letter, tickets by arrival, open desks."""

    site_id: int
    at: datetime
    lanes: list[LaneView]
    waiting: list[TicketLine]
    at_desks: list[TicketLine]
    held: list[TicketLine]
    no_shows: list[TicketLine]
    desks: list[DeskView]

    @property
    def oldest_minutes(self) -> int | None:
        """How long the one has waited who waits longest; None when nobody waits."""
        return max(
            (lane.oldest_minutes for lane in self.lanes if lane.oldest_minutes is not None), default=None
        )


def queue_of(site: Site) -> QueueView:
    """The site's queue now, in six queries."""
    now = clock.now()
    lines = {ticket.pk: line_of(ticket, now) for ticket in open_tickets(site.pk, now)}
    by_state = lines_by_state(lines.values())
    sessions = open_sessions(site.pk)
    at_desk = {line.desk: line for line in by_state[TicketState.CALLED] + by_state[TicketState.SERVING]}
    series = all_series(site.pk)
    return QueueView(
        site_id=site.pk,
        at=now,
        lanes=lane_views(series, by_state[TicketState.WAITING], sessions, now),
        waiting=by_state[TicketState.WAITING],
        at_desks=list(at_desk.values()),
        held=by_state[TicketState.HELD],
        no_shows=[line_of(ticket, now) for ticket in no_shows_of(site.pk, now)],
        desks=[desk_view(session, at_desk.get(session.desk.label)) for session in sessions],
    )


def open_tickets(site_id: int, now: datetime) -> list[Ticket]:
    """All that wait, are called, served or on hold, by arrival; those of past days are left out."""
    tickets = with_names(Ticket.objects.filter(site_id=site_id, state__in=OPEN)).order_by("arrived_at", "pk")
    return [ticket for ticket in tickets if ticket.state != TicketState.WAITING or is_callable(ticket, now)]


def no_shows_of(site_id: int, now: datetime) -> list[Ticket]:
    """Those of today who did not come, the latest call first."""
    tickets = Ticket.objects.filter(site_id=site_id, day=danish_date(now), state=TicketState.NO_SHOW)
    return list(with_names(tickets).order_by("-called_at", "-pk"))


def open_sessions(site_id: int) -> list[DeskSession]:
    """The open desks of the site, in their order, each with desk and officer."""
    sessions = DeskSession.objects.filter(site_id=site_id, closed_at__isnull=True)
    return list(sessions.select_related("desk", "officer").order_by("desk__order", "desk__label"))


def lines_by_state(lines: Iterable[TicketLine]) -> dict[TicketState, list[TicketLine]]:
    """The lines of each open state, in the order given."""
    found: dict[TicketState, list[TicketLine]] = {state: [] for state in OPEN}
    for line in lines:
        found[TicketState(line.state)].append(line)
    return found


def lane_views(
    series: Mapping[int, Series], waiting: list[TicketLine], sessions: list[DeskSession], now: datetime
) -> list[LaneView]:
    """The lanes that are in use: active, or with somebody in them."""
    served = served_by([session.desk for session in sessions if not session.is_paused], series)
    views = []
    for pk, lane in series.items():
        here = [line for line in waiting if line.lane == lane.letter]
        if lane.is_active or here:
            paused = sum(line.not_before is not None and line.not_before > now for line in here)
            oldest = max((line.waited_minutes for line in here), default=None)
            views.append(
                LaneView(lane.letter, lane.name, lane.desk_kind, len(here), paused, oldest, served[pk])
            )
    return views


def desk_view(session: DeskSession, ticket: TicketLine | None) -> DeskView:
    """An open desk."""
    desk: Desk = session.desk
    return DeskView(
        slug=desk.slug,
        label=desk.label,
        kind=desk.kind,
        officer=session.officer.name,
        is_simulated=session.is_simulated,
        is_paused=session.is_paused,
        opened_at=session.opened_at,
        seen_at=session.seen_at,
        ticket=ticket,
    )
