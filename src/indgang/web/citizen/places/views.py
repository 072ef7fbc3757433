"""The pages about the places, for people at home."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from indgang.base import clock
from indgang.catalogue.queries import public_offers
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.organisation.queries import municipality_of
from indgang.ui.access import public
from indgang.ui.hours import schema_org
from indgang.ui.hours.week import asked_week, municipality_week, week_picture
from indgang.web.citizen.places import errands, mapping
from indgang.web.citizen.places.now import page_of, place_now, places_now

WHY_PUBLIC = "Where the places are, when they are open and what they do is for everybody to know."


@public(WHY_PUBLIC)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All places: who is open now, what one can get done where (?errand=), the map, the week (?week=)."""
    today = danish_date(clock.now())
    choices = errands.all_errands()
    errand = errands.chosen(request.GET.get("errand", ""), choices)
    found = places_now()
    words = errand.at([place.site for place in found]) if errand else {}
    shown = [place for place in found if not errand or place.site.pk in words]
    sites = [place.site for place in shown]
    numbers = {site.pk: number for number, site in enumerate(sites, start=1)}
    week = asked_week(request.GET.get("week", ""), today)
    facts = {
        "choices": choices,
        "errand": errand,
        "unknown_errand": bool(request.GET.get("errand")) and errand is None,
        "places": [(numbers[place.site.pk], place, words.get(place.site.pk, "")) for place in shown],
        "elsewhere": [place.site for place in found if place not in shown],
        "open_now": sum(place.is_staffed for place in shown),
        "map": mapping.picture(sites, numbers),
        "all": municipality_week(sites, {place.site.pk: place.hours for place in shown}, week),
        "municipality": municipality_of(),
    }
    return render(request, "places/index.html", facts)


@public(WHY_PUBLIC)
@require_GET
def place(request: HttpRequest, site: Site) -> HttpResponse:
    """One place: now, this week (?week=), what is different soon, what one can get done here, and how to come."""
    today = danish_date(clock.now())
    found = place_now(site)
    facts: dict[str, Any] = {
        "place": found,
        "site": site,
        "map": mapping.picture([site]),
        "week": week_picture(found.hours, asked_week(request.GET.get("week", ""), today)),
        "offers": [
            (offer.topic, [(task, errands.plain_reach(task.offer)) for task in offer.tasks if task.offer])
            for offer in public_offers(site)
        ],
        "linked_data": schema_org.document([schema_org.place(site, found.hours, today, page_of(site))]),
        "route": _route(site),
    }
    return render(request, "places/place.html", facts)


def _route(site: Site) -> str:
    """The address on one line, as it is typed into a map."""
    town = f"{site.postcode} {site.town}".strip()
    return ", ".join(part for part in (site.address, town) if part) or _("The address is not known.")
