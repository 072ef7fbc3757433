"""Preparing a case at the desk: a draft that is saved while it is typed, with papers, until it is sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.base.sealing import seal, unseal
from indgang.catalogue.queries import FormVersion, form_in_force, form_version
from indgang.contact import lookup
from indgang.contact.models import Outcome
from indgang.contact.outcomes import judge
from indgang.contact.queries import contact_view
from indgang.core.forms import Filled, Form, fill
from indgang.followup import papers as sealed_papers
from indgang.followup import parties, units
from indgang.followup.access import require_sight
from indgang.followup.errors import BeyondPreparing, DraftChanged, HoldsCpr, NotYourStep
from indgang.followup.guard import NOTE_LENGTH, clean_text
from indgang.followup.holding import hold, require_state, tell, write
from indgang.followup.models import Attachment, EventKind, FollowUp, FollowUpKind, FollowUpState, Handover
from indgang.followup.parties import Person
from indgang.followup.services.creating import create

if TYPE_CHECKING:
    from indgang.organisation.models import Desk, Site

Typed = Mapping[str, str | Sequence[str]]
EDITABLE = (FollowUpState.DRAFT, FollowUpState.RETURNED)


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as it is kept now. `refused` are the fields whose text could not be kept, with why."""

    version: int
    refused: dict[str, str]


@transaction.atomic
def prepare(
    *, actor: Actor, site: "Site", task_code: str, desk: "Desk | None" = None, contact_id: int | None = None,
    position: int = 1,
) -> FollowUp:  # fmt: skip
    """Begin to prepare a case, for a matter of a contact or without one. The same matter has one draft.

    Raises BeyondPreparing when offer or competence do not go that far, NotFound, NotAllowed.
    """
    require(actor, "followup.send", site.pk)
    found = lookup.find_task(task_code, officer_id=actor.person_id, site=site)
    if not judge(Outcome.HANDED_OVER, None, found.decision).is_allowed:
        raise BeyondPreparing(
            _("You may not receive cases of this kind here. Refer the citizen to the lifeline instead."),
            way_on={"lifeline": lookup.whom_to_phone(found.task.lifeline_id)},
        )
    inquiry_id, language = _matter_of(actor, contact_id, position)
    if inquiry_id is not None:
        drafts = FollowUp.objects.filter(inquiry=inquiry_id, state=FollowUpState.DRAFT, task=found.task)
        draft = drafts.filter(kind=FollowUpKind.HANDOVER, sender=actor.person_id).first()
        if draft is not None:
            return draft
    row = create(
        actor=actor,
        kind=FollowUpKind.HANDOVER,
        site=site,
        desk=desk,
        task_id=found.task.pk,
        lifeline_id=found.task.lifeline_id,
        inquiry_id=inquiry_id,
        language=language,
    )
    form = form_in_force(found.task.pk)
    Handover.objects.create(follow_up=row, form_version_id=form.id if form else None)
    return row


@transaction.atomic
def save_case(
    *, actor: Actor, code: str, typed: Typed, person: Person, note: str = "", unit: int | None = None,
    version: int | None = None,
) -> Saved:  # fmt: skip
    """Keep what is typed so far; nothing needs to be complete. What holds a CPR number is left out, and named.

    Raises DraftChanged when `version` is not the saved one any more, MovedOn, NotYourStep, FollowUpNotFound.
    """
    row = for_its_sender(actor, code)
    if version is not None and version != row.version:
        raise DraftChanged(facts={"version": row.version})
    refused: dict[str, str] = {}
    case = row.handover
    form = form_of(case)
    filled = fill(form, typed)
    refused |= {key: str(fault) for key, fault in filled.faults.items() if fault == "cpr"}
    case.answers = seal(json.dumps(filled.answers, ensure_ascii=False))
    case.note = seal(_kept(note, "note", NOTE_LENGTH, refused))
    case.save()
    if any((person.name, person.phone, person.email, person.address, person.tell_by)) or hasattr(
        row, "party"
    ):
        parties.keep(row, _kept_person(person, refused))
    if unit is not None and unit in units.titles():
        row.lifeline_id = unit
    row.changed_at = clock.now()
    row.version += 1
    row.save()
    return Saved(row.version, refused)


