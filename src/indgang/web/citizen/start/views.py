"""The citizen's start page: the errand in own words, then what to bring, who can help, where, and the wait now."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.errors import NotFound
from indgang.catalogue.cpsv import service_jsonld
from indgang.catalogue.models import SourceKind
from indgang.catalogue.services import count_given_up
from indgang.core.cpr import find_cpr
from indgang.ui.access import public
from indgang.web.citizen.limits import allow
from indgang.web.citizen.start import reading
from indgang.web.citizen.start.places import open_now, places_now

WHY_PUBLIC = "It shows what everybody may read, asks for nothing about the person, and keeps nothing."
LONGEST_QUERY = 200


View = Callable[..., HttpResponse]


def kindly(view: View) -> View:
    """Say where else to look when there is no such task or topic."""

    @wraps(view)
    def looked_up(request: HttpRequest, code: str) -> HttpResponse:
        try:
            return view(request, code)
        except NotFound:
            return missing(request)

    return looked_up


def missing(request: HttpRequest) -> HttpResponse:
    """There is no such page for citizens: what they can do instead."""
    return render(request, "start/missing.html", {"longest": LONGEST_QUERY}, status=404)


@public(WHY_PUBLIC)
@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Hvad skal du? Search, topics, what is asked most, and the places that are open now."""
    asked, is_counted = reading.asked_now()
    topics = reading.shown_topics()
    facts = {
        "topics": topics[: reading.BUTTONS],
        "has_more_topics": len(topics) > reading.BUTTONS,
        "asked": asked,
        "is_counted": is_counted,
        "places": places_now(),
        "longest": LONGEST_QUERY,
    }
    return render(request, "start/start.html", facts)


@public(WHY_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def found(request: HttpRequest) -> HttpResponse:
    """What answers the words (field `q`). Our own form posts them, so that they stand in no log and no history.

    `gave_up` says that nothing here fits: it is counted as at the kiosk, and the ways to a person are shown.
    """
    fields = request.POST if request.method == "POST" else request.GET
    typed = " ".join(fields.get("q", "").split())[:LONGEST_QUERY]
    gave_up = request.method == "POST" and bool(fields.get("gave_up"))
    hits, is_sure = ([], False) if gave_up else reading.found_tasks(typed)
    if request.method == "POST" and typed and not hits and allow(request, "search"):
        count_given_up(query=typed)
    holds_cpr = bool(find_cpr(typed))
    facts = {
        "typed": "" if holds_cpr else typed,
        "holds_cpr": holds_cpr,
        "hits": hits if is_sure else hits[: reading.GUESSES],
        "is_sure": is_sure,
        "gave_up": gave_up,
        "longest": LONGEST_QUERY,
        "places": [] if is_sure else open_now(),
        "phones": [] if is_sure else [place.site for place in places_now() if place.site.phone],
    }
    return render(request, "start/found.html", facts)


@public(WHY_PUBLIC)
@require_POST
@never_cache
def suggest(request: HttpRequest) -> HttpResponse:
    """What answers the words while they are being typed. Counts nothing: half words are nobody's question."""
    typed = request.POST.get("q", "").strip()[:LONGEST_QUERY]
    hits = reading.found_tasks(typed, reading.SUGGESTIONS)[0] if typed else []
    return render(request, "start/_suggestions.html", {"typed": typed, "hits": hits})


@public(WHY_PUBLIC)
@require_GET
def all_topics(request: HttpRequest) -> HttpResponse:
    """Every topic."""
    return render(request, "start/topics.html", {"topics": reading.shown_topics()})


@public(WHY_PUBLIC)
@require_GET
@kindly
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """A topic and its tasks."""
    shown, tasks = reading.topic_page(code)
    return render(request, "start/topic.html", {"topic": shown, "tasks": tasks})


@public(WHY_PUBLIC)
@require_GET
@never_cache
@kindly
def task(request: HttpRequest, code: str) -> HttpResponse:
    """What it is, what to bring, how to do it oneself, and who can help where and when."""
    page = reading.task_page(code)
    card = page.card
    if not card.is_active:
        raise NotFound
    checked = [source.verified for source in card.sources if source.verified]
    facts: dict[str, Any] = {
        "page": page,
        "task": card,
        "cost": reading.cost_today(card),
        "places": places_now(code, card.task_id),
        "related": reading.shown_tasks(card.related),
        "checked": max(checked, default=None),
        "sources": [source for source in card.sources if source.kind != SourceKind.SEED],
        "address": settings.PUBLIC_URL + request.path,
        "book": reading.known_address("/book/", urlencode({"task": code})),
    }
    return render(request, "start/task.html", facts)


@public(WHY_PUBLIC)
@require_GET
@kindly
def linked_data(request: HttpRequest, code: str) -> HttpResponse:
    """The task for other systems: CPSV-AP as JSON-LD."""
    reading.task_page(code)
    return HttpResponse(service_jsonld(code), content_type="application/ld+json")


@public(WHY_PUBLIC)
@require_GET
@never_cache
def number(request: HttpRequest) -> HttpResponse:
    """Where one can take a number now, and where later."""
    return render(request, "start/number.html", {"places": places_now()})
