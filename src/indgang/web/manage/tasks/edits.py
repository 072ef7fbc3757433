"""Changing tasks. What is changed here is the municipality's own and stays when national content is loaded again."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.base.access import may
from indgang.base.errors import Invalid
from indgang.base.transfer import Record
from indgang.catalogue.queries import topics
from indgang.catalogue.services import (
    release_field,
    set_active,
    set_offer,
    set_site_offer,
    set_task_field,
)
from indgang.core.reach import Reach
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.forms import Field, Form
from indgang.web.manage.organisation.common import answer
from indgang.web.manage.sites import sites_of
from indgang.web.manage.tasks import fields
from indgang.web.manage.tasks.named import (
    audiences,
    authorities,
    channels,
    codes_of,
    id_checks,
    life_events,
    titles_of,
)
from indgang.web.manage.tasks.reading import natures, offer_rows, record_of, task_desks, title_of

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])
LANGUAGES = ("da", "en")
LONG = {"summary", "words", "bring"}


def _back(code: str) -> str:
    return reverse("manage:task", args=[code])


def _fact_options() -> dict[str, list[tuple[str, str]]]:
    return {
        "topic": choices.sorted_choices((topic.code, topic.title) for topic in topics()),
        "group": [(code, choices.group_name(code)) for code in ("1", "2", "3")],
        "nature": natures(),
        "desk": task_desks(),
        "priority": [("1", _("1 – first")), ("2", "2"), ("3", _("3 – last"))],
        "lifeline": choices.lifelines(empty=_("No lifeline")),
        "audience": audiences(),
        "channels": channels(),
        "life_events": life_events(),
        "authority": authorities(empty=_("Not known")),
        "id_check": id_checks(empty=_("Not known")),
    }


@permission("catalogue.plan")
@READ_OR_SAVE
@never_cache
def facts(request: PageRequest, code: str) -> HttpResponse:
    """Minutes, priority and desk; for editors also topic, group, nature and the rest."""
    record = record_of(code, request.actor)
    names = fields.field_names()
    options = _fact_options()
    columns = (*fields.PLANNED, *(fields.EDITED if may(request.actor, "catalogue.change") else ()))
    form = Form("tasks")
    for name in columns:
        form.fields.append(_fact_field(request, record, name, names[name], options.get(name, [])))

    def save() -> None:
        with transaction.atomic():
            for one in form.fields:
                if one.value.strip() != _stored(one.name, record).strip():
                    value = fields.read(one.name, one.value)
                    if one.name == "related":
                        value = codes_of(value)
                    set_task_field(actor=request.actor, code=code, field=one.name, value=value)

    title = _("Facts of “%(task)s”") % {"task": title_of(record)}
    return answer(
        request, "manage/edit.html", form, save, said=_("The task is saved."), back=_back(code),
        facts={"title": title, "back": _back(code)},
    )  # fmt: skip


def _stored(name: str, record: Record) -> str:
    return "\n".join(titles_of(record[name])) if name == "related" else fields.typed(name, record[name])


def _fact_field(
    request: PageRequest, record: Record, name: str, label: str, options: list[tuple[str, str]]
) -> Field:
    value = _stored(name, record)
    if request.method == "POST":
        sent = (
            request.POST.getlist(name)
            if name in fields.SEVERAL
            else [request.POST.get(name, _EMPTY.get(name, ""))]
        )
        value = "\n".join(sent).replace("\r\n", "\n")
    hints = {
        "standard_minutes": _("From 1 to 240 minutes. An estimate until your own figures replace it."),
        "processing": _("As 14, or from-to: 14-60. 0 is while one waits."),
        "related": _("Titles or codes."),
        "review_months": _("From 1 to 60."),
    }
    required = name in {*fields.NUMBERS, "topic", "nature"}
    return Field(name, label, hints.get(name, ""), _widget(name, options), value, required, options, id=name)


_EMPTY = {"sensitive": "no"}


def _widget(name: str, options: list[tuple[str, str]]) -> str:
    if name in fields.SEVERAL:
        return "several"
    if options:
        return "select"
    if name == "sensitive":
        return "checkbox"
    if name in fields.LISTS:
        return "textarea"
    return "number" if name in {"standard_minutes", "review_months"} else "text"


@permission("catalogue.plan")
@READ_OR_SAVE
@never_cache
def offers(request: PageRequest, code: str) -> HttpResponse:
    """How far each kind of site, and each single site that differs, takes the task."""
    record = record_of(code, request.actor)
    sites = sites_of(request.actor, "catalogue.plan")
    rows = offer_rows(code)
    by_kind = {row["site_kind"]: row["reach"] for row in rows if row["site_kind"]}
    by_site = {row["site"]: row["reach"] for row in rows if row["site"]}
    not_offered = ("none", _("Not offered"))
    form = Form("offers")
    for kind, label in fields.capital_kinds():
        name = f"kind.{kind}"
        value = request.POST.get(name, "none") if request.method == "POST" else by_kind.get(kind, "none")
        form.fields.append(
            Field(name, label, "", "select", value, False, [not_offered, *choices.reaches()], id=name)
        )
    for site in sites:
        name = f"site.{site.slug}"
        value = request.POST.get(name, "") if request.method == "POST" else by_site.get(site.slug, "")
        options = [("", _("As its kind")), not_offered, *choices.reaches()]
        form.fields.append(Field(name, site.name, "", "select", value, False, options, id=name))

    def save() -> None:
        with transaction.atomic():
            for kind, _label in fields.capital_kinds():
                wanted = form.values()[f"kind.{kind}"]
                if wanted != by_kind.get(kind, "none"):
                    set_offer(actor=request.actor, code=code, site_kind=kind, reach=_reach(wanted) or None)
            for site in sites:
                wanted = form.values()[f"site.{site.slug}"]
                if wanted != by_site.get(site.slug, ""):
                    reach = _reach(wanted) if wanted else None
                    set_site_offer(actor=request.actor, code=code, site=site, reach=reach)

    title = _("Where “%(task)s” is offered, and how far") % {"task": title_of(record)}
    return answer(
        request, "manage/edit.html", form, save, said=_("The offers are saved."), back=_back(code),
        facts={"title": title, "back": _back(code)},
    )  # fmt: skip


def _reach(code: str) -> Reach:
    try:
        return Reach.from_code(code)
    except (KeyError, ValueError) as error:
        raise Invalid(_("There is no such reach.")) from error


@permission("catalogue.plan")
@require_POST
def release(request: PageRequest, code: str) -> HttpResponse:
    """Give a field back to the national content."""
    field = request.POST.get("field", "")
    if release_field(actor=request.actor, code=code, field=field):
        said = _("%(field)s follows the national content again.") % {"field": fields.field_name(field)}
        messages.success(request, said)
    return redirect("manage:task", code=code)


@permission("catalogue.change")
@require_POST
def active(request: PageRequest, code: str) -> HttpResponse:
    """Take a task out of use, or bring it back."""
    is_active = request.POST.get("active") == "yes"
    set_active(actor=request.actor, code=code, is_active=is_active)
    messages.success(request, _("The task is in use again.") if is_active else _("The task is out of use."))
    return redirect("manage:task", code=code)
