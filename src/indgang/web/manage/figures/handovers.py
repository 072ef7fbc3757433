"""How handed-over cases fare: tiles, the units, and why cases came back to the desks."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.core.folding import danish_sort_key
from indgang.followup.models import ReturnReason
from indgang.insight.handovers import Handovers, handovers
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.charts import bar_lengths
from indgang.web.manage.figures.page import SiteRow, cells_of, tile_of
from indgang.web.manage.figures.views import chosen_site
from indgang.web.manage.sites import sites_of


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """Why cases came back, how often (None where hidden), and the length of its bar."""

    label: str
    count: int | None
    length: float


@permission("insight.view")
@require_GET
@never_cache
def handed_over(request: PageRequest) -> HttpResponse:
    """The last weeks of what was sent from one site, or from all the actor's sites."""
    sites = sites_of(request.actor, "insight.view")
    site = chosen_site(request, sites)
    found = handovers(actor=request.actor, site=site)
    units = [
        SiteRow(row.unit or _("a unit that is no more"), cells_of(row.figures.values()))
        for row in found.units
    ]
    facts = {
        "sites": sites,
        "site": site,
        "since": found.since,
        "tiles": [tile_of(figure) for figure in found.figures.values()],
        "units": sorted(units, key=lambda row: danish_sort_key(row.name)),
        "reasons": _reasons(found),
        "total": found.reasons.total,
    }
    return render(request, "manage/handovers.html", facts)


def _reasons(found: Handovers) -> list[ReasonRow]:
    counts = found.reasons.cells
    if not any(count is None or count for count in counts.values()):
        return []
    lengths = bar_lengths(list(counts.values()))
    labels = {str(code): str(label).capitalize() for code, label in ReturnReason.choices}
    rows = zip(counts.items(), lengths, strict=True)
    return [ReasonRow(labels[code], count, length) for (code, count), length in rows]
