"""How honest the waits were that citizens were told: tiles, weeks, and a picture of what was told and what came."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.core.correcting import Correction
from indgang.core.told import Band
from indgang.insight.waits import ToldWeek, told_waits
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.figures.page import percent, tile_of, value_text
from indgang.web.manage.figures.views import chosen_site
from indgang.web.manage.sites import sites_of

WIDTH = 400
LEAST_MINUTES = 10
HIDDEN = "·"


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week: its Monday, how many were told a wait, and the figures in the order of the tiles."""

    monday: date
    n: str
    values: list[str]


@dataclass(frozen=True, slots=True)
class BandRow:
    """One band as text, and where its marks stand in the drawing; no marks when there is too little."""

    label: str
    n: str
    came: str
    eight_of_ten: str
    held: str
    told_x: float | None = None
    came_x: float = 0.0
    low_x: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What the waits of a site are corrected by, in words, and what that was learnt from."""

    site: str
    middle: str
    low: str
    high: str
    count: int
    days: int


@permission("insight.view")
@require_GET
@never_cache
def waits(request: PageRequest) -> HttpResponse:
    """The last weeks at one site, or at all the actor's sites."""
    sites = sites_of(request.actor, "insight.view")
    site = chosen_site(request, sites)
    found = told_waits(actor=request.actor, site=site)
    top = max(
        [
            LEAST_MINUTES * 60,
            *(band.came_high or 0.0 for band in found.bands),
            *(band.told or 0.0 for band in found.bands),
        ]
    )
    facts = {
        "sites": sites,
        "site": site,
        "since": found.since,
        "is_empty": not any(figure.n or figure.is_suppressed for figure in found.figures.values()),
        "tiles": [tile_of(figure) for figure in found.figures.values()],
        "weeks": [_week(week) for week in found.weeks],
        "bands": [_band(band, top) for band in found.bands],
        "corrections": [_correction(name, one) for name, one in found.corrections],
        "top": _minutes(top),
    }
    return render(request, "manage/told_waits.html", facts)


def _week(week: ToldWeek) -> WeekRow:
    figures = week.figures.values()
    n = week.figures["told_error"].n
    values = [HIDDEN if one.is_suppressed else value_text(one, one.definition) for one in figures]
    return WeekRow(week.monday, HIDDEN if n is None else str(n), values)


def _band(band: Band, top: float) -> BandRow:
    n = HIDDEN if band.n is None else str(band.n)
    label = _label(band)
    if band.told is None or band.came is None or band.came_low is None or band.came_high is None:
        return BandRow(
            label,
            n,
            "–" if band.n == 0 else HIDDEN,
            "–" if band.n == 0 else HIDDEN,
            "–" if band.n == 0 else HIDDEN,
        )
    return BandRow(
        label,
        n,
        _minutes(band.came),
        _("%(low)d to %(high)d min") % {"low": round(band.came_low / 60), "high": round(band.came_high / 60)},
        percent(band.held or 0.0),
        told_x=_x(band.told, top),
        came_x=_x(band.came, top),
        low_x=_x(band.came_low, top),
        width=_x(band.came_high - band.came_low, top),
    )


def _correction(name: str, found: Correction) -> CorrectionRow:
    return CorrectionRow(name, _by(found.middle), _by(found.low), _by(found.high), found.count, found.days)


def _by(factor: float) -> str:
    """ "12 % longer", "5 % shorter", "as it was"."""
    percent_off = round(100 * (factor - 1))
    if percent_off > 0:
        return _("%(percent)d%% longer") % {"percent": percent_off}
    if percent_off < 0:
        return _("%(percent)d%% shorter") % {"percent": -percent_off}
    return _("not changed")


def _label(band: Band) -> str:
    if band.ends is None:
        return _("%(minutes)d minutes or more") % {"minutes": band.begins}
    if band.begins == 0:
        return _("under %(minutes)d minutes") % {"minutes": band.ends}
    return _("%(begins)d to %(ends)d minutes") % {"begins": band.begins, "ends": band.ends}


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _x(seconds: float, top: float) -> float:
    return round(WIDTH * seconds / top, 2)
