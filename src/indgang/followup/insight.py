"""Everything that follow-ups hold about one citizen, for whoever answers a request for insight. Readings are logged."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from indgang.base.access import Actor, require
from indgang.base.sealing import unseal
from indgang.followup import parties
from indgang.followup.answering import shown_value
from indgang.followup.codes import normal
from indgang.followup.holding import look
from indgang.followup.models import (
    OVER_STATES,
    CallAnswer,
    Callback,
    Decision,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Handover,
)
from indgang.followup.parcels import in_words
from indgang.followup.parties import Person
from indgang.followup.queries import Line, lines_of
from indgang.followup.services.erasing import UNDELIVERED
from indgang.followup.services.preparing import answers_of, form_of


@dataclass(frozen=True, slots=True)
class LookLine:
    """Who has read it, and when (UTC)."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Held:
    """What one follow-up holds about the citizen. `answers` are pairs of label and answer, `notes` what people wrote
    on the way, `papers` their names. `can_erase`: it is over, and nothing waits to be delivered.
    """

    line: Line
    is_callback: bool
    person: Person
    answers: list[tuple[str, str]]
    notes: list[tuple[datetime, str]]
    papers: list[str]
    decision: str
    reasons: str
    looks: list[LookLine]
    erase_on: date | None
    can_erase: bool


@transaction.atomic
def held_about(
    *, actor: Actor, name: str = "", phone: str = "", email: str = "", code: str = ""
) -> list[Held]:
    """The follow-ups of whoever has this whole name, phone or e-mail, or holds this code; the newest first.

    Every one that is found is logged as looked at. Raises NotAllowed, Unreadable.
    """
    require(actor, "followup.privacy")
    rows = {row.pk: row for row in parties.same_person(name=name, phone=phone, email=email)}
    if normal(code):
        rows |= {row.pk: row for row in FollowUp.objects.filter(code=normal(code), erased_at=None)}
    wanted = FollowUp.objects.filter(pk__in=rows, party__isnull=False)
    found = list(
        wanted.select_related("task", "site", "desk", "owner", "sender", "lifeline").order_by("-created_at")
    )
    held = [_held(row, line) for row, line in zip(found, lines_of(found), strict=True)]
    for row in found:
        look(actor=actor, row=row, what="insight", where="privacy")
    return held


def _held(row: FollowUp, line: Line) -> Held:
    decision = Decision.objects.filter(follow_up=row).first()
    notes = [(event.at, unseal(event.note)) for event in row.events.exclude(note="").order_by("pk")]
    undelivered = FollowUp.objects.filter(pk=row.pk, delivery__state__in=UNDELIVERED).exists()
    return Held(
        line=line,
        is_callback=row.kind == FollowUpKind.CALLBACK,
        person=parties.read(row) or Person(""),
        answers=_answers(row),
        notes=notes,
        papers=[unseal(name) for name in row.attachments.order_by("pk").values_list("name", flat=True)],
        decision=str(decision.get_outcome_display()) if decision else "",
        reasons=unseal(decision.reasons) if decision else "",
        looks=[
            LookLine(one.at, one.person.name if one.person else "", one.what)
            for one in row.looks.select_related("person").order_by("at", "pk")
        ],
        erase_on=row.erase_on,
        can_erase=row.state in (*OVER_STATES, FollowUpState.DRAFT) and not undelivered,
    )


def _answers(row: FollowUp) -> list[tuple[str, str]]:
    if row.kind == FollowUpKind.CALLBACK:
        return _of_call(row)
    handover = Handover.objects.select_related("form_version").get(follow_up=row)
    pairs = [("", unseal(handover.note))] if handover.note else []
    form = form_of(handover)
    for key, answer in answers_of(handover).items():
        known = form.field(key)
        listed = answer if isinstance(answer, tuple) else (answer,)
        written = in_words(known, answer) if known else [str(one) for one in listed]
        pairs.append((known.label if known else key, ", ".join(word for word in written if word)))
    return [(label, text) for label, text in pairs if text]


def _of_call(row: FollowUp) -> list[tuple[str, str]]:
    call = Callback.objects.filter(follow_up=row).first()
    if call is None:
        return []
    pairs = [("", unseal(call.note))] if call.note else []
    rows = (
        CallAnswer.objects.filter(callback=call)
        .select_related("question")
        .prefetch_related("question__texts")
    )
    for one in rows.order_by("question__order"):
        label = next(
            iter(one.question.texts.filter(language="da").values_list("label", flat=True)), one.question.key
        )
        pairs.append((label, str(shown_value(one))))
    return pairs
