"""Views for those who hold a seat: the signed link opens it, and for the specialist the login besides."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache

from indgang.base.access import Actor
from indgang.base.errors import DomainError
from indgang.contactscreen.errors import NoSuchRoom
from indgang.contactscreen.links import Held, held_by, is_specialists
from indgang.contactscreen.queries import RoomView, room_view
from indgang.ui.access import public

WHY = "Only the signed link to a seat opens it; the specialist's seat asks for its own specialist besides."
MAY_LISTEN = "camera=(self), microphone=(self), speaker-selection=(self), geolocation=()"
LONGEST_NUMBER = 9


def seated_page(view: Callable[[HttpRequest, str, RoomView], HttpResponse]) -> Any:
    """A page of a seat, in the language of the room unless another is chosen. A link that opens nothing gets a friendly
    404; a specialist who has not logged in is asked to."""

    @wraps(view)
    def opened(request: HttpRequest, seat: str) -> HttpResponseBase:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if is_specialists(seat) and actor.kind == "anonymous":
            return redirect_to_login(request.get_full_path())
        try:
            room = room_view(held_by(seat, actor))
        except NoSuchRoom:
            return _shut(render(request, "contactscreen/unknown.html", status=404))
        with translation.override(_language(request, seat, room.language)):
            return _shut(view(request, seat, room))

    return public(WHY)(never_cache(opened))


def seated_call(view: Callable[..., HttpResponseBase]) -> Any:
    """An answer in JSON to a page of a seat, in its language: `view(request, held, generation)`; a refusal is its
    sentence and code."""

    @wraps(view)
    def answered(request: HttpRequest, seat: str) -> HttpResponseBase:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        typed = request.POST.get("generation", request.GET.get("generation", ""))
        generation = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else 0
        try:
            held = held_by(seat, actor)
        except NoSuchRoom as error:
            return _refusal(error)
        with translation.override(_language(request, seat, held.language)):
            try:
                return view(request, held, generation)
            except DomainError as error:
                return _refusal(error)

    return public(WHY)(never_cache(answered))


def _refusal(error: DomainError) -> JsonResponse:
    facts = {"error": str(error), "code": error.error_code, "field": getattr(error, "field", "")}
    return JsonResponse(facts, status=error.status)


def _language(request: HttpRequest, seat: str, of_room: str) -> str | None:
    """That of the room, unless another is chosen."""
    is_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or is_specialists(seat)
    return translation.get_language() if is_chosen else of_room


def _shut(response: HttpResponse) -> HttpResponse:
    """Let the page use camera and microphone, and keep it out of search engines and out of others' logs."""
    response["Permissions-Policy"] = MAY_LISTEN
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


__all__ = ["Held", "seated_call", "seated_page"]
