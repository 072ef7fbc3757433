"""A decided case as it is handed to the case system, opened only for that."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from indgang.base.sealing import unseal
from indgang.catalogue.queries import task_card
from indgang.core.forms import Field, Form
from indgang.followup import papers, parties, units
from indgang.followup.models import CaseDelivery
from indgang.followup.ports import CaseParcel, Document
from indgang.followup.services.preparing import answers_of, form_of


def parcel_of(delivery: CaseDelivery) -> CaseParcel:
    """The parcel, in Danish. Raises Unreadable."""
    row = delivery.follow_up
    decision = row.decision
    person = parties.read(row)
    task = row.task
    with translation.override("da"):
        return CaseParcel(
            key=str(delivery.key),
            code=row.code,
            kle=task.kle if task else "",
            task=task.code if task else "",
            title=task_card(task.code, "da").title if task else "",
            site=row.site.name,
            unit=units.title_of(row.lifeline_id),
            received_at=row.sent_at or row.created_at,
            person={name: getattr(person, name, "") for name in ("name", "phone", "email", "address")},
            answers=written_answers(form_of(row.handover), answers_of(row.handover)),
            note=unseal(row.handover.note),
            outcome=decision.outcome,
            decided_by=decision.decided_by.name,
            decided_on=decision.day,
            delegation=decision.delegation.decision,
            legal_basis=decision.legal_basis,
            appeal=decision.appeal,
            reasons=unseal(decision.reasons),
            documents=[
                Document(paper.name, paper.media_type, paper.content)
                for paper in map(papers.opened, row.attachments.order_by("pk"))
            ],
        )


def written_answers(form: Form, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Key, label and answer of each field that was answered; chosen answers with their words."""
    return [
        {
            "key": one.key,
            "label": one.label,
            "answer": answers[one.key],
            "words": in_words(one, answers[one.key]),
        }
        for one in form.fields
        if one.key in answers
    ]


def in_words(field: Field, answer: Any) -> list[str]:
    """What was answered as people read it."""
    labels = {option.code: option.label for option in field.options}
    given = answer if isinstance(answer, list | tuple) else [answer]
    return [labels.get(code, code) for code in given]
