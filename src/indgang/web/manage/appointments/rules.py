"""The rules of appointments: of the municipality, of a site, of single tasks; and what is in the way of them."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid
from indgang.booking.models import BookingRules, LateRule
from indgang.booking.models.resources import GRIDS
from indgang.booking.queries import hindered, rules_row, task_rules
from indgang.booking.services import set_rules, set_task_rule
from indgang.booking.transfer.rules import RULES, TASK_FACTS
from indgang.catalogue.queries import task_lines, task_measures
from indgang.core.day import danish_date
from indgang.organisation.models import Municipality, Site
from indgang.organisation.queries import municipality_of
from indgang.ui.access import PageRequest, permission
from indgang.ui.booking import late_words
from indgang.web.manage import choices
from indgang.web.manage.appointments.calendar import common
from indgang.web.manage.appointments.forms import typed
from indgang.web.manage.appointments.words import GROUPS
from indgang.web.manage.forms import Form, form_of
from indgang.web.manage.organisation.common import UNPROCESSABLE

NAMES = tuple(column.name for column in RULES)
AHEAD = 120


@permission("booking.setup")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def site_rules(request: PageRequest, site: Site) -> HttpResponse:
    """The rules of one site; without its own it follows the municipality."""
    own = rules_row(site.municipality, site)
    row = own or rules_row(site.municipality) or BookingRules()
    facts = {**common(request, site), "is_own": own is not None}
    back = reverse("manage:appointment_setup", args=[site.slug])
    title = _("Rules of appointments at %(name)s") % {"name": site.name}
    return _rules(request, row, site.municipality, site, facts | {"back": back, "title": title})


@permission("booking.setup_all")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rules(request: PageRequest) -> HttpResponse:
    """The rules of the municipality."""
    municipality = municipality_of()
    if municipality is None:
        raise Http404
    row = rules_row(municipality) or BookingRules()
    title = _("Rules of appointments in %(name)s") % {"name": municipality.name}
    facts = {"back": reverse("manage:appointments"), "title": title}
    return _rules(request, row, municipality, None, facts)


def _rules(
    request: PageRequest,
    row: BookingRules,
    municipality: Municipality,
    site: Site | None,
    facts: dict[str, Any],
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    record = {name: getattr(row, name) for name in NAMES}
    options = {
        "late_rule": [(value, str(label).capitalize()) for value, label in LateRule.choices],
        "grid_minutes": [(str(grid), _("%(minutes)d minutes") % {"minutes": grid}) for grid in GRIDS],
    }
    form = _always_filled(form_of("booking-rules", NAMES, record=record, data=data, options=options))
    status = 200
    if data is not None:
        try:
            values = typed(form)
            if values["late_minutes"] > values["latest_minutes"]:
                reason = _("It cannot be earlier than the minutes one may be late.")
                raise Invalid(reason, field="latest_minutes")
            set_rules(actor=request.actor, municipality=municipality, site=site, **values)
        except Invalid as refusal:
            form.refuse(refusal)
            status = UNPROCESSABLE
        else:
            messages.success(request, _("The rules are saved."))
            return redirect(str(facts["back"]))
    shown = {**facts, "form": form, "groups": _grouped(form), "late_words": late_words(row)}
    return render(request, "manage/appointments/rules.html", shown, status=status)


def _always_filled(form: Form) -> Form:
    """The form with every field asked for: a rule has a value, and an empty one would be the standard's unseen."""
    for field in form.fields:
        field.required = field.widget != "checkbox"
    return form


def _grouped(form: Form) -> list[tuple[Any, Form]]:
    by_name = {one.name: one for one in form.fields}
    return [(title, Form(form.kind, [by_name[name] for name in names])) for names, title in GROUPS]


@permission("booking.see")
@require_GET
@never_cache
def all_hindered(request: PageRequest, site: Site) -> HttpResponse:
    """Every appointment that somebody must move, with the way to do it."""
    today = danish_date(clock.now())
    facts = {**common(request, site), "hindered": hindered(site, today, today + timedelta(days=AHEAD))}
    return render(request, "manage/appointments/hindered.html", facts)


@permission("booking.setup_all")
@require_GET
@never_cache
def tasks(request: PageRequest) -> HttpResponse:
    """How each task is booked, where it differs from the usual; choose another."""
    municipality = municipality_of()
    if municipality is None:
        raise Http404
    rules_of_tasks = task_rules(municipality)
    titles = choices.task_titles()
    facts = {
        "rules": [
            (code, titles.get(code, code), rule)
            for code, rule in sorted(rules_of_tasks.items(), key=lambda pair: titles.get(pair[0], ""))
        ],
        "others": choices.sorted_choices(
            (code, title) for code, title in titles.items() if code not in rules_of_tasks
        ),
        "asked": request.GET.get("task", ""),
    }
    return render(request, "manage/appointments/tasks.html", facts)


@permission("booking.setup_all")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def task(request: PageRequest, code: str) -> HttpResponse:
    """How a task is booked."""
    municipality = municipality_of()
    measure = task_measures([code]).get(code)
    if municipality is None or measure is None:
        raise Http404
    rule = task_rules(municipality).get(code)
    record = {name: getattr(rule, name) for name in TASK_FACTS} if rule else None
    data = request.POST if request.method == "POST" else None
    form = form_of("booking-tasks", TASK_FACTS, record=record, data=data)
    status = 200
    if data is not None:
        try:
            values = typed(form)
            values["skills"] = list(values["skills"])
            set_task_rule(actor=request.actor, municipality=municipality, task_id=measure.id, facts=values)
        except Invalid as refusal:
            form.refuse(refusal)
            status = UNPROCESSABLE
        else:
            messages.success(request, _("The rules are saved."))
            return redirect("manage:booking_tasks")
    title = next((line.title for line in task_lines([code], actor=SYSTEM)), code)
    facts = {
        "form": form,
        "title": _("How “%(title)s” is booked") % {"title": title},
        "standard": measure.minutes,
        "back": reverse("manage:booking_tasks"),
    }
    return render(request, "manage/appointments/task.html", facts, status=status)
