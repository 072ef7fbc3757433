"""Writing a play: its steps in order, published as the next version."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.catalogue.content.reading import sentence
from indgang.catalogue.content.schema import StepContent
from indgang.catalogue.models import ReferTo
from indgang.catalogue.queries import play_steps, task_card
from indgang.catalogue.services import publish_play
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.organisation.common import UNPROCESSABLE
from indgang.web.manage.tasks.reading import record_of, step_kinds, title_of

COLUMNS = ("kind", "reach", "to", "da", "en")
MOST_STEPS = 20
STOP = "stop_refer"


@dataclass(slots=True)
class StepRow:
    """One step of the form, as typed."""

    number: int
    values: dict[str, str]
    error: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it has no text; such a row is no step."""
        return not (self.values["da"].strip() or self.values["en"].strip())


@permission("catalogue.change")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def play(request: PageRequest, code: str) -> HttpResponse:
    """Change the steps. Every publication is a version of its own; the ones before it are kept."""
    record = record_of(code, request.actor)
    error, status = "", 200
    if request.method == "POST":
        rows = typed_steps(request.POST)
        filled = [row for row in rows if not row.is_blank]
        steps = [step for row in filled if (step := _read(row)) is not None]
        if len(steps) == len(filled):
            try:
                published = publish_play(actor=request.actor, code=code, steps=steps)
            except Invalid as refusal:
                error = str(refusal)
            else:
                messages.success(
                    request, _("Version %(number)d is published.") % {"number": published.version}
                )
                return redirect("manage:task", code=code)
        status = UNPROCESSABLE
    else:
        rows = _stored(code, request.actor)
    rows += [_blank(len(rows))] if len(rows) < MOST_STEPS else []
    facts = {
        "title": title_of(record),
        "code": code,
        "rows": rows,
        "error": error,
        "kinds": list(step_kinds().items()),
        "reaches": choices.reaches(),
        "refer_to": [("", _("–")), *((value, choices.capital(label)) for value, label in ReferTo.choices)],
    }
    return render(request, "manage/play_edit.html", facts, status=status)


def typed_steps(data: QueryDict) -> list[StepRow]:
    """The rows as they were sent, by their place: fields are called da-0, kind-0, place-0 and so on."""
    numbers = sorted({int(name.rpartition("-")[2]) for name in data if name.rpartition("-")[2].isdecimal()})[
        :60
    ]
    rows = [
        StepRow(number, {name: data.get(f"{name}-{number}", "") for name in COLUMNS}) for number in numbers
    ]
    return sorted(rows, key=lambda row: _place(data.get(f"place-{row.number}", ""), row.number))


def _place(text: str, number: int) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float(number + 1)


def _read(row: StepRow) -> StepContent | None:
    values: dict[str, str | None] = {**row.values}
    values["to"] = (row.values["to"] or None) if row.values["kind"] == STOP else None
    try:
        return StepContent.model_validate(values)
    except ValidationError as error:
        row.error = sentence(error.errors(include_url=False)[0])
        return None


def _stored(code: str, actor: Actor) -> list[StepRow]:
    card = task_card(code, actor=actor)
    if card.play_id is None:
        return []
    danish, english = play_steps(card.play_id, "da"), play_steps(card.play_id, "en")
    return [
        StepRow(
            number,
            {"kind": da.kind, "reach": da.reach.code, "to": da.refer_to, "da": da.text, "en": en.text},
        )
        for number, (da, en) in enumerate(zip(danish, english, strict=True))
    ]


def _blank(number: int) -> StepRow:
    return StepRow(number, {"kind": "do", "reach": "guide", "to": "", "da": "", "en": ""})
