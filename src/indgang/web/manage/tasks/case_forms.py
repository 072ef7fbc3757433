"""The form of a task's cases: built field by field, tried out, published. Works with the keyboard alone."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import SYSTEM, may
from indgang.base.errors import DomainError, Invalid, NotFound
from indgang.catalogue.models import WITH_OPTIONS, FieldKind
from indgang.catalogue.queries import FormVersion, field_texts, form_versions, task_card
from indgang.catalogue.services import (
    FieldTexts,
    FieldWish,
    discard_form,
    draft_form,
    move_field,
    publish_form,
    remove_field,
    save_field,
)
from indgang.core.forms import Field, Filled, Flaw, Kind
from indgang.ui.access import PageRequest, permission
from indgang.ui.case import asked

LANGUAGES = ("da", "en")
FLAWS = {
    Flaw.EMPTY: gettext_lazy("The form has no fields yet."),
    Flaw.TWICE: gettext_lazy("Two fields have the same key."),
    Flaw.NO_OPTIONS: gettext_lazy("It has no answers to choose from."),
    Flaw.NO_LABEL: gettext_lazy("It has no name."),
    Flaw.ASKS_CPR: gettext_lazy("It asks for a CPR number, which is never kept here."),
    Flaw.SHOWN_BY_NOTHING: gettext_lazy("It depends on a field that is gone."),
    Flaw.SHOWN_BY_LATER: gettext_lazy("It depends on a field that comes after it. Move it down."),
    Flaw.SHOWN_BY_UNKNOWN_VALUE: gettext_lazy("It depends on an answer that the other field does not have."),
}


@permission("catalogue.view_plays")
@require_GET
@never_cache
def case_form(request: PageRequest, code: str) -> HttpResponse:
    """The draft to work on, or the form in force, as the desk sees it, with its versions."""
    return _page(request, code)


@permission("catalogue.change")
@require_POST
def act(request: PageRequest, code: str, verb: str) -> HttpResponse:
    """begin, publish or discard the draft; up, down or remove a field (`key`)."""
    actor, key = request.actor, request.POST.get("key", "")
    try:
        match verb:
            case "begin":
                draft_form(actor=actor, task_code=code)
            case "publish":
                publish_form(actor=actor, task_code=code)
                messages.success(
                    request, _("The form is in force. Cases in hand keep the one they began with.")
                )
            case "discard":
                discard_form(actor=actor, task_code=code)
                messages.success(request, _("The draft is thrown away."))
            case "up" | "down":
                move_field(actor=actor, task_code=code, key=key, up=verb == "up")
            case "remove":
                remove_field(actor=actor, task_code=code, key=key)
            case _unknown:
                raise NotFound
    except Invalid as error:
        return _page(request, code, error=error)
    return redirect("manage:case_form", code)


@permission("catalogue.change")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def field(request: PageRequest, code: str, key: str = "") -> HttpResponse:
    """Add a field to the draft, or change one."""
    draft = _draft(code)
    if draft is None:
        return redirect("manage:case_form", code)
    one = draft.form.field(key)
    if key and one is None:
        raise NotFound
    facts: dict[str, Any] = {
        "code": code,
        "title": task_card(code, "da", actor=SYSTEM).title,
        "key": key,
        "kinds": FieldKind.choices,
        "with_options": WITH_OPTIONS,
        "others": _earlier(draft, key),
        "typed": _stored(draft, one) if request.method != "POST" else _sent(request.POST),
    }
    if request.method != "POST":
        return render(request, "manage/case_field.html", facts)
    try:
        save_field(actor=request.actor, task_code=code, wish=_wish(request.POST), key=key)
    except Invalid as error:
        facts |= {"error": error, "faults": {error.field: str(error)}}
        return render(request, "manage/case_field.html", facts, status=error.status)
    return redirect("manage:case_form", code)


def _page(request: PageRequest, code: str, *, error: DomainError | None = None) -> HttpResponse:
    versions = form_versions(code)
    shown = next((one for one in versions if one.state == "draft"), None) or next(
        (one for one in versions if one.state == "published"), None
    )
    flaws: dict[str, list[str]] = {}
    for key, flaw in shown.flaws if shown is not None and shown.state == "draft" else []:
        flaws.setdefault(key, []).append(str(FLAWS[Flaw(flaw)]))
    rows = [] if shown is None else list(zip(shown.form.fields, asked(shown.form, Filled()), strict=True))
    facts: dict[str, Any] = {
        "code": code,
        "title": task_card(code, "da", actor=SYSTEM).title,
        "shown": shown,
        "is_draft": shown is not None and shown.state == "draft",
        "versions": versions,
        "rows": [(one, drawn, flaws.get(one.key, []), _kind_word(one.kind)) for one, drawn in rows],
        "fields": [drawn for _one, drawn in rows],
        "form_flaws": flaws.get("", []),
        "labels": {one.key: one.label for one, _drawn in rows},
        "may_change": may(request.actor, "catalogue.change"),
        "error": error,
    }
    return render(request, "manage/case_form.html", facts, status=error.status if error else 200)


def _draft(code: str) -> FormVersion | None:
    return next((one for one in form_versions(code) if one.state == "draft"), None)


def _kind_word(kind: Kind) -> str:
    return str(FieldKind(kind.value).label)


def _earlier(draft: FormVersion, key: str) -> list[tuple[str, str]]:
    """The fields that this one may depend on, each with its answers: "type", "type=leje"."""
    found: list[tuple[str, str]] = []
    for one in draft.form.fields:
        if one.key == key:
            break
        found.append((one.key, _("“%(field)s” is filled in") % {"field": one.label}))
        words = {option.code: option.label for option in one.options} or {"yes": _("Yes"), "no": _("No")}
        found += [
            (
                f"{one.key}={answer}",
                _("“%(field)s” is “%(answer)s”") % {"field": one.label, "answer": words.get(answer, answer)},
            )
            for answer in one.codes
        ]
    return found


def _stored(draft: FormVersion, one: Field | None) -> dict[str, Any]:
    typed: dict[str, Any] = {"kind": "text"}
    if one is None:
        return typed
    for language, texts in field_texts(draft.id, one.key).items():
        options = texts["options"] if isinstance(texts["options"], list) else []
        typed |= {
            f"label_{language}": texts["label"],
            f"help_{language}": texts["help"],
            f"options_{language}": "\n".join(map(str, options)),
        }
    depends = [f"{one.show_when}={value}" for value in one.show_values] or (
        [one.show_when] if one.show_when else []
    )
    return typed | {"kind": one.kind.value, "required": one.is_required, "depends": depends}


def _sent(data: Any) -> dict[str, Any]:
    return {**data.dict(), "depends": data.getlist("depends"), "required": "required" in data}


def _wish(data: Any) -> FieldWish:
    depends = [one.partition("=") for one in data.getlist("depends") if one]
    by = depends[0][0] if depends else ""
    return FieldWish(
        kind=data.get("kind", ""),
        texts=_texts(data),
        is_required="required" in data,
        show_when=by,
        show_values=tuple(value for key, _sign, value in depends if key == by and value),
    )


def _texts(data: Mapping[str, str]) -> dict[str, FieldTexts]:
    return {
        language: FieldTexts(
            data.get(f"label_{language}", "")[:160],
            data.get(f"help_{language}", "")[:400],
            tuple(data.get(f"options_{language}", "").splitlines()),
        )
        for language in LANGUAGES
        if language == "da" or data.get(f"label_{language}", "").strip()
    }
