"""Opening an appointment by its signed link, and what its pages show."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache

from indgang.base import clock
from indgang.booking.errors import AppointmentNotFound
from indgang.booking.links import appointment_of, token_of
from indgang.booking.notices import bring_of
from indgang.booking.queries import (
    AppointmentView,
    can_be_changed,
    may_be_on_screen,
    screen_door,
    terms_of,
    wish_of,
)
from indgang.core.day import danish_date
from indgang.organisation.queries import find_site
from indgang.ui.access import public
from indgang.web.citizen.book.basket import basket_with
from indgang.web.citizen.book.times import shown_time
from indgang.web.citizen.start.reading import task_page

WHY_PUBLIC = "Whoever holds the signed link of an appointment may see and change it; no name stands there."

# Stands in the address after another time was chosen.
DONE = "changed"
# Stands there after the citizen cancelled it; staff's cancelling is nothing to thank for.
CANCELLED = "cancelled"

View = Callable[..., HttpResponse]


def by_link(view: View) -> Callable[..., HttpResponseBase]:
    """Open to whoever has the link (`appointment`), in the language of the booking unless the phone has chosen one.

    A link that opens nothing, or only a time that was never booked, gets a friendly 404. Nothing of it is kept by
    browsers or found by search engines.
    """

    @wraps(view)
    def opened(request: HttpRequest, appointment: str) -> HttpResponse:
        try:
            found = appointment_of(appointment)
            if found.state in {"held", "lapsed"}:
                raise AppointmentNotFound
        except AppointmentNotFound:
            return hidden(render(request, "appointment/unknown.html", status=404))
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            return hidden(view(request, found))
        with translation.override(found.language if found.language in {"da", "en"} else "da"):
            return hidden(view(request, found))

    return public(WHY_PUBLIC)(never_cache(opened))


def hidden(response: HttpResponse) -> HttpResponse:
    """Keep it out of search engines."""
    response["X-Robots-Tag"] = "noindex"
    return response


def page(
    request: HttpRequest, view: AppointmentView, name: str, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of an appointment, with what all of them show."""
    token = token_of(view)
    own = [task_page(line.code) for line in view.tasks]
    site = find_site(view.site)
    wish, terms = wish_of(view), terms_of(view)
    facts = {
        "view": view,
        "token": token,
        "site": site,
        "tasks": own,
        "bring": bring_of([one.card for one in own]),
        "terms": terms,
        "here_from": shown_time(terms.early_from).name,
        "when": shown_time(view.start),
        "can_change": can_be_changed(view),
        "door": screen_door(view) if view.on_screen and view.ticket_id is None else None,
        "may_choose_screen": may_be_on_screen(site, [line.code for line in view.tasks]),
        "wish": wish,
        "offer_time": shown_time(wish.offer.start) if wish and wish.offer else None,
        "offer_gone": shown_time(wish.gone) if wish and wish.gone else None,
        "offer_until": shown_time(wish.offer.held_until).name
        if wish and wish.offer and wish.offer.held_until
        else "",
        "is_thanked": request.GET.get("done") == CANCELLED,
        "is_over": view.state == "no_show" or danish_date(view.end) < danish_date(clock.now()),
        "is_changed": request.GET.get("done") == DONE and view.state == "booked",
        "today": danish_date(clock.now()),
        "last_day": danish_date(view.start),
        "again": basket_with(view).query,
        "here": settings.PUBLIC_URL + reverse("appointment:here", args=[token]),
        **more,
    }
    return render(request, f"appointment/{name}.html", facts, status=status)
