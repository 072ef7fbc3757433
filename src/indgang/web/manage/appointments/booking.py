"""Booking from the calendar, and one appointment."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.errors import DomainError
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.ui.access import PageRequest, permission
from indgang.ui.booking import Draft, One, act, asked_start, draft_of, made, one_of, refused, slip_of
from indgang.web.manage.appointments.calendar import common

REFUSED = {409, 422}


@permission("booking.book")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: PageRequest, site: Site) -> HttpResponse:
    """The form, with the place and the time of the slot that was pressed; sent with a time it books."""
    sent = request.POST if request.method == "POST" else request.GET
    draft = draft_of(sent, actor=request.actor, here=site)
    if request.method != "POST":
        return _form(request, site, draft)
    start = None
    try:
        start = asked_start(draft, request.POST)
        if start is None or not draft.tasks:
            return _form(request, site, draft)
        views = made(draft, actor=request.actor, start=start)
    except DomainError as error:
        if error.status not in REFUSED:
            raise
        return _form(request, site, refused(draft, error, start=start), status=error.status)
    facts = {**common(request, site), "slip": slip_of(views), "day": danish_date(views[0].start)}
    template = "_booked.html" if request.htmx else "booked.html"
    return render(request, f"manage/appointments/{template}", facts)


@permission("booking.see")
@require_GET
@never_cache
def find(request: PageRequest, site: Site) -> HttpResponse:
    """Go to the appointment with the code that was typed (?code=)."""
    code = request.GET.get("code", "")
    try:
        one = one_of(code, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("manage:calendar", site=site.slug)
    return redirect("manage:appointment", site=one.site.slug, code=one.view.code)


@permission("booking.see")
@require_GET
@never_cache
def appointment(request: PageRequest, site: Site, code: str) -> HttpResponse:
    """One appointment."""
    return _one(request, site, one_of(code, actor=request.actor, data=request.GET.dict()))


@permission("booking.book")
@require_POST
def change_appointment(request: PageRequest, site: Site, code: str, verb: str) -> HttpResponse:
    """Check in, note that nobody came, show who it is, move or cancel."""
    one = act(verb, code, actor=request.actor, data=request.POST.dict())
    if one.refusal or one.asked_who:
        return _one(request, site, one, status=409 if one.refusal else 200)
    messages.success(request, str(one.said))
    back = request.POST.get("back", "")
    if back == "setup":
        return redirect(f"{reverse('manage:appointment_setup', args=[site.slug])}#hindered")
    return redirect("manage:appointment", site=site.slug, code=one.view.code)


def _form(request: PageRequest, site: Site, draft: Draft, status: int = 200) -> HttpResponse:
    address = reverse("manage:book", args=[site.slug])
    facts = {
        **common(request, site),
        "draft": draft,
        "look_url": address,
        "book_url": address,
        "with_token": True,
        "title": _("Book a time"),
    }
    template = "ui/booking/_form.html" if request.htmx else "manage/appointments/book.html"
    return render(request, template, facts, status=status)


def _one(request: PageRequest, site: Site, one: One, status: int = 200) -> HttpResponse:
    facts = {
        **common(request, site),
        "one": one,
        "day": danish_date(one.view.start),
        "act_url": reverse("manage:appointment", args=[site.slug, one.view.code]),
    }
    return render(request, "manage/appointments/one.html", facts, status=status)
