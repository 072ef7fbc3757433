"""How honest the waits were that citizens were told, by week and by how long a wait was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from indgang.base import clock
from indgang.base.access import Actor
from indgang.core.correcting import Correction
from indgang.core.day import danish_date
from indgang.core.kpi import Figure, ToldWait, told_figures
from indgang.core.told import Band, calibration
from indgang.insight.facts import seconds_told
from indgang.insight.queries import visible_sites
from indgang.organisation.models import Site
from indgang.queue.queries import corrections_now, told_between

WEEKS = 12


@dataclass(frozen=True, slots=True)
class ToldWeek:
    """The week that begins on `monday`."""

    monday: date
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class ToldWaits:
    """The last weeks at some sites, up to now: all of them together, each that has any, the latest first, and the
    bands of `core.told`; and by what each site's waits are corrected now, by its name.
    """

    since: date
    figures: Mapping[str, Figure]
    weeks: list[ToldWeek]
    bands: list[Band]
    corrections: list[tuple[str, Correction]]


def told_waits(*, actor: Actor, site: Site | None = None) -> ToldWaits:
    """The last twelve weeks at a site, or at all whose figures the actor may see; small cells are hidden.

    Raises NotAllowed.
    """
    today = danish_date(clock.now())
    since = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    every: list[ToldWait] = []
    weeks: dict[date, list[ToldWait]] = {}
    sites = visible_sites(actor, site)
    for _site, day, told in told_between(since, today, sites):
        one = seconds_told(told)
        every.append(one)
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(one)
    return ToldWaits(
        since=since,
        figures=told_figures(every),
        weeks=[ToldWeek(monday, told_figures(weeks[monday])) for monday in sorted(weeks, reverse=True)],
        bands=calibration(every),
        corrections=corrections_now(sites),
    )
