"""Screen 4: who comes. The time is held meanwhile; when it is gone all the same, the nearest are offered and nothing
that was typed is lost.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from indgang.base.access import ANONYMOUS
from indgang.base.errors import DomainError, Invalid, Text
from indgang.booking.errors import AppointmentNotFound, NotFree
from indgang.booking.links import appointment_of, token_of
from indgang.booking.queries import AppointmentView, may_be_on_screen, terms_of
from indgang.booking.services import Contact, confirm, hold
from indgang.booking.services.holders import birth_date_of, contact_faults
from indgang.core.cpr import find_cpr
from indgang.organisation.queries import find_site
from indgang.ui.access import public
from indgang.web.citizen.book import guard
from indgang.web.citizen.book.basket import basket_with
from indgang.web.citizen.book.times import Shown, read_start, shown_time
from indgang.web.citizen.limits import allow
from indgang.web.citizen.start.reading import shown_tasks, written_language

WHY_PUBLIC = "Whoever chose the time holds its signed address; it shows no name."
NOT_BOOKED = {"held", "lapsed"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields."""

    name: str = ""
    email: str = ""
    phone: str = ""
    birth: str = ""
    language: str = "da"
    on_screen: bool = False

    def without_cpr(self) -> "Typed":
        """With nothing in the fields that hold a CPR number."""
        held: dict[str, Any] = {
            name: "" for name in ("name", "email", "phone", "birth") if find_cpr(getattr(self, name))
        }
        return replace(self, **held)


@dataclass(frozen=True, slots=True)
class Answer:
    """Why the form comes back: the sentence, or one for each field; the nearest free times."""

    sentence: Text = ""
    faults: dict[str, Text] = field(default_factory=dict)
    status: int = 422
    nearest: tuple[Shown, ...] = ()
    asks_again: bool = False


@public(WHY_PUBLIC)
@never_cache
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, appointment: str) -> HttpResponse:
    """Ask who comes, and book. With `start` it books that time instead, when the one that was held has gone."""
    try:
        view = appointment_of(appointment)
    except AppointmentNotFound:
        return render(request, "appointment/unknown.html", status=404)
    if view.state not in NOT_BOOKED:
        done = "appointment:booked" if request.method == "POST" else "appointment:page"
        return redirect(done, appointment=appointment)
    if request.method == "GET":
        return _form(request, view, Typed(language="en" if written_language() == "en" else "da"))
    typed = _typed(request)
    refused = _refused(request, view) or _faulty(typed)
    if refused is None:
        try:
            return _booked(request, view, typed)
        except DomainError as error:
            refused = _answer(error)
            view = appointment_of(appointment)
    return _form(request, view, typed, refused)


def _booked(request: HttpRequest, view: AppointmentView, typed: Typed) -> HttpResponse:
    person = _contact(typed)
    start = read_start(request.POST.get("start", ""))
    if start is not None and start != view.start:
        view = _another(view, start)
    done = confirm(
        actor=ANONYMOUS, code=view.code, contact=person, language=typed.language, on_screen=typed.on_screen
    )
    response = redirect("appointment:booked", appointment=token_of(done))
    guard.forget_hold(response)
    return response


def _another(view: AppointmentView, start: datetime) -> AppointmentView:
    """Hold another time for the same errand."""
    basket = basket_with(view, site=view.site)
    return hold(
        actor=ANONYMOUS,
        site=find_site(view.site),
        tasks=basket.tasks,
        start=start,
        language=view.language,
        key=f"{view.id}:{start.isoformat()}",
        instead_of=view.code,
    )


def _refused(request: HttpRequest, view: AppointmentView) -> Answer | None:
    if not allow(request, "confirm", most=guard.MOST_CONFIRMS):
        return Answer(
            _("Many times are being booked from your network. Wait ten minutes, or phone us."), status=429
        )
    if guard.seems_a_machine(request, view):
        return Answer(_("Is everything as it should be? Then press once more."), asks_again=True)
    return None


def _contact(typed: Typed) -> Contact:
    return Contact(typed.name, typed.email, typed.phone, birth_date_of(typed.birth))


def _faulty(typed: Typed) -> Answer | None:
    """All faults in the fields at once."""
    faults = contact_faults(Contact(typed.name, typed.email, typed.phone))
    try:
        birth_date_of(typed.birth)
    except Invalid as error:
        faults.append(error)
    return Answer(faults={error.field: error.message for error in faults}) if faults else None


def _typed(request: HttpRequest) -> Typed:
    fields = {name: request.POST.get(name, "").strip()[:200] for name in ("name", "email", "phone", "birth")}
    language = request.POST.get("language", "")
    return Typed(
        **fields,
        language=language if language in {"da", "en"} else "da",
        on_screen=request.POST.get("on_screen") == "1",
    )


def _answer(error: DomainError) -> Answer:
    slots = error.way_on.get("slots", []) if isinstance(error, NotFree) else []
    nearest = tuple(shown_time(start) for text in slots if (start := read_start(text)))
    name = getattr(error, "field", "")
    if name:
        return Answer(faults={name: error.message}, status=error.status, nearest=nearest)
    return Answer(error.message, status=error.status, nearest=nearest)


def _form(
    request: HttpRequest, view: AppointmentView, typed: Typed, refused: Answer | None = None
) -> HttpResponse:
    site = find_site(view.site)
    facts = {
        "view": view,
        "when": shown_time(view.start),
        "site": site,
        "tasks": shown_tasks(line.code for line in view.tasks),
        "typed": typed.without_cpr(),
        "refused": refused,
        "is_held": guard.is_held(view),
        "terms": terms_of(view),
        "trap": guard.TRAP,
        "may_choose_screen": may_be_on_screen(site, [line.code for line in view.tasks]),
        "basket": basket_with(view, site=view.site),
    }
    return render(request, "book/contact.html", facts, status=refused.status if refused else 200)
