"""One card: its row, and the forms that open below it."""

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import may
from indgang.base.errors import DomainError, Invalid, NotAllowed, NotFound
from indgang.core.mapping import FIELDS, Side, Stand
from indgang.planning import services
from indgang.planning.errors import CardChanged
from indgang.planning.policies import SETTLE
from indgang.planning.queries import Card, find_card, find_workshop
from indgang.planning.queries import history as history_of
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.workshop import board as boards
from indgang.web.manage.workshop import forms, words
from indgang.web.manage.workshop.views import my_side

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])


def _row(request: PageRequest, mapped: int) -> HttpResponse:
    card = find_card(mapped)
    workshop = find_workshop(card.workshop_id)
    facts = {
        "row": boards.row_of(card, workshop, my_side(request)),
        "mine": my_side(request),
        "may_settle": may(request.actor, SETTLE),
    }
    return render(request, "manage/workshop/_row.html", facts)


def _saved(request: PageRequest, mapped: int) -> HttpResponse:
    """The row without its form, and where the script goes on: at the row, or with the next one."""
    response = _row(request, mapped)
    onward = {"workshop-saved": {"id": mapped, "next": "next" in request.POST}}
    response["HX-Trigger-After-Settle"] = json.dumps(onward)
    return response


def _form(
    request: PageRequest, template: str, facts: dict[str, Any], refusal: DomainError | None
) -> HttpResponse:
    """The form below the row; after a refusal with what was typed and why."""
    response = render(request, template, facts, status=refusal.status if refusal else 200)
    if refusal is not None:
        response["HX-Retarget"] = f"#edit-{facts['card'].id}"
        response["HX-Reswap"] = "innerHTML"
    return response


def _refusal(save: Callable[[], Any]) -> DomainError | None:
    """Do it; why it was refused. What is nobody's to mend in the form goes on to the page."""
    try:
        save()
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        return refusal
    return None


def _mark(questions: list[forms.Question], refusal: DomainError | None) -> str:
    """Put the reason beside its question; what concerns no question is returned."""
    if not isinstance(refusal, Invalid):
        return str(refusal) if refusal else ""
    for one in questions:
        if one.name == refusal.field:
            one.error = str(refusal)
            return ""
    return "" if refusal.field in {"note", "reason"} else str(refusal)


@permission("planning.map")
@require_GET
@never_cache
def row(request: PageRequest, mapped: int) -> HttpResponse:
    """The row as it is now."""
    return _row(request, mapped)


@permission("planning.map")
@READ_OR_SAVE
@never_cache
def assess(request: PageRequest, mapped: int, side: str) -> HttpResponse:
    """Say what a side holds of the task."""
    card = find_card(mapped)
    if side not in set(Side):
        raise Http404
    said = card.said.get(Side(side))
    values = {name: getattr(said, name) if said else None for name in FIELDS}
    note, revision, refusal, saved = said.note if said else "", said.revision if said else 0, None, None
    if request.method == "POST":
        values, note, revision = (
            forms.answers(request.POST),
            request.POST.get("note", ""),
            forms.revision(request.POST),
        )
        refusal = _refusal(
            lambda: services.assess(
                actor=request.actor, mapped_id=mapped, side=side, revision=revision, note_text=note, **values
            )
        )
        if refusal is None:
            return _saved(request, mapped)
        if isinstance(refusal, CardChanged):
            saved, revision = refusal.facts["saved"], refusal.facts["revision"]
    found = forms.questions(values, saved)
    facts = {
        "card": card,
        "side": side,
        "side_name": words.staff(side),
        "error": _mark(found, refusal),
        "questions": found,
        "note": note,
        "note_error": str(refusal) if isinstance(refusal, Invalid) and refusal.field == "note" else "",
        "note_saved": saved["note"] if saved and saved["note"] != note else "",
        "revision": revision,
    }
    return _form(request, "manage/workshop/_assess.html", facts, refusal)


