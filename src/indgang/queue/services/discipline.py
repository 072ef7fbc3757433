"""Whom a desk may call, and in what order: the site's waiting tickets seen through the desk's profile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from indgang.catalogue.queries import reaches_of
from indgang.core import calling
from indgang.core.calling import CanServe, Condition, WaitingTicket
from indgang.core.day import danish_date
from indgang.core.reach import Reach
from indgang.organisation.models import Desk, Site
from indgang.queue import conf
from indgang.queue.models import Series, Ticket, TicketState
from indgang.queue.statements import PROFILES, SERIES, WAITING, rows

Row = tuple[Any, ...]
DEFAULT_PROFILE = calling.CallProfile(
    rules=(
        calling.CallRule(order=1, condition=Condition.DUE),
        calling.CallRule(order=2, condition=Condition.RETURNED),
    ),
    ageing_minutes=15,
    max_wait_minutes=45,
)


@dataclass(frozen=True, slots=True)
class Discipline:
    """How one desk calls: its profile, the lanes it serves, and the least reach its officer must have.

    `series` holds every series of the site by id, also those that issue no more numbers: somebody may still
    wait in them.
    """

    profile: calling.CallProfile
    series: Mapping[int, Series]
    lanes: Mapping[int, Series]
    min_reach: Reach


def all_series(site_id: int) -> dict[int, Series]:
    """Every series of the site by id, in the order of the letters."""
    return {one.pk: one for one in SERIES.where("this.site_id = %s ORDER BY this.letter", site_id)}


def discipline_of(desk: Desk) -> Discipline:
    """The discipline of one desk; two queries."""
    return disciplines_of([desk], all_series(desk.site_id))[desk.pk]


def disciplines_of(desks: Iterable[Desk], series: Mapping[int, Series]) -> dict[int, Discipline]:
    """The disciplines of desks of one site, by desk id; one query.

    A desk without a profile calls appointments due, then returned tickets, then its lanes. A profile serves
    the lanes that its rules name, and all of them when a rule takes any ticket. Names of lanes that the site
    does not have are ignored; when none is left, the desk serves the lanes meant for its kind, or else all:
    no setting makes a desk unable to call.
    """
    desks = list(desks)
    found: dict[int, list[tuple[Any, ...]]] = {desk.pk: [] for desk in desks}
    for row in rows(PROFILES, list(found)):
        found[row[0]].append(row)
    return {desk.pk: _discipline(desk, found[desk.pk], series) for desk in desks}


def _discipline(desk: Desk, found: list[tuple[Any, ...]], series: Mapping[int, Series]) -> Discipline:
    if not found:
        return Discipline(
            DEFAULT_PROFILE, series, served_lanes(desk, DEFAULT_PROFILE.rules, series), Reach.NONE
        )
    _desk, ageing, longest, window, min_reach, *_rule = found[0]
    rules = tuple(
        calling.CallRule(
            order=order, condition=Condition(condition), lane=letter or None, min_wait_minutes=wait or None
        )
        for _desk, _ageing, _longest, _window, _reach, order, condition, letter, wait in found
        if order is not None
    )
    profile = calling.CallProfile(
        rules=rules, ageing_minutes=ageing, max_wait_minutes=longest, due_window_minutes=window
    )
    return Discipline(profile, series, served_lanes(desk, rules, series), Reach(min_reach))


def served_lanes(
    desk: Desk, rules: Iterable[calling.CallRule], series: Mapping[int, Series]
) -> dict[int, Series]:
    """The lanes that the desk serves under these rules; see `disciplines_of`."""
    rules = list(rules)
    if any(rule.condition == Condition.ANY and rule.lane is None for rule in rules):
        return dict(series)
    letters = {rule.lane for rule in rules if rule.lane}
    named = {pk: lane for pk, lane in series.items() if lane.letter in letters}
    of_kind = {pk: lane for pk, lane in series.items() if lane.desk_kind == desk.kind}
    return named or of_kind or dict(series)


def served_by(desks: Iterable[Desk], series: Mapping[int, Series]) -> dict[int, int]:
    """How many of the desks serve each lane, by its id; one query."""
    disciplines = disciplines_of(desks, series).values()
    return {pk: sum(pk in discipline.lanes for discipline in disciplines) for pk in series}


def callable_now(now: datetime) -> Q:
    """Waiting tickets of today; for some hours after midnight also those who came before it."""
    is_recent = Q(day=danish_date(now)) | Q(arrived_at__gt=now - conf.MIDNIGHT_GRACE)
    return Q(state=TicketState.WAITING) & is_recent


def is_callable(ticket: Ticket, now: datetime) -> bool:
    """The same for one ticket."""
    is_recent = ticket.day == danish_date(now) or ticket.arrived_at > now - conf.MIDNIGHT_GRACE
    return ticket.state == TicketState.WAITING and is_recent


def waiting_at(site_id: int, series: Mapping[int, Series], now: datetime) -> list[WaitingTicket]:
    """The site's waiting tickets as in `callable_now`, read without a lock."""
    found = rows(WAITING, site_id, danish_date(now), now - conf.MIDNIGHT_GRACE)
    return [as_waiting(row, series) for row in found]


