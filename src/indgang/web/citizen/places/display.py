"""A place's hours on a wall: a whole screen for signage systems, made to be shown in their frame template."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.base import clock
from indgang.organisation.models import Site
from indgang.ui.access import public
from indgang.ui.framing import framed
from indgang.web.citizen.places.files import asked_language, shown_language
from indgang.web.citizen.places.now import page_of, place_now

WHY_PUBLIC = "It hangs on a wall for everybody to see: hours and the wait, nobody's name or errand."
MOST_CHANGES = 3


@public(WHY_PUBLIC)
@framed
@never_cache
@require_GET
def display(request: HttpRequest, site: Site) -> HttpResponse:
    """The whole page. Parameter `language` is da or en."""
    language = shown_language(request)
    with translation.override(language):
        facts = {"site": site, "picture": _picture(site), "display_language": language}
        return render(request, "places/display.html", facts)


@public(WHY_PUBLIC)
@require_GET
def state(request: HttpRequest, site: Site) -> HttpResponseBase:
    """The moving part alone; 304 when it is the one that the screen has."""
    with translation.override(asked_language(request)):
        html = _picture(site)
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:24]}"'
    response = HttpResponse(html)
    response["ETag"] = tag
    kept = get_conditional_response(request, etag=tag, response=response) or response
    kept["Cache-Control"] = "no-cache"
    kept["X-Drawn-At"] = clock.now().isoformat()
    return kept


def _picture(site: Site) -> str:
    found = place_now(site)
    facts: dict[str, Any] = {"place": found, "soon": found.soon[:MOST_CHANGES]}
    if found.takes_numbers:
        facts["phone_address"] = settings.PUBLIC_URL + reverse("citizen:new", args=[site.slug])
    else:
        facts["page_address"] = page_of(site)
    return render_to_string("places/_display.html", facts)
