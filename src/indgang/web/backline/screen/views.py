"""The list of the contact screen, the part of it that rings, and the invitation of a citizen at home."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base.access import Actor, may
from indgang.base.errors import Invalid
from indgang.catalogue.queries import task_lines, tasks_of_lifelines
from indgang.contactscreen import services as contactscreen
from indgang.contactscreen.queries import my_rooms, ringing_for
from indgang.followup.units import own_units
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites
from indgang.ui.access import PageRequest, permission
from indgang.web.backline.screen.booked import booked_today

LANGUAGES = {"da", "en"}


@permission("contactscreen.answer")
@require_GET
@never_cache
def screen(request: PageRequest) -> HttpResponse:
    """Who rings, the rooms one has open with the link for the citizen, and the invitation."""
    return _page(request, {"channel": "sms"})


@permission("contactscreen.start")
@require_POST
def invite(request: PageRequest, site: Site) -> HttpResponse:
    """Invite a citizen at home (`channel` "sms", "email" or "", `to`) about a task, and show the link in the list."""
    typed = {name: request.POST.get(name, "") for name in ("channel", "to", "task", "language")}
    try:
        if typed["channel"] not in {"", "sms", "email"}:
            raise Invalid(_("Unknown channel."), field="channel")
        room = contactscreen.invite(
            actor=request.actor,
            site=site,
            channel=typed["channel"],
            to=typed["to"].strip()[:254],
            task_code=typed["task"],
            language=typed["language"] if typed["language"] in LANGUAGES else "da",
        )
    except Invalid as error:
        return _page(request, typed, error)
    if typed["channel"]:
        messages.success(request, _("The invitation is on its way. You can go in and wait."))
    return redirect(f"{reverse('backline:screen')}#room-{room.code}")


def _page(request: PageRequest, typed: dict[str, str], error: Invalid | None = None) -> HttpResponse:
    actor = request.actor
    home = getattr(request.user, "home_site_id", None)
    sites = [site for site in active_sites() if may(actor, "contactscreen.start", site.pk)]
    facts = {
        **_rings(actor),
        "rooms": my_rooms(actor),
        "booked": booked_today(actor, sites),
        "public_url": settings.PUBLIC_URL,
        "sites": sorted(sites, key=lambda site: (site.pk != home, site.name)),
        "tasks": tasks_of_lifelines(own_units(actor.person_id), actor=actor),
        "typed": typed,
        "error": error,
    }
    return render(request, "backline/screen/list.html", facts, status=error.status if error else 200)


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
