"""Feedback on a section: given at the desk, taken by one, answered, and opened once more when it was not enough."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import Actor, may, require
from indgang.base.audit import record
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.catalogue.errors import TakenAlready, refuse_cpr
from indgang.catalogue.models import (
    Feedback,
    FeedbackEvent,
    FeedbackKind,
    FeedbackState,
    Play,
    SectionVersion,
)
from indgang.catalogue.services.rows import NotNow, section_of
from indgang.organisation.models import Site
from indgang.organisation.queries import actor_of_person, staff

OPEN = (FeedbackState.NEW, FeedbackState.TAKEN)
ANSWERS = (FeedbackState.CORRECTED, FeedbackState.KEPT)
LONGEST = 1000


@transaction.atomic
def give_feedback(
    *,
    actor: Actor,
    code: str,
    section: str,
    kind: str,
    text: str,
    site: Site | None = None,
    play_id: int | None = None,
) -> Feedback:
    """Say that a section ("play", "bring", …) of a task is "wrong", "unclear" or "missing"; makes a case.

    `play_id` is the version of the page that was on the screen. The same words once more, while the case is new,
    are the same case. Raises TaskNotFound, Invalid, CprInText, NotAllowed.
    """
    require(actor, "catalogue.give_feedback", site.pk if site else None)
    if kind not in FeedbackKind.values:
        raise Invalid(_("Choose what is the matter with the text."), field="kind")
    clean = _checked(text, "text", _("Say in a few words what is the matter."))
    about = section_of(code, section)
    if play_id is not None and not Play.objects.filter(pk=play_id, task=about.task).exists():
        raise Invalid(_("That version of the page belongs to another task."), field="play")
    same = Feedback.objects.filter(
        section=about, kind=kind, text=clean, asked_by_id=actor.person_id, state=FeedbackState.NEW
    ).first()
    if same is not None:
        return same
    case = Feedback.objects.create(
        section=about,
        play_id=play_id,
        kind=kind,
        text=clean,
        site=site,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        owner_id=about.owner_id or about.task.owner_id,
    )
    _tell(case, actor, "given", clean)
    return case


@transaction.atomic
def take_feedback(*, actor: Actor, feedback_id: int) -> Feedback:
    """Take a case: of two who do it at once, one gets it and the other TakenAlready. Raises NotNow, NotFound."""
    case = _case_to_answer(actor, feedback_id)
    if case.state == FeedbackState.TAKEN and case.owner_id == actor.person_id:
        return case
    _require_free(case, actor)
    case.state, case.owner_id = FeedbackState.TAKEN, actor.person_id
    case.save(update_fields=["state", "owner"])
    _tell(case, actor, "taken")
    return case


@transaction.atomic
def assign_feedback(*, actor: Actor, feedback_id: int, username: str) -> Feedback:
    """Give an open case to another who may answer it, and who then has to take it. Needs "catalogue.answer_feedback".

    Raises Invalid (field "username"), NotNow, NotFound, NotAllowed.
    """
    require(actor, "catalogue.answer_feedback")
    case = _open_case(feedback_id)
    member = next((one for one in staff() if one.username == username), None)
    if member is None or not may(actor_of_person(member.id), "catalogue.answer_feedback"):
        raise Invalid(_("Choose somebody who may answer feedback."), field="username")
    case.state, case.owner_id = FeedbackState.NEW, member.id
    case.save(update_fields=["state", "owner"])
    _tell(case, actor, "assigned", member.name)
    return case


@transaction.atomic
def answer_feedback(
    *, actor: Actor, feedback_id: int, outcome: str, answer: str, corrected_in: int | None = None
) -> Feedback:
    """Close a case with an answer to the one who asked: the text is "corrected" (in a version) or "kept".

    Raises Invalid, CprInText, NotNow, NotFound, NotAllowed, and TakenAlready when somebody else looks at it.
    """
    case = _case_to_answer(actor, feedback_id)
    _require_free(case, actor)
    if outcome not in ANSWERS:
        raise Invalid(_("Choose whether the text is corrected or stands."), field="outcome")
    clean = _checked(answer, "answer", _("Write an answer to the one who asked."))
    if corrected_in is not None and outcome == FeedbackState.CORRECTED:
        version = SectionVersion.objects.filter(pk=corrected_in, section_id=case.section_id)
        if not version.exists():
            raise Invalid(_("That version belongs to another text."), field="corrected_in")
        case.corrected_in_id = corrected_in
    case.state, case.answer, case.answered_at = FeedbackState(outcome), clean, clock.now()
    case.answered_by_id, case.answer_read_at = actor.person_id, None
    case.owner_id = case.owner_id or actor.person_id
    case.save()
    _tell(case, actor, outcome, clean)
    return case


@transaction.atomic
def reopen_feedback(*, actor: Actor, feedback_id: int, text: str) -> Feedback:
    """Say that the answer does not help: only the one who asked, and only once. The answer stays in the history.

    Raises Invalid, CprInText, NotNow, NotFound.
    """
    require(actor, "catalogue.give_feedback")
    case = _own_case(actor, feedback_id)
    if case.state in OPEN:
        raise NotNow(_("The case is open already."))
    if case.events.filter(action="reopened").exists():
        raise NotNow(_("The case has been opened again once. Talk to the editor, or give new feedback."))
    clean = _checked(text, "text", _("Say what is still the matter."))
    case.state, case.answer, case.answered_at = FeedbackState.NEW, "", None
    case.answered_by, case.answer_read_at, case.corrected_in = None, None, None
    case.save()
    _tell(case, actor, "reopened", clean)
    return case


@transaction.atomic
def mark_answer_read(*, actor: Actor, feedback_id: int) -> None:
    """Note that the one who asked has read the answer; safe to repeat. Raises NotFound, NotNow without an answer."""
    require(actor, "catalogue.give_feedback")
    case = _own_case(actor, feedback_id)
    if case.state in OPEN:
        raise NotNow(_("There is no answer yet."))
    if case.answer_read_at is None:
        case.answer_read_at = clock.now()
        case.save(update_fields=["answer_read_at"])


def may_answer(actor: Actor, owner_id: int | None) -> bool:
    """Whether the actor may answer a case of this owner: editors all, others those that are theirs."""
    mine = actor.person_id is not None and owner_id == actor.person_id
    return mine or may(actor, "catalogue.answer_feedback")


def _case_to_answer(actor: Actor, feedback_id: int) -> Feedback:
    case = _open_case(feedback_id)
    if not may_answer(actor, case.owner_id):
        raise NotAllowed(facts={"permission": "catalogue.answer_feedback"})
    return case


def _open_case(feedback_id: int) -> Feedback:
    case = _locked(Q(pk=feedback_id))
    if case.state not in OPEN:
        raise NotNow(_("This case has been answered already."))
    return case


def _own_case(actor: Actor, feedback_id: int) -> Feedback:
    return _locked(Q(pk=feedback_id, asked_by_id=actor.person_id, asked_by__isnull=False))


def _locked(wanted: Q) -> Feedback:
    case = (
        Feedback.objects.select_for_update(of=("self",))
        .select_related("owner", "section__task")
        .filter(wanted)
        .first()
    )
    if case is None:
        raise NotFound
    return case


def _require_free(case: Feedback, actor: Actor) -> None:
    if case.state == FeedbackState.TAKEN and case.owner_id not in {None, actor.person_id}:
        name = case.owner.name if case.owner else ""
        raise TakenAlready(_("%(name)s already looks at this case.") % {"name": name}, facts={"owner": name})


def _checked(text: str, field: str, empty: str) -> str:
    clean = text.replace("\r\n", "\n").strip()
    if not clean:
        raise Invalid(empty, field=field)
    if len(clean) > LONGEST:
        raise Invalid(_("Use at most %(most)s characters.") % {"most": LONGEST}, field=field)
    refuse_cpr(clean, field)
    return clean


def _tell(case: Feedback, actor: Actor, action: str, comment: str = "") -> None:
    """Write what happened beside the case and into the audit log, and let open pages know."""
    FeedbackEvent.objects.create(
        feedback=case, at=clock.now(), person_id=actor.person_id, action=action, comment=comment
    )
    task = case.section.task.code
    details = {"feedback": case.pk, "section": case.section.kind}
    record(actor, f"feedback.{action}", f"task:{task}", details)
    live.publish(None, "catalogue", kind="feedback")
