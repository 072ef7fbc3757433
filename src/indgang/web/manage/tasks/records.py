"""Facts of a task that come in rows (costs, sources, laws), who keeps it, and the assumptions to confirm."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base.errors import Invalid, NotFound
from indgang.catalogue.models import Visibility
from indgang.catalogue.queries import task_card, topics
from indgang.catalogue.queries.assumptions import assumptions as assumption_lines
from indgang.catalogue.services import confirm_assumption, set_keeping, set_task_field
from indgang.catalogue.services.owning import possible_owners
from indgang.ui.access import PageRequest, permission
from indgang.ui.templatetags.record import source_words
from indgang.web.manage import choices
from indgang.web.manage.forms import Field, Form
from indgang.web.manage.organisation.common import UNPROCESSABLE, answer
from indgang.web.manage.tasks.reading import may_edit, record_of, title_of

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])
EMPTY_ROWS = 2
MOST_ROWS = 60
_AMOUNT = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")

Row = list[str]
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cells:
    """A fact that comes in rows: its columns as (name, label, widget, options), and how a typed row is read."""

    title: Any
    columns: Callable[[], list[tuple[str, str, str, Choices]]]
    read: Callable[[Row], Row]


def _cost_columns() -> list[tuple[str, str, str, Choices]]:
    kinds = [("free", _("No charge")), ("fee", _("Fee")), ("varies", _("The price varies"))]
    return [
        ("kind", _("Price"), "select", [("", "–"), *kinds]),
        ("amount", _("Kroner"), "text", []),
        ("since", _("From the day"), "date", []),
    ]


def _read_cost(row: Row) -> Row:
    kind, amount, since = row
    if amount and _AMOUNT.fullmatch(amount) is None:
        raise Invalid(_("Write kroner as 178 or 178,50."), field="amount")
    if not kind:
        raise Invalid(_("Choose a price."), field="kind")
    if amount and kind != "fee":
        raise Invalid(_("Only a fee has an amount."), field="amount")
    if bool(amount) != bool(since):
        raise Invalid(_("An amount and the day it holds from belong together."), field="since")
    return [kind, _kroner(amount), _checked_day(since, "since")]


def _kroner(amount: str) -> str:
    try:
        return f"{Decimal(amount.replace(',', '.')):.2f}" if amount else ""
    except InvalidOperation as error:
        raise Invalid(_("Write kroner as 178 or 178,50."), field="amount") from error


def _source_columns() -> list[tuple[str, str, str, Choices]]:
    kinds = [(kind, source_words(kind)) for kind in ("page", "law", "seed")]
    return [
        ("kind", _("Kind"), "select", [("", "–"), *kinds]),
        ("title", _("Title"), "text", []),
        ("url", _("Address"), "url", []),
        ("verified", _("Verified on"), "date", []),
    ]


def _read_source(row: Row) -> Row:
    kind, title, url, verified = row
    if not kind:
        raise Invalid(_("Choose what it is."), field="kind")
    if not title:
        raise Invalid(_("Fill this in."), field="title")
    return [kind, title, _checked_url(url), _checked_day(verified, "verified")]


def _law_columns() -> list[tuple[str, str, str, Choices]]:
    return [("title", _("Title"), "text", []), ("url", _("Address"), "url", [])]


def _read_law(row: Row) -> Row:
    title, url = row
    if not title:
        raise Invalid(_("Fill this in."), field="title")
    return [title, _checked_url(url)]


def _checked_url(url: str) -> str:
    if url and not re.match(r"https?://[^\s/]+\.\S+", url):
        raise Invalid(_("Write a whole address: https://…"), field="url")
    return url


def _checked_day(text: str, field: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise Invalid(_("Write a day as 2026-01-31."), field=field) from error


FACTS = {
    "cost": Cells(gettext_lazy("What “%(task)s” costs"), _cost_columns, _read_cost),
    "sources": Cells(gettext_lazy("Sources of “%(task)s”"), _source_columns, _read_source),
    "legal_basis": Cells(gettext_lazy("Legal basis of “%(task)s”"), _law_columns, _read_law),
}


@permission("catalogue.change")
@READ_OR_SAVE
@never_cache
def rows(request: PageRequest, code: str, fact: str) -> HttpResponse:
    """Costs, sources or laws, one row each; an emptied row goes away."""
    if fact not in FACTS:
        raise Http404
    record = record_of(code, request.actor)
    cells = FACTS[fact]
    columns = cells.columns()
    typed = _typed(request, columns) if request.method == "POST" else _stored(record[fact], len(columns))
    forms = _forms(columns, typed)
    status, error = 200, ""
    if request.method == "POST":
        values = _read(cells, columns, typed, forms)
        if values is not None:
            try:
                set_task_field(actor=request.actor, code=code, field=fact, value=values)
            except Invalid as refusal:
                error = str(refusal)
            else:
                messages.success(request, _("The task is saved."))
                return redirect("manage:task", code=code)
        status = UNPROCESSABLE
    facts = {
        "title": cells.title % {"task": title_of(record)},
        "forms": forms,
        "fact": fact,
        "error": error,
        "back": reverse("manage:task", args=[code]),
    }
    return render(request, "manage/task_rows.html", facts, status=status)


def _stored(value: Sequence[Sequence[str]], width: int) -> list[Row]:
    return [[str(cell or "") for cell in row] for row in value] + [[""] * width for _row in range(EMPTY_ROWS)]


def _typed(request: PageRequest, columns: Sequence[tuple[str, str, str, Choices]]) -> list[Row]:
    found: list[Row] = []
    while len(found) < MOST_ROWS and any(f"{len(found)}.{name}" in request.POST for name, *_more in columns):
        found.append([request.POST.get(f"{len(found)}.{name}", "").strip() for name, *_more in columns])
    return found


def _forms(columns: Sequence[tuple[str, str, str, Choices]], typed: Sequence[Row]) -> list[Form]:
    return [
        Form(
            "tasks",
            [
                Field(f"{place}.{name}", label, "", widget, value, False, options, id=f"{name}-{place}")
                for (name, label, widget, options), value in zip(columns, row, strict=True)
            ],
        )
        for place, row in enumerate(typed)
    ]


def _read(
    cells: Cells,
    columns: Sequence[tuple[str, str, str, Choices]],
    typed: Sequence[Row],
    forms: Sequence[Form],
) -> list[Row] | None:
    """The rows that say something; None when one is refused, with the reason beside its field."""
    found: list[Row] = []
    is_good = True
    for place, row in enumerate(typed):
        if not any(row):
            continue
        try:
            found.append(cells.read(row))
        except Invalid as refusal:
            forms[place].refuse(Invalid(str(refusal), field=f"{place}.{refusal.field}"))
            is_good = False
    return found if is_good else None


@permission("catalogue.change")
@READ_OR_SAVE
@never_cache
def keeping(request: PageRequest, code: str) -> HttpResponse:
    """Who may see the task, for how long it holds, and who looks after it."""
    record = record_of(code, request.actor)
    card = task_card(code, actor=request.actor)
    seen = [(value, choices.capital(label)) for value, label in Visibility.choices]
    owners = choices.sorted_choices(
        ((one.username, one.name) for one in possible_owners()), empty=_("Nobody")
    )
    asked: list[tuple[str, str, str, str, Choices, str]] = [
        ("visibility", _("Seen by"), "select", card.visibility, seen, ""),
        ("valid_from", _("First day"), "date", _iso(card.valid_from), [], _("Empty: always.")),
        ("valid_to", _("Last day"), "date", _iso(card.valid_to), [], _("Empty: until further notice.")),
        ("owner", _("Looked after by"), "select", card.owner_username, owners, ""),
    ]
    form = Form("tasks")
    for name, label, widget, stored, options, hint in asked:
        value = request.POST.get(name, "").strip() if request.method == "POST" else stored
        form.fields.append(Field(name, label, hint, widget, value, name == "visibility", options, id=name))

    def save() -> None:
        typed = form.values()
        set_keeping(
            actor=request.actor,
            code=code,
            visibility=typed["visibility"],
            valid_from=_day(typed["valid_from"], "valid_from"),
            valid_to=_day(typed["valid_to"], "valid_to"),
            owner_username=typed["owner"],
        )

    title = _("Who sees and keeps “%(task)s”") % {"task": title_of(record)}
    back = reverse("manage:task", args=[code])
    return answer(
        request, "manage/edit.html", form, save, said=_("The task is saved."), back=back,
        facts={"title": title, "back": back},
    )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str, field: str) -> date | None:
    clean = _checked_day(text, field)
    return date.fromisoformat(clean) if clean else None


@permission("catalogue.plan")
@require_http_methods(["GET", "HEAD"])
@never_cache
def assumptions(request: PageRequest) -> HttpResponse:
    """Everything that the content assumes and the municipality must confirm, by topic."""
    topic, only = request.GET.get("topic", ""), request.GET.get("only", "open")
    found = assumption_lines(topic=topic)
    is_open = sum(line.confirmed_on is None for line in found)
    lines = [line for line in found if only == "all" or (line.confirmed_on is None) == (only != "confirmed")]
    facts = {
        "lines": lines,
        "open": is_open,
        "confirmed": len(found) - is_open,
        "topic": topic,
        "only": only,
        "topics": choices.sorted_choices((one.code, one.title) for one in topics()),
        "here": request.get_full_path(),
        **may_edit(request.actor),
    }
    return render(request, "manage/assumptions.html", facts)


@permission("catalogue.plan")
@require_POST
def confirm(request: PageRequest, code: str) -> HttpResponse:
    """Confirm an assumption of a task, or take that back; then go back to the list or the task."""
    is_confirmed = request.POST.get("confirmed") == "yes"
    try:
        confirm_assumption(
            actor=request.actor, code=code, text=request.POST.get("text", ""), is_confirmed=is_confirmed
        )
    except NotFound as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed.") if is_confirmed else _("To be confirmed again."))
    there = request.POST.get("there", "")
    listed = reverse("manage:assumptions")
    return redirect(there if there.split("?")[0] == listed else reverse("manage:task", args=[code]))
