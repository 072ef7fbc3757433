"""The unit's promised calls: take, phone, promise again, close, return, pass on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base.errors import DomainError, Invalid
from indgang.core.promises import Window
from indgang.followup import units, windows
from indgang.followup.callback_figures import kept_figures
from indgang.followup.callback_queries import (
    CallCase,
    call_case,
    call_list,
    searchable_questions,
)
from indgang.followup.models import CallResult, Result, ReturnReason
from indgang.followup.services import (
    accept,
    close_call,
    move_call,
    note_call,
    pass_on,
    put_back,
    return_to_desk,
)
from indgang.followup.services.calling import CALL_RESULTS
from indgang.ui.access import PageRequest, permission

TABS = ("open", "mine", "over")
HOWS = ("before", "after", "is")
UNPROCESSABLE = 422


@permission("followup.receive")
@require_GET
@never_cache
def listed(request: PageRequest) -> HttpResponse:
    """The calls of the units of the one who looks, what is due first; answers to the unit's questions narrow it."""
    which = request.GET.get("show", "")
    which = which if which in TABS else "open"
    asked = {name: request.GET.get(name, "")[:60] for name in ("key", "how", "value")}
    error = ""
    try:
        lines = call_list(request.actor, which, **asked)
    except Invalid as refusal:
        lines, error = call_list(request.actor, which), str(refusal)
    questions = searchable_questions(request.actor)
    facts = {
        "which": which,
        "asked": asked,
        "lines": lines,
        "error": error,
        "questions": questions,
        "choices": list(dict.fromkeys(option for one in questions for option in one.options)),
        "query": request.GET.urlencode(),
        "hows": [("is", _("is")), ("before", _("before")), ("after", _("after"))],
    }
    part = "_list" if getattr(request, "htmx", False) else "list"
    return render(request, f"backline/calls/{part}.html", facts)


@permission("followup.receive")
@require_GET
@never_cache
def case(request: PageRequest, code: str) -> HttpResponse:
    """A promised call, with whom to phone; every look is logged."""
    return _page(request, code)


@permission("followup.receive")
@require_POST
def act(request: PageRequest, code: str, verb: str) -> HttpResponse:
    """One step on a call. What was typed stays when it is refused; whoever comes second is told who has it."""
    command = VERBS.get(verb)
    if command is None:
        raise Http404
    try:
        said = command(request, code)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        return _page(request, code, typed=request.POST.dict(), refusal=refusal, verb=verb)
    messages.success(request, said)
    if verb in LEAVES:
        return redirect("backline:calls")
    return redirect("backline:call", code=code)


@permission("followup.receive")
@require_GET
@never_cache
def figures(request: PageRequest) -> HttpResponse:
    """How many promises to phone each unit has kept."""
    return render(request, "backline/calls/figures.html", {"lines": kept_figures()})


def _take(request: PageRequest, code: str) -> str:
    accept(actor=request.actor, code=code)
    return _("The call is yours.")


def _call(request: PageRequest, code: str) -> str:
    data = request.POST
    again = _moment(data.get("again", ""))
    note_call(
        actor=request.actor,
        code=code,
        result=data.get("result", ""),
        key=data.get("key", ""),
        again=again,
        note=data.get("note", ""),
    )
    return _("The call is noted, and the citizen is promised another.") if again else _("The call is noted.")


def _move(request: PageRequest, code: str) -> str:
    data = request.POST
    move_call(
        actor=request.actor,
        code=code,
        start=_moment(data.get("window", "")),
        by_citizen=data.get("by") == "citizen",
        note=data.get("note", ""),
    )
    return _("The call has another time.")


def _close(request: PageRequest, code: str) -> str:
    data = request.POST
    close_call(
        actor=request.actor, code=code, result=data.get("close_result", ""), answer=data.get("answer", "")
    )
    return _("Closed. The desk has got the answer.")


def _return(request: PageRequest, code: str) -> str:
    data = request.POST
    return_to_desk(
        actor=request.actor, code=code, reason=data.get("reason", ""), note=data.get("return_note", "")
    )
    return _("Sent back to the desk.")


def _pass_on(request: PageRequest, code: str) -> str:
    raw = request.POST.get("unit", "")
    unit = int(raw) if raw.isdecimal() and len(raw) < 18 else 0
    pass_on(actor=request.actor, code=code, lifeline_id=unit, note=request.POST.get("pass_note", ""))
    return _("Passed on. The promise to the citizen still holds.")


def _put_back(request: PageRequest, code: str) -> str:
    put_back(actor=request.actor, code=code)
    return _("The call waits for the unit again.")


VERBS: dict[str, Callable[[PageRequest, str], str]] = {
    "take": _take,
    "call": _call,
    "move": _move,
    "close": _close,
    "return": _return,
    "pass-on": _pass_on,
    "put-back": _put_back,
}
LEAVES = {"close", "return", "pass-on", "put-back"}
# Where on the page a refused field stands, when several forms have one of that name.
STANDS_AT = {
    ("call", "window"): "again",
    ("close", "result"): "close_result",
    ("return", "note"): "return_note",
    ("pass-on", "note"): "pass_note",
    ("move", "note"): "",
}


def _moment(raw: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _page(
    request: PageRequest,
    code: str,
    *,
    typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
    verb: str = "",
) -> HttpResponse:
    found = call_case(request.actor, code, where="page")
    field = refusal.field if isinstance(refusal, Invalid) else ""
    facts: dict[str, Any] = {
        "case": found,
        "line": found.line,
        "typed": typed or {},
        "error": str(refusal) if refusal else "",
        "error_field": STANDS_AT.get((verb, field), field),
        "key": get_random_string(20),
        "results": CallResult.choices,
        "ends": [(one.value, one.label) for one in Result if one in CALL_RESULTS],
        "reasons": ReturnReason.choices,
        "units": sorted(
            (pair for pair in units.titles().items() if pair[0] != found.row.lifeline_id),
            key=lambda pair: pair[1],
        ),
        "days": _days(found),
    }
    return render(request, "backline/calls/case.html", facts, status=refusal.status if refusal else 200)


def _days(found: CallCase) -> list[tuple[Any, list[Window]]]:
    if not found.is_owner or found.row.lifeline_id is None:
        return []
    offered = windows.offered(found.row.lifeline_id, without=found.row.callback.pk)
    return windows.by_day(offered)
