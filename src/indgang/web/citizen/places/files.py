"""Opening hours as files and feeds, for calendars, search engines and other systems; any script may read them."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from indgang.base import clock
from indgang.core.day import danish_date
from indgang.organisation.geography import area_map
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites, hours_by_site, municipality_of
from indgang.ui.access import public
from indgang.ui.hours import feeds, ical, schema_org
from indgang.ui.hours.document import hours_document
from indgang.web.citizen.places import mapping
from indgang.web.citizen.places.now import page_of
from indgang.web.citizen.views import LANGUAGES

WHY_PUBLIC = "Opening hours are for everybody, also for other systems."
FIVE_MINUTES = 300
A_DAY = 24 * 3600
ICAL, RSS, JSON_FEED = "text/calendar", "application/rss+xml", "application/feed+json"


def published(
    request: HttpRequest, body: bytes | str, media_type: str, *, seconds: int = FIVE_MINUTES, name: str = ""
) -> HttpResponseBase:
    """An answer that anybody may keep for some seconds and any site's script may read; 304 when it is unchanged."""
    content = body.encode() if isinstance(body, str) else body
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    response["ETag"] = tag
    if name:
        response["Content-Disposition"] = f'inline; filename="{name}"'
    kept = get_conditional_response(request, etag=tag, response=response) or response
    kept["Cache-Control"] = f"public, max-age={seconds}"
    kept["Access-Control-Allow-Origin"] = "*"
    kept["Cross-Origin-Resource-Policy"] = "cross-origin"
    return kept


def as_json(whole: Any) -> str:
    """JSON with dates and moments as ISO 8601."""
    return json.dumps(whole, ensure_ascii=False, cls=DjangoJSONEncoder, indent=1)


def asked_language(request: HttpRequest) -> str:
    """The language that the address asks for, else Danish; a file never depends on a cookie."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else "da"


def shown_language(request: HttpRequest) -> str:
    """The language of a page for a frame: what the address asks for, else what the device has chosen, else Danish."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return asked_language(request) if "language" in request.GET or chosen not in LANGUAGES else chosen


def _ical(request: HttpRequest, sites: Sequence[Site], title: str, name: str) -> HttpResponseBase:
    pages = {site.pk: page_of(site) for site in sites}
    body = ical.calendar(title, sites, hours_by_site(sites), danish_date(clock.now()), pages)
    return published(request, body, ICAL, name=f"{name}.ics")


def _jsonld(request: HttpRequest, sites: Sequence[Site]) -> HttpResponseBase:
    today, hours = danish_date(clock.now()), hours_by_site(sites)
    nodes = [schema_org.place(site, hours[site.pk], today, page_of(site)) for site in sites]
    return published(request, schema_org.document(nodes), schema_org.MEDIA_TYPE)


def _notices(sites: Sequence[Site]) -> list[feeds.Notice]:
    pages = {site.pk: page_of(site) for site in sites}
    return feeds.notices(sites, hours_by_site(sites), danish_date(clock.now()), pages)


def _here(request: HttpRequest) -> str:
    return settings.PUBLIC_URL + request.get_full_path()


def _feed(request: HttpRequest, sites: Sequence[Site], place: str, home: str, kind: str) -> HttpResponseBase:
    title = _("%(place)s: what is different soon") % {"place": place}
    language = translation.get_language() or "da"
    facts = (title, home, _here(request), language, _notices(sites))
    if kind == RSS:
        return published(request, feeds.rss(*facts), RSS)
    return published(request, feeds.json_feed(*facts), JSON_FEED)


def _everywhere() -> tuple[list[Site], str, str]:
    """All sites, what they are called together, and the page about them."""
    municipality = municipality_of()
    name = municipality.name if municipality else "Indgang"
    return active_sites(), name, settings.PUBLIC_URL + reverse("places:index")


@public(WHY_PUBLIC)
@require_GET
def site_ical(request: HttpRequest, site: Site) -> HttpResponseBase:
    """The place's hours of thirteen weeks as a calendar to subscribe to."""
    with translation.override(asked_language(request)):
        return _ical(request, [site], site.name, site.slug)


@public(WHY_PUBLIC)
@require_GET
def all_ical(request: HttpRequest) -> HttpResponseBase:
    """The hours of all places in one calendar."""
    with translation.override(asked_language(request)):
        sites, name, _home = _everywhere()
        return _ical(request, sites, _("%(place)s: opening hours") % {"place": name}, "hours")


@public(WHY_PUBLIC)
@require_GET
def site_jsonld(request: HttpRequest, site: Site) -> HttpResponseBase:
    """The place as linked data."""
    with translation.override(asked_language(request)):
        return _jsonld(request, [site])


@public(WHY_PUBLIC)
@require_GET
def all_jsonld(request: HttpRequest) -> HttpResponseBase:
    """All places as linked data."""
    with translation.override(asked_language(request)):
        return _jsonld(request, active_sites())


@public(WHY_PUBLIC)
@require_GET
def site_json(request: HttpRequest, site: Site) -> HttpResponseBase:
    """The place's hours as JSON, as the API gives them."""
    with translation.override(asked_language(request)):
        found = hours_by_site([site])[site.pk]
        return published(request, as_json(hours_document(site, found)), "application/json", seconds=60)


@public(WHY_PUBLIC)
@require_GET
def all_json(request: HttpRequest) -> HttpResponseBase:
    """The same for all places."""
    with translation.override(asked_language(request)):
        sites = active_sites()
        hours = hours_by_site(sites)
        whole = {"sites": [hours_document(site, hours[site.pk]) for site in sites]}
        return published(request, as_json(whole), "application/json", seconds=60)


@public(WHY_PUBLIC)
@require_GET
def site_rss(request: HttpRequest, site: Site) -> HttpResponseBase:
    """What is different soon at the place, as RSS."""
    with translation.override(asked_language(request)):
        return _feed(request, [site], site.name, page_of(site), RSS)


@public(WHY_PUBLIC)
@require_GET
def all_rss(request: HttpRequest) -> HttpResponseBase:
    """What is different soon anywhere, as RSS."""
    with translation.override(asked_language(request)):
        return _feed(request, *_everywhere(), RSS)


@public(WHY_PUBLIC)
@require_GET
def site_feed(request: HttpRequest, site: Site) -> HttpResponseBase:
    """What is different soon at the place, as a JSON Feed."""
    with translation.override(asked_language(request)):
        return _feed(request, [site], site.name, page_of(site), JSON_FEED)


@public(WHY_PUBLIC)
@require_GET
def all_feed(request: HttpRequest) -> HttpResponseBase:
    """What is different soon anywhere, as a JSON Feed."""
    with translation.override(asked_language(request)):
        return _feed(request, *_everywhere(), JSON_FEED)


@public("The map of the municipality: public boundaries and towns.")
@require_GET
def map_json(request: HttpRequest) -> HttpResponseBase:
    """Boundary, neighbours and towns as GeoJSON, for the map's script."""
    municipality = municipality_of()
    area = area_map(municipality.code) if municipality else None
    if area is None:
        raise Http404
    body = json.dumps(mapping.geojson(area), ensure_ascii=False, separators=(",", ":"))
    return published(request, body, "application/geo+json", seconds=A_DAY)
