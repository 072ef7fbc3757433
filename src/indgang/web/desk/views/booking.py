"""Booking for the citizen, for the matter in work or without one, and the appointments of the day."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import DomainError, Invalid
from indgang.booking.links import code_in
from indgang.booking.models import AppointmentState
from indgang.booking.queries import AppointmentView, appointments_of, late_words
from indgang.catalogue.queries import task_lines
from indgang.contact.models import Outcome
from indgang.contact.queries import contact_view
from indgang.contactscreen.queries import booked_meetings
from indgang.core.day import danish_date
from indgang.organisation.models import Desk, Site
from indgang.ui.access import permission
from indgang.ui.booking import Draft, act, asked_start, draft_of, made, one_of, refused, slip_of
from indgang.web.desk import actions
from indgang.web.desk.forms import Here, checked
from indgang.web.desk.views.answers import actor_of
from indgang.web.desk.views.answers import slip_of as ticket_slip

CHANGED = "desk:news"
UNPROCESSABLE = 422
REFUSED = 409
_NO_CODE = _("A code has six signs, such as K7X-P4M.")


@dataclass(frozen=True, slots=True)
class Listed:
    """An appointment in the list of the day."""

    view: AppointmentView
    errand: str
    state: Any
    is_late: bool
    waits_on_screen: bool

    @property
    def is_ahead(self) -> bool:
        """Whether nobody has met the citizen yet."""
        return self.view.state == AppointmentState.BOOKED or self.waits_on_screen


@permission("booking.book")
@require_GET
@never_cache
def form(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """The form as it stands: with the matter's task at first, then with what was chosen and typed."""
    draft = draft_of(request.GET, actor=actor_of(request), here=site)
    return _form(request, desk, draft)


@permission("booking.book")
@require_POST
def book_time(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Book the chosen time; with a matter in work, register that."""
    actor = actor_of(request)
    draft = draft_of(request.POST, actor=actor, here=site)
    start = None
    try:
        start = asked_start(draft, request.POST)
        if start is None or not draft.tasks:
            return _form(request, desk, draft)
        matter = checked(Here, request.POST).cleaned_data if request.POST.get("contact") else None
        language = contact_view(matter["contact"]).language if matter else "da"
        views = made(draft, actor=actor, start=start, language=language)
    except DomainError as error:
        if error.status not in {REFUSED, UNPROCESSABLE}:
            raise
        return _form(request, desk, refused(draft, error, start=start), status=error.status)
    if matter is not None:
        actions.register(
            actor=actor,
            desk=desk,
            contact_id=matter["contact"],
            position=matter["position"],
            version=None,
            then_next=False,
            fields={"outcome": Outcome.BOOKED.value, "appointment_id": views[0].id},
        )
    facts = {"slip": slip_of(views), "site": site, "desk": desk, "is_registered": matter is not None}
    response = render(request, "desk/_booked.html", facts)
    response["HX-Trigger"] = CHANGED
    return response


@permission("booking.see")
@require_GET
@never_cache
def appointments(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """The appointments of the day at the site; with a code (?code=), typed or read from a QR code, that one alone."""
    typed = request.GET.get("code", "").strip()
    if typed:
        if not code_in(typed):
            return day_list(request, site, desk, refusal=Invalid(_NO_CODE, field="code"), code=typed)
        try:
            return _one(request, desk, one_of(code_in(typed), actor=actor_of(request)))
        except DomainError as error:
            return day_list(request, site, desk, refusal=error, code=typed)
    return day_list(request, site, desk)


@permission("booking.see")
@require_GET
@never_cache
def appointment(request: HttpRequest, site: Site, desk: Desk, code: str) -> HttpResponse:
    """One appointment, in the box."""
    return _one(request, desk, one_of(code, actor=actor_of(request), data=request.GET.dict()))


@permission("booking.book")
@require_POST
def change_appointment(request: HttpRequest, site: Site, desk: Desk, code: str, verb: str) -> HttpResponse:
    """Check in, note that nobody came, show who it is, move or cancel."""
    one = act(verb, code, actor=actor_of(request), data=request.POST.dict())
    response = _one(request, desk, one)
    if not one.refusal:
        response["HX-Trigger"] = CHANGED
    return response


def _form(request: HttpRequest, desk: Desk, draft: Draft, status: int = 200) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    facts = {
        "draft": draft,
        "site": desk.site,
        "desk": desk,
        "matter": {name: sent.get(name, "") for name in ("contact", "position")}
        if sent.get("contact")
        else None,
        "look_url": reverse("desk:booking", args=[desk.site.slug, desk.slug]),
        "book_url": reverse("desk:book", args=[desk.site.slug, desk.slug]),
    }
    return render(request, "desk/_booking.html", facts, status=status)


def _one(request: HttpRequest, desk: Desk, one: Any) -> HttpResponse:
    facts = {
        "one": one,
        "slip": ticket_slip(one.arrival.ticket) if one.arrival else None,
        "site": desk.site,
        "desk": desk,
        "htmx_target": "#appointments-body",
        "act_url": reverse("desk:appointment", args=[desk.site.slug, desk.slug, one.view.code]),
    }
    return render(request, "desk/_appointment.html", facts)


def day_list(
    request: HttpRequest, site: Site, desk: Desk, refusal: DomainError | None = None, **typed: str
) -> HttpResponse:
    """The appointments of the day, with what was typed and why it was refused."""
    now = clock.now()
    views = appointments_of(site, danish_date(now))
    titles = {line.code: line.title for line in task_lines([one.task_code for one in views], actor=SYSTEM)}
    meetings = booked_meetings([one.id for one in views if one.on_screen])
    listed = [
        Listed(
            one,
            titles.get(one.task_code, ""),
            AppointmentState(one.state).label,
            one.state == AppointmentState.BOOKED and one.start < now,
            (meeting := meetings.get(one.id)) is not None and meeting.waits,
        )
        for one in views
    ]
    facts = {
        "ahead": [one for one in listed if one.is_ahead],
        "done": [one for one in listed if not one.is_ahead],
        "site": site,
        "desk": desk,
        "typed": typed,
        "late": late_words(site),
        "refusal": refusal,
        "field_refused": getattr(refusal, "field", "") or ("name" if typed.get("name") else "code"),
    }
    return render(request, "desk/_appointments.html", facts)
