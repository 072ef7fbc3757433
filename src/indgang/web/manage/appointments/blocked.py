"""Blocked times: how many appointments are hit is said before anything is saved, and which they are afterwards."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base import clock
from indgang.base.errors import Invalid
from indgang.base.transfer import BadCell
from indgang.base.transfer.cells import clock_time
from indgang.booking.errors import refuse_cpr
from indgang.booking.models import Resource
from indgang.booking.queries import AppointmentView, blocked_times, hit_by, resource_of, resources_of
from indgang.booking.services import block, unblock
from indgang.booking.services.series import weekly
from indgang.core.day import closing_instant, danish_date, opening_instant
from indgang.organisation.models import Site
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.appointments.calendar import common
from indgang.web.manage.forms import Field, Form
from indgang.web.manage.organisation.common import UNPROCESSABLE

AHEAD = 400
MOST_WEEKS = 104
HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be blocked."""

    resource: Resource | None
    start: datetime
    end: datetime
    reason: str
    weeks: int
    every_weeks: int

    @property
    def stretches(self) -> list[tuple[datetime, datetime]]:
        """Every stretch of the series, at the same Danish clock times."""
        starts = weekly(self.start, self.weeks, self.every_weeks)
        ends = weekly(self.end, self.weeks, self.every_weeks)
        return list(zip(starts, ends, strict=True))


@permission("booking.block")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def blocked(request: PageRequest, site: Site) -> HttpResponse:
    """What is blocked from today on; block more."""
    form, hits, status = _form(request, site), None, 200
    if request.method == "POST":
        try:
            wish = _wish(form, site)
            hits = hit_by(site, wish.stretches, wish.resource)
            if not hits or request.POST.get("seen") == str(len(hits)):
                return _save(request, site, wish, hits)
        except Invalid as refusal:
            form.refuse(refusal)
            status = UNPROCESSABLE
    today = danish_date(clock.now())
    facts = {
        **common(request, site),
        "form": form,
        "hits": hits,
        "hit_count": len(hits or []),
        "is_open": request.method == "POST",
        "blocked": blocked_times(site, today, today + timedelta(days=AHEAD)),
        "back": reverse("manage:calendar", args=[site.slug]),
    }
    return render(request, "manage/appointments/blocked.html", facts, status=status)


@permission("booking.block")
@require_POST
def open_again(request: PageRequest, site: Site, blocked: int) -> HttpResponse:
    """Open a blocked time again, or with `series` the rest of its series too."""
    count = unblock(
        actor=request.actor, site=site, blocked_id=blocked, whole_series=bool(request.POST.get("series"))
    )
    messages.success(
        request,
        ngettext("%(count)d time is open again.", "%(count)d times are open again.", count)
        % {"count": count},
    )
    return redirect("manage:blocked", site=site.slug)


def _save(request: PageRequest, site: Site, wish: Wish, hits: list[AppointmentView]) -> HttpResponse:
    block(
        actor=request.actor,
        site=site,
        start=wish.start,
        end=wish.end,
        resource=wish.resource,
        reason=wish.reason,
        weeks=wish.weeks,
        every_weeks=wish.every_weeks,
    )
    if not hits:
        messages.success(request, _("The time is blocked. No appointments were in it."))
        return redirect("manage:blocked", site=site.slug)
    messages.success(
        request,
        ngettext(
            "The time is blocked. %(count)d appointment is in it: move or cancel it.",
            "The time is blocked. %(count)d appointments are in it: move or cancel them.",
            len(hits),
        )
        % {"count": len(hits)},
    )
    return redirect(f"{reverse('manage:hindered', args=[site.slug])}")


def _form(request: PageRequest, site: Site) -> Form:
    sent = request.POST if request.method == "POST" else request.GET
    resources: list[tuple[str, Any]] = [(HOUSE, _("The whole house"))]
    resources += [(str(row.pk), row.label) for row in resources_of(site) if row.is_active]
    usual = {
        "resource": HOUSE,
        "first_day": danish_date(clock.now()).isoformat(),
        "weeks": "1",
        "every_weeks": "1",
    }

    def field(name: str, label: str, hint: str, widget: str, **more: Any) -> Field:
        value = sent.get(name, usual.get(name, "")) or (usual[name] if name == "first_day" else "")
        return Field(name, label, hint, widget, value, required=name in usual, id=name, **more)

    fields = [
        field("resource", _("What is blocked?"), "", "select", options=resources),
        field("first_day", _("From the day"), "", "date"),
        field("from", _("From"), _("Empty: from the morning."), "text", most=10),
        field("last_day", _("To the day"), _("Empty: the same day."), "date"),
        field("to", _("To"), _("Empty: until the evening."), "text", most=10),
        field("reason", _("Why"), _("For colleagues; citizens do not see it."), "text", most=120),
        field("weeks", _("How many times"), _("1: only this once. At most 104."), "number"),
        field("every_weeks", _("Weeks between"), _("1: every week."), "number"),
    ]
    return Form("blocked-times", fields)


def _wish(form: Form, site: Site) -> Wish:
    values = form.values()
    first = _day(values["first_day"], "first_day")
    last = _day(values["last_day"], "last_day") if values["last_day"] else first
    start = opening_instant(first, _clock(values["from"] or "0.00", "from"))
    end = closing_instant(last, _clock(values["to"] or "24.00", "to"))
    if end <= start:
        raise Invalid(_("The end must come after the beginning."), field="to")
    refuse_cpr(values["reason"], "reason")
    row = resource_of(site, int(values["resource"])) if values["resource"].isdecimal() else None
    return Wish(
        row,
        start,
        end,
        values["reason"],
        _number(values["weeks"], "weeks", MOST_WEEKS),
        _number(values["every_weeks"], "every_weeks", 8),
    )


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("Choose a day."), field=name) from None


def _clock(text: str, name: str) -> Any:
    try:
        return clock_time(text, closing=name == "to")
    except BadCell as error:
        raise Invalid(error.reason, field=name) from None


def _number(text: str, name: str, most: int) -> int:
    if not text:
        return 1
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise Invalid(_("Write a whole number from 1 to %(most)d.") % {"most": most}, field=name)
    return int(text)
