"""Promising the citizen a call: in the box at the desk, for the matter in work; the citizen chooses the time."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from indgang.base.errors import DomainError, Invalid
from indgang.catalogue.queries import TaskCard, task_card
from indgang.contact.models import Outcome
from indgang.contact.queries import contact_view
from indgang.followup import units, windows
from indgang.followup.callback_queries import call_case, questions_asked
from indgang.followup.codes import shown
from indgang.followup.models import FollowUp, Priority
from indgang.followup.parties import Person
from indgang.followup.services import CallWish, mark_answer_seen, promise_again, promise_call, withdraw
from indgang.organisation.models import Desk, Site
from indgang.organisation.queries import LifelineCard, lifeline_card
from indgang.ui.access import permission
from indgang.web.desk import actions
from indgang.web.desk.forms import Here, checked
from indgang.web.desk.views.answers import actor_of

CHANGED = "desk:news"
NOT_FOUND = 404
FIELDS = (
    "task",
    "contact",
    "position",
    "name",
    "phone",
    "email",
    "tell_by",
    "note",
    "priority",
    "window",
    "key",
)


@permission("followup.send")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def promise(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """The form, and promising the call; with a matter in work, that is registered as referred to the unit."""
    sent = request.POST if request.method == "POST" else request.GET
    values = {name: sent.get(name, "") for name in FIELDS}
    card = task_card(values["task"], actor=actor_of(request)) if values["task"] else None
    unit = lifeline_card(card.lifeline_id) if card and card.lifeline_id else None
    if request.method != "POST":
        return _form(request, desk, card, unit, values)
    try:
        if card is None or unit is None:
            raise Invalid(_("No unit stands behind this task. Ask your manager."))
        row, is_registered = _promised(request, desk, card, unit, values)
    except DomainError as refusal:
        if refusal.status == 403:
            raise
        return _form(request, desk, card, unit, values, refusal=refusal)
    facts = {
        "code": shown(row.code),
        "unit": unit,
        "window": row.callback.promises.get(),
        "told": values["tell_by"],
        "is_registered": is_registered,
    }
    response = render(request, "desk/_call_promised.html", facts)
    response["HX-Trigger"] = CHANGED
    return response


@permission("followup.send")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def promised(request: HttpRequest, site: Site, desk: Desk, code: str) -> HttpResponse:
    """A call that the desk has promised, and its answer: read it, send it again, or take it back (field `do`)."""
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            _act(request, code)
        except DomainError as error:
            if error.status == NOT_FOUND:
                raise
            refusal = error
        else:
            return redirect("desk:cases", site=site.slug, desk=desk.slug)
    found = call_case(actor_of(request), code, where="desk")
    is_returned = found.line.state == "returned"
    raw = request.POST.get("unit") or request.GET.get("unit", "")
    unit = int(raw) if raw.isdecimal() and len(raw) < 18 else found.row.lifeline_id
    facts: dict[str, Any] = {
        "site": site,
        "desk": desk,
        "case": found,
        "line": found.line,
        "back": next((one for one in reversed(found.history) if one.note), None),
        "units": sorted(units.titles().items(), key=lambda pair: pair[1]) if is_returned else [],
        "unit": unit,
        "days": windows.by_day(windows.offered(unit, without=found.row.callback.pk))
        if is_returned and unit
        else [],
        "chosen": request.POST.get("window", ""),
        "error": str(refusal) if refusal else "",
        "error_field": refusal.field if isinstance(refusal, Invalid) else "",
    }
    return render(request, "desk/promised_call.html", facts, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, code: str) -> None:
    actor, data = actor_of(request), request.POST
    match data.get("do", ""):
        case "read":
            mark_answer_seen(actor=actor, code=code)
        case "withdraw":
            withdraw(actor=actor, code=code)
            messages.success(request, _("The call is taken back."))
        case "again":
            raw = data.get("unit", "")
            unit = int(raw) if raw.isdecimal() and len(raw) < 18 else 0
            start = _moment(data.get("window", ""))
            promise_again(actor=actor, code=code, lifeline_id=unit, start=start, note=data.get("note", ""))
            messages.success(request, _("The call is promised again."))
        case _unknown:
            raise Invalid(_("Choose what to do."), field="do")


@transaction.atomic
def _promised(
    request: HttpRequest, desk: Desk, card: TaskCard, unit: LifelineCard, values: dict[str, str]
) -> tuple[FollowUp, bool]:
    actor = actor_of(request)
    matter = checked(Here, request.POST).cleaned_data if values["contact"] else None
    view = contact_view(matter["contact"]) if matter else None
    inquiry = next(
        (one for one in view.inquiries if matter and one.position == matter["position"])
        if view
        else iter(()),
        None,
    )
    answers = {
        name.removeprefix("q-"): str(value) for name, value in request.POST.items() if name.startswith("q-")
    }
    row = promise_call(
        actor=actor,
        site=desk.site,
        desk=desk,
        lifeline_id=unit.id,
        task_id=card.task_id,
        inquiry_id=inquiry.id if inquiry else None,
        language=view.language if view else "da",
        key=values["key"],
        wish=CallWish(
            person=Person(values["name"], values["phone"], values["email"], tell_by=values["tell_by"]),
            start=_moment(values["window"]),
            note=values["note"],
            priority=int(values["priority"]) if values["priority"].isdecimal() else Priority.USUAL,
            answers=answers,
        ),
    )
    if matter is None or view is None or not view.is_open:
        return row, False
    actions.register(
        actor=actor,
        desk=desk,
        contact_id=matter["contact"],
        position=matter["position"],
        version=None,
        then_next=False,
        fields={"outcome": Outcome.REFERRED.value, "lifeline": unit.code},
    )
    return row, True


def _form(
    request: HttpRequest,
    desk: Desk,
    card: TaskCard | None,
    unit: LifelineCard | None,
    values: dict[str, str],
    *,
    refusal: DomainError | None = None,
) -> HttpResponse:
    field = refusal.field if isinstance(refusal, Invalid) else ""
    asked = questions_asked(unit.id) if unit else []
    facts: dict[str, Any] = {
        "site": desk.site,
        "desk": desk,
        "title": card.title if card else "",
        "unit": unit,
        "values": {
            **values,
            "key": values["key"] or get_random_string(20),
            "priority": values["priority"] or "2",
        },
        "asked": [(one, request.POST.get(f"q-{one.key}", ""), field == f"q-{one.key}") for one in asked],
        "days": windows.by_day(windows.offered(unit.id)) if unit else [],
        "priorities": [(str(value), label) for value, label in Priority.choices],
        "error": str(refusal) if refusal else "",
        "error_field": field,
    }
    template = "desk/_call_form.html" if getattr(request, "htmx", False) else "desk/promise_call.html"
    return render(request, template, facts, status=refusal.status if refusal else 200)


def _moment(raw: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return found if found.tzinfo else None
