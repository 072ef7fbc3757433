"""Finishing a contact: every matter gets its outcome, the time is closed, the number goes on.

One transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.errors import Invalid, NotFound
from indgang.booking.codes import new_code
from indgang.catalogue import queries as catalogue
from indgang.contact import lookup
from indgang.contact.errors import BeyondReach
from indgang.contact.meeting import Meeting, hold
from indgang.contact.models import PASSED_ON, ContactState, Inquiry, Outcome, Referral, ReferralKind
from indgang.contact.outcomes import judge
from indgang.contact.services.drafts import Closing, kept_referral, put_draft
from indgang.contact.view import ContactView, referral_of
from indgang.core.reach import Limit, Reach, ReachDecision
from indgang.queue import services as queue

if TYPE_CHECKING:
    from indgang.catalogue.models import Task
    from indgang.queue.models import Series

NEEDS_TASK = (Outcome.SOLVED, Outcome.CO_SERVICE, Outcome.HANDED_OVER, Outcome.BOOKED)


@transaction.atomic
def finish(
    *,
    actor: Actor,
    contact_id: int,
    outcome: str = "",
    outcomes: Mapping[int, Closing] | None = None,
    finish_ticket: bool = False,
) -> ContactView:
    """Finish the contact. `outcomes` says by position what came of each matter, over what the draft says;
    `outcome` is for every matter that has none yet, which makes the usual case one click.

    A matter that was referred to a lane of this site sends the number there, where it keeps its time of
    arrival; for a citizen without one a number is drawn, with the start of the contact as the time of
    arrival. Otherwise `finish_ticket` finishes the number too. Finishing twice changes and counts nothing
    twice. Raises Invalid (the field and, in `facts`, the position), HoldsCpr, BeyondReach (the way on names
    the lifeline), or ContactClosed for a contact that was discarded; then nothing is changed and the clock
    runs on.
    """
    meeting = hold(actor, contact_id)
    if meeting.contact.state == ContactState.FINISHED:
        return meeting.view()
    meeting.require_open()
    _put_outcomes(meeting, outcome, outcomes or {})
    for inquiry in meeting.inquiries:
        close_inquiry(meeting, inquiry, wanted_reach((outcomes or {}).get(inquiry.position, {})))
    close(meeting, clock.now())
    send_ticket_on(actor, meeting, finish_ticket=finish_ticket)
    return meeting.done("finished", outcomes=[inquiry.outcome for inquiry in meeting.inquiries])


def close(meeting: Meeting, at: datetime) -> None:
    """Stop the clock at `at` and write the matters and the contact, with their seconds."""
    time = meeting.clock.finish(at)
    meeting.contact.finished_at = time.changed_at
    meeting.run(time, as_state=ContactState.FINISHED, save=False)
    count_seconds(meeting)
    meeting.save_contact()


def count_seconds(meeting: Meeting) -> None:
    """Write the seconds of every matter, and put their sum on the contact, which is left to be saved."""
    seconds = meeting.clock.seconds_by_inquiry()
    for inquiry in meeting.inquiries:
        inquiry.active_seconds = seconds.get(inquiry.pk, 0)
        inquiry.save()
    meeting.contact.active_seconds = meeting.clock.active_seconds()


def close_inquiry(meeting: Meeting, inquiry: Inquiry, wanted: Reach | None) -> None:
    """Check the outcome of a matter and settle its reach, delegation and referral.

    Saves the referral only.
    """
    position = {"contact": meeting.contact.pk, "position": inquiry.position}
    if not inquiry.outcome:
        raise Invalid(_("Say what came of each matter."), field="outcome", facts=position)
    outcome = Outcome(inquiry.outcome)
    if inquiry.task is None and outcome in NEEDS_TASK:
        raise Invalid(_("Choose the task first."), field="task_code", facts=position)
    if outcome is Outcome.NOT_SOLVED and not inquiry.reason:
        raise Invalid(_("Say why it was not solved."), field="reason", facts=position)
    if inquiry.task is not None:
        _settle_reach(meeting, inquiry, inquiry.task, outcome, wanted)
    _settle_referral(inquiry, outcome, position)


def _put_outcomes(meeting: Meeting, outcome: str, outcomes: Mapping[int, Closing]) -> None:
    for position, fields in outcomes.items():
        put_draft(meeting, meeting.inquiry(position), fields, save=False)
    if outcome:
        for inquiry in meeting.inquiries:
            if not inquiry.outcome:
                put_draft(meeting, inquiry, {"outcome": outcome}, save=False)


def wanted_reach(fields: Mapping[str, Any]) -> Reach | None:
    """The reach that `fields` names by its code, or None. Raises Invalid."""
    code = fields.get("reach")
    if not code:
        return None
    try:
        reach = Reach.from_code(code)
    except ValueError as error:
        raise Invalid(_("Unknown code “%(code)s”.") % {"code": code}, field="reach") from error
    if reach is Reach.NONE:
        raise Invalid(_("Unknown code “%(code)s”.") % {"code": code}, field="reach")
    return reach


def _settle_reach(
    meeting: Meeting, inquiry: Inquiry, task: "Task", outcome: Outcome, wanted: Reach | None
) -> None:
    decision = _decision_now(meeting, inquiry)
    inquiry.allowed_reach = decision.reach
    try:
        verdict = judge(outcome, wanted, decision)
    except ValueError as error:
        raise Invalid(
            _("This outcome goes further than the reach you chose."),
            field="reach",
            facts={"position": inquiry.position},
        ) from error
    delegation_id = None
    if verdict.is_allowed and verdict.reach is Reach.DECIDE:
        delegation_id = lookup.delegation_for(task, meeting.contact.officer_id, meeting.day_of_rights)
    if not verdict.is_allowed or (verdict.reach is Reach.DECIDE and delegation_id is None):
        raise beyond_reach(inquiry, task, decision, verdict.needed)
    inquiry.reach = verdict.reach
    inquiry.delegation_id = delegation_id


def _decision_now(meeting: Meeting, inquiry: Inquiry) -> ReachDecision:
    """The decision of the day; for a task that was retired during the contact, the one of when it was chosen."""
    known = meeting.decisions.get(inquiry.task_id or 0)
    if known is not None:
        return known
    try:
        return catalogue.reach_of(
            person_id=meeting.contact.officer_id,
            task=inquiry.task_id or 0,
            site=meeting.contact.site,
            on=meeting.day_of_rights,
        )
    except NotFound:
        allowed = Reach(inquiry.allowed_reach or 0)
        return ReachDecision(allowed, Limit.OFFER, allowed, allowed, None, delegated=allowed is Reach.DECIDE)


def beyond_reach(inquiry: Inquiry, task: "Task", decision: ReachDecision, needed: Reach) -> BeyondReach:
    """The refusal, in a sentence that says why and whom to phone, with the same as facts."""
    lifeline = lookup.whom_to_phone(task.lifeline_id)
    why = catalogue.explain_reach(
        decision, lifeline["code"] if lifeline else None, catalogue.places_of(task.pk)
    )
    sentence = _("“%(outcome)s” takes the reach “%(needed)s”.") % {
        "outcome": Outcome(inquiry.outcome).label,
        "needed": catalogue.reach_word(max(needed, Reach.INFORM)),
    }
    parts = [sentence, why.sentence]
    if lifeline:
        parts.append(_("Lifeline: %(title)s, phone %(phone)s.") % lifeline)
    return BeyondReach(
        " ".join(str(part) for part in parts),
        way_on={**why.way_on, "lifeline": lifeline, "outcome": str(Outcome.REFERRED)},
        facts={
            "position": inquiry.position,
            "task": task.code,
            "needed": needed.code,
            "allowed": decision.reach.code,
            "limited_by": decision.limited_by,
        },
    )


def _settle_referral(inquiry: Inquiry, outcome: Outcome, position: Mapping[str, Any]) -> None:
    referral = kept_referral(inquiry)
    if outcome not in PASSED_ON:
        if referral is not None:
            referral.delete()
        return
    if referral is None:
        referral = Referral(inquiry_id=inquiry.pk)
    referral.kind = ReferralKind.REFERRAL if outcome is Outcome.REFERRED else ReferralKind.HANDOVER
    if not (referral.lifeline_id or referral.lane_id or referral.to_site_id or referral.elsewhere):
        referral.lifeline_id = inquiry.task.lifeline_id if inquiry.task else None
        if referral.lifeline_id is None:
            raise Invalid(_("Say where the citizen is referred to."), field="lifeline", facts=position)
    referral.at = clock.now()
    if referral.to_site_id is not None and referral.code is None:
        referral.code = new_code()
    referral.save()
    inquiry.referral = referral


def send_ticket_on(actor: Actor, meeting: Meeting, *, finish_ticket: bool) -> None:
    """Refer, finish or leave the number, as `finish` promises."""
    contact = meeting.contact
    ticket = lookup.ticket_at(contact.site, contact.ticket_id)
    referred = _referred_to_lane(meeting)
    if referred is None:
        if finish_ticket and ticket is not None and lookup.has_ticket(contact, ticket):
            queue.finish(actor=actor, ticket_id=ticket.pk)
        return
    lane, task_code = referred
    if ticket is None or ticket.state in lookup.CLOSED:
        new = queue.take_ticket(
            actor=actor,
            site=contact.site,
            letter=lane.letter,
            task_code=task_code,
            language=contact.language,
            channel="desk",
            arrived_at=ticket.arrived_at if ticket else contact.started_at,
        )
        contact.ticket = new
        meeting.save_contact()
    elif not (ticket.state == "waiting" and ticket.lane_id == lane.pk):
        queue.transfer(actor=actor, ticket_id=ticket.pk, letter=lane.letter, task_code=task_code)
    Referral.objects.filter(inquiry__contact=contact, lane__isnull=False, at__isnull=False).update(
        ticket=contact.ticket_id, seen_at=None, seen_by=None, used_at=None
    )


def _referred_to_lane(meeting: Meeting) -> "tuple[Series, str | None] | None":
    for inquiry in meeting.inquiries:
        referral = referral_of(inquiry)
        if referral is not None and referral.lane is not None:
            return referral.lane, inquiry.task.code if inquiry.task else None
    return None
