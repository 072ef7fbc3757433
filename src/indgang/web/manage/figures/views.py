"""The figures of a day on a page and as a file."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.base import clock
from indgang.booking.queries import next_free_by_topic
from indgang.catalogue.queries import topics
from indgang.catalogue.queries.sections import overdue_share
from indgang.core.day import danish_date
from indgang.core.kpi import texts_overdue
from indgang.insight.queries import figures_of_day
from indgang.organisation.models import Site
from indgang.organisation.queries import find_site
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.figures.export import as_file
from indgang.web.manage.figures.page import page_of, tile_of
from indgang.web.manage.sites import sites_of

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def chosen_day(request: PageRequest) -> date:
    """The day that the address asks for; today when it asks for none, or for one that cannot be."""
    today = danish_date(clock.now())
    try:
        return min(date.fromisoformat(request.GET.get("day", "")), today)
    except ValueError:
        return today


def chosen_site(request: PageRequest, sites: list[Site]) -> Site | None:
    """The site that the address asks for; the only one there is for the actor; None for all of theirs.

    Raises NotFound, and Http404 for one that is not the actor's.
    """
    slug = request.GET.get("site", "")
    if not slug:
        return sites[0] if len(sites) == 1 else None
    site = find_site(slug)
    if site.pk not in {one.pk for one in sites}:
        raise Http404
    return site


@permission("insight.view")
@require_GET
@never_cache
def figures(request: PageRequest) -> HttpResponse:
    """The figures of a day at one site, or at all the actor's sites."""
    sites = sites_of(request.actor, "insight.view")
    day, site = chosen_day(request), chosen_site(request, sites)
    found = figures_of_day(actor=request.actor, day=day, site=site)
    today = danish_date(clock.now())
    facts = {
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "sites": sites,
        "site": site,
        "figures": found,
        "page": page_of(found),
        "next_free": _next_free(site) if site is not None and day == today else None,
        "texts_now": tile_of(texts_overdue(*overdue_share())) if day == today else None,
    }
    return render(request, "manage/figures.html", facts)


def _next_free(site: Site) -> list[tuple[str, int | None]]:
    """The days until the third next free time of each topic, the longest wait first."""
    names = {topic.code: topic.title for topic in topics()}
    found = [(names.get(one.topic, one.topic), one.days) for one in next_free_by_topic(site)]
    return sorted(found, key=lambda row: (row[1] is not None, -(row[1] or 0), row[0]))


@permission("insight.view")
@require_GET
@never_cache
def export(request: PageRequest, file_format: str) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    if file_format not in FILE_TYPES:
        raise Http404
    day, site = chosen_day(request), chosen_site(request, sites_of(request.actor, "insight.view"))
    found = figures_of_day(actor=request.actor, day=day, site=site)
    slug = site.slug if site else None
    response = HttpResponse(as_file(found, file_format, slug), content_type=FILE_TYPES[file_format])
    name = "-".join(filter(None, ["indgang", slug, str(day)]))
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return response
