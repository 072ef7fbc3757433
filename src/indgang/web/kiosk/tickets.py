"""The number itself: drawn, printed or confirmed on the screen, and only then in the queue."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base import clock
from indgang.base.errors import DomainError, Invalid
from indgang.booking.errors import CprInName
from indgang.booking.queries import late_words, was_late_words
from indgang.booking.services import Arrival, check_in_by_birth_date
from indgang.booking.services import check_in as check_in_appointment
from indgang.booking.services.holders import birth_date_of
from indgang.catalogue.services import count_given_up
from indgang.core.cpr import find_cpr
from indgang.core.day import danish_date
from indgang.integrations.printing import NoPrinter, Printed, Slip, printer_for
from indgang.organisation.models import Site
from indgang.queue.errors import CprInText, NoSeries, SeriesFull, UnknownSeries, UnknownTask
from indgang.queue.queries import Forecast, ticket_page, wait_at
from indgang.queue.services import note_told
from indgang.queue.services.home import arrive_at_kiosk, place_code
from indgang.queue.services.reservations import Reservation, confirm, hand_over, reserve
from indgang.queue.services.tickets import OWN_WORDS_LENGTH
from indgang.ui.templatetags.indgang import clock_time
from indgang.ui.templatetags.public_faces import wait_closing, wait_words
from indgang.web.kiosk.devices import KioskRequest, kiosk
from indgang.web.kiosk.views import lanes, page

TYPED = ("code", "name", "birth")
LONGEST_CODE = 200
log = logging.getLogger(__name__)


@kiosk
@require_POST
def number(request: KioskRequest, site: Site) -> HttpResponse:
    """Draw a number and print it; without paper the citizen confirms it on the screen.

    Fields: `attempt` (fresh for each citizen, so that a double tap gives one number), `task` or `topic`,
    `words`, and `letter` for a lane of the citizen's choice.
    """
    try:
        drawn = _draw(request, site)
    except CprInText as error:
        return page(
            request, "words", site, {"longest": OWN_WORDS_LENGTH, **lanes(site), "error": error}, error.status
        )
    except (NoSeries, SeriesFull) as error:
        return page(request, "no_number", site, {"error": error}, error.status)
    _count_words(request)
    drawn = hand_over(secret=drawn.secret, give=lambda reservation: _print(reservation, site))
    return ticket(request, site, drawn)


@kiosk
@require_POST
def confirm_number(request: KioskRequest, site: Site) -> HttpResponse:
    """The citizen has the number (field `secret`): it enters the queue."""
    return ticket(request, site, confirm(secret=request.POST.get("secret", "")))


@kiosk
@require_http_methods(["GET", "POST"])
def check_in(request: KioskRequest, site: Site) -> HttpResponse:
    """Say that one is here for an appointment, by its code (field `code`), never by CPR number."""
    if request.method == "GET":
        return page(request, "check_in", site, {"late": late_words(site)})
    code = request.POST.get("code", "").strip()[:LONGEST_CODE]
    arrive = partial(check_in_appointment, actor=request.kiosk_actor, site=site, code=code)
    return _arrive(request, site, "check_in", arrive)


@kiosk
@require_http_methods(["GET", "POST"])
def check_in_name(request: KioskRequest, site: Site) -> HttpResponse:
    """Without the code: by first name and birth date (fields `name` and `birth`), if one gave them when booking."""
    if request.method == "GET":
        return page(request, "check_in_name", site, {"late": late_words(site)})

    def arrive() -> Arrival:
        name, birth = request.POST.get("name", ""), request.POST.get("birth", "")
        if find_cpr(name):
            raise CprInName("name")
        born = birth_date_of(birth)
        if born is None or not name.strip():
            raise Invalid(_("Write both your first name and your birth date."), field="birth")
        return check_in_by_birth_date(actor=request.kiosk_actor, site=site, first_name=name, birth_date=born)

    return _arrive(request, site, "check_in_name", arrive)


def _arrive(request: KioskRequest, site: Site, name: str, arrive: Callable[[], Arrival]) -> HttpResponse:
    """Check in, and show the number; or the page again, with why not and what was typed, but no CPR number."""
    try:
        arrived = arrive()
    except DomainError as error:
        said = {name: request.POST.get(name, "") for name in TYPED}
        typed = {name: value for name, value in said.items() if not find_cpr(value)}
        return page(
            request, name, site, {"error": error, "late": late_words(site), "typed": typed}, error.status
        )
    facts = {
        "arrived": arrived,
        "number": arrived.ticket.label,
        "in_queue": True,
        "address": ticket_address(arrived.ticket.secret),
        "late": was_late_words(site) if arrived.is_late else "",
    }
    return page(request, "ticket", site, facts)


@kiosk
@require_http_methods(["GET", "POST"])
def from_home(request: KioskRequest, site: Site) -> HttpResponse:
    """Say that one is here with a number that was taken at home: by the number (field `number`), or on the phone."""
    code = place_code(site, danish_date(clock.now()))
    address = settings.PUBLIC_URL + reverse("citizen:here", args=[site.slug, code])
    facts: dict[str, Any] = {"code": code, "address": address}
    if request.method == "GET":
        return page(request, "from_home", site, facts)
    try:
        here = arrive_at_kiosk(actor=request.kiosk_actor, site=site, label=request.POST.get("number", ""))
    except DomainError as error:
        return page(request, "from_home", site, {**facts, "error": error}, error.status)
    return page(request, "from_home", site, {**facts, "here": here.label})


def ticket(request: KioskRequest, site: Site, reservation: Reservation) -> HttpResponse:
    """The page of a drawn number: to be confirmed, or in the queue."""
    forecast = forecast_for(site, reservation)
    facts = {
        "reservation": reservation,
        "number": reservation.label,
        "printer": not isinstance(printer_for(site.slug), NoPrinter),
        "in_queue": reservation.ticket_id is not None,
        "wait": forecast.wait if forecast else None,
        "forecast": forecast,
        "address": ticket_address(reservation.secret),
    }
    return page(request, "ticket", site, facts)


def ticket_address(secret: str) -> str:
    """The ticket page as a phone opens it."""
    return settings.PUBLIC_URL + reverse("citizen:ticket", args=[secret])


def forecast_for(site: Site, reservation: Reservation) -> Forecast | None:
    """How long the wait will probably be; None when that cannot be told. Never in the way of the number."""
    try:
        if reservation.ticket_id is not None:
            forecast = ticket_page(reservation.secret).forecast
            if forecast is not None and forecast.wait is not None:
                note_told(secret=reservation.secret, wait=forecast.wait)
            return forecast
        return wait_at(site, letter=reservation.letter, task_code=reservation.task_code).forecast
    except DomainError:
        return None


def _draw(request: KioskRequest, site: Site) -> Reservation:
    """The number of this attempt. An errand or lane that has just been taken away is left out, not refused."""
    field = request.POST.get
    wished: dict[str, Any] = {
        "task_code": field("task") or None,
        "topic_code": field("topic") or None,
        "letter": field("letter") or None,
    }
    common: dict[str, Any] = {
        "actor": request.kiosk_actor,
        "site": site,
        "attempt": field("attempt", ""),
        "own_words": field("words", "")[:OWN_WORDS_LENGTH],
        "language": request.kiosk_language,
    }
    try:
        return reserve(**common, **wished)
    except (UnknownTask, UnknownSeries) as error:
        log.warning("Kiosk %s asked for what is not there: %s", site.slug, error)
        return reserve(**common)


def _count_words(request: KioskRequest) -> None:
    """Words that led to no task are the editors' work."""
    words = request.POST.get("words", "")
    if words.strip() and not request.POST.get("task"):
        count_given_up(query=words[:OWN_WORDS_LENGTH])


def _told(site: Site, reservation: Reservation) -> tuple[str, ...]:
    """The wait as it stands on the slip, if it can be told."""
    forecast = forecast_for(site, reservation)
    if forecast is None or forecast.wait is None:
        return ()
    wait = _("Expected wait: %(wait)s") % {"wait": wait_words(forecast.wait)}
    closing = wait_closing(forecast)
    return (wait, closing) if closing else (wait,)


def _print(reservation: Reservation, site: Site) -> bool:
    printer = printer_for(site.slug)
    with translation.override(reservation.language):
        slip = Slip(
            place=site.name,
            heading=_("Your number"),
            number=reservation.label,
            lane=reservation.lane,
            taken=_("Taken at %(time)s") % {"time": clock_time(reservation.reserved_at)},
            footer=(*_told(site, reservation), _("Follow the queue on your phone")),
            address=ticket_address(reservation.secret),
        )
    return isinstance(printer.print(slip), Printed)
