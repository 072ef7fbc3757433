"""Somebody with an appointment stands at the desk: by code, by first name and birth date, or picked from the day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import DomainError, Invalid
from indgang.booking.queries import AppointmentView, appointments_of, late_words, terms_of, was_late_words
from indgang.booking.services import Arrival, check_in, check_in_by_birth_date
from indgang.booking.services.holders import birth_date_of
from indgang.catalogue.queries import task_lines
from indgang.core.cpr import mask_cpr
from indgang.core.day import danish_date
from indgang.organisation.models import Desk, Site
from indgang.ui.access import permission
from indgang.web.desk.views.answers import actor_of, slip_of


@dataclass(frozen=True, slots=True)
class Line:
    """An appointment of the day, and whether it can be checked in now."""

    start: datetime
    code: str
    title: str
    serving: str
    state: str
    can_check_in: bool


@permission("booking.check_in")
@require_http_methods(["GET", "POST"])
def arrivals(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Check somebody in (fields `code`, or `name` and `birth`), and give the number; the day's appointments below."""
    if request.method == "GET":
        return _page(request, site, desk)
    try:
        arrived = _arrived(request, site)
    except DomainError as error:
        typed = {name: mask_cpr(request.POST.get(name, "")) for name in ("code", "name")}
        return _page(request, site, desk, status=error.status, error=error, typed=typed)
    late = was_late_words(site) if arrived.is_late else ""
    return _page(request, site, desk, arrived=arrived, slip=slip_of(arrived.ticket), was_late=late)


def _arrived(request: HttpRequest, site: Site) -> Arrival:
    code = request.POST.get("code", "").strip()[:200]
    if code:
        return check_in(actor=actor_of(request), site=site, code=code)
    name, born = request.POST.get("name", "").strip(), birth_date_of(request.POST.get("birth", ""))
    if not name or born is None:
        raise Invalid(_("Write the code, or both first name and birth date."), field="code")
    return check_in_by_birth_date(actor=actor_of(request), site=site, first_name=name, birth_date=born)


def _page(request: HttpRequest, site: Site, desk: Desk, status: int = 200, **more: Any) -> HttpResponse:
    facts = {"site": site, "desk": desk, "lines": _lines(site), "late": late_words(site), **more}
    response = render(request, "desk/arrivals.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _lines(site: Site) -> list[Line]:
    views = appointments_of(site, danish_date(clock.now()))
    codes = sorted({view.task_code for view in views})
    titles = {line.code: line.title for line in task_lines(codes, language=get_language(), actor=SYSTEM)}
    return [_line(view, titles) for view in views if view.state != "cancelled"]


def _line(view: AppointmentView, titles: dict[str, str]) -> Line:
    is_open = view.state == "booked" and terms_of(view).can_check_in
    title = titles.get(view.task_code, view.task_code)
    return Line(view.start, view.code, title, view.serving, view.state, is_open)
