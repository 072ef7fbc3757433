"""The draft of a matter: the row itself, saved while the officer types."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.contact import lookup
from indgang.contact.errors import DraftChanged
from indgang.contact.guard import NOTE_LENGTH, clean_text
from indgang.contact.meeting import Meeting, hold
from indgang.contact.models import (
    TOLD_LENGTH,
    Inquiry,
    NotSolvedReason,
    Outcome,
    Referral,
    ReferralKind,
    ReferralReason,
)
from indgang.contact.view import ContactView

ELSEWHERE_LENGTH = 80


class Draft(TypedDict, total=False):
    """What may be saved of a matter; what is not named stays as it is.

    `outcome` and `reason` are codes ("" takes them back). A referral goes to `lifeline` (code), `letter` (a
    lane of this site), `to_desk` (slug of another desk here), `to_site` (slug) or `elsewhere` (the name of an
    authority outside); one that is named replaces the one before, and without any the citizen is referred to the
    task's own lifeline. The receiver reads `referral_reason` (a code), `referral_note`, `told` (what the citizen
    was told) and `steps_done` (positions of the steps of the play that were taken).
    """

    task_code: str | None
    outcome: str
    reason: str
    note: str
    appointment_id: int | None
    lifeline: str | None
    letter: str | None
    to_desk: str | None
    to_site: str | None
    elsewhere: str
    referral_note: str
    referral_reason: str
    told: str
    steps_done: Sequence[int]


class Closing(Draft, total=False):
    """What may be said of a matter when the contact is finished.

    A draft's fields, and `reach`, a code of the ladder.
    """

    reach: str | None


DESTINATIONS = ("lifeline", "letter", "to_desk", "to_site", "elsewhere")
MOST_STEPS = 200
PLAIN_FIELDS = ("outcome", "reason", "note", "appointment_id")


@transaction.atomic
def save_draft(
    *, actor: Actor, contact_id: int, position: int, version: int | None = None, **fields: Unpack[Draft]
) -> ContactView:
    """Save what is typed and chosen for a matter; all of it or, when it is refused, nothing.

    Whether the outcome is within reach is judged by `finish`. Raises DraftChanged when `version` (the one the
    page showed) is not the saved one any more and the fields differ from what is saved; HoldsCpr or Invalid
    for a text or code that cannot be kept; ContactClosed; NotFound.
    """
    meeting = hold(actor, contact_id)
    meeting.require_open()
    inquiry = meeting.inquiry(position)
    put_draft(meeting, inquiry, fields, version=version)
    meeting.save_contact()
    return meeting.view()


def put_draft(
    meeting: Meeting,
    inquiry: Inquiry,
    fields: Mapping[str, Any],
    *,
    version: int | None = None,
    save: bool = True,
) -> bool:
    """Check the fields and write what differs; returns whether anything did.

    With `save` off the matter's own row is left to be saved. Raises as `save_draft`.
    """
    unknown = set(fields) - set(Closing.__annotations__)
    if unknown:
        raise Invalid(_("Unknown field."), field=min(unknown))
    before = _state(inquiry)
    if "task_code" in fields and fields["task_code"] != before["task_code"]:
        choose_task(meeting, inquiry, fields["task_code"])
    for name in PLAIN_FIELDS:
        if name in fields:
            setattr(inquiry, name, _clean(name, fields[name]))
    if inquiry.outcome != Outcome.NOT_SOLVED:
        inquiry.reason = ""
    referral = _referral_row(inquiry)
    _fill_referral(meeting, referral, fields)
    if _state(inquiry, referral) == before:
        return False
    claim_version(inquiry, version, before)
    if save:
        inquiry.save()
    if not referral._state.adding or _is_used(referral):
        referral.save()
        inquiry.referral = referral
    return True


def choose_task(meeting: Meeting, inquiry: Inquiry, task_code: str | None) -> None:
    """Put the task, the play on the screen and the reach allowed now into the row; saves nothing."""
    if task_code is None:
        inquiry.task = inquiry.play = inquiry.allowed_reach = None
        return
    contact = meeting.contact
    found = lookup.find_task(
        task_code, officer_id=contact.officer_id, site=contact.site, on=meeting.day_of_rights
    )
    lookup.put_task(inquiry, found)
    meeting.decisions[found.task.pk] = found.decision


def claim_version(inquiry: Inquiry, version: int | None, saved: Mapping[str, Any]) -> None:
    """Count the version up.

    Raises DraftChanged when the page had an older one; `saved` is what it should see.
    """
    if version is not None and version != inquiry.version:
        raise DraftChanged(
            facts={"position": inquiry.position, "version": inquiry.version, "saved": dict(saved)}
        )
    inquiry.version += 1


def kept_referral(inquiry: Inquiry) -> Referral | None:
    """The referral or its draft, also when the outcome says otherwise at the moment."""
    try:
        return inquiry.referral
    except Referral.DoesNotExist:
        return None


def forget_referral(inquiry: Inquiry) -> None:
    """Delete the referral and its text."""
    Referral.objects.filter(inquiry=inquiry).delete()
    inquiry._state.fields_cache["referral"] = None


def draft_referral(inquiry: Inquiry) -> None:
    """Make the referral a draft again."""
    Referral.objects.filter(inquiry=inquiry).update(at=None)


def _state(inquiry: Inquiry, referral: Referral | None = None) -> dict[str, Any]:
    referral = referral or kept_referral(inquiry)
    if referral is None:
        referral = Referral()
    return {
        "task_code": inquiry.task.code if inquiry.task else None,
        **{name: getattr(inquiry, name) for name in PLAIN_FIELDS},
        "lifeline_id": referral.lifeline_id,
        "lane_id": referral.lane_id,
        "to_desk_id": referral.to_desk_id,
        "to_site_id": referral.to_site_id,
        "elsewhere": referral.elsewhere,
        "referral_note": referral.note,
        "referral_reason": referral.reason,
        "told": referral.told,
        "steps_done": list(referral.done),
    }


def _clean(name: str, value: Any) -> Any:
    if name == "note":
        return clean_text(value or "", field="note", most=NOTE_LENGTH)
    known = {"outcome": Outcome.values, "reason": NotSolvedReason.values}.get(name)
    if known is None:
        return value
    if value and value not in known:
        raise Invalid(_("Unknown code “%(code)s”.") % {"code": value}, field=name, facts={"known": known})
    return value or ""


def _referral_row(inquiry: Inquiry) -> Referral:
    kept = kept_referral(inquiry)
    return Referral(inquiry_id=inquiry.pk, kind=ReferralKind.REFERRAL) if kept is None else kept


def _is_used(referral: Referral) -> bool:
    destination = referral.lifeline_id or referral.lane_id or referral.to_site_id or referral.elsewhere
    is_told = referral.note or referral.told or referral.done or referral.reason != ReferralReason.NOT_SAID
    return bool(destination or is_told)


def _fill_referral(meeting: Meeting, referral: Referral, fields: Mapping[str, Any]) -> None:
    _tell_receiver(referral, fields)
    named = [name for name in DESTINATIONS if fields.get(name)]
    if len(named) > 1:
        raise Invalid(_("A matter is referred to one place."), field=named[1])
    if not named and not any(name in fields for name in DESTINATIONS):
        return
    referral.lifeline_id = referral.lane_id = referral.to_site_id = referral.to_desk_id = None
    referral.elsewhere = ""
    if not named:
        return
    match named[0]:
        case "lifeline":
            referral.lifeline_id = lookup.lifeline_id(fields["lifeline"])
        case "letter":
            referral.lane_id = lookup.lane_id(meeting.contact.site, fields["letter"])
        case "to_desk":
            referral.to_desk_id, referral.lane_id = lookup.desk_and_lane(
                meeting.contact.site, fields["to_desk"]
            )
        case "to_site":
            referral.to_site_id = lookup.site_id(fields["to_site"])
        case _:
            referral.elsewhere = clean_text(fields["elsewhere"], field="elsewhere", most=ELSEWHERE_LENGTH)


def _tell_receiver(referral: Referral, fields: Mapping[str, Any]) -> None:
    """Put what the receiver is to know into the row."""
    if "referral_note" in fields:
        referral.note = clean_text(fields["referral_note"] or "", field="referral_note", most=NOTE_LENGTH)
    if "told" in fields:
        referral.told = clean_text(fields["told"] or "", field="told", most=TOLD_LENGTH)
    if "referral_reason" in fields:
        reason = fields["referral_reason"] or ReferralReason.NOT_SAID
        if reason not in ReferralReason.values:
            raise Invalid(
                _("Unknown code “%(code)s”.") % {"code": reason},
                field="referral_reason",
                facts={"known": ReferralReason.values},
            )
        referral.reason = reason
    if "steps_done" in fields:
        done = sorted(set(fields["steps_done"] or ()))
        if any(not 1 <= step <= MOST_STEPS for step in done):
            raise Invalid(_("There is no such step."), field="steps_done")
        referral.done = done
