"""What is free: the one definition for calendar, booking and staff view.

An appointment takes one resource of each group that its site needs for the errand (see `Resource`), for its
whole length. A resource is there in the hours that its site keeps for the errand (everything but the
operational waits for citizen service, where the site has it), or in its own hours within them; without what
is blocked, and without what its calendar elsewhere says is taken.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.kept import Kept
from indgang.booking import revision as revisions
from indgang.booking.errands import Errand
from indgang.booking.errors import NotBookable
from indgang.booking.models import BlockedTime, BookingRules, BusyTime, Resource, ResourceHours
from indgang.booking.models.resources import SERVING
from indgang.booking.ports import ports
from indgang.booking.revision import Revision, Setup
from indgang.catalogue import queries as catalogue
from indgang.core.day import closing_instant, day_bounds, opening_instant
from indgang.core.hours import HoursKind, Interval, merged
from indgang.core.reach import Reach
from indgang.core.slots import Plan, Stretch, TakenArrays, Window, instant
from indgang.organisation.queries import hours_of

if TYPE_CHECKING:
    from indgang.organisation.models import Site

# Free times are asked for all the time, and each of these has one form: building it takes longer than its answer.
RULES = "SELECT * FROM booking_bookingrules WHERE municipality_id = %s AND (site_id = %s OR site_id IS NULL)"
RESOURCES = """
    SELECT * FROM booking_resource WHERE is_active AND (
        site_id = %s OR id IN (SELECT resource_id FROM booking_resourcehours WHERE site_id = %s)
    )
"""
HOURS = "SELECT * FROM booking_resourcehours WHERE resource_id = ANY(%s)"
BLOCKED = """
    SELECT * FROM booking_blockedtime
    WHERE (resource_id = ANY(%s) OR resource_id IS NULL AND site_id = %s) AND period && %s
"""
# Thousands of rows as one value for each resource: 8 bytes for the start, 8 for the end, 1 for the public. The first
# row is the revision, of the same moment: one statement sees one state of the database.
TAKEN = f"""
    SELECT NULL, NULL, NULL, ({revisions.SETUP}), ({revisions.TAKEN})
    UNION ALL
    SELECT resource_id,
           string_agg(
               timestamptz_send(lower(period)) || timestamptz_send(upper(period)) || boolsend(is_public), ''::bytea
           ),
           min(held_until), NULL, NULL
    FROM booking_allocation
    WHERE resource_id = ANY(%s) AND upper(period) > %s AND lower(period) < %s
      AND (held_until IS NULL OR held_until > %s) AND appointment_id <> %s
    GROUP BY resource_id
"""  # noqa: S608 (both parts are constants)
ROW_OF_TAKEN = np.dtype([("start", ">i8"), ("end", ">i8"), ("is_public", "?")])
POSTGRES_BEGINS = instant(datetime(2000, 1, 1, tzinfo=UTC))
FRAMES = 64


@dataclass(frozen=True, slots=True)
class Candidates:
    """The resources that can take an errand, by group, the serving group first, each in the site's order."""

    groups: tuple[tuple[Resource, ...], ...]

    def all(self) -> list[Resource]:
        """All of them."""
        return [resource for group in self.groups for resource in group]

    def only(self, serving: int) -> "Candidates":
        """Those with the one resource (its id) as the only one to serve; 0: all. Raises NotBookable when it cannot."""
        if not serving:
            return self
        first = tuple(row for row in self.groups[0] if row.pk == serving)
        if not first:
            raise NotBookable(_("The one you chose takes no appointments for this. Choose somebody else."))
        return Candidates((first, *self.groups[1:]))


@dataclass(frozen=True, slots=True)
class Frame:
    """What some days look like before anything is booked, by resource (their ids); of that setup, None: of no one."""

    setup: Setup | None
    rules: BookingRules
    windows: dict[int, tuple[Window, ...]]
    blocked: dict[int, list[Stretch]]
    busy: dict[int, list[Stretch]]


