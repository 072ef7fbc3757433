"""The contact screen of a branch or the bus: a device like the kiosk, from which a citizen rings without help."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base.access import may
from indgang.contactscreen.policies import START
from indgang.organisation.models import Site
from indgang.organisation.queries import lifeline_cards
from indgang.ui.access import PageRequest, public
from indgang.ui.devices import device_of_token, remember_device


@public(
    "A citizen at a branch uses it; a browser that is neither the branch's device nor an officer's is sent on."
)
@require_GET
@never_cache
def at_site(request: PageRequest, site: Site) -> HttpResponseBase:
    """One button for each unit that can come. A browser that is no contact screen is asked to connect."""
    if not may(request.actor, START, site.pk):
        return redirect("contactscreen:connect", site=site.slug)
    cards = [card for card in lifeline_cards() if any(one.open_now is not False for one in (card, card.call))]
    closed = [card for card in lifeline_cards() if card not in cards]
    return render(request, "contactscreen/at_site.html", {"site": site, "cards": cards, "closed": closed})


@public(
    "It asks for the token that makes a browser a branch's contact screen; in demo mode every browser may be one."
)
@require_http_methods(["GET", "POST"])
@never_cache
def connect(request: HttpRequest, site: Site) -> HttpResponse:
    """Ask for a device's token (field `token`), and keep which device this is."""
    here = reverse("contactscreen:at_site", args=[site.slug])
    facts: dict[str, object] = {"site": site, "here": here, "needs_token": not settings.DEMO}
    if request.method == "POST":
        actor = device_of_token(request.POST.get("token", ""), site=site, permission=START)
        if actor is not None:
            own_addresses = here.removesuffix(f"at/{site.slug}/")
            return remember_device(redirect(here), actor, own_addresses)
        facts["error"] = _("That token does not belong to a device of this place. Ask for a new one.")
    return render(request, "contactscreen/connect.html", facts, status=422 if "error" in facts else 200)
