"""Taking a number at home, and saying "I am here" at the place. Nobody is asked where they are."""

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.errors import DomainError
from indgang.catalogue.queries import kiosk_topics
from indgang.catalogue.services import count_given_up
from indgang.core.cpr import mask_cpr
from indgang.organisation.models import Site
from indgang.queue.queries import TicketPage, home_promises, home_state, ticket_page
from indgang.queue.services.home import arrive, take_from_home
from indgang.queue.services.reservations import Reservation
from indgang.queue.services.tickets import OWN_WORDS_LENGTH
from indgang.ui.access import public
from indgang.web.citizen.limits import allow
from indgang.web.citizen.views import TICKET_COOKIE, for_holder, held_ticket, keep_ticket, language_of, show

WHY_PUBLIC = "A citizen at home takes a number by the site's rule; nothing about the person is asked for."


@public(WHY_PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, site: Site) -> HttpResponse:
    """Take a number at home, where the site's rule allows it now; else why not, and when."""
    with translation.override(language_of(request, "da")):
        held = held_ticket(request)
        if held:
            return redirect("citizen:ticket", secret=held)
        if request.method != "POST":
            return _form(request, site, {})
        if not allow(request, f"home:{site.pk}"):
            error = _("Many numbers have been taken from this network. Wait a minute, or use the kiosk.")
            return _form(request, site, {"error": error}, 429)
        return _take(request, site)


@public("It stands on the wall at the place, and only helps a phone that has a number.")
@never_cache
@require_GET
def here(request: HttpRequest, site: Site, code: str) -> HttpResponse:
    """What the picture at the place opens: this phone's number, to be confirmed."""
    with translation.override(language_of(request, "da")):
        secret: str = request.get_signed_cookie(TICKET_COOKIE, default="", salt="ticket") or ""
        held = held_ticket(request)
        found = ticket_page(secret) if held else None
        mine = found if found and found.site == site and found.is_away else None
        facts = {"site": site, "code": code, "ticket": mine, "secret": held}
        return render(request, "citizen/here.html", facts)


@for_holder
@require_POST
def arrived(request: HttpRequest, *, secret: str, found: TicketPage | Reservation) -> HttpResponse:
    """The holder stands at the place (field `code`: the code of the day there)."""
    if isinstance(found, Reservation):
        return redirect("citizen:ticket", secret=secret)
    if not allow(request, f"here:{secret}"):
        error = DomainError(_("That was tried too often. Say your number at the desk."))
        return show(request, secret, found, error)
    try:
        arrive(secret=secret, code=request.POST.get("code", ""))
    except DomainError as error:
        return show(request, secret, ticket_page(secret), error)
    return redirect("citizen:ticket", secret=secret)


def _take(request: HttpRequest, site: Site) -> HttpResponse:
    words = request.POST.get("words", "")
    try:
        drawn = take_from_home(
            site=site,
            attempt=request.POST.get("attempt", ""),
            task_code=request.POST.get("task") or None,
            topic_code=request.POST.get("topic") or None,
            own_words=words,
            language=translation.get_language() or "da",
        )
    except DomainError as error:
        facts = {"error": error.message, "chosen": request.POST.get("topic"), "words": mask_cpr(words)}
        return _form(request, site, facts, error.status)
    if words.strip():
        count_given_up(query=words)
    response = redirect("citizen:ticket", secret=drawn.secret)
    keep_ticket(response, drawn.secret)
    return response


def _form(request: HttpRequest, site: Site, facts: dict[str, Any], status: int = 200) -> HttpResponse:
    state = home_state(site)
    shared = {
        "site": site,
        "state": state,
        "promises": home_promises(state.rule) if state.rule else [],
        "phone_here": bool({"*", site.slug} & set(settings.PHONE_TICKETS)),
        "topics": kiosk_topics(translation.get_language()),
        "attempt": secrets.token_urlsafe(16),
        "longest": OWN_WORDS_LENGTH,
    }
    return render(request, "citizen/home.html", {**shared, **facts}, status=status)
