"""What a unit wants to know before it phones: reading what was typed as typed answers, and storing them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.base.sealing import seal, unseal
from indgang.base.text import pick
from indgang.core.forms import read_date, read_number
from indgang.followup.guard import clean_text
from indgang.followup.models import AnswerKind, CallAnswer, Callback, QuestionSet, SetQuestion

LONGEST = {AnswerKind.SHORT: 160, AnswerKind.LONG: 1000}
LARGEST = Decimal(10) ** 11


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the unit in the reader's language. `id` is its row, `key` the same through all versions."""

    id: int
    key: str
    kind: str
    label: str
    options: tuple[str, ...]
    is_needed: bool


def current_set(lifeline_id: int) -> QuestionSet | None:
    """The version that the unit asks with now."""
    rows = QuestionSet.objects.filter(lifeline=lifeline_id, is_current=True)
    return rows.prefetch_related("questions__texts").first()


def questions_of(found: QuestionSet | None, language: str | None = None) -> list[Asked]:
    """The questions of a version, in order."""
    if found is None:
        return []
    return [_asked(row, language) for row in sorted(found.questions.all(), key=lambda one: one.order)]


def keep_answers(callback: Callback, lifeline_id: int, typed: Mapping[str, str]) -> None:
    """Store what was answered to the unit's questions. Raises Invalid with the field "q-<key>", HoldsCpr."""
    found = current_set(lifeline_id)
    if found is None:
        return
    callback.question_set = found
    callback.save(update_fields=["question_set"])
    rows = []
    for question in questions_of(found, "da"):
        values = value_of(question, typed.get(question.key, ""))
        if values:
            rows.append(CallAnswer(callback=callback, question_id=question.id, **values))
    CallAnswer.objects.bulk_create(rows)


def value_of(question: Asked, typed: str) -> dict[str, Any]:
    """The column and value of what was typed; empty when nothing was. Raises Invalid, HoldsCpr."""
    field = f"q-{question.key}"
    needed = _("Answer this one.") if question.is_needed else ""
    most = LONGEST.get(AnswerKind(question.kind), 40)
    text = clean_text(typed, field=field, most=most, is_needed=needed)
    if not text:
        return {}
    if question.kind == AnswerKind.DATE:
        day = read_date(text)
        if day is None:
            raise Invalid(_("Write a date, such as 24.11.2026."), field=field)
        return {"day": day}
    if question.kind == AnswerKind.NUMBER:
        return {"number": _number(text, field)}
    if question.kind == AnswerKind.CHOICE:
        if not text.isdecimal() or int(text) >= len(question.options):
            raise Invalid(_("Choose one of these."), field=field)
        return {"choice": int(text)}
    return {"text": seal(text)}


def shown_value(row: CallAnswer, language: str | None = None) -> Any:
    """What was answered, for people: a text, a date, a number, or the words of the choice."""
    if row.choice is not None:
        options = _asked(row.question, language).options
        return options[row.choice] if row.choice < len(options) else ""
    if row.number is not None:
        return plain_number(row.number)
    return row.day or unseal(row.text)


def plain_number(found: Decimal) -> Decimal:
    """A number without the zeros that its column adds."""
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def _number(text: str, field: str) -> Decimal:
    found = read_number(text)
    if found is None or abs(found) >= LARGEST:
        raise Invalid(_("Write a number."), field=field)
    return found.quantize(Decimal("0.01"))


def _asked(row: SetQuestion, language: str | None) -> Asked:
    text = pick(row.texts.all(), language)
    return Asked(
        row.pk,
        row.key,
        row.kind,
        text.label if text else row.key,
        tuple(text.options) if text else (),
        row.is_needed,
    )
