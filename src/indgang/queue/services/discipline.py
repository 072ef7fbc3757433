"""Whom a desk may call, and in what order: the site's waiting tickets seen through the desk's profile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from indgang.catalogue.queries import reaches_of
from indgang.core import calling
from indgang.core.calling import Condition
from indgang.core.day import danish_date
from indgang.core.reach import Reach
from indgang.organisation.models import Desk
from indgang.queue import conf
from indgang.queue.models import DeskSetup, Series, Ticket, TicketState

COLUMNS = (
    "id",
    "lane_id",
    "number",
    "arrived_at",
    "due_at",
    "priority",
    "task_id",
    "returned_at",
    "not_before",
    "call_count",
)
Row = tuple[int, int, int, datetime, datetime | None, int, int | None, datetime | None, datetime | None, int]
DEFAULT_PROFILE = calling.CallProfile(
    rules=(
        calling.CallRule(order=1, condition=Condition.DUE),
        calling.CallRule(order=2, condition=Condition.RETURNED),
    ),
    ageing_minutes=15,
    max_wait_minutes=45,
)
PROFILE_COLUMNS = (
    "profile__ageing_minutes",
    "profile__max_wait_minutes",
    "profile__due_window_minutes",
    "profile__min_reach",
    "profile__rules__order",
    "profile__rules__condition",
    "profile__rules__letter",
    "profile__rules__min_wait_minutes",
)


@dataclass(frozen=True, slots=True)
class Discipline:
    """How one desk calls: its profile, the lanes it serves (by id), the least reach its officer must have.

    `series` holds every series of the site by id, also those that issue no more numbers.
    """

    profile: calling.CallProfile
    series: Mapping[int, Series]
    lanes: Mapping[int, Series]
    min_reach: Reach


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting ticket for the discipline, with the task that `core` knows nothing about."""

    ticket: calling.WaitingTicket
    lane_id: int
    task_id: int | None


def discipline_of(desk: Desk) -> Discipline:
    """The desk's profile and lanes.

    A desk without a profile calls appointments due, then returned tickets, then its lanes. A profile serves
    the lanes that its rules name, and all of them when a rule takes any ticket. Names of lanes that the site
    does not have are ignored; when none is left, the desk serves the lanes meant for its kind, or else all:
    no setting makes a desk unable to call.
    """
    rows = list(DeskSetup.objects.filter(desk_id=desk.pk).values_list(*PROFILE_COLUMNS))
    series = {one.pk: one for one in Series.objects.filter(site_id=desk.site_id).order_by("letter")}
    if not rows:
        return Discipline(
            DEFAULT_PROFILE, series, served_lanes(desk, series, DEFAULT_PROFILE.rules), Reach.NONE
        )
    ageing, longest, window, min_reach = rows[0][:4]
    rules = tuple(
        calling.CallRule(
            order=order, condition=Condition(condition), lane=letter or None, min_wait_minutes=wait or None
        )
        for _, _, _, _, order, condition, letter, wait in rows
        if order is not None
    )
    profile = calling.CallProfile(
        rules=rules, ageing_minutes=ageing, max_wait_minutes=longest, due_window_minutes=window
    )
    return Discipline(profile, series, served_lanes(desk, series, rules), Reach(min_reach))


def served_lanes(
    desk: Desk, lanes: Mapping[int, Series], rules: Iterable[calling.CallRule]
) -> dict[int, Series]:
    """The lanes that the desk serves under these rules; see `discipline_of`."""
    rules = list(rules)
    if any(rule.condition == Condition.ANY and rule.lane is None for rule in rules):
        return dict(lanes)
    letters = {rule.lane for rule in rules if rule.lane}
    named = {pk: series for pk, series in lanes.items() if series.letter in letters}
    of_kind = {pk: series for pk, series in lanes.items() if series.desk_kind == desk.kind}
    return named or of_kind or dict(lanes)


def callable_now(now: datetime) -> Q:
    """Waiting tickets of today; for some hours after midnight also those who came before it."""
    return Q(state=TicketState.WAITING) & (
        Q(day=danish_date(now)) | Q(arrived_at__gt=now - conf.MIDNIGHT_GRACE)
    )


def waiting_at(site_id: int, series: Mapping[int, Series], now: datetime) -> list[Waiting]:
    """The site's waiting tickets, read without a lock."""
    rows = Ticket.objects.filter(callable_now(now), site_id=site_id).values_list(*COLUMNS)
    return [as_waiting(row, series) for row in rows]


def as_waiting(row: Row, series: Mapping[int, Series]) -> Waiting:
    """A row of `COLUMNS` for the discipline."""
    pk, lane_id, number, arrived_at, due_at, priority, task_id, returned_at, not_before, call_count = row
    lane = series.get(lane_id)
    ticket = calling.WaitingTicket(
        id=pk,
        lane=lane.letter if lane else "",
        number=str(number),
        arrived_at=arrived_at,
        due_at=due_at,
        priority=priority,
        task=str(task_id) if task_id else None,
        returned_at=returned_at,
        not_before=not_before,
        called_count=call_count,
    )
    return Waiting(ticket, lane_id, task_id)


def rank_for(
    desk: Desk, officer_id: int, discipline: Discipline, waiting: Iterable[Waiting], now: datetime
) -> list[calling.Ranked]:
    """Those whom the officer may call to the desk, best first, each with its reason."""
    by_id = {one.ticket.id: one for one in waiting}
    reaches = reaches_of(person_id=officer_id, site=desk.site) if discipline.min_reach and by_id else {}

    def can_serve(ticket: calling.WaitingTicket) -> bool:
        one = by_id[ticket.id]
        if one.lane_id not in discipline.lanes:
            return False
        if one.task_id is None or not discipline.min_reach:
            return True
        decision = reaches.get(one.task_id)
        return decision is not None and decision.allows(discipline.min_reach)

    return calling.rank([one.ticket for one in by_id.values()], discipline.profile, can_serve, now)
