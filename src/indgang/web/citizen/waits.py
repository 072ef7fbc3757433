"""How long it takes now, for other systems and web sites to show."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from indgang.organisation.models import Site
from indgang.queue.queries import LaneWait, waits_now
from indgang.ui.access import public
from indgang.ui.templatetags.public_faces import wait_chance, wait_closing, wait_unknown, wait_words
from indgang.web.citizen.views import language_of

KEPT_SECONDS = 15


@public("How long it takes stands on the kiosk and the screen; nothing of an errand or a person is shown.")
@require_GET
def waits(request: HttpRequest, site: Site) -> HttpResponse:
    """The waits of the site's lanes as JSON, in minutes and in words. Any page may fetch it."""
    found = waits_now(site)
    with translation.override(language_of(request, "da")):
        lanes = [_lane(lane) for lane in found.lanes]
    response = JsonResponse({"site": site.slug, "at": found.at.isoformat(), "lanes": lanes})
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _lane(lane: LaneWait) -> dict[str, Any]:
    low, high = lane.wait.shown() if lane.wait else (None, None)
    return {
        "letter": lane.letter,
        "name": lane.name,
        "waiting": lane.waiting,
        "open_desks": lane.open_desks,
        "low": low,
        "high": high,
        "words": wait_words(lane.wait) or wait_unknown(lane),
        "chance": wait_chance(lane.wait),
        "closing": wait_closing(lane.forecast),
        "unknown": lane.unknown,
        "opens_at": lane.opens_at.isoformat() if lane.opens_at else None,
    }
