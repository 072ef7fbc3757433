"""The calendar of the house: what each resource does at each time, from the same plans that booking asks.

A column is a resource on a Danish day, cut into rows of a few minutes on Danish clocks; a cell is what it does
for some rows. A free cell says when an appointment can begin in it, any other one why none can.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import groupby
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from indgang.base import clock
from indgang.base.errors import DomainError, Text
from indgang.booking.calendar import Candidates, calendar_of, candidates_for
from indgang.booking.errands import Errand, Wanted, errand_of
from indgang.booking.models import Allocation, BlockedTime, Resource
from indgang.booking.queries.appointments import AppointmentView, view_of
from indgang.booking.queries.free import REASONS, reason_of
from indgang.core.day import danish_time, day_bounds, opening_instant
from indgang.core.slots import Plan, Why, free_times, is_free, obstacle

if TYPE_CHECKING:
    from indgang.organisation.models import Site

STEPS = 15
LEAST_STEP = 5
A_DAY = 24 * 60
USUAL = (8 * 60, 16 * 60)
ANYTHING = Errand((), frozenset(), is_operational=False, is_public=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a resource does from `start` to `end` (UTC), for so many rows.

    `kind`: "booked", "held", "kept" (a buffer), "closed", "blocked", "full", "free", "internal" (free for staff
    only), or "not" (there, but no appointment of this length fits). `book_at` is when one can begin in it; `why`
    says why none can. `taken` counts what runs at once on a resource with several places.
    """

    kind: str
    start: datetime
    end: datetime
    rows: int
    why: Text = ""
    book_at: datetime | None = None
    appointment: AppointmentView | None = None
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A resource on a Danish day. `takes`: whether it takes the tasks that were asked about."""

    resource: Resource
    day: date
    cells: tuple[Cell, ...]
    takes: bool = True

    @property
    def is_shut(self) -> bool:
        """Whether it is never there on that day."""
        return all(cell.kind == "closed" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class House:
    """Columns with common rows: `times` are the Danish clock times at which the rows begin, `step` minutes apart.

    On the day when the clocks go back an hour stands twice, unless other days stand beside it.
    """

    columns: tuple[Column, ...]
    times: tuple[time, ...]
    step: int


class _Row(NamedTuple):
    """A row of one column: what is known before equal neighbours are put together."""

    key: tuple[object, ...]
    start: datetime
    end: datetime
    why: Text = ""
    book_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    """What the cells of one column are made of."""

    resource: Resource
    day: date
    plan: Plan
    taken: Sequence[tuple[datetime, datetime, AppointmentView]]
    blocked: Sequence[BlockedTime]
    minutes: int
    starts: Collection[datetime] | None
    is_alone: bool

    def at(self, minute: int) -> datetime:
        """The instant of a minute of the day: counted from midnight, beside other days read from the clock."""
        if self.is_alone:
            return day_bounds(self.day)[0] + timedelta(minutes=minute)
        if minute >= A_DAY:
            return day_bounds(self.day)[1]
        return opening_instant(self.day, time(minute // 60, minute % 60))

    def minute(self, at: datetime) -> int:
        """The minute of the day of an instant."""
        if self.is_alone:
            return int((at - day_bounds(self.day)[0]).total_seconds() // 60)
        local = danish_time(at)
        return (local.date() - self.day).days * A_DAY + local.hour * 60 + local.minute


def house(site: "Site", columns: Sequence[tuple[Resource, date]], *, tasks: Sequence[Wanted] = ()) -> House:
    """The columns asked for. With `tasks` a cell is free where an appointment for them can begin, whatever else it
    needs; without, where one of the shortest length can. Raises TaskNotFound, NotBookable, Invalid.
    """
    if not columns:
        return House((), (), STEPS)
    errand = errand_of(site, tasks) if tasks else ANYTHING
    days = sorted({day for _resource, day in columns})
    resources = list({row.pk: row for row, _day in columns}.values())
    calendar = calendar_of(site, errand, Candidates((tuple(resources),)), days[0], days[-1], public=False)
    plans = dict(zip((row.pk for row in resources), calendar.plans[0], strict=True))
    starts = _starts(site, errand, days) if tasks else {}
    taken, blocked = _taken(resources, days), _blocked(site, resources, days)
    made = [
        _Day(
            row,
            day,
            plans[row.pk],
            taken.get(row.pk, []),
            [one for one in blocked if one.resource_id in {None, row.pk}],
            errand.minutes or plans[row.pk].grid_minutes,
            starts.get(row.pk, frozenset()) if tasks else None,
            len(days) == 1,
        )
        for row, day in columns
    ]
    step, minutes = _rows(made)
    return House(
        tuple(
            Column(one.resource, one.day, _cells(one, minutes, step), not tasks or one.resource.pk in starts)
            for one in made
        ),
        tuple(danish_time(made[0].at(minute)).time() for minute in minutes),
        step,
    )


def _starts(site: "Site", errand: Errand, days: Sequence[date]) -> dict[int, frozenset[datetime]]:
    """For each resource that can take the errand the starts that booking would give."""
    try:
        candidates = candidates_for(site, errand)
    except DomainError:
        return {}
    calendar = calendar_of(site, errand, candidates, days[0], days[-1], public=False)
    since, until = max(day_bounds(days[0])[0], clock.now()), day_bounds(days[-1])[1]
    found: dict[int, set[datetime]] = {row.pk: set() for row in candidates.all()}
    if since < until:
        for one in free_times(calendar.plans, calendar.minutes, since=since, until=until):
            for group, indexes in zip(candidates.groups, one.free, strict=True):
                for index in indexes:
                    found[group[index].pk].add(one.start)
    return {pk: frozenset(moments) for pk, moments in found.items()}


def _taken(
    resources: Sequence[Resource], days: Sequence[date]
) -> dict[int, list[tuple[datetime, datetime, AppointmentView]]]:
    """What takes time of each, with its buffers; holds that have run out do not."""
    span = DateTimeTZRange(day_bounds(days[0])[0], day_bounds(days[-1])[1], "[)")
    rows = Allocation.objects.filter(resource__in=resources, period__overlap=span).filter(
        Q(held_until__isnull=True) | Q(held_until__gt=clock.now())
    )
    rows = rows.select_related(
        "appointment__site",
        "appointment__desk",
        "appointment__resource__desk",
        "appointment__resource__person",
    ).prefetch_related("appointment__tasks__task")
    found: dict[int, list[tuple[datetime, datetime, AppointmentView]]] = {}
    for row in rows.order_by("period", "pk"):
        taken = (row.period.lower, row.period.upper, view_of(row.appointment))
        found.setdefault(row.resource_id, []).append(taken)
    return found


def _blocked(site: "Site", resources: Sequence[Resource], days: Sequence[date]) -> list[BlockedTime]:
    span = DateTimeTZRange(day_bounds(days[0])[0], day_bounds(days[-1])[1], "[)")
    rows = BlockedTime.objects.filter(
        Q(resource__in=resources) | Q(resource__isnull=True, site=site), period__overlap=span
    )
    return list(rows.order_by("period", "pk"))


def _rows(made: Sequence[_Day]) -> tuple[int, range]:
    """The minutes of a row, and the rows, so that every beginning and end falls between two rows."""
    edges: set[int] = set()
    for one in made:
        since, until = day_bounds(one.day)
        stretches: list[tuple[datetime, datetime]] = [
            (window.start, window.end) for window in one.plan.windows
        ]
        stretches += [(start, end) for start, end, _view in one.taken]
        for start, end in stretches:
            if start < until and since < end:
                edges |= {one.minute(max(start, since)), one.minute(min(end, until))}
    step = max(reduce(gcd, edges, STEPS), LEAST_STEP)
    first, last = min(edges, default=USUAL[0]), max(edges, default=USUAL[1])
    first, last = first // 60 * 60, -(-last // 60) * 60
    return step, range(first, max(last, first + 60), step)


def _cells(one: _Day, minutes: range, step: int) -> tuple[Cell, ...]:
    rows = [_row(one, minute, step) for minute in minutes]
    views = {view.id: view for _start, _end, view in one.taken}
    found = []
    for _key, same in groupby(rows, key=lambda row: row.key):
        of_cell = list(same)
        first = of_cell[0]
        kind, about, count = str(first.key[0]), first.key[1], first.key[2]
        found.append(
            Cell(
                kind,
                first.start,
                of_cell[-1].end,
                len(of_cell),
                first.why,
                next((row.book_at for row in of_cell if row.book_at), None),
                views.get(about) if kind in {"booked", "held", "kept"} and isinstance(about, int) else None,
                count if isinstance(count, int) else 0,
            )
        )
    return tuple(found)


def _row(one: _Day, minute: int, step: int) -> _Row:
    start, end = one.at(minute), one.at(minute + step)
    mine = [
        (view, view.start < end and start < view.end) for a, b, view in one.taken if a < end and start < b
    ]
    if one.resource.places == 1 and mine:
        view, is_itself = max(mine, key=lambda found: found[1])
        kind = ("held" if view.state == "held" else "booked") if is_itself else "kept"
        return _Row((kind, view.id, 0), start, end, REASONS["held" if kind == "held" else "full"])
    found = obstacle(one.plan, start, step)
    if found is not None and found.reason is not Why.FULL:
        return _Row(
            (found.reason.value, _blocked_by(one, start, end), 0),
            start,
            end,
            _reason(one, found.reason, start, end),
        )
    if found is not None:
        kind = "full" if one.resource.places > 1 else "kept"
        return _Row((kind, 0, len(mine)), start, end, REASONS["full"])
    return _free_row(one, minute, start, end, len(mine))


def _free_row(one: _Day, minute: int, start: datetime, end: datetime, taken: int) -> _Row:
    """A row in which the resource is there and free: whether an appointment can begin in it."""
    block = max(one.plan.grid_minutes, STEPS)
    public = is_free(one.plan, start, max(int((end - start).total_seconds() // 60), 1), public=True)
    first = minute // block * block
    at = one.at(first)
    reason = reason_of(one.plan, at, one.minutes, public=False)
    if at <= clock.now():
        reason = "past"
    can_begin = reason is None and (one.starts is None or at in one.starts)
    if can_begin:
        return _Row(("free" if public else "internal", first, taken), start, end, "", at)
    return _Row(("not", reason or "other", taken), start, end, REASONS.get(reason or "full", REASONS["full"]))


def _blocked_by(one: _Day, start: datetime, end: datetime) -> int:
    return next((row.pk for row in one.blocked if row.period.lower < end and start < row.period.upper), 0)


def _reason(one: _Day, why: Why, start: datetime, end: datetime) -> Text:
    """Why the resource takes nothing then; for a blocked time what was written when it was blocked."""
    words = [row.reason for row in one.blocked if row.period.lower < end and start < row.period.upper]
    if why is Why.BLOCKED and words and words[0]:
        return words[0]
    return REASONS[why.value]
