"""The citizen's own phone: take a number, follow it, ask for more time, leave. Nothing of the errand is
shown.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import Actor
from indgang.base.errors import DomainError, NotFound
from indgang.base.live_hub import hub
from indgang.catalogue.queries import kiosk_topics
from indgang.catalogue.services import count_given_up
from indgang.core.cpr import mask_cpr
from indgang.organisation.models import Site
from indgang.queue.errors import TicketNotFound, WrongState
from indgang.queue.queries import TicketPage, ticket_page
from indgang.queue.services import delay, leave, note_told
from indgang.queue.services.reservations import Reservation, confirm, find_reservation, reserve
from indgang.queue.services.tickets import OWN_WORDS_LENGTH
from indgang.ui.access import public
from indgang.ui.language import chosen_language
from indgang.web.citizen.limits import allow

MORE_MINUTES = 10
OPEN = {"waiting", "called", "serving", "held"}
TICKET_COOKIE = "indgang_ticket"
COOKIE_SECONDS = 12 * 3600
SIGN_OF_LIFE_SECONDS = 20.0
PAUSE_SECONDS = 1.0
TOPICS = {"queue", "desk", "resync"}
WHY_PUBLIC = "Whoever holds the ticket's secret may follow it; nothing of the errand or the person is shown."

View = Callable[..., HttpResponseBase]


def for_holder(view: View) -> View:
    """Open to whoever has the secret, in the ticket's language unless the phone has chosen one.

    A secret that opens nothing gets a friendly 404.
    """

    @wraps(view)
    def held(request: HttpRequest, secret: str) -> HttpResponseBase:
        try:
            found = _find(secret)
        except TicketNotFound:
            with translation.override(language_of(request, "da")):
                return render(request, "citizen/unknown.html", status=404)
        with translation.override(language_of(request, found.language)):
            return view(request, secret=secret, found=found)

    return public(WHY_PUBLIC)(never_cache(held))


@for_holder
@require_GET
def ticket(request: HttpRequest, *, secret: str, found: TicketPage | Reservation) -> HttpResponse:
    """The ticket now; for a number that is not confirmed yet, the question whether one has it."""
    if isinstance(found, Reservation):
        return render(request, "citizen/confirm.html", {"reservation": found, "secret": secret})
    return show(request, secret, found)


@for_holder
@require_GET
def state(request: HttpRequest, *, secret: str, found: TicketPage | Reservation) -> HttpResponse:
    """The moving part of the page alone."""
    if isinstance(found, Reservation):
        return HttpResponse(status=204)
    return render(request, "citizen/_state.html", {"ticket": found, "secret": secret})


@for_holder
@require_GET
def live(request: HttpRequest, *, secret: str, found: TicketPage | Reservation) -> HttpResponseBase:
    """A stream that says when to look again; it says nothing else."""
    if isinstance(found, Reservation):
        return HttpResponse(status=204)
    response = StreamingHttpResponse(_changes(found.site.pk, found.number), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@for_holder
@require_POST
def confirm_number(request: HttpRequest, *, secret: str, found: TicketPage | Reservation) -> HttpResponse:
    """The citizen has the number on the phone: it enters the queue."""
    try:
        confirm(secret=secret)
    except TicketNotFound:
        return render(request, "citizen/unknown.html", status=404)
    wait = ticket_page(secret).wait
    if wait is not None:
        note_told(secret=secret, wait=wait)
    return redirect("citizen:ticket", secret=secret)


@for_holder
@require_POST
def more_time(request: HttpRequest, *, secret: str, found: TicketPage | Reservation) -> HttpResponse:
    """Ten more minutes."""
    return _command(request, secret, found, lambda: delay(secret=secret, minutes=MORE_MINUTES))


@for_holder
@require_POST
def leave_queue(request: HttpRequest, *, secret: str, found: TicketPage | Reservation) -> HttpResponse:
    """Give the place up."""
    return _command(request, secret, found, lambda: leave(secret=secret))


@public("A citizen at the door takes a number on the phone; nothing about the person is asked for.")
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, site: Site) -> HttpResponse:
    """Take a number on one's own phone, where the site allows it. A phone that has one is shown that one."""
    if not {"*", site.slug} & set(settings.PHONE_TICKETS):
        raise NotFound
    with translation.override(language_of(request, "da")):
        held = held_ticket(request)
        if held:
            return redirect("citizen:ticket", secret=held)
        if request.method == "GET":
            return _form(request, site, {})
        if not allow(request, f"new:{site.pk}"):
            error = _("Many numbers have been taken from this network. Wait a minute, or use the kiosk.")
            return _form(request, site, {"error": error}, 429)
        return _take(request, site)


