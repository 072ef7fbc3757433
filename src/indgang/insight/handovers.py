"""How handed-over cases fare: taken up in time, returned and why, answered in time, and how long a decision takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from indgang.base import clock
from indgang.base.access import Actor
from indgang.core.day import danish_date, day_bounds
from indgang.core.kpi import Figure
from indgang.core.kpi_handovers import Stay, handover_figures, return_reasons
from indgang.core.suppression import Counts
from indgang.followup.handover_figures import stays_since
from indgang.followup.models import ReturnReason
from indgang.followup.units import titles
from indgang.insight.queries import visible_sites
from indgang.organisation.models import Site

WEEKS = 12


@dataclass(frozen=True, slots=True)
class UnitHandovers:
    """The figures of one unit, by code."""

    unit: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Handovers:
    """The last weeks of the cases sent from some sites: all together, each unit that had any, and why cases came
    back, by the codes of `ReturnReason`.
    """

    since: date
    figures: Mapping[str, Figure]
    units: list[UnitHandovers]
    reasons: Counts[str]


def handovers(*, actor: Actor, site: Site | None = None) -> Handovers:
    """The last twelve weeks of what was sent from a site, or from all whose figures the actor may see; small cells
    are hidden. Raises NotAllowed.
    """
    now = clock.now()
    today = danish_date(now)
    since = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    start, _end = day_bounds(since)
    stays = stays_since(start, visible_sites(actor, site))
    by_unit: dict[int, list[Stay]] = {}
    for stay in stays:
        by_unit.setdefault(stay.unit, []).append(stay)
    names = titles()
    units = [
        UnitHandovers(names.get(unit, ""), handover_figures(listed, now)) for unit, listed in by_unit.items()
    ]
    return Handovers(
        since=since,
        figures=handover_figures(stays, now),
        units=units,
        reasons=return_reasons(stays, ReturnReason.values),
    )
