"""What becomes of answers: a text in the playbook, by the editors' own way; and reminding units of what waits."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.base.errors import Invalid, NotFound
from indgang.base.text import pick
from indgang.catalogue.errors import refuse_cpr
from indgang.catalogue.in_note import WITH_THE_EDITORS, note_in_force, stands_in
from indgang.catalogue.messages import QUESTION_WAITS
from indgang.catalogue.models import (
    Layer,
    Mode,
    Question,
    QuestionState,
    SectionKind,
    SectionVersion,
    VersionState,
)
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.parts import checked_content
from indgang.catalogue.services.questions import OPEN, require_unit
from indgang.catalogue.services.rows import (
    NotNow,
    Wish,
    new_version,
    open_draft,
    present_version,
    section_of,
    tell,
)
from indgang.messaging.services import enqueue
from indgang.organisation.queries import receivers_of, staff

LONGEST_HEADING = 120


@dataclass(slots=True)
class ReminderReport:
    """How many questions were past their time, and how many mails were put into the outbox."""

    questions: int = 0
    mails: int = 0


@transaction.atomic
def propose_section(*, actor: Actor, question_id: int, heading: str, text: str) -> SectionVersion:
    """Put an answer under its question as heading into the draft of our note on the task, and send it to review.

    The unit proposes and an editor lets it go, as any text of the playbook. What stands in the note already, or in
    a draft of it, stays. Raises NotFound for who is not behind the unit, NotNow before there is an answer or when
    it is a text already, Invalid (field "heading", "text"), CprInText.
    """
    lock_catalogue()
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("task", "version")
        .filter(pk=question_id)
        .first()
    )
    if question is None:
        raise NotFound
    require_unit(actor, question)
    if question.state != QuestionState.ANSWERED:
        raise NotNow(_("Answer the question first."))
    if question.version is not None and question.version.state in WITH_THE_EDITORS:
        raise NotNow(_("This answer has been sent to the editors already."))
    if question.version is not None and stands_in(note_in_force(question.task_id), question.proposed):
        raise NotNow(_("This answer is part of the playbook already."))
    piece = f"{_clean(heading, 'heading', LONGEST_HEADING)}\n{_clean(text, 'text', 1500)}"
    version = _into_note(question, actor, piece)
    question.version, question.proposed = version, piece
    question.save(update_fields=["version", "proposed"])
    record(actor, "question.proposed", f"task:{question.task.code}", {"question": question.pk})
    live.publish(None, "catalogue", kind="question", question=question.pk)
    return version


def remind_units(*, actor: Actor, address: str) -> ReminderReport:
    """Remind the people behind units of open questions past the unit's hours, once for each; `address` is their list.

    Needs "catalogue.remind_units". Safe to run at any time, in any number of workers.
    """
    require(actor, "catalogue.remind_units")
    report = ReminderReport()
    late = Question.objects.filter(state__in=OPEN, due_at__lt=clock.now(), reminded_at__isnull=True)
    for question_id in list(late.values_list("pk", flat=True)):
        _remind(question_id, address, report)
    return report


@transaction.atomic
def _remind(question_id: int, address: str, report: ReminderReport) -> None:
    question = (
        Question.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("lifeline", "task")
        .filter(pk=question_id, reminded_at__isnull=True, state__in=OPEN)
        .first()
    )
    if question is None:
        return
    question.reminded_at = clock.now()
    question.save(update_fields=["reminded_at"])
    report.questions += 1
    told = [question.owner_id] if question.owner_id else receivers_of(question.lifeline_id)
    for person in staff(told):
        with override(person.language):
            unit, title = pick(question.lifeline.texts.all()), pick(question.task.texts.all())
            values = {
                "name": person.name,
                "unit": unit.title if unit else question.lifeline.code,
                "task": title.title if title else question.task.code,
                "link": address,
            }
        try:
            enqueue(
                kind=QUESTION_WAITS,
                channel="email",
                to=person.email,
                values=values,
                reference=f"question/{question.pk}/{person.id}",
                language=person.language,
            )
        except Invalid:
            continue
        report.mails += 1
    live.publish(None, "catalogue", kind="question", question=question.pk)


def _into_note(question: Question, actor: Actor, piece: str) -> SectionVersion:
    """The draft of our note for all sites with `piece` at its end, in review."""
    section = section_of(question.task.code, SectionKind.NOTE)
    draft = open_draft(section, Layer.LOCAL, None)
    present = draft or present_version(section, Layer.LOCAL, None)
    mode = present.mode if present else Mode.ADD
    content = checked_content(SectionKind.NOTE, _with(present, piece), mode)
    at, reason = clock.now(), _("From a question of the desk to the unit.")
    if draft is None:
        draft = new_version(
            section, Layer.LOCAL, None, content=content, wish=Wish(mode, reason), actor=actor, at=at
        )
        tell(draft, actor, "begun", at, reason)
    draft.content, draft.state = content, VersionState.REVIEW
    draft.revision, draft.created_by_id = draft.revision + 1, actor.person_id
    draft.save(update_fields=["content", "state", "revision", "created_by"])
    tell(draft, actor, "submitted", at, reason)
    return draft


def _with(present: SectionVersion | None, piece: str) -> dict[str, Any]:
    """The note in Danish with `piece` below what stands there; other languages as they are."""
    content: dict[str, Any] = dict(present.content) if present else {}
    old = content.get("da", {}).get("note", "")
    content["da"] = {"note": f"{old}\n\n{piece}" if old else piece}
    return content


def _clean(text: str, field: str, longest: int) -> str:
    clean = text.replace("\r\n", "\n").strip()
    if not clean:
        raise Invalid(_("Fill this in."), field=field)
    if len(clean) > longest:
        raise Invalid(_("Use at most %(most)s characters.") % {"most": longest}, field=field)
    refuse_cpr(clean, field)
    return clean
