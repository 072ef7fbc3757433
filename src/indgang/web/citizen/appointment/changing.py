"""Changing one's own appointment. Nothing is changed by looking at a page, and nothing is lost by trying."""

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base.errors import DomainError, NotFound
from indgang.booking.errors import NotFree, OfferOver
from indgang.booking.links import token_of
from indgang.booking.queries import AppointmentView, can_be_changed, find_appointment, places_to_book
from indgang.booking.services import (
    accept_earlier,
    ask_earlier,
    cancel,
    change,
    decline_earlier,
    meet_on_screen,
    withdraw_wish,
)
from indgang.organisation.queries import find_site
from indgang.web.citizen.appointment.opened import CANCELLED, DONE, by_link, page
from indgang.web.citizen.book.basket import basket_with
from indgang.web.citizen.book.guard import MOST_HOLDS
from indgang.web.citizen.book.times import read_day, read_start, shown_time, week_of
from indgang.web.citizen.limits import allow

if TYPE_CHECKING:
    from indgang.organisation.models import Site


@by_link
@require_http_methods(["GET", "POST"])
def change_time(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """Choose another time (`start`), there or at another site (`site`); it is asked once more before it is done.

    The time that one has already, as after the back button, leads to the appointment.
    """
    fields = request.POST if request.method == "POST" else request.GET
    site = _site(fields.get("site", "") or view.site, view)
    start = read_start(fields.get("start", ""))
    if not can_be_changed(view):
        return page(request, view, "page", error=_("This appointment can no longer be changed here."))
    if start is None:
        return _times(request, view, site)
    if request.method == "GET":
        return _asked_once_more(request, view, site, start)
    if not allow(request, "change", most=MOST_HOLDS):
        error = _("Many times are being booked from your network. Wait ten minutes, or phone us.")
        return page(request, view, "page", status=429, error=error)
    try:
        change(code=view.code, start=start, site=site)
    except DomainError as error:
        return _times(request, view, site, error)
    return _changed(view)


@by_link
@require_http_methods(["GET", "POST"])
def cancel_time(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """Ask whether it is to be cancelled, and cancel it."""
    if request.method == "POST":
        try:
            cancel(code=view.code)
        except DomainError as error:
            return page(request, view, "page", status=error.status, error=error.message)
        return redirect(f"{reverse('appointment:page', args=[token_of(view)])}?done={CANCELLED}")
    if can_be_changed(view):
        return page(request, view, "cancel")
    return redirect("appointment:page", appointment=token_of(view))


@by_link
@require_POST
def where(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """Meet on the screen (`on_screen` is "1"), or at the site."""
    try:
        meet_on_screen(code=view.code, on_screen=request.POST.get("on_screen") == "1")
    except DomainError as error:
        return page(request, view, "page", status=error.status, error=error.message)
    return _changed(view)


@by_link
@require_POST
def earlier(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """Wait for an earlier time (from the day `from_day` on), or with `stop` no longer."""
    try:
        if request.POST.get("stop"):
            withdraw_wish(code=view.code)
        else:
            ask_earlier(code=view.code, from_day=read_day(request.POST.get("from_day", "")))
    except DomainError as error:
        return page(request, view, "page", status=error.status, error=error.message)
    return redirect("appointment:page", appointment=token_of(view))


@by_link
@require_POST
def answer_offer(request: HttpRequest, view: AppointmentView) -> HttpResponse:
    """Take the earlier time `start` that is offered (`answer` is "yes"), or not; only the one that was on the page."""
    start = read_start(request.POST.get("start", ""))
    try:
        if start is None:
            raise OfferOver
        if request.POST.get("answer") == "yes":
            accept_earlier(code=view.code, start=start)
            return _changed(view)
        decline_earlier(code=view.code, start=start)
    except OfferOver as error:
        if start is not None:
            decline_earlier(code=view.code, start=start)
        return page(request, view, "page", status=error.status, error=error.message)
    except DomainError as error:
        return page(request, find_appointment(view.code), "page", status=error.status, error=error.message)
    return redirect("appointment:page", appointment=token_of(view))


def _times(
    request: HttpRequest, view: AppointmentView, site: "Site", error: DomainError | None = None
) -> HttpResponse:
    tasks = basket_with(view).tasks
    fields = request.POST if request.method == "POST" else request.GET
    slots = error.way_on.get("slots", []) if isinstance(error, NotFree) else []
    refused = error.message if error else ""
    try:
        week = week_of(site, tasks, read_day(fields.get("day", "")), without=view.id, but=_own(view, site))
        places = [one.site for one in places_to_book(tasks)]
    except DomainError as found:
        return page(request, view, "page", status=found.status, error=found.message)
    return page(
        request,
        view,
        "change",
        status=error.status if error else 200,
        error=refused,
        new_site=site,
        jump_query=urlencode({"site": site.slug}),
        jump_fields=[("site", site.slug)],
        week=week,
        others=[one for one in places if one.pk != site.pk],
        nearest=[shown_time(start) for text in slots if (start := read_start(text))],
    )


def _asked_once_more(
    request: HttpRequest, view: AppointmentView, site: "Site", start: datetime
) -> HttpResponse:
    if (start, site.slug) == (view.start, view.site):
        return redirect("appointment:page", appointment=token_of(view))
    return page(request, view, "change_sure", new_site=site, new=shown_time(start))


def _changed(view: AppointmentView) -> HttpResponse:
    """On to the appointment, which says that it has another time now."""
    return redirect(f"{reverse('appointment:page', args=[token_of(view)])}?done={DONE}")


def _own(view: AppointmentView, site: "Site") -> datetime | None:
    """The time that one has, where one is at the same site."""
    return view.start if view.site == site.slug else None


def _site(slug: str, view: AppointmentView) -> "Site":
    try:
        return find_site(slug)
    except NotFound:
        return find_site(view.site)