class Taken(NamedTuple):
    """What is taken, by resource (their ids), when a hold among it runs out next, and of which revision it is."""

    arrays: dict[int, TakenArrays]
    until: datetime | None
    revision: Revision | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The plans of the candidates over some Danish days, in the same order; `minutes` on the site's grid.

    It is the one of `revision` as it was at the moment `at`; None when it must not be kept. `until` is when a hold
    runs out next.
    """

    candidates: Candidates
    plans: tuple[tuple[Plan, ...], ...]
    minutes: int
    public: bool
    at: datetime
    revision: Revision | None = None
    until: datetime | None = None

    def end_of(self, start: datetime) -> datetime:
        """When an appointment that begins at `start` ends."""
        return start + timedelta(minutes=self.minutes)

    def without_limits(self) -> "Calendar":
        """The same with neither lead nor horizon."""
        plans = tuple(
            tuple(replace(plan, earliest=None, latest=None) for plan in group) for group in self.plans
        )
        return replace(self, plans=plans)


FrameKey = tuple[int, date, date, bool, tuple[int, ...]]
frames: Kept[FrameKey, Frame] = Kept(FRAMES)


def rules_of(site: "Site") -> BookingRules:
    """The rules of the site, else of its municipality, else the usual ones."""
    rows = BookingRules.objects.raw(RULES, [site.municipality_id, site.pk])
    by_site = {row.site_id: row for row in rows}
    return by_site.get(site.pk) or by_site.get(None) or BookingRules(municipality_id=site.municipality_id)


def candidates_for(site: "Site", errand: Errand) -> Candidates:
    """Who can take the errand at the site. Raises NotBookable when nobody serves it."""
    rows = list(Resource.objects.raw(RESOURCES, [site.pk, site.pk]))
    competent = _competent([row.person_id for row in rows if row.person_id is not None], site, errand)
    return grouped([row for row in rows if row.person_id is None or row.person_id in competent], errand)


def grouped(rows: Iterable[Resource], errand: Errand) -> Candidates:
    """Those of the resources that are in use and take the errand. Raises NotBookable when nobody serves it."""
    groups: dict[str, list[Resource]] = {SERVING: []}
    for row in sorted(rows, key=lambda row: (row.order, row.pk)):
        if row.is_active and _takes(row, errand):
            groups.setdefault(row.group, []).append(row)
    if not groups[SERVING]:
        raise NotBookable(_("No desk here takes appointments for this task."))
    return Candidates(tuple(tuple(group) for group in groups.values()))


def calendar_of(
    site: "Site",
    errand: Errand,
    candidates: Candidates,
    first: date,
    last: date,
    *,
    public: bool,
    without: int = 0,
    at: datetime | None = None,
    known: Revision | None = None,
) -> Calendar:
    """The candidates from the Danish day `first` to `last`, both included.

    `without` is an appointment (its id) that takes nothing, because it is being moved; `at` the moment to look
    at, by default the present one. `known` is the revision of now, where it was asked for already.
    """
    now, resources = at or clock.now(), candidates.all()
    known = known or revisions.current()
    frame = _frame(site, resources, first, last, known, is_operational=errand.is_operational)
    rules = frame.rules
    grids = [row.grid_minutes or rules.grid_minutes for row in candidates.groups[0]]
    # A room begins whenever whoever serves does, unless it has a grid of its own.
    finest = gcd(*grids)
    taken = _taken([row.pk for row in resources], *_span(first, last), without, now)
    plans = {
        row.pk: Plan(
            windows=frame.windows[row.pk],
            taken=taken.arrays.get(row.pk, ()),
            blocked=tuple(frame.blocked.get(row.pk, ())),
            busy=tuple(frame.busy.get(row.pk, ())),
            places=row.places,
            public_places=row.public_places,
            before_minutes=row.before_minutes,
            after_minutes=row.after_minutes,
            grid_minutes=row.grid_minutes or (rules.grid_minutes if row.group == SERVING else finest),
            earliest=_earliest(row, rules, now, public=public),
            latest=_latest(row, rules, now, public=public),
        )
        for row in resources
    }
    return Calendar(
        candidates,
        tuple(tuple(plans[row.pk] for row in group) for group in candidates.groups),
        rounded_up(errand.minutes, min(grids)),
        public,
        now,
        taken.revision if taken.revision and taken.revision.setup == frame.setup and not without else None,
        taken.until,
    )


def _frame(
    site: "Site",
    resources: Sequence[Resource],
    first: date,
    last: date,
    known: Revision | None,
    *,
    is_operational: bool,
) -> Frame:
    """What the days look like before anything is booked; kept as long as the setup stays as it is."""
    key = (site.pk, first, last, is_operational, tuple(row.pk for row in resources))
    kept = frames.get(key) if known else None
    if kept is not None and known is not None and kept.setup == known.setup:
        return kept
    since, until = _span(first, last)
    frame = Frame(
        None,
        rules_of(site),
        _windows(site, resources, first, last, is_operational=is_operational),
        _blocked(site, resources, since, until),
        _busy(resources, since, until),
    )
    # Somebody may have changed something while it was read.
    if known is not None and revisions.is_setup(known.setup):
        frame = replace(frame, setup=known.setup)
        frames.put(key, frame)
    return frame


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """What may matter to these days: an appointment may begin before midnight, and buffers reach further."""
    return day_bounds(first)[0] - timedelta(days=1), day_bounds(last)[1] + timedelta(days=1)


def open_intervals(site: "Site", first: date, last: date, *, is_operational: bool) -> list[Interval]:
    """When the site can take such an errand, in UTC, on the Danish days from `first` to `last`."""
    hours = hours_of(site)
    has_service = any(rule.kind is HoursKind.SERVICE for rule in hours.rules)
    kinds = [HoursKind.SERVICE] if has_service else [HoursKind.LIBRARY]
    if is_operational:
        kinds = [HoursKind.SERVICE, HoursKind.LIBRARY]
    return merged(
        interval for day in days(first, last) for kind in kinds for interval in hours.intervals_on(day, kind)
    )


def days(first: date, last: date) -> list[date]:
    """The days from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def rounded_up(minutes: int, grid: int) -> int:
    """`minutes` as a whole number of grid steps."""
    return -(-minutes // grid) * grid


def _takes(row: Resource, errand: Errand) -> bool:
    if row.group != SERVING:
        return not row.topics or bool(errand.topics & set(row.topics))
    return (not row.topics or errand.topics <= set(row.topics)) and errand.skills <= set(row.skills)


def _competent(person_ids: Collection[int], site: "Site", errand: Errand) -> set[int]:
    """Those of the people who may take every task of the errand at least as far as guiding, or as the site does."""
    competent = set(person_ids)
    for task in errand.tasks if competent else ():
        reaches = catalogue.reaches_of_people(person_ids=competent, site=site, task=task.code)
        competent = {
            person
            for person, by_task in reaches.items()
            if (decision := by_task.get(task.id)) and decision.reach >= min(decision.offer, Reach.GUIDE)
        }
    return competent


def _earliest(row: Resource, rules: BookingRules, now: datetime, *, public: bool) -> datetime | None:
    """The rules are for whoever serves; a room has only a lead of its own."""
    lead = rules.lead_minutes if row.lead_minutes is None else row.lead_minutes
    if row.group != SERVING and (row.lead_minutes is None or not public):
        return None
    return now + timedelta(minutes=lead if public else rules.staff_lead_minutes)


def _latest(row: Resource, rules: BookingRules, now: datetime, *, public: bool) -> datetime | None:
    if row.group != SERVING and (row.horizon_days is None or not public):
        return None
    horizon = row.horizon_days or rules.horizon_days
    return now + timedelta(days=horizon if public else max(horizon, rules.staff_horizon_days))


def _windows(
    site: "Site", resources: Sequence[Resource], first: date, last: date, *, is_operational: bool
) -> dict[int, tuple[Window, ...]]:
    """When each is there, inside its own hours if it has any."""
    opened = open_intervals(site, first, last, is_operational=is_operational)
    own: dict[int, list[ResourceHours]] = {}
    for row in ResourceHours.objects.raw(HOURS, [[one.pk for one in resources]]):
        own.setdefault(row.resource_id, []).append(row)
    people = {row.person_id: row.pk for row in resources if row.person_id is not None}
    at_work = ports.at_work(list(people), day_bounds(first)[0], day_bounds(last)[1])
    found: dict[int, tuple[Window, ...]] = {}
    for resource in resources:
        if resource.pk in own:
            rows = [row for row in own[resource.pk] if (row.site_id or resource.site_id) == site.pk]
            windows = _own_windows(rows, opened, days(first, last))
        else:
            windows = [Window(*one) for one in opened] if resource.site_id == site.pk else []
        if resource.person_id in at_work:
            windows = list(_within(windows, at_work[resource.person_id]))
        found[resource.pk] = tuple(windows)
    return found


def _own_windows(
    rows: Iterable[ResourceHours], opened: Sequence[Interval], on: Sequence[date]
) -> list[Window]:
    found: list[Window] = []
    for row in rows:
        for day in on:
            if day.weekday() != row.weekday or not _is_valid(row, day):
                continue
            window = Window(opening_instant(day, row.opens), closing_instant(day, row.closes), row.is_public)
            found += [window] if row.outside_hours else _within([window], opened)
    return found


def _is_valid(row: ResourceHours, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)


def _within(windows: Iterable[Window], spans: Iterable[tuple[datetime, datetime]]) -> list[Window]:
    """The parts of the windows that lie in the spans."""
    spans = list(spans)
    return [
        Window(max(window.start, start), min(window.end, end), window.is_public)
        for window in windows
        for start, end in spans
        if window.start < end and start < window.end
    ]


def _taken(
    resource_ids: Collection[int], since: datetime, until: datetime, without: int, now: datetime
) -> Taken:
    """What is taken of each; holds that have run out by `now` take nothing."""
    ids = list(resource_ids)
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [ids, ids, since, until, now, without])
        (*_none, setup, taken), *rows = sorted(cursor.fetchall(), key=lambda row: row[3] is None)
    found = {}
    for pk, packed, *_rest in rows:
        stretches = np.frombuffer(packed, dtype=ROW_OF_TAKEN)
        starts, ends = (stretches[name].astype(np.int64) + POSTGRES_BEGINS for name in ("start", "end"))
        found[pk] = TakenArrays(starts, ends, stretches["is_public"])
    held = [row[2] for row in rows if row[2] is not None]
    revision = None if connection.in_atomic_block else revisions.revision_of(setup, taken)
    return Taken(found, min(held, default=None), revision)


def _blocked(
    site: "Site", resources: Sequence[Resource], since: datetime, until: datetime
) -> dict[int, list[Stretch]]:
    ids = [row.pk for row in resources]
    rows = BlockedTime.objects.raw(BLOCKED, [ids, site.pk, DateTimeTZRange(since, until, "[)")])
    found: dict[int, list[Stretch]] = {pk: [] for pk in ids}
    for row in rows:
        for pk in ids if row.resource_id is None else [row.resource_id]:
            found[pk].append(Stretch(row.period.lower, row.period.upper))
    return found


def _busy(resources: Sequence[Resource], since: datetime, until: datetime) -> dict[int, list[Stretch]]:
    """What their calendars elsewhere said when they were last read."""
    rows = BusyTime.objects.filter(
        link__resource__in=[row.pk for row in resources],
        link__reads=True,
        period__overlap=DateTimeTZRange(since, until, "[)"),
    )
    found: dict[int, list[Stretch]] = {}
    for pk, period in rows.values_list("link__resource", "period"):
        found.setdefault(pk, []).append(Stretch(period.lower, period.upper))
    return found
