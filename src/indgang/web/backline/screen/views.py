"""The list of the contact screen, and the part of it that rings."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.base.access import Actor, may
from indgang.catalogue.queries import task_lines
from indgang.contactscreen.queries import my_rooms, ringing_for
from indgang.organisation.queries import active_sites
from indgang.ui.access import PageRequest, permission
from indgang.web.backline.screen.booked import booked_today


@permission("contactscreen.answer")
@require_GET
@never_cache
def screen(request: PageRequest) -> HttpResponse:
    """Who rings, the rooms one has open with the link for the citizen, and the invitation."""
    actor = request.actor
    home = getattr(request.user, "home_site_id", None)
    sites = [site for site in active_sites() if may(actor, "contactscreen.start", site.pk)]
    facts = {
        **_rings(actor),
        "rooms": my_rooms(actor),
        "booked": booked_today(actor, sites),
        "public_url": settings.PUBLIC_URL,
        "sites": sorted(sites, key=lambda site: (site.pk != home, site.name)),
        "channel": request.GET.get("channel", "sms"),
    }
    return render(request, "backline/screen/list.html", facts)


@permission("contactscreen.answer")
@require_GET
@never_cache
def ringing(request: PageRequest) -> HttpResponse:
    """Who rings, as a part of any page of the second line."""
    return render(request, "backline/screen/_ringing.html", _rings(request.actor))


def _rings(actor: Actor) -> dict[str, Any]:
    rings = ringing_for(actor)
    titles = {
        line.code: line.title
        for line in task_lines([ring.task_code for ring in rings if ring.task_code], actor=actor)
    }
    lines = [(ring, titles.get(ring.task_code, "")) for ring in rings]
    return {"rings": lines, "list_address": reverse("backline:screen")}
