"""Questions from the desk to a unit: asked, answered by the first who takes it, and told to all who asked the same."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import Actor, may, require
from indgang.base.audit import record
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.catalogue.errors import TakenAlready, TaskNotFound, refuse_cpr
from indgang.catalogue.models import (
    Play,
    Question,
    QuestionAsker,
    QuestionMessage,
    QuestionState,
    Task,
)
from indgang.catalogue.services.rows import NotNow
from indgang.core.day import danish_date
from indgang.core.hours import HoursKind, OpeningHours
from indgang.organisation.models import Site
from indgang.organisation.queries import lifeline_card, units_received_by
from indgang.organisation.queries.lifelines import lifeline_hours

LONGEST_QUESTION, LONGEST_MESSAGE = 600, 1500
LEAST_TIME = timedelta(minutes=15)
LOOK_AHEAD = 21
OPEN = (QuestionState.WAITING, QuestionState.TAKEN)


@transaction.atomic
def ask_unit(
    *,
    actor: Actor,
    code: str,
    text: str,
    site: Site,
    play_id: int | None = None,
    contact_ref: int | None = None,
) -> Question:
    """Ask the unit behind a task one question. The same words once more, while it waits, are the same question.

    `play_id` is the version of the page on the screen. Raises TaskNotFound, Invalid, CprInText, NotAllowed, and
    NotNow when no unit stands behind the task.
    """
    require(actor, "catalogue.ask_unit", site.pk)
    clean = _checked(text, LONGEST_QUESTION, _("Write your question."))
    task = Task.objects.filter(code=code).first()
    if task is None:
        raise TaskNotFound
    if task.lifeline_id is None:
        raise NotNow(_("No unit stands behind this task. Ask your manager."))
    if play_id is not None and not Play.objects.filter(pk=play_id, task=task).exists():
        raise Invalid(_("That version of the page belongs to another task."), field="play")
    same = Question.objects.filter(
        task=task, text=clean, state=QuestionState.WAITING, askers__person=actor.person_id
    )
    if (present := same.first()) is not None:
        return present
    unit, now = lifeline_card(task.lifeline_id), clock.now()
    question = Question.objects.create(
        task=task,
        play_id=play_id,
        lifeline_id=unit.id,
        site=site,
        contact_ref=contact_ref,
        text=clean,
        asked_at=now,
        due_at=answer_by(lifeline_hours(unit.id), now),
    )
    QuestionAsker.objects.create(
        question=question, person_id=_person(actor), is_first=True, asked_at=now, read_at=now
    )
    _tell(question, actor, "asked")
    return question


@transaction.atomic
def ask_the_same(*, actor: Actor, question_id: int) -> Question:
    """Want to know the same: the answer, and that it became a text, are told to this person too. Safe to repeat."""
    question = _locked(question_id)
    require(actor, "catalogue.ask_unit", question.site_id if actor.knows(question.site_id) else None)
    if question.state == QuestionState.WITHDRAWN:
        raise NotNow(_("This question was withdrawn."))
    now = clock.now()
    _row, is_new = QuestionAsker.objects.get_or_create(
        question=question,
        person_id=_person(actor),
        defaults={"asked_at": now, "read_at": now},
    )
    if is_new:
        _tell(question, actor, "asked_the_same")
    return question


@transaction.atomic
def say_more(*, actor: Actor, question_id: int, text: str) -> QuestionMessage:
    """Write again as one who asked; what was answered is open once more, with the same owner.

    Raises NotFound for a stranger to it, NotNow when it was withdrawn, Invalid, CprInText.
    """
    question = _locked(question_id)
    if not QuestionAsker.objects.filter(question=question, person=actor.person_id).exists():
        raise NotFound
    require(actor, "catalogue.ask_unit")
    if question.state == QuestionState.WITHDRAWN:
        raise NotNow(_("This question was withdrawn."))
    message = _write(question, actor, text, from_unit=False)
    if question.state == QuestionState.ANSWERED:
        question.state = QuestionState.TAKEN
        question.save(update_fields=["state"])
    _tell(question, actor, "said_more")
    return message


@transaction.atomic
def reply(*, actor: Actor, question_id: int, text: str, is_answer: bool) -> QuestionMessage:
    """Write as the unit: an answer, or a question back. The first who does so owns it; others get TakenAlready.

    Raises NotFound for who is not behind the unit, NotNow when it was withdrawn, Invalid, CprInText.
    """
    question = _locked(question_id)
    require_unit(actor, question)
    if question.state == QuestionState.WITHDRAWN:
        raise NotNow(_("This question was withdrawn."))
    _require_free(question, actor)
    message = _write(question, actor, text, from_unit=True, is_answer=is_answer)
    question.owner_id, question.news_at = actor.person_id, message.at
    question.state = QuestionState.ANSWERED if is_answer else QuestionState.TAKEN
    if is_answer:
        question.answer, question.answered_at = message.text, question.answered_at or message.at
    question.unit_read_at = message.at
    question.save()
    _tell(question, actor, "answered" if is_answer else "asked_back")
    return message


@transaction.atomic
def let_go(*, actor: Actor, question_id: int) -> Question:
    """Give an open question back to the unit, so that another can answer it. Only its owner can."""
    question = _locked(question_id)
    if question.state != QuestionState.TAKEN or question.owner_id != actor.person_id:
        raise NotNow(_("Only the one who answers it can give it back."))
    require(actor, "catalogue.answer_question")
    question.state, question.owner = QuestionState.WAITING, None
    question.save(update_fields=["state", "owner"])
    _tell(question, actor, "let_go")
    return question


@transaction.atomic
def withdraw_question(*, actor: Actor, question_id: int) -> Question:
    """Take back a question that nobody has answered; only the one who asked first, and only if nobody else asks it."""
    question = _locked(question_id)
    askers = list(question.askers.all())
    if not any(one.is_first and one.person_id == actor.person_id for one in askers):
        raise NotFound
    require(actor, "catalogue.ask_unit")
    if question.state not in OPEN or len(askers) > 1:
        raise NotNow(_("Others wait for this answer too, or it is answered already."))
    question.state = QuestionState.WITHDRAWN
    question.save(update_fields=["state"])
    _tell(question, actor, "withdrawn")
    return question


@transaction.atomic
def note_reading(*, actor: Actor, question_id: int) -> None:
    """Note that this person has read the talk: as one who asked, and as the unit. Says nothing when nothing is new."""
    question = _locked(question_id)
    now = clock.now()
    mine = QuestionAsker.objects.filter(question=question, person=actor.person_id).first()
    unit = is_unit(actor, question)
    if mine is None and not unit:
        raise NotFound
    news = [question.news_at, question.version.published_at if question.version else None]
    changed = 0
    if mine is not None and any(at is not None and at > mine.read_at for at in news):
        changed += QuestionAsker.objects.filter(pk=mine.pk).update(read_at=now)
    if unit and question.owner_id in {None, actor.person_id} and _unit_has_news(question):
        changed += Question.objects.filter(pk=question.pk).update(unit_read_at=now)
    if changed:
        live.publish(None, "catalogue", kind="question", question=question.pk)


def _unit_has_news(question: Question) -> bool:
    if question.unit_read_at is None:
        return True
    return question.messages.filter(from_unit=False, at__gt=question.unit_read_at).exists()


def is_unit(actor: Actor, question: Question) -> bool:
    """Whether the actor sits behind the unit that was asked."""
    if actor.person_id is None or not may(actor, "catalogue.answer_question"):
        return False
    return question.lifeline_id in units_received_by(actor.person_id)


def require_unit(actor: Actor, question: Question) -> None:
    """Raise NotFound unless the actor sits behind the unit that was asked."""
    if not is_unit(actor, question):
        raise NotFound


def answer_by(hours: OpeningHours, asked_at: datetime) -> datetime | None:
    """The end of the first open stretch of the unit that leaves time for an answer; None where no hours are known."""
    day = danish_date(asked_at)
    for ahead in range(LOOK_AHEAD):
        for stretch in hours.intervals_on(day + timedelta(days=ahead), HoursKind.SERVICE):
            if stretch.end >= asked_at + LEAST_TIME:
                return stretch.end
    return None


def _write(
    question: Question, actor: Actor, text: str, *, from_unit: bool, is_answer: bool = False
) -> QuestionMessage:
    clean = _checked(text, LONGEST_MESSAGE, _("Write a message."))
    return QuestionMessage.objects.create(
        question=question,
        at=clock.now(),
        person_id=_person(actor),
        from_unit=from_unit,
        is_answer=is_answer,
        text=clean,
    )


def _require_free(question: Question, actor: Actor) -> None:
    if question.owner_id not in {None, actor.person_id}:
        name = question.owner.name if question.owner else ""
        raise TakenAlready(
            _("%(name)s already answers this question.") % {"name": name}, facts={"owner": name}
        )


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed(facts={"permission": "catalogue.ask_unit"})
    return actor.person_id


def _locked(question_id: int) -> Question:
    rows = Question.objects.select_for_update(of=("self",)).select_related("owner", "task", "version")
    question = rows.filter(pk=question_id).first()
    if question is None:
        raise NotFound
    return question


def _checked(text: str, longest: int, empty: str) -> str:
    clean = text.replace("\r\n", "\n").strip()
    if not clean:
        raise Invalid(empty, field="text")
    if len(clean) > longest:
        raise Invalid(_("Use at most %(most)s characters.") % {"most": longest}, field="text")
    refuse_cpr(clean, "text")
    return clean


def _tell(question: Question, actor: Actor, action: str) -> None:
    record(actor, f"question.{action}", f"task:{question.task.code}", {"question": question.pk})
    live.publish(None, "catalogue", kind="question", question=question.pk)