@transaction.atomic
def add_paper(*, actor: Actor, code: str, name: str, content: bytes, field: str = "") -> Attachment:
    """Attach a paper to the case: by the desk while it prepares or corrects it, by its owner while they work on it.

    Raises Invalid, NameHoldsCpr, MovedOn, FollowUpNotFound.
    """
    row = hold(code)
    found = require_sight(actor, row)
    prepares = found.is_sender and row.state in EDITABLE
    works_on_it = found.is_owner and row.state == FollowUpState.ACCEPTED
    if not (prepares or works_on_it):
        require_state(row, *EDITABLE)
        raise NotYourStep(_("Only the desk that sent it, or its owner, can attach papers."))
    if row.attachments.count() >= sealed_papers.MOST_PAPERS:
        raise Invalid(
            _("A case has at most %(most)s papers.") % {"most": sealed_papers.MOST_PAPERS}, field="paper"
        )
    known = {one.key for one in form_of(row.handover).papers}
    kept = sealed_papers.keep(
        row.pk,
        sealed_papers.read_paper(name, content),
        field=field if field in known else "",
        added_at=clock.now(),
        added_by_id=actor.person_id,
    )
    if row.state != FollowUpState.DRAFT:
        has_come(row.handover, [kept.field])
        write(row, actor, EventKind.ADDED)
    return kept


@transaction.atomic
def remove_paper(*, actor: Actor, code: str, paper_id: int) -> None:
    """Take a paper out while the case is prepared or corrected; one that is gone changes nothing."""
    row = for_its_sender(actor, code)
    row.attachments.filter(pk=paper_id).delete()


@transaction.atomic
def throw_away(*, actor: Actor, code: str) -> None:
    """Throw a draft away, with all that was typed."""
    row = for_its_sender(actor, code)
    require_state(row, FollowUpState.DRAFT)
    row.delete()
    tell(row)


def for_its_sender(actor: Actor, code: str) -> FollowUp:
    """The follow-up, locked, as a draft or returned, for the side that sends it."""
    row = hold(code)
    require(actor, "followup.send", row.site_id)
    if not require_sight(actor, row).is_sender:
        raise NotYourStep(_("Only the desk that sent it can change it."))
    require_state(row, *EDITABLE)
    return row


def has_come(case: Handover, fields: Sequence[str]) -> None:
    """Papers have come: those that were asked for are asked for no more. What was asked in words alone is answered
    by any of them.
    """
    case.asked_for = [key for key in case.asked_for if key not in fields]
    if not case.asked_for:
        case.asked_at = None
    case.save(update_fields=["asked_for", "asked_at"])


def form_of(case: Handover) -> Form:
    """The form that the case was begun with; without one, no fields."""
    found = version_of(case)
    return found.form if found is not None else Form()


def version_of(case: Handover) -> FormVersion | None:
    """The version of the form that the case was begun with."""
    return form_version(case.form_version_id) if case.form_version_id is not None else None


def answers_of(case: Handover) -> dict[str, Any]:
    """What was answered, opened. Raises Unreadable."""
    answers: dict[str, Any] = json.loads(unseal(case.answers) or "{}")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in answers.items()}


def filled_of(case: Handover, papers: Sequence[str]) -> Filled:
    """The form with what was answered, judged."""
    return fill(form_of(case), answers_of(case), papers)


def _matter_of(actor: Actor, contact_id: int | None, position: int) -> tuple[int | None, str]:
    if contact_id is None:
        return None, "da"
    view = contact_view(contact_id)
    if view.officer_id != actor.person_id:
        raise NotYourStep(_("This contact is with another officer."))
    try:
        return view.inquiry(position).id, view.language
    except KeyError:
        raise Invalid(_("There is no such matter."), field="position") from None


def _kept(text: str, name: str, most: int, refused: dict[str, str]) -> str:
    try:
        return clean_text(text, field=name, most=most)
    except HoldsCpr:
        refused[name] = "cpr"
        return ""
    except Invalid:
        refused[name] = "too_long"
        return text[:most]


def _kept_person(person: Person, refused: dict[str, str]) -> Person:
    return parties.cleaned(
        Person(
            _kept(person.name, "name", parties.NAME_LENGTH, refused),
            _kept(person.phone, "phone", 40, refused),
            _kept(person.email, "email", 254, refused),
            _kept(person.address, "address", parties.ADDRESS_LENGTH, refused),
            person.tell_by,
        ),
        is_complete=False,
    )
