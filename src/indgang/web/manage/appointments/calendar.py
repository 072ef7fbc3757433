"""The calendar of the house: a day of every resource, a week of one."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.base import clock
from indgang.base.access import SYSTEM, may
from indgang.base.errors import DomainError, Text
from indgang.booking.errands import Wanted
from indgang.booking.models import Resource
from indgang.booking.models.resources import SERVING
from indgang.booking.queries import (
    Cell,
    Column,
    House,
    appointments_of,
    blocked_times,
    hindered,
    house,
    resource_of,
    resources_of,
)
from indgang.catalogue.queries import offered_tasks, task_lines
from indgang.core.day import danish_date
from indgang.core.folding import danish_sort_key
from indgang.organisation.models import Site
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.sites import sites_of

WORDS: dict[str, str | Promise] = {
    "closed": _("not here"),
    "blocked": _("blocked"),
    "kept": _("kept free between two"),
    "held": _("being booked"),
    "full": _("full"),
    "free": _("free"),
    "internal": _("free, for staff only"),
    "not": _("no room for this"),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell with its words; `title` is what an appointment is about."""

    cell: Cell
    column: Column
    title: str = ""

    @property
    def word(self) -> str | Promise:
        """What it is, in a word or two."""
        return WORDS.get(self.cell.kind, "")

    @property
    def needs(self) -> int:
        """How many of the lines of an appointment there is room for: 1, 2 or 3."""
        return min(self.cell.rows, 3)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: when it begins on Danish clocks, and the cells that begin in it."""

    begins: time
    cells: list[Drawn]

    @property
    def is_hour(self) -> bool:
        """Whether a full hour begins with it."""
        return self.begins.minute == 0


@dataclass(frozen=True, slots=True)
class Table:
    """The calendar as a table: whatever begins in a row stands in it and spans as many rows as it lasts."""

    house: House
    lines: list[Line]


def drawn(found: House) -> Table:
    """The table of a calendar."""
    codes = {
        cell.appointment.task_code for column in found.columns for cell in column.cells if cell.appointment
    }
    titles = {line.code: line.title for line in task_lines(sorted(codes), actor=SYSTEM)} if codes else {}
    beginning: dict[int, list[Drawn]] = {}
    for column in found.columns:
        row = 0
        for cell in column.cells:
            title = titles.get(cell.appointment.task_code, "") if cell.appointment else ""
            beginning.setdefault(row, []).append(Drawn(cell, column, title))
            row += cell.rows
    lines = [Line(begins, beginning.get(row, [])) for row, begins in enumerate(found.times)]
    return Table(found, lines)


@permission("booking.see")
@require_GET
@never_cache
def appointments(request: PageRequest) -> HttpResponse:
    """The calendar of the actor's own site, else of the first of theirs."""
    sites = sites_of(request.actor, "booking.see")
    if not sites:
        raise Http404
    home = getattr(request.user, "home_site_id", None)
    site = next((one for one in sites if one.pk == home), sites[0])
    return redirect("manage:calendar", site=site.slug)


@permission("booking.see")
@require_GET
@never_cache
def day(request: PageRequest, site: Site) -> HttpResponse:
    """A day of the house (?day=), with ?task= for what a task would need."""
    on = asked_day(request)
    task, wanted = asked_task(request)
    resources = [row for row in resources_of(site) if row.is_active]
    found, refusal = _house(site, [(row, on) for row in resources], wanted)
    shown = House(tuple(one for one in found.columns if not one.is_shut), found.times, found.step)
    facts = {
        **common(request, site),
        "day": on,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "table": drawn(shown),
        "shut": [one.resource for one in found.columns if one.is_shut],
        "has_resources": bool(resources),
        "task": task,
        "tasks": task_choices(site),
        "refusal": refusal,
        "serving": SERVING,
        "count": len([one for one in appointments_of(site, on) if one.state in {"booked", "arrived"}]),
        "blocked": blocked_times(site, on, on),
        "hindered": hindered(site, on, on),
    }
    return render(request, "manage/appointments/day.html", facts)


@permission("booking.see")
@require_GET
@never_cache
def week(request: PageRequest, site: Site, resource: int) -> HttpResponse:
    """A week of one resource (?day= is a day in it)."""
    row = resource_of(site, resource)
    on = asked_day(request)
    monday = on - timedelta(days=on.weekday())
    task, wanted = asked_task(request)
    found, refusal = _house(site, [(row, monday + timedelta(days=number)) for number in range(7)], wanted)
    columns = tuple(one for one in found.columns if not one.is_shut or one.day.weekday() < 5)
    facts = {
        **common(request, site),
        "resource": row,
        "day": on,
        "monday": monday,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "table": drawn(House(columns, found.times, found.step)),
        "task": task,
        "tasks": task_choices(site),
        "refusal": refusal,
        "resources": [one for one in resources_of(site) if one.is_active],
    }
    return render(request, "manage/appointments/week.html", facts)


def common(request: PageRequest, site: Site) -> dict[str, object]:
    """What every page of a site's appointments knows."""
    return {
        "site": site,
        "sites": sites_of(request.actor, "booking.see"),
        "today": danish_date(clock.now()),
        "may_book": may(request.actor, "booking.book", site.pk),
        "may_set_up": may(request.actor, "booking.setup", site.pk),
        "may_block": may(request.actor, "booking.block", site.pk),
    }


def asked_day(request: PageRequest) -> date:
    """The day that the address asks for; today when it asks for none that makes sense."""
    today = danish_date(clock.now())
    try:
        on = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return on if abs((on - today).days) < 1000 else today


def asked_task(request: PageRequest) -> tuple[str, list[Wanted]]:
    """The task that the address asks about."""
    code = request.GET.get("task", "")
    return code, [Wanted(code)] if code else []


def task_choices(site: Site) -> list[tuple[str, str]]:
    """The tasks that the site offers, by title."""
    lines = task_lines(sorted(offered_tasks(site).values()), actor=SYSTEM)
    return sorted(((line.code, line.title) for line in lines), key=lambda pair: danish_sort_key(pair[1]))


def _house(site: Site, columns: list[tuple[Resource, date]], wanted: list[Wanted]) -> tuple[House, Text]:
    try:
        return house(site, columns, tasks=wanted), ""
    except DomainError as error:
        return house(site, columns), error.message
