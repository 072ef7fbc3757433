"""How a site takes appointments: what stands in the way, what can be booked, and when it is there."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base import clock
from indgang.base.errors import DomainError, Invalid, Text
from indgang.base.transfer import BadCell, registry
from indgang.booking.calendar import rules_of
from indgang.booking.errands import Wanted
from indgang.booking.models import Resource
from indgang.booking.queries import (
    FreeTime,
    blocked_times,
    free_slots,
    hindered,
    problems_of,
    resource_of,
    resources_of,
    rules_row,
)
from indgang.booking.services import save_resource, set_hours
from indgang.booking.services.setup import Hours
from indgang.booking.transfer.resources import PLAIN, code_of, hours_record, record_of
from indgang.catalogue.queries import topics
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.organisation.queries import any_desk, any_person, any_site
from indgang.organisation.spans import WEEKDAYS
from indgang.ui.access import PageRequest, permission
from indgang.ui.booking import late_words
from indgang.web.manage import choices
from indgang.web.manage.appointments.calendar import asked_task, common, task_choices
from indgang.web.manage.appointments.forms import several, typed
from indgang.web.manage.appointments.words import group_word
from indgang.web.manage.forms import Field, Form, as_typed, form_of
from indgang.web.manage.organisation.common import UNPROCESSABLE
from indgang.web.manage.rows import stored
from indgang.web.manage.templatetags.manage import weekday_name

AHEAD = 60
PREVIEW = 12
EMPTY_ROWS = 2
HOURS = ("weekday", "opens", "closes", "at_site", "public", "outside_hours", "valid_from", "valid_to")
TICKS = ("public", "outside_hours")
COLUMNS = ("name", "group", "topics", "skills", *PLAIN, "active")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a citizen sees of a task: its next free times, or why there are none."""

    times: list[FreeTime]
    refusal: Text = ""


