"""The picture of a week, computed here and drawn by templates as plain SVG (ADR 16), with its table beside it.

Lengths across are in per cent, so that a picture fits every width without stretching its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from indgang.base import clock
from indgang.core import hours as core
from indgang.core.changes import usual_hours
from indgang.core.day import danish_date
from indgang.core.hours import DayPlan, OpeningHours, Source
from indgang.core.week import Axis, Band, axis_for, bands_of, clock_minute, doubled_on, skipped_on
from indgang.organisation.models import HoursKind, Site
from indgang.organisation.queries import TO_CORE, kinds_of
from indgang.ui.hours.wording import hours_words, kind_word

ORDER = (HoursKind.CITIZEN_SERVICE, HoursKind.LIBRARY, HoursKind.SELF_SERVICE)
WEEKS_EITHER_WAY = 60
_A_WEEK, _A_DAY = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle from `x` on, `width` wide (both in per cent)."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Lane:
    """The hours of one kind on one day. `note` is why they are not the usual ones."""

    kind: HoursKind
    bars: list[Bar]
    words: str
    note: str
    source: Source
    top: int

    @property
    def title(self) -> str:
        """For whoever points at the bar."""
        return f"{self.word}: {self.words}"

    @property
    def word(self) -> str:
        """The kind, with a capital."""
        word = kind_word(self.kind)
        return word[:1].upper() + word[1:]

    @property
    def is_exception(self) -> bool:
        """Whether a closed period, special hours or a holiday made them."""
        return self.source in {Source.CLOSED, Source.SPECIAL, Source.HOLIDAY}


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `skipped` and `doubled` are the hour of a change of the clocks; `now` where the present is."""

    day: date
    is_today: bool
    lanes: list[Lane]
    skipped: Bar | None
    doubled: Bar | None
    now: float | None

    @property
    def notes(self) -> list[str]:
        """Why the day is not as usual, each reason once, with the kinds it is about unless it is all of them."""
        kinds: dict[str, list[Lane]] = {}
        for lane in self.lanes:
            if lane.note:
                kinds.setdefault(lane.note, []).append(lane)
        return [
            note if len(about) == len(self.lanes) else f"{note} ({', '.join(one.word for one in about)})"
            for note, about in kinds.items()
        ]

    @property
    def is_exception(self) -> bool:
        """Whether anything on it is out of the ordinary."""
        return any(lane.is_exception and lane.note for lane in self.lanes)


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """A week at one site, Monday first; `kinds` are those that the site has, in the order of the lanes."""

    days: list[Day]
    kinds: list[tuple[HoursKind, str]]
    ticks: list[tuple[float, int]]
    height: int
    before: date | None
    after: date | None

    @property
    def monday(self) -> date:
        """The first day."""
        return self.days[0].day


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of a week in a row with the same hours, and why if those are not the usual ones."""

    first: date
    last: date
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class SiteWeek:
    """One site in the picture of all."""

    site: Site
    days: list[Day]
    height: int

    @property
    def in_words(self) -> list[tuple[str, list[Stretch]]]:
        """The week of each kind, days with the same hours together; usual closing days are left out."""
        return [
            (lane.word, _stretches([(day.day, day.lanes[place]) for day in self.days]))
            for place, lane in enumerate(self.days[0].lanes)
        ]


@dataclass(frozen=True, slots=True)
class MunicipalityWeek:
    """The week at all sites on one axis."""

    sites: list[SiteWeek]
    kinds: list[tuple[HoursKind, str]]
    axis: Axis
    days: list[date] = field(default_factory=list)
    before: date | None = None
    after: date | None = None


LANE, GAP = 10, 4


def asked_week(text: str, today: date) -> date:
    """The Monday of the week that an address asks for; this week's when it asks for none, or for one far away."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    monday = _monday(day)
    return monday if abs((monday - _monday(today)).days) <= 7 * WEEKS_EITHER_WAY else _monday(today)


def week_picture(hours: OpeningHours, day: date | None = None) -> WeekPicture | None:
    """The week of `day` (default: this week); None for a site without hours."""
    kinds = [kind for kind in ORDER if kind in kinds_of(hours)]
    if not kinds:
        return None
    now = clock.now()
    monday = _monday(day or danish_date(now))
    axis = axis_for(_all_bands([hours], kinds, monday))
    before, after = _neighbours(monday, now)
    return WeekPicture(
        days=_days(hours, kinds, monday, axis, now),
        kinds=[(kind, _capital(kind_word(kind))) for kind in kinds],
        ticks=[(axis.share(hour * 60), hour) for hour in axis.ticks(10)],
        height=_height(len(kinds)),
        before=before,
        after=after,
    )


