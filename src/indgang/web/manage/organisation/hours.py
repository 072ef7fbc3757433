"""Opening hours of three kinds, seasons, closed days and holidays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base import clock
from indgang.base.access import may
from indgang.base.errors import Invalid
from indgang.base.transfer import registry
from indgang.core.changes import changes
from indgang.core.day import danish_date
from indgang.core.hours import ClockSpan
from indgang.organisation.models import HoursKind, Site
from indgang.organisation.queries import any_site, danish_holidays, hours_of, hours_problems
from indgang.organisation.services import remove_closed_period, save_closed_period, set_hours
from indgang.organisation.spans import WEEKDAYS
from indgang.ui.access import PageRequest, permission
from indgang.ui.hours.week import asked_week, week_picture
from indgang.web.manage import choices
from indgang.web.manage.forms import as_typed, form_of
from indgang.web.manage.organisation.common import UNPROCESSABLE, sent
from indgang.web.manage.rows import Stored, stored
from indgang.web.manage.templatetags.manage import span, weekday_name

ROW_COLUMNS = ("weekday", "opens", "closes", "season", "valid_from", "valid_to")
PERIOD_COLUMNS = ("first_day", "last_day", "kind", "opens", "closes", "reason_da", "reason_en")
EMPTY_ROWS = 2
DAYS_AHEAD = 13 * 7


@dataclass(slots=True)
class HoursRow:
    """One line of the form of hours, as typed. `errors` by column."""

    number: int
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed; the weekday alone says nothing."""
        return not any(value for name, value in self.values.items() if name != "weekday")

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Name, value and error of the columns after the weekday."""
        return [(name, self.values[name], self.errors.get(name, "")) for name in ROW_COLUMNS[1:]]


@dataclass(frozen=True, slots=True)
class YearDay:
    """A line of the list of the year. `period` is None for a holiday."""

    first: date
    last: date
    name: str
    kind: str
    hours: str
    is_holiday: bool
    period: int | None
    is_common: bool


def hours_facts(request: PageRequest, site: Site) -> dict[str, Any]:
    """The week and the year of a site; the address may ask for another week (?week=) or year (?year=)."""
    today = danish_date(clock.now())
    week, year = asked_week(request.GET.get("week", ""), today), _asked_year(request.GET, today)
    hours = hours_of(site)
    return {
        "week": week_picture(hours, week),
        "doubts": [problem.message for problem in hours_problems([site], {site.pk: hours})],
        "soon": changes(hours, today, DAYS_AHEAD),
        "all_kinds": choices.hours_kinds(),
        "is_public": site.is_active,
        "year": year,
        "year_days": year_days(year, site),
        "may_change": may(request.actor, "organisation.change", site.pk),
    }


def _asked_year(asked: Mapping[str, Any], today: date) -> int:
    text = str(asked.get("year", ""))
    year = int(text) if text.isdecimal() and len(text) == 4 else today.year
    return year if today.year - 5 <= year <= today.year + 5 else today.year


def year_days(year: int, site: Site | None) -> list[YearDay]:
    """Holidays, closed days and special hours of a year at a site (None: those of every site), by date."""
    language = (get_language() or "da").split("-")[0]
    days = [
        YearDay(day, day, name, "", "", is_holiday=True, period=None, is_common=True)
        for day, name in danish_holidays(year, language).items()
    ]
    slug = site.slug if site else ""
    kinds = dict(choices.hours_kinds())
    days += [
        _year_day(row, kinds, language)
        for row in stored("closed-days")
        if row["site"] in {"", slug} and row["first_day"].year <= year <= row["last_day"].year
    ]
    return sorted(days, key=lambda day: (day.first, day.last))


def _year_day(row: Stored, kinds: Mapping[str, str], language: str) -> YearDay:
    reason = row[f"reason_{language}"] or row["reason_da"]
    hours = span(ClockSpan(row["opens"], row["closes"])) if row["opens"] else ""
    return YearDay(
        row["first_day"],
        row["last_day"],
        reason,
        kinds.get(row["kind"], ""),
        hours,
        is_holiday=False,
        period=row.id,
        is_common=not row["site"],
    )


@permission("organisation.change")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit_hours(request: PageRequest, slug: str, kind: str) -> HttpResponse:
    """Change all hours of one kind at a site."""
    site = any_site(slug)
    if kind not in HoursKind.values or not may(request.actor, "organisation.view", site.pk):
        raise Http404
    label = choices.capital(HoursKind(kind).label)
    status = 200
    if request.method == "POST":
        rows = typed_rows(request.POST)
        filled = [row for row in rows if not row.is_blank]
        try:
            set_hours(actor=request.actor, site=site, kind=kind, rows=[row.values for row in filled])
        except Invalid as refusal:
            _refuse(filled, refusal)
            status = UNPROCESSABLE
        else:
            messages.success(request, _("The hours are saved."))
            return redirect("manage:site", slug=slug)
    else:
        rows = [*_stored_rows(slug, kind)]
        rows += [_blank(len(rows) + place) for place in range(EMPTY_ROWS)]
    facts = {
        "site": site,
        "kind_label": label,
        "rows": rows,
        "weekdays": [(name, weekday_name(place)) for place, name in enumerate(WEEKDAYS)],
        "back": reverse("manage:site", args=[slug]),
    }
    return render(request, "manage/hours.html", facts, status=status)


def typed_rows(data: QueryDict) -> list[HoursRow]:
    """The rows of the form as they were sent: fields are called weekday-0, opens-0 and so on."""
    numbers = sorted({int(name.rpartition("-")[2]) for name in data if name.rpartition("-")[2].isdecimal()})[
        :400
    ]
    return [
        HoursRow(number, {name: str(data.get(f"{name}-{number}", "")).strip() for name in ROW_COLUMNS})
        for number in numbers
    ]


def _stored_rows(slug: str, kind: str) -> Iterable[HoursRow]:
    hours = registry.get("hours")
    rows = [row for row in stored("hours") if row["site"] == slug and row["kind"] == kind]
    for number, row in enumerate(rows):
        yield HoursRow(number, {name: as_typed(hours.column(name).write(row[name])) for name in ROW_COLUMNS})


def _blank(number: int) -> HoursRow:
    return HoursRow(number, {**dict.fromkeys(ROW_COLUMNS, ""), "weekday": "monday"})


def _refuse(filled: list[HoursRow], refusal: Invalid) -> None:
    for fault in refusal.facts.get("faults", []):
        place = (fault["row"] or 1) - 1
        if place < len(filled):
            filled[place].errors.setdefault(fault["field"], fault["reason"])


@permission("organisation.view")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def closed_days(request: PageRequest) -> HttpResponse:
    """Closed days and special hours that hold at every site or at one of the actor's; add another."""
    today = danish_date(clock.now())
    sites = [
        row for row in stored("sites") if row["active"] and may(request.actor, "organisation.change", row.id)
    ]
    options = choices.sorted_choices((row["slug"], row["name"]) for row in sites)
    if may(request.actor, "organisation.change_all"):
        options = [("", _("Every site")), *options]
    data = sent(request)
    form = form_of(
        "closed-days",
        ("site", *PERIOD_COLUMNS) if options else (),
        data=data,
        options={"site": options, "kind": choices.hours_kinds(empty=_("All hours"))},
    )
    status = 200
    if data is not None:
        values = form.values()
        slug = values.pop("site", "")
        try:
            save_closed_period(actor=request.actor, site=any_site(slug) if slug else None, **values)
        except Invalid as refusal:
            form.refuse(refusal)
            status = UNPROCESSABLE
        else:
            messages.success(request, _("The days are saved."))
            return redirect("manage:closed_days")
    year = _asked_year(request.GET, today)
    facts = {
        "form": form,
        "form_was_refused": status == UNPROCESSABLE,
        "year": year,
        "groups": _closed_by_site(request, year),
    }
    return render(request, "manage/closed_days.html", facts, status=status)


def _closed_by_site(request: PageRequest, year: int) -> list[dict[str, Any]]:
    """What holds everywhere, and each site's own."""
    common = {
        "name": _("Every site"),
        "days": year_days(year, None),
        "may_change": may(request.actor, "organisation.change_all"),
    }
    groups = [common]
    for row in stored("sites"):
        if may(request.actor, "organisation.view", row.id):
            own = [day for day in year_days(year, any_site(row["slug"])) if not day.is_common]
            if own:
                may_change = may(request.actor, "organisation.change", row.id)
                groups.append({"name": row["name"], "days": own, "may_change": may_change})
    return groups


@permission("organisation.change")
@require_POST
def remove_closed(request: PageRequest, period: int) -> HttpResponse:
    """Take away closed days or special hours."""
    remove_closed_period(actor=request.actor, period_id=period)
    messages.success(request, _("The days are removed."))
    return redirect("manage:closed_days")
