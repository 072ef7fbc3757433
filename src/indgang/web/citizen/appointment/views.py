"""One's own appointment: see it, put it into a calendar, say that one is here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import Actor
from indgang.base.errors import DomainError
from indgang.booking import ics
from indgang.booking.links import code_in, token_of
from indgang.booking.notices import cards_of, entry_of
from indgang.booking.queries import AppointmentView, find_appointment, terms_of
from indgang.booking.services import check_in
from indgang.contactscreen.links import seat_token
from indgang.contactscreen.models import Side
from indgang.contactscreen.services import come_in
from indgang.core.cpr import find_cpr
from indgang.organisation.queries import active_sites, find_site
from indgang.queue.queries import ticket_secret
from indgang.ui.access import public
from indgang.web.citizen.appointment.opened import by_link, hidden
from indgang.web.citizen.appointment.opened import page as shown_page
from indgang.web.citizen.book.guard import MOST_CODES
from indgang.web.citizen.limits import allow
from indgang.web.citizen.start.reading import written_language

WHY_FIND = "It asks for the code of an appointment, and answers a few tries only."
WHY_LINK = "It only leads on to the page that the same signed link opens."


@public(WHY_FIND)
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Open an appointment by its code (field `code`)."""
    if request.method == "GET":
        return _find(request)
    typed = request.POST.get("code", "").strip()[:200]
    if find_cpr(typed):
        error = _("Please leave your CPR number out. We do not need it, and we do not store it.")
        return _find(request, status=422, error=error)
    if not allow(request, "code", most=MOST_CODES):
        error = _("That was many tries. Wait ten minutes, or phone us.")
        return _find(request, status=429, error=error, typed=typed)
    try:
        view = find_appointment(code_in(typed))
    except DomainError as refused:
        return _find(request, status=refused.status, error=refused.message, typed=typed)
    return hidden(redirect("appointment:page", appointment=token_of(view)))


def _find(request: HttpRequest, status: int = 200, **facts: Any) -> HttpResponse:
    phones = [site for site in active_sites() if site.phone]
    return render(request, "appointment/find.html", {"phones": phones, **facts}, status=status)


@public(WHY_LINK)
@never_cache
@require_GET
def link(request: HttpRequest, appointment: str) -> HttpResponse:
    """The short address that stands in messages."""
    return hidden(redirect("appointment:page", appointment=appointment))


@by_link
@require_GET
def page(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """The appointment as it is now."""
    return shown_page(request, view, "page")


@by_link
@require_GET
def booked(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """The confirmation, right after booking."""
    return shown_page(request, view, "page", is_new=view.state == "booked")


@by_link
@require_GET
def calendar_file(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """The appointment for the citizen's own calendar."""
    site = find_site(view.site)
    address = ", ".join(part for part in (site.address, f"{site.postcode} {site.town}".strip()) if part)
    entry = entry_of(view, cards_of(view, written_language()), address)
    response = HttpResponse(ics.calendar_file((view, entry)), content_type=ics.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{ics.FILE_NAME}"'
    return response


@by_link
@require_POST
def screen(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """Go in to the meeting on the screen: its waiting room, until we open it."""
    try:
        room = come_in(code=view.code)
    except DomainError as error:
        return shown_page(request, view, "page", status=error.status, error=error.message)
    return hidden(redirect("contactscreen:room", seat=seat_token(room.code, Side.CITIZEN)))


@by_link
@require_http_methods(["GET", "POST"])
def here(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """Say by one's own phone that one has come, which gives a number to follow there.

    A press suffices, and only in the time when one may check in: no code at the place is asked for. Who presses at
    home is called and not there, as anybody who went away; nobody else's turn suffers.
    """
    if view.ticket_id is not None:
        return redirect("citizen:ticket", secret=ticket_secret(view.ticket_id))
    if view.state != "booked":
        return redirect("appointment:page", appointment=token_of(view))
    if request.method == "GET":
        return shown_page(request, view, "here", is_time=terms_of(view).can_check_in)
    site = find_site(view.site)
    phone = Actor(kind="device", name="Phone", grants=frozenset({("device", site.pk)}))
    try:
        arrival = check_in(actor=phone, site=site, code=view.code)
    except DomainError as error:
        return shown_page(request, view, "here", status=error.status, error=error.message, is_time=False)
    return redirect("citizen:ticket", secret=arrival.ticket.secret)