def municipality_week(
    sites: Sequence[Site], hours: Mapping[int, OpeningHours], day: date | None = None
) -> MunicipalityWeek:
    """The week of `day` at all sites that have hours."""
    now = clock.now()
    monday = _monday(day or danish_date(now))
    kinds = {site.pk: [kind for kind in ORDER if kind in kinds_of(hours[site.pk])] for site in sites}
    shown = [site for site in sites if kinds[site.pk]]
    axis = axis_for(band for site in shown for band in _all_bands([hours[site.pk]], kinds[site.pk], monday))
    before, after = _neighbours(monday, now)
    return MunicipalityWeek(
        sites=[
            SiteWeek(
                site,
                _days(hours[site.pk], kinds[site.pk], monday, axis, now),
                _height(len(kinds[site.pk])),
            )
            for site in shown
        ],
        kinds=[
            (kind, _capital(kind_word(kind)))
            for kind in ORDER
            if any(kind in kinds[site.pk] for site in shown)
        ],
        axis=axis,
        days=[monday + timedelta(days=offset) for offset in range(7)],
        before=before,
        after=after,
    )


def _days(
    hours: OpeningHours, kinds: Sequence[HoursKind], monday: date, axis: Axis, now: datetime
) -> list[Day]:
    today, minute = danish_date(now), clock_minute(now)
    usual = usual_hours(hours)
    days = []
    for plans in hours.week(monday, [TO_CORE[kind] for kind in kinds]):
        day = next(iter(plans.values())).day
        days.append(
            Day(
                day=day,
                is_today=day == today,
                lanes=[
                    _lane(kind, plans[TO_CORE[kind]], usual, axis, place) for place, kind in enumerate(kinds)
                ],
                skipped=_bar(skipped_on(day), axis),
                doubled=_bar(doubled_on(day), axis),
                now=axis.share(minute) if day == today and axis.shows(minute) else None,
            )
        )
    return days


def _lane(kind: HoursKind, plan: DayPlan, usual: OpeningHours, axis: Axis, place: int) -> Lane:
    """One kind on one day; a day that is as usual anyway needs no reason."""
    bands = bands_of(plan)
    is_as_usual = bands == bands_of(usual.plan(plan.day, TO_CORE[kind]))
    bars = [bar for band in bands if (bar := _bar(band, axis))]
    note = "" if is_as_usual and plan.source is not Source.SEASON else plan.label
    return Lane(kind, bars, hours_words(plan.spans), note, plan.source, GAP + place * (LANE + GAP))


def _stretches(lanes: Sequence[tuple[date, Lane]]) -> list[Stretch]:
    found: list[Stretch] = []
    for day, lane in lanes:
        if not lane.bars and not lane.note:
            continue
        before = found[-1] if found else None
        if before and (before.last + _A_DAY, before.words, before.note) == (day, lane.words, lane.note):
            found[-1] = replace(before, last=day)
        else:
            found.append(Stretch(day, day, lane.words, lane.note))
    return found


def _bar(band: Band | None, axis: Axis) -> Bar | None:
    """The band on the axis; None for what the axis does not show."""
    if band is None:
        return None
    start, end = axis.share(band.start), axis.share(band.end)
    return Bar(start, round(end - start, 3)) if end > start else None


def _all_bands(
    many: Sequence[OpeningHours], kinds: Sequence[core.HoursKind | HoursKind], monday: date
) -> list[Band]:
    core_kinds = [TO_CORE[str(kind)] for kind in kinds]
    return [
        band
        for hours in many
        for plans in hours.week(monday, core_kinds)
        for plan in plans.values()
        for band in bands_of(plan)
    ]


def _height(lanes: int) -> int:
    return GAP + lanes * (LANE + GAP)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _neighbours(monday: date, now: datetime) -> tuple[date | None, date | None]:
    """The Mondays before and after, as far as pages go."""
    this = _monday(danish_date(now))
    before, after = monday - _A_WEEK, monday + _A_WEEK
    reach = timedelta(weeks=WEEKS_EITHER_WAY)
    return (before if before >= this - reach else None, after if after <= this + reach else None)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