def language_of(request: HttpRequest, own: str) -> str:
    """The language that the phone has chosen, else `own`; never what a browser prefers."""
    return chosen_language(request) or own


def _find(secret: str) -> TicketPage | Reservation:
    try:
        return ticket_page(secret)
    except TicketNotFound:
        return find_reservation(secret)


def show(
    request: HttpRequest, secret: str, found: TicketPage, error: DomainError | None = None
) -> HttpResponse:
    """The page of the ticket, with what was refused."""
    facts = {"ticket": found, "secret": secret, "error": error, "minutes": MORE_MINUTES}
    return render(request, "citizen/ticket.html", facts, status=error.status if error else 200)


def _command(
    request: HttpRequest, secret: str, found: TicketPage | Reservation, command: Callable[[], Any]
) -> HttpResponse:
    """Do it and show the page; what is too late is said on the page as it is now."""
    if isinstance(found, Reservation):
        return redirect("citizen:ticket", secret=secret)
    try:
        command()
    except WrongState as error:
        return show(request, secret, ticket_page(secret), error)
    return redirect("citizen:ticket", secret=secret)


def held_ticket(request: HttpRequest) -> str:
    """The secret of the open ticket that this phone took; empty when it has none."""
    secret: str = request.get_signed_cookie(TICKET_COOKIE, default="", salt="ticket") or ""
    try:
        return secret if secret and ticket_page(secret).state in OPEN else ""
    except TicketNotFound:
        return ""


def _take(request: HttpRequest, site: Site) -> HttpResponse:
    actor = Actor(kind="device", name="Phone", grants=frozenset({("device", site.pk)}))
    try:
        drawn = reserve(
            actor=actor,
            site=site,
            attempt=request.POST.get("attempt", ""),
            topic_code=request.POST.get("topic") or None,
            own_words=request.POST.get("words", ""),
            language=translation.get_language() or "da",
            channel="phone",
        )
    except DomainError as error:
        facts = {
            "error": error.message,
            "chosen": request.POST.get("topic"),
            "words": mask_cpr(request.POST.get("words", "")),
        }
        return _form(request, site, facts, error.status)
    confirm(secret=drawn.secret)
    if request.POST.get("words", "").strip():
        count_given_up(query=request.POST.get("words", ""))
    response = redirect("citizen:ticket", secret=drawn.secret)
    keep_ticket(response, drawn.secret)
    return response


def keep_ticket(response: HttpResponse, secret: str) -> None:
    """Let the phone remember its ticket for the day."""
    response.set_signed_cookie(
        TICKET_COOKIE,
        secret,
        salt="ticket",
        max_age=COOKIE_SECONDS,
        path="/ticket/",
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )


def _form(request: HttpRequest, site: Site, facts: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {
        "site": site,
        "topics": kiosk_topics(translation.get_language()),
        "attempt": secrets.token_urlsafe(16),
        "longest": OWN_WORDS_LENGTH,
    }
    return render(request, "citizen/new.html", {**shared, **facts}, status=status)


async def _changes(site_id: int, number: str) -> AsyncIterator[bytes]:
    """Say "changed" when the queue has, at once for this number, else at most once a second."""
    async with hub.subscribe(site_id) as messages:
        yield b"retry: 1500\nevent: changed\ndata: {}\n\n"
        while True:
            try:
                message = await asyncio.wait_for(messages.get(), SIGN_OF_LIFE_SECONDS)
            except TimeoutError:
                yield b"event: alive\ndata: {}\n\n"
                continue
            if message.get("topic") not in TOPICS:
                continue
            if message.get("number") != number:
                await asyncio.sleep(PAUSE_SECONDS)
                while not messages.empty():
                    messages.get_nowait()
            yield b"event: changed\ndata: {}\n\n"