@dataclass(slots=True)
class HoursRow:
    """One line of the form of hours, as typed; `errors` by column."""

    number: int
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether no time was typed."""
        return not self.values["opens"] and not self.values["closes"]


@permission("booking.setup")
@require_GET
@never_cache
def setup(request: PageRequest, site: Site) -> HttpResponse:
    """The set-up of a site at a glance."""
    today = danish_date(clock.now())
    task, wanted = asked_task(request)
    names = {topic.code: topic.title for topic in topics()}
    facts = {
        **common(request, site),
        "problems": problems_of(site),
        "resources": [
            (row, group_word(row), [names.get(code, code) for code in row.topics], list(row.hours.all()))
            for row in resources_of(site)
        ],
        "hindered": hindered(site, today, today + timedelta(days=AHEAD)),
        "blocked": blocked_times(site, today, today + timedelta(days=AHEAD)),
        "late_words": late_words(rules_of(site)),
        "rules": rules_of(site),
        "has_own_rules": rules_row(site.municipality, site) is not None,
        "task": task,
        "tasks": task_choices(site),
        "preview": _preview(site, wanted) if wanted else None,
    }
    return render(request, "manage/appointments/setup.html", facts)


def _preview(site: Site, wanted: list[Wanted]) -> Preview:
    today = danish_date(clock.now())
    try:
        times = free_slots(
            site=site, tasks=wanted, from_=today, to=today + timedelta(days=AHEAD), public=True
        )
    except DomainError as error:
        return Preview([], error.message)
    return Preview(times[:PREVIEW])


@permission("booking.setup")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def resource(request: PageRequest, site: Site, resource: int | None = None) -> HttpResponse:
    """Add something that can be booked, or change it."""
    row = resource_of(site, resource) if resource is not None else None
    form = _resource_form(request, site, row)
    status = 200
    if request.method == "POST":
        try:
            saved = _save(request, site, row, form)
        except Invalid as refusal:
            form.refuse(refusal)
            status = UNPROCESSABLE
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": saved.label})
            if row is None:
                return redirect("manage:resource_hours", site=site.slug, resource=saved.pk)
            return redirect("manage:appointment_setup", site=site.slug)
    facts = {
        **common(request, site),
        "form": form,
        "resource": row,
        "title": _("Change %(name)s") % {"name": row.label} if row else _("Add something that can be booked"),
        "back": reverse("manage:appointment_setup", args=[site.slug]),
    }
    return render(request, "manage/appointments/resource.html", facts, status=status)


def _resource_form(request: PageRequest, site: Site, row: Resource | None) -> Form:
    data = request.POST if request.method == "POST" else None
    columns = [name for name in COLUMNS if row is not None or name != "active"]
    form = form_of("resources", columns, record=record_of(row) if row else None, data=data)
    chosen = data.getlist("topics") if data is not None else (row.topics if row else [])
    several(form, "topics", chosen, [(topic.code, topic.title) for topic in topics()])
    if row is None:
        value = data.get("what", "") if data is not None else ""
        label, hint = _("What is it?"), _("A desk, a person, a room, or places for several at once.")
        form.fields.insert(
            0, Field("what", label, hint, "select", value, required=True, options=_whats(site), id="what")
        )
    return form


def _whats(site: Site) -> list[tuple[str, str]]:
    """What is not booked yet: the desks of the site, and people."""
    known = {(row.kind, code_of(row)) for row in resources_of(site)}
    found = [("room:", _("A room")), ("places:", _("Places or equipment, several alike"))]
    found += [
        (f"desk:{desk['slug']}", _("The desk %(name)s") % {"name": desk["label"]})
        for desk in stored("desks")
        if desk["site"] == site.slug and desk["active"] and ("desk", desk["slug"]) not in known
    ]
    people = [pair for pair in choices.people() if ("person", pair[0]) not in known]
    return found + [(f"person:{username}", name) for username, name in people]


def _save(request: PageRequest, site: Site, row: Resource | None, form: Form) -> Resource:
    values = typed(form, *(name for name in COLUMNS if name != "topics"))
    kind, code = (row.kind, code_of(row)) if row else _chosen(request.POST)
    if kind in {"room", "places"}:
        if not values["name"]:
            raise Invalid(_("Write what it is called."), field="name")
        if values["group"] in {"", "serving"}:
            raise Invalid(_("Give rooms and places a group of their own, such as lokale."), field="group")
    places, public = values["places"], values["public_places"]
    if public is not None and public > places:
        raise Invalid(_("There are not that many places."), field="public_places")
    facts = {name: values[name] for name in PLAIN} | {
        "name": values["name"],
        "group": values["group"] or "serving",
        "skills": list(values["skills"]),
        "topics": request.POST.getlist("topics"),
        "is_active": values.get("active", True),
    }
    return save_resource(
        actor=request.actor,
        site=row.site if row else site,
        kind=kind,
        resource=row,
        desk=any_desk(code) if kind == "desk" else None,
        person=any_person(code) if kind == "person" else None,
        **facts,
    )


def _chosen(data: QueryDict) -> tuple[str, str]:
    kind, _colon, code = data.get("what", "").partition(":")
    if kind not in {"desk", "person", "room", "places"} or (kind in {"desk", "person"} and not code):
        raise Invalid(_("Choose what it is."), field="what")
    return kind, code


@permission("booking.setup")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def hours(request: PageRequest, site: Site, resource: int) -> HttpResponse:
    """The own hours of a resource, a line for each weekday and stretch; none: those of its site."""
    row = resource_of(site, resource)
    status, error = 200, ""
    if request.method == "POST":
        rows = _typed_rows(request.POST)
        try:
            lines = [_hours_of(one, row) for one in rows if not one.is_blank]
            if any(one.errors for one in rows):
                raise Invalid(_("Look at the lines that are marked."))
            set_hours(actor=request.actor, resource=row, hours=[line for line in lines if line])
        except Invalid as refusal:
            status, error = UNPROCESSABLE, str(refusal)
        else:
            messages.success(request, _("The hours are saved."))
            return redirect("manage:appointment_setup", site=site.slug)
    else:
        rows = [
            HoursRow(number, {name: _shown(name, value) for name, value in hours_record(line).items()})
            for number, line in enumerate(sorted(row.hours.all(), key=lambda one: (one.weekday, one.opens)))
        ]
        rows += [
            HoursRow(len(rows) + more, dict.fromkeys(HOURS, "") | {"weekday": "monday", "public": "yes"})
            for more in range(EMPTY_ROWS)
        ]
    facts = {
        **common(request, site),
        "resource": row,
        "rows": rows,
        "error": error,
        "weekdays": [(name, weekday_name(place)) for place, name in enumerate(WEEKDAYS)],
        "other_sites": [pair for pair in choices.sites() if pair[0] != row.site.slug],
        "back": reverse("manage:appointment_setup", args=[site.slug]),
    }
    return render(request, "manage/appointments/hours.html", facts, status=status)


def _shown(name: str, value: Any) -> str:
    column = registry.get("resource-hours").column(name)
    return as_typed(column.write(value) if value is not None else "")


def _typed_rows(data: QueryDict) -> list[HoursRow]:
    numbers = sorted({int(name[8:]) for name in data if name.startswith("weekday-") and name[8:].isdecimal()})
    rows = []
    for number in numbers[:200]:
        values = {name: str(data.get(f"{name}-{number}", "")).strip() for name in HOURS}
        rows.append(HoursRow(number, values | {name: "yes" if values[name] else "no" for name in TICKS}))
    return rows


def _hours_of(line: HoursRow, row: Resource) -> Hours | None:
    """A typed line as hours; None, with the reasons in its `errors`, when it cannot be read."""
    kind = registry.get("resource-hours")
    values: dict[str, Any] = {}
    for name in HOURS:
        try:
            values[name] = kind.column(name).read(line.values[name])
        except BadCell as error:
            line.errors[name] = error.reason
    if line.errors:
        return None
    elsewhere = values["at_site"] and values["at_site"] != row.site.slug
    return Hours(
        values["weekday"],
        values["opens"],
        values["closes"],
        any_site(values["at_site"]).pk if elsewhere else None,
        values["valid_from"],
        values["valid_to"],
        values["public"],
        values["outside_hours"],
    )
