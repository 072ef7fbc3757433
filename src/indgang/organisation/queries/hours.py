"""Opening hours as people meet them: now, today, this week. Instants are UTC, clock times Danish."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import holidays
from django.utils.translation import get_language

from indgang.base import clock
from indgang.base.text import pick
from indgang.core import hours as core
from indgang.core.day import danish_date
from indgang.organisation.models import ClosedPeriod, HoursKind, Municipality, OpeningHours, Site

HOLIDAY_LANGUAGES = {"da": "da", "en": "en_US"}
TO_CORE: Mapping[str, core.HoursKind] = {
    HoursKind.LIBRARY: core.HoursKind.LIBRARY,
    HoursKind.CITIZEN_SERVICE: core.HoursKind.SERVICE,
    HoursKind.SELF_SERVICE: core.HoursKind.SELF_SERVICE,
}
_FROM_CORE = {found: HoursKind(kind) for kind, found in TO_CORE.items()}


@dataclass(frozen=True, slots=True)
class OpeningState:
    """Whether one kind of hours is open, and what comes next.

    `until` is when it closes or opens next (UTC); None when nothing changes within about a year. `spans` are
    today's hours on Danish clocks, `source` where they come from, and `reason` what to tell the public when
    they are not the usual ones: the holiday, the season, why it is closed.
    """

    kind: HoursKind
    is_open: bool
    until: datetime | None
    spans: tuple[core.ClockSpan, ...]
    source: core.Source
    reason: str

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return str(self.kind.label)


@lru_cache(maxsize=32)
def danish_holidays(year: int, language: str = "da") -> Mapping[date, str]:
    """The Danish public holidays of a year with their names in "da" or "en".

    Source: the `holidays` package (public holidays by law: helligdagsloven and tradition; Store Bededag until
    2023). Christmas Eve, New Year's Eve and Constitution Day are no holidays; a municipality enters them as
    closed days.
    """
    names = holidays.country_holidays("DK", years=year, language=HOLIDAY_LANGUAGES.get(language, "da"))
    return dict(names.items())


def hours_of(site: Site) -> core.OpeningHours:
    """The site's hours of all kinds with seasons, closed days and holidays, names in the active language."""
    return hours_by_site([site])[site.pk]


def hours_by_site(sites: Sequence[Site]) -> dict[int, core.OpeningHours]:
    """The hours of each site by its id, as `hours_of`; in three queries."""
    rules: dict[int, list[core.HoursRule]] = {site.pk: [] for site in sites}
    for row in OpeningHours.objects.filter(site__in=rules).order_by("pk"):
        rules[row.site_id].append(
            core.HoursRule(
                TO_CORE[row.kind],
                row.weekday,
                row.opens,
                row.closes,
                row.valid_from,
                row.valid_to,
                row.season,
            )
        )
    municipalities = {site.municipality_id for site in sites}
    periods = list(
        ClosedPeriod.objects.filter(municipality__in=municipalities).order_by("pk").prefetch_related("texts")
    )
    closed = {row.pk: _closed(row) for row in periods}
    holidays = holidays_around_now()
    return {
        site.pk: core.OpeningHours(
            tuple(rules[site.pk]),
            tuple(
                closed[row.pk]
                for row in periods
                if row.municipality_id == site.municipality_id and row.site_id in {None, site.pk}
            ),
            holidays,
            closing_on_holidays(site.municipality),
        )
        for site in sites
    }


def kind_of(kind: core.HoursKind) -> HoursKind:
    """The kind as the organisation names it."""
    return _FROM_CORE[kind]


def closing_on_holidays(municipality: Municipality) -> frozenset[core.HoursKind]:
    """The kinds of hours that fall away on holidays in this municipality."""
    flags = {
        core.HoursKind.LIBRARY: municipality.library_closes_on_holidays,
        core.HoursKind.SERVICE: municipality.citizen_service_closes_on_holidays,
        core.HoursKind.SELF_SERVICE: municipality.self_service_closes_on_holidays,
    }
    return frozenset(kind for kind, closes in flags.items() if closes)


def holidays_around_now() -> dict[date, str]:
    """Holidays as far as any opening is looked for, by their names in the active language."""
    language = (get_language() or "da").split("-")[0]
    this_year = danish_date(clock.now()).year
    found: dict[date, str] = {}
    for year in range(this_year - 1, this_year + 3):
        found |= danish_holidays(year, language)
    return found


def as_closed(rows: Iterable[ClosedPeriod]) -> tuple[core.ClosedPeriod, ...]:
    """Closed periods for the core."""
    return tuple(map(_closed, rows))


def _closed(row: ClosedPeriod) -> core.ClosedPeriod:
    text = pick(row.texts.all())
    kinds = frozenset({TO_CORE[row.kind]}) if row.kind else None
    return core.ClosedPeriod(
        row.first_day, row.last_day, kinds, text.reason if text else "", row.opens, row.closes
    )


def staffed_intervals(site: Site, day: date) -> list[tuple[datetime, datetime]]:
    """When on a Danish day somebody is there to meet the public, as moments in UTC [from, to), in order."""
    hours = hours_of(site)
    staffed = (core.HoursKind.LIBRARY, core.HoursKind.SERVICE)
    found = core.merged(interval for kind in staffed for interval in hours.intervals_on(day, kind))
    return [(interval.start, interval.end) for interval in found]


def staffing(site: Site) -> tuple[bool, datetime | None]:
    """Whether somebody is there to meet the public now, and when that changes (UTC; None: not within a year)."""
    hours, now = hours_of(site), clock.now()
    states = [hours.state_at(now, kind) for kind in (core.HoursKind.LIBRARY, core.HoursKind.SERVICE)]
    is_open = any(state.is_open for state in states)
    moments = [state.until for state in states if state.until and state.is_open == is_open]
    return is_open, (max if is_open else min)(moments, default=None)


def next_service(site: Site) -> datetime | None:
    """When citizen service is there next (UTC); None while it is there, and where it never comes."""
    state = hours_of(site).state_at(clock.now(), core.HoursKind.SERVICE)
    return None if state.is_open else state.until


def opening_state(site: Site, kind: HoursKind | str) -> OpeningState:
    """Whether a kind of hours is open at the site now. Raises ValueError for an unknown kind."""
    return _state(hours_of(site), HoursKind(kind), clock.now())


def hours_today(site: Site) -> list[OpeningState]:
    """Today's state of each kind of hours that the site ever has, in the order of `HoursKind`."""
    return states_now(hours_of(site))


def states_now(hours: core.OpeningHours) -> list[OpeningState]:
    """The same for hours that are at hand."""
    now = clock.now()
    return [_state(hours, kind, now) for kind in kinds_of(hours)]


def kinds_of(hours: core.OpeningHours) -> list[HoursKind]:
    """The kinds for which there is any rule."""
    present = {rule.kind for rule in hours.rules}
    return [kind for kind in HoursKind if TO_CORE[kind] in present]


def is_open_at_all(site: Site) -> bool:
    """Whether anything is open at the site now."""
    return any(state.is_open for state in hours_today(site))


def _state(hours: core.OpeningHours, kind: HoursKind, now: datetime) -> OpeningState:
    state = hours.state_at(now, TO_CORE[kind])
    plan = state.plan
    return OpeningState(kind, state.is_open, state.until, plan.spans, plan.source, plan.label)