def as_waiting(row: Row, series: Mapping[int, Series]) -> WaitingTicket:
    """A row of `statements.WAITING` for the discipline; its task is the task's id as text."""
    pk, lane_id, number, arrived_at, due_at, priority, task_id, returned_at, not_before, call_count, away = (
        row
    )
    return WaitingTicket(
        id=pk,
        lane=series[lane_id].letter,
        number=str(number),
        arrived_at=arrived_at,
        due_at=due_at,
        priority=priority,
        task=None if task_id is None else str(task_id),
        returned_at=returned_at,
        not_before=not_before,
        called_count=call_count,
        is_away=away,
    )


def row_of(ticket: Ticket) -> Row:
    """The same row of a ticket."""
    return (
        ticket.pk,
        ticket.lane_id,
        ticket.number,
        ticket.arrived_at,
        ticket.due_at,
        ticket.priority,
        ticket.task_id,
        ticket.returned_at,
        ticket.not_before,
        ticket.call_count,
        ticket.is_away,
    )


def may_serve(site: Site, officer_id: int | None, discipline: Discipline) -> CanServe:
    """Whether the desk's lanes and the officer's reach allow a ticket; without an officer the reach does not
    count.

    A ticket without a task is for anybody who serves its lane.
    """
    letters = {lane.letter for lane in discipline.lanes.values()}
    if not discipline.min_reach or officer_id is None:
        return lambda ticket: ticket.lane in letters
    able = {
        str(task_id)
        for task_id, decision in reaches_of(person_id=officer_id, site=site).items()
        if decision.allows(discipline.min_reach)
    }
    return lambda ticket: ticket.lane in letters and (ticket.task is None or ticket.task in able)


def passed_by(
    *,
    called_id: int,
    desk: Desk,
    officer_id: int | None,
    discipline: Discipline,
    waiting: list[WaitingTicket],
    now: datetime,
) -> list[int]:
    """The ids of numbers from home that a call of `called_id` passed by, because nobody is here with them yet."""
    if not any(one.is_away for one in waiting):
        return []
    called = next(one for one in waiting if one.id == called_id)
    can_serve = may_serve(desk.site, officer_id, discipline)
    return calling.passed_by(called, waiting, discipline.profile, can_serve, now)


def rank_for(
    desk: Desk,
    officer_id: int | None,
    discipline: Discipline,
    waiting: list[WaitingTicket],
    now: datetime,
) -> list[calling.Ranked]:
    """Those whom the officer may call to the desk, best first, each with its reason."""
    if not waiting:
        return []
    return calling.rank(waiting, discipline.profile, may_serve(desk.site, officer_id, discipline), now)
