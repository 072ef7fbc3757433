"""A place's hours on the municipality's own pages: a small script, or a frame where scripts are not wanted."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.catalogue.content.schema import LANGUAGES
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites
from indgang.ui.access import public
from indgang.ui.framing import framed
from indgang.ui.hours.wording import change_title, hours_words, kinds_words, state_sentence
from indgang.ui.templatetags.public_faces import wait_closing, wait_longer, wait_unknown, wait_words
from indgang.web.citizen.places.files import as_json, asked_language, published, shown_language
from indgang.web.citizen.places.now import PlaceNow, page_of, place_now

WHY_PUBLIC = "It stands on the municipality's own pages: hours and the wait, nothing about anybody."
SOURCE = Path(__file__).resolve().parent / "static" / "places" / "widget.js"
WAIT_SECONDS = 20


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


@public("A script without data; pages of other sites include it.")
@require_GET
def script(request: HttpRequest) -> HttpResponseBase:
    """The widget's script, at an address that stays."""
    return published(request, _source(), "text/javascript", seconds=3600)


@public(WHY_PUBLIC)
@require_GET
def now_json(request: HttpRequest, site: Site) -> HttpResponseBase:
    """What the widget shows, in the words of the language that is asked for."""
    language = asked_language(request)
    with translation.override(language):
        return published(request, as_json(_facts(site, language)), "application/json", seconds=WAIT_SECONDS)


@public(WHY_PUBLIC)
@framed
@never_cache
@require_GET
def frame(request: HttpRequest, site: Site) -> HttpResponse:
    """The same as a page for a frame."""
    language = shown_language(request)
    with translation.override(language):
        return render(request, "places/frame.html", {"site": site, "now": _facts(site, language)})


@public("How to put the hours on another page; for whoever looks after that page.")
@require_GET
def how_to(request: HttpRequest) -> HttpResponse:
    """The code to copy, with an example that lives; ?site= chooses the place, ?in= the language."""
    sites = active_sites()
    site = next((one for one in sites if one.slug == request.GET.get("site")), sites[0] if sites else None)
    asked = request.GET.get("in", "")
    facts = {
        "sites": sites,
        "site": site,
        "wanted": asked if asked in LANGUAGES else "da",
        "host": settings.PUBLIC_URL,
        "script": settings.PUBLIC_URL + reverse("places:widget_script"),
        "page": page_of(site) if site else "",
        "kilobytes": len(_source()) / 1000,
    }
    return render(request, "places/widget.html", facts)


def _facts(site: Site, language: str) -> dict[str, Any]:
    found = place_now(site)
    return {
        "site": site.slug,
        "name": site.name,
        "url": page_of(site),
        "language": language,
        "lines": [
            {
                "kind": str(one.kind),
                "label": kinds_words([one.kind]),
                "is_open": one.is_open,
                "state": state_sentence(one),
                "hours": hours_words(one.spans),
                "reason": str(one.reason),
            }
            for one in found.states
        ],
        "wait_label": _("Wait now"),
        "wait": wait_words(found.wait) or None,
        "wait_note": _wait_note(found) or None,
        "notice": _notice(found),
        "links": _links(found),
    }


def _wait_note(found: PlaceNow) -> str:
    """That some wait longer or may not be reached before closing, or why there is no wait to tell; else empty."""
    if found.lane is None:
        return ""
    if found.wait is None:
        return wait_unknown(found.lane)
    return " ".join(filter(None, (wait_longer(found.longer), wait_closing(found.lane.forecast))))


def _notice(found: PlaceNow) -> str | None:
    """The nearest thing that is different, when it is near."""
    if not found.next_days:
        return None
    near = found.next_days[0]
    return f"{change_title(near)} ({near.label})" if near.label else change_title(near)


def _links(found: PlaceNow) -> list[dict[str, str]]:
    links = []
    if found.takes_numbers:
        address = settings.PUBLIC_URL + reverse("citizen:new", args=[found.site.slug])
        links.append({"text": _("Take a number"), "url": address})
    if found.books:
        links.append({"text": _("Book a time"), "url": settings.PUBLIC_URL + found.book_address})
    links.append({"text": _("Hours, map and what we do"), "url": page_of(found.site)})
    return links
