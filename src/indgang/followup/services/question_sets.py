"""What a unit wants to know before it phones, as data: every change is a new version."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.base.audit import record
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.core.folding import plainest
from indgang.followup.guard import clean_text
from indgang.followup.models import AnswerKind, QuestionSet, SetQuestion, SetQuestionText
from indgang.followup.units import own_units, titles

MOST_QUESTIONS = 20


@dataclass(frozen=True, slots=True)
class QuestionWish:
    """A question as it is written: its label in each language, and for a choice what can be chosen."""

    kind: str
    labels: dict[str, str]
    options: dict[str, list[str]] = field(default_factory=dict)
    key: str = ""
    is_needed: bool = False


def may_write_questions(*, actor: Actor, lifeline_id: int) -> bool:
    """Whether the actor may say what the unit asks: its own people, and managers."""
    return may(actor, "followup.rules") or (
        may(actor, "followup.receive") and lifeline_id in own_units(actor.person_id)
    )


@transaction.atomic
def save_questions(*, actor: Actor, lifeline_id: int, wishes: Sequence[QuestionWish]) -> QuestionSet:
    """Make a new version of what the unit asks; calls that were promised keep theirs.

    Raises Invalid (field "<number>-label", "<number>-options", "<number>-kind"), HoldsCpr, NotFound, NotAllowed.
    """
    if lifeline_id not in titles():
        raise NotFound
    if not may_write_questions(actor=actor, lifeline_id=lifeline_id):
        raise NotAllowed(facts={"permission": "followup.rules"})
    if len(wishes) > MOST_QUESTIONS:
        raise Invalid(_("Ask at most %(most)s questions.") % {"most": MOST_QUESTIONS}, field="")
    clean = [_checked(number, wish) for number, wish in enumerate(wishes)]
    rows = QuestionSet.objects.select_for_update().filter(lifeline=lifeline_id)
    last = max((row.number for row in rows), default=0)
    rows.filter(is_current=True).update(is_current=False)
    found = QuestionSet.objects.create(
        lifeline_id=lifeline_id, number=last + 1, created_at=clock.now(), created_by_id=actor.person_id
    )
    used: set[str] = set()
    for order, wish in enumerate(clean):
        row = SetQuestion.objects.create(
            question_set=found, key=_key(wish, used), order=order, kind=wish.kind, is_needed=wish.is_needed
        )
        SetQuestionText.objects.bulk_create(
            SetQuestionText(
                question=row, language=language, label=label, options=wish.options.get(language, [])
            )
            for language, label in wish.labels.items()
        )
    record(actor, "callback.questions_saved", f"lifeline:{lifeline_id}", {"number": found.number})
    return found


def _checked(number: int, wish: QuestionWish) -> QuestionWish:
    if wish.kind not in AnswerKind.values:
        raise Invalid(_("Choose what kind of answer it takes."), field=f"{number}-kind")
    labels = {
        language: clean_text(
            label,
            field=f"{number}-label",
            most=160,
            is_needed=_("Write the question.") if language == "da" else "",
        )
        for language, label in {"da": "", **wish.labels}.items()
    }
    labels = {language: label for language, label in labels.items() if label}
    options: dict[str, list[str]] = {}
    if wish.kind == AnswerKind.CHOICE:
        for language in labels:
            given = wish.options.get(language) or wish.options.get("da", [])
            options[language] = [
                clean_text(one, field=f"{number}-options", most=80) for one in given if one.strip()
            ]
        counts = {len(one) for one in options.values()}
        if len(counts) != 1 or min(counts) < 2:
            raise Invalid(
                _("Write at least two answers to choose from, as many in each language."),
                field=f"{number}-options",
            )
    return QuestionWish(wish.kind, labels, options, wish.key, wish.is_needed)


def _key(wish: QuestionWish, used: set[str]) -> str:
    """The key it had, or one made of its words; unique within the version."""
    base = (slugify(wish.key) or slugify(plainest(wish.labels["da"])) or "q")[:34]
    key, turn = base, 2
    while key in used:
        key, turn = f"{base}-{turn}", turn + 1
    used.add(key)
    return key
