"""Booking in four screens: errand, place, time, contact. What was chosen stands in the address, so one can go back."""

import secrets
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import ANONYMOUS
from indgang.base.errors import DomainError, NotFound
from indgang.booking.errors import NotFree
from indgang.booking.links import token_of
from indgang.booking.queries import bookable_tasks, places_to_book
from indgang.booking.services import hold
from indgang.catalogue.services import count_given_up
from indgang.core.cpr import find_cpr
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites, find_site
from indgang.ui.access import public
from indgang.web.citizen.book import guard
from indgang.web.citizen.book.basket import Basket, basket_of
from indgang.web.citizen.book.times import read_day, read_start, shown_time, week_of
from indgang.web.citizen.limits import allow
from indgang.web.citizen.start import reading

WHY_PUBLIC = "Citizens book by themselves, without logging in; nobody's appointment is shown."
LONGEST_QUERY = 200
HITS = 6
A_WHILE = 600


@public(WHY_PUBLIC)
@never_cache
@require_GET
def errand(request: HttpRequest) -> HttpResponse:
    """Screen 1: what it is about. One or more tasks, the persons for each, and what to bring."""
    return errand_page(request, basket_of(request.GET), topic=request.GET.get("topic", ""))


@public(WHY_PUBLIC)
@cache_control(private=True, max_age=A_WHILE)
@require_POST
def found(request: HttpRequest) -> HttpResponse:
    """The tasks that answer the words (field `q`). A POST, so that the words stand in no log and no history.

    The browser keeps the answer for a while: going back to it asks nobody to send anything again.
    """
    typed = " ".join(request.POST.get("q", "").split())[:LONGEST_QUERY]
    holds_cpr = bool(find_cpr(typed))
    hits = [] if holds_cpr else reading.found_tasks(typed, HITS)[0]
    if typed and not hits and not holds_cpr and allow(request, "search"):
        count_given_up(query=typed)
    facts: dict[str, Any] = {
        "typed": "" if holds_cpr else typed,
        "holds_cpr": holds_cpr,
        "hits": hits,
        "has_searched": True,
    }
    return errand_page(request, basket_of(request.POST), **facts)


@public(WHY_PUBLIC)
@never_cache
@require_GET
def place(request: HttpRequest) -> HttpResponse:
    """Screen 2: where, or the first free time anywhere."""
    basket = basket_of(request.GET)
    if not basket.tasks:
        return redirect("book:book")
    try:
        places = places_to_book(basket.tasks)
    except DomainError as error:
        return errand_page(request, basket, status=error.status, error=error.message)
    first = places[0] if places and places[0].first else None
    facts = {
        "basket": basket.at(""),
        "lines": basket.lines(),
        "places": [(one, shown_time(one.first.start) if one.first else None) for one in places],
        "first": first,
        "first_time": shown_time(first.first.start) if first and first.first else None,
        "phones": [] if places else [site for site in active_sites() if site.phone],
    }
    return render(request, "book/place.html", facts)


@public(WHY_PUBLIC)
@never_cache
@require_http_methods(["GET", "POST"])
def time(request: HttpRequest) -> HttpResponse:
    """Screen 3: when. The time that is chosen is held at once, and one that was held before is given back."""
    fields = request.POST if request.method == "POST" else request.GET
    basket = basket_of(fields)
    if not basket.tasks:
        return redirect("book:book")
    try:
        site = find_site(basket.site)
    except NotFound:
        return redirect(f"{reverse('book:place')}?{basket.at('').query}")
    start = read_start(fields.get("start", "")) if request.method == "POST" else None
    return _time_page(request, basket, site) if start is None else _choose(request, basket, site, start)


def _choose(request: HttpRequest, basket: Basket, site: Site, start: datetime) -> HttpResponse:
    """Hold the time, and go on to screen 4."""
    kept = guard.kept_hold(request)
    if kept is not None and guard.is_same(kept, basket, start):
        return redirect("book:contact", appointment=token_of(kept))
    if not allow(request, "hold", most=guard.MOST_HOLDS):
        return _time_page(request, basket, site, status=429, limited=True)
    attempt = request.POST.get("attempt", "")[:60]
    try:
        view = hold(
            actor=ANONYMOUS,
            site=site,
            tasks=basket.tasks,
            start=start,
            language=reading.page_language(),
            key=f"{attempt}:{start.isoformat()}" if attempt else "",
            instead_of=kept.code if kept else "",
        )
    except DomainError as error:
        return _time_page(request, basket, site, status=error.status, error=error)
    response = redirect("book:contact", appointment=token_of(view))
    guard.keep_hold(response, view)
    return response


def errand_page(request: HttpRequest, basket: Basket, status: int = 200, **more: Any) -> HttpResponse:
    """Screen 1 with what is chosen, and whatever was looked for."""
    bookable = bookable_tasks()
    hits = more.pop("hits", [])
    topic = str(more.pop("topic", ""))
    shown_topic, of_topic = _topic(topic)
    chosen = [
        {
            "page": reading.task_page(one.task),
            "persons": one.persons,
            "without": basket.without(one.task).query,
            "is_bookable": one.task in bookable,
        }
        for one in basket.tasks
    ]
    facts = {
        "basket": basket,
        "chosen": chosen,
        "persons": range(1, guard.MOST_PERSONS + 1),
        "hits": [(hit, basket.with_task(hit.code).query) for hit in hits if hit.code in bookable],
        "walk_in": [hit for hit in hits if hit.code not in bookable],
        "topic": shown_topic,
        "of_topic": [(one, basket.with_task(one.code).query) for one in of_topic if one.code in bookable],
        "topics": reading.shown_topics(),
        "next": reverse("book:time" if basket.site else "book:place"),
        "longest": LONGEST_QUERY,
        **more,
    }
    return render(request, "book/errand.html", facts, status=status)


def _topic(code: str) -> tuple[reading.Shown | None, list[reading.Shown]]:
    if not code:
        return None, []
    try:
        return reading.topic_page(code)
    except NotFound:
        return None, []


def _time_page(
    request: HttpRequest, basket: Basket, site: Site, status: int = 200, **more: Any
) -> HttpResponse:
    kept = guard.kept_hold(request)
    error = more.get("error")
    try:
        week = week_of(site, basket.tasks, _wish(request), without=kept.id if kept else 0)
    except DomainError as refused:
        return errand_page(request, basket.at(""), status=refused.status, error=refused.message)
    slots = error.way_on.get("slots", []) if isinstance(error, NotFree) else []
    facts = {
        "basket": basket,
        "lines": basket.lines(),
        "site": site,
        "week": week,
        "nearest": [shown_time(start) for text in slots if (start := read_start(text))],
        "elsewhere": basket.at("").query,
        "attempt": secrets.token_urlsafe(16),
        **more,
    }
    return render(request, "book/time.html", facts, status=status)


def _wish(request: HttpRequest) -> date | None:
    fields = request.POST if request.method == "POST" else request.GET
    return read_day(fields.get("day", ""))