@permission("planning.settle")
@READ_OR_SAVE
@never_cache
def settle(request: PageRequest, mapped: int) -> HttpResponse:
    """Settle what counts."""
    card = find_card(mapped)
    values, reason, token, refusal = forms.to_settle(card), card.settled_reason, forms.seen_token(card), None
    if request.method == "POST":
        values, reason = forms.answers(request.POST), request.POST.get("reason", "")
        refusal = _refusal(
            lambda: services.settle(
                actor=request.actor,
                mapped_id=mapped,
                seen=forms.seen(request.POST),
                values=values,
                reason=reason,
            )
        )
        if refusal is None:
            return _saved(request, mapped)
        card = find_card(mapped)
        token = forms.seen_token(card)
    found = forms.questions(values)
    names = words.field_names()
    facts = {
        "card": card,
        "error": _mark(found, refusal),
        "questions": found,
        "stands": [
            (
                names[name],
                words.STANDS[card.verdicts[name].stand],
                card.verdicts[name].stand == Stand.DISAGREED,
                [
                    words.short(name, getattr(card.said[side], name) if side in card.said else None)
                    for side in Side
                ],
            )
            for name in FIELDS
        ],
        "sides": [words.side_name(side.value) for side in Side],
        "reason": reason,
        "reason_error": str(refusal) if isinstance(refusal, Invalid) and refusal.field == "reason" else "",
        "seen": token,
    }
    return _form(request, "manage/workshop/_settle.html", facts, refusal)


@permission("planning.map")
@READ_OR_SAVE
@never_cache
def describe(request: PageRequest, mapped: int) -> HttpResponse:
    """What the task consists of, who does it, and what it asks for."""
    card = find_card(mapped)
    typed, revision, refusal, saved = _typed(card), card.revision, None, {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, value) for name, value in typed.items()}
        revision = forms.revision(request.POST)
        facts = {
            name: forms.lines(text) if name in {"competences", "tools"} else text
            for name, text in typed.items()
        }
        refusal = _refusal(
            lambda: services.describe(actor=request.actor, mapped_id=mapped, revision=revision, **facts)
        )
        if refusal is None:
            return _saved(request, mapped)
        if isinstance(refusal, CardChanged):
            revision = refusal.facts["revision"]
            stored = _typed(find_card(mapped))
            names = words.other_names()
            saved = {
                names[name]: text
                for name, text in stored.items()
                if text != typed[name].replace("\r\n", "\n")
            }
            if "owner" in stored and stored["owner"] != typed["owner"]:
                saved[names["owner"]] = dict(words.owners())[stored["owner"]]
    shown = {
        "card": card,
        "typed": typed,
        "owners": words.owners(),
        "error": str(refusal) if refusal else "",
        "error_field": refusal.field if isinstance(refusal, Invalid) else "",
        "saved": saved.items(),
        "revision": revision,
    }
    return _form(request, "manage/workshop/_describe.html", shown, refusal)


def _typed(card: Card) -> dict[str, str]:
    return {
        "title": card.title,
        "owner": card.owner,
        "description": card.description,
        "competences": "\n".join(card.competences),
        "tools": "\n".join(card.tools),
        "done_by": card.done_by,
    }


@permission("planning.map")
@READ_OR_SAVE
@never_cache
def divide(request: PageRequest, mapped: int) -> HttpResponse:
    """Divide the task into parts."""
    card, titles, refusal = find_card(mapped), "", None
    if request.method == "POST":
        titles = request.POST.get("titles", "")
        refusal = _refusal(
            lambda: services.divide(actor=request.actor, mapped_id=mapped, titles=forms.lines(titles))
        )
        if refusal is None:
            response = _saved(request, mapped)
            response["HX-Trigger"] = "workshop-structure"
            return response
    facts = {"card": card, "titles": titles, "error": str(refusal) if refusal else ""}
    return _form(request, "manage/workshop/_divide.html", facts, refusal)


@permission("planning.map")
@require_POST
def out(request: PageRequest, mapped: int) -> HttpResponse:
    """Take the task out of the workshop, or put it back."""
    find_card(mapped)
    if "back" in request.POST:
        services.put_back(actor=request.actor, mapped_id=mapped)
    else:
        services.take_out(actor=request.actor, mapped_id=mapped)
    return _row(request, mapped)


@permission("planning.map")
@require_GET
@never_cache
def history(request: PageRequest, mapped: int) -> HttpResponse:
    """Who said and settled what when."""
    lines = [
        (line, words.event(line.kind, line.side), words.changes(dict(line.facts)))
        for line in history_of(mapped)
    ]
    return render(request, "manage/workshop/_history.html", {"card": find_card(mapped), "lines": lines})
