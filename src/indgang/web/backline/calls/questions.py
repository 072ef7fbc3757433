"""What a unit wants to know before it phones: read by everybody behind it, written by its people and managers."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base.errors import Invalid
from indgang.followup.answering import current_set, questions_of
from indgang.followup.models import AnswerKind
from indgang.followup.services import QuestionWish, may_write_questions, save_questions
from indgang.organisation.queries import LifelineCard, lifeline_cards
from indgang.ui.access import PageRequest, permission

MOST_ROWS = 20
UNPROCESSABLE = 422


@dataclass(slots=True)
class Row:
    """A question as it stands in the form; a choice's answers are a line each."""

    key: str = ""
    kind: str = "short"
    da: str = ""
    en: str = ""
    options_da: str = ""
    options_en: str = ""
    is_needed: bool = False
    error: str = ""
    error_part: str = ""
    number: int = field(default=0)


@permission("followup.receive")
@require_GET
@never_cache
def units_page(request: PageRequest) -> HttpResponse:
    """The units whose questions the one who looks may write."""
    cards = [
        card for card in lifeline_cards() if may_write_questions(actor=request.actor, lifeline_id=card.id)
    ]
    lines = [(card, len(questions_of(current_set(card.id)))) for card in cards]
    return render(request, "backline/calls/units.html", {"lines": lines})


@permission("followup.receive")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: PageRequest, unit: str) -> HttpResponse:
    """A unit's questions; saving makes a new version. What is typed stays when it is refused."""
    card = next((one for one in lifeline_cards() if one.code == unit), None)
    if card is None or not may_write_questions(actor=request.actor, lifeline_id=card.id):
        raise Http404
    if request.method != "POST":
        return _page(request, card, [*_stored(card.id), Row()])
    rows, do = _typed(request), request.POST.get("do", "save")
    if do != "save":
        return _page(request, card, _moved(rows, do))
    rows = [row for row in rows if row.da or row.en or row.options_da]
    try:
        save_questions(actor=request.actor, lifeline_id=card.id, wishes=[_wish(row) for row in rows])
    except Invalid as refusal:
        number, _dash, part = refusal.field.partition("-")
        if number.isdecimal() and int(number) < len(rows):
            rows[int(number)].error, rows[int(number)].error_part = str(refusal), part
        return _page(request, card, rows, status=UNPROCESSABLE)
    messages.success(request, _("Saved. Calls that are promised from now on ask these questions."))
    return redirect("backline:edit_call_questions", unit=unit)


def _page(request: PageRequest, card: LifelineCard, rows: list[Row], status: int = 200) -> HttpResponse:
    for number, row in enumerate(rows):
        row.number = number
    facts = {"unit": card, "rows": rows, "kinds": AnswerKind.choices, "full": len(rows) >= MOST_ROWS}
    return render(request, "backline/calls/questions.html", facts, status=status)


def _stored(lifeline_id: int) -> list[Row]:
    found = current_set(lifeline_id)
    english = {one.key: one for one in questions_of(found, "en")}
    return [
        Row(
            one.key,
            one.kind,
            one.label,
            "" if english[one.key].label == one.label else english[one.key].label,
            "\n".join(one.options),
            "" if english[one.key].options == one.options else "\n".join(english[one.key].options),
            one.is_needed,
        )
        for one in questions_of(found, "da")
    ]


def _typed(request: PageRequest) -> list[Row]:
    data = request.POST
    raw = data.get("rows", "0")
    count = min(int(raw), MOST_ROWS) if raw.isdecimal() and len(raw) < 4 else 0
    return [
        Row(
            data.get(f"{number}-key", ""),
            data.get(f"{number}-kind", ""),
            data.get(f"{number}-da", "").strip(),
            data.get(f"{number}-en", "").strip(),
            data.get(f"{number}-options_da", ""),
            data.get(f"{number}-options_en", ""),
            data.get(f"{number}-needed", "") == "1",
        )
        for number in range(count)
    ]


def _moved(rows: list[Row], do: str) -> list[Row]:
    verb, _dash, raw = do.partition("-")
    place = int(raw) if raw.isdecimal() and int(raw) < len(rows) else -1
    if verb == "add":
        return [*rows, Row()]
    if place < 0:
        return rows
    if verb == "remove":
        return [row for number, row in enumerate(rows) if number != place]
    if verb == "up" and place > 0:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    return rows


def _wish(row: Row) -> QuestionWish:
    options = {"da": row.options_da.splitlines()}
    if row.options_en.strip():
        options["en"] = row.options_en.splitlines()
    return QuestionWish(row.kind, {"da": row.da, "en": row.en}, options, row.key, row.is_needed)
