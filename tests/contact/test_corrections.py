from datetime import timedelta

import pytest

from indgang.base.errors import Invalid, NotFound
from indgang.base.models import AuditEntry
from indgang.contact import services
from indgang.contact.errors import ContactClosed, HoldsCpr, NotYours, TimeTaken
from indgang.contact.models import Contact, Segment
from tests.contact.test_lifecycle import walk_in


@pytest.fixture
def maja(time, cast):
    return cast.actor("maja")


@pytest.fixture
def forgotten(cast, time, maja):
    """A contact that was finished an hour too late, after another one."""
    first = walk_in(cast, maja)
    time.move(minutes=10)
    contact = walk_in(cast, maja)
    time.move(minutes=70)
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    services.finish(actor=maja, contact_id=contact.id, outcome="solved")
    services.discard(actor=maja, contact_id=first.id)
    return Contact.objects.get(pk=contact.id)


def test_a_correction_counts_and_is_in_the_audit_log(time, maja, forgotten):
    segment = forgotten.segments.get()
    view = services.correct_time(
        actor=maja,
        contact_id=forgotten.pk,
        segment_id=segment.pk,
        ended_at=segment.period.upper - timedelta(hours=1),
        reason="Glemte at afslutte",
    )
    forgotten.refresh_from_db()
    assert (view.active_seconds, forgotten.active_seconds) == (600, 600)
    assert forgotten.inquiries.get().active_seconds == 600
    entry = AuditEntry.objects.get(action="contact.time_corrected")
    assert entry.details["reason"] == "Glemte at afslutte"
    assert entry.details["before"] != entry.details["after"]


def test_it_never_overlaps_the_officers_other_time(maja, forgotten):
    segment = forgotten.segments.get()
    with pytest.raises(TimeTaken):
        services.correct_time(
            actor=maja,
            contact_id=forgotten.pk,
            segment_id=segment.pk,
            started_at=segment.period.lower - timedelta(minutes=1),
            reason="prøve",
        )


def test_half_of_it_can_be_given_to_another_matter(cast, time, maja):
    contact = walk_in(cast, maja)
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    time.move(minutes=10)
    services.add_inquiry(actor=maja, contact_id=contact.id, task_code="mitid-nyt")
    time.move(minutes=1)
    services.finish(actor=maja, contact_id=contact.id, outcome="co_service")
    first = Segment.objects.filter(contact=contact.id).order_by("period").first()
    view = services.split_time(
        actor=maja,
        contact_id=contact.id,
        segment_id=first.pk,
        at=first.period.lower + timedelta(minutes=4),
        position=2,
        reason="Glemte at skifte",
    )
    assert [row.active_seconds for row in view.inquiries] == [240, 420]
    assert Contact.objects.get(pk=contact.id).active_seconds == 660


def test_what_cannot_be_is_refused(cast, time, maja, forgotten):
    segment = forgotten.segments.get()
    facts = {"actor": maja, "contact_id": forgotten.pk, "segment_id": segment.pk}
    with pytest.raises(Invalid) as no_reason:
        services.correct_time(**facts, ended_at=segment.period.upper, reason=" ")
    assert no_reason.value.field == "reason"
    with pytest.raises(HoldsCpr):
        services.correct_time(**facts, ended_at=segment.period.upper, reason="0101901234")
    for change in (
        {"ended_at": segment.period.lower},
        {"ended_at": segment.period.upper + timedelta(minutes=1)},
        {"started_at": segment.period.lower - timedelta(days=1)},
        {"ended_at": segment.period.upper.replace(tzinfo=None)},
    ):
        with pytest.raises(Invalid):
            services.correct_time(**facts, **change, reason="prøve")
    with pytest.raises(NotFound):
        services.correct_time(**{**facts, "segment_id": 0}, reason="prøve")
    with pytest.raises(NotYours):
        services.correct_time(**{**facts, "actor": cast.actor("bo")}, reason="prøve")
    discarded = Contact.objects.get(state="discarded")
    with pytest.raises(ContactClosed):
        services.correct_time(
            actor=maja, contact_id=discarded.pk, segment_id=discarded.segments.get().pk, reason="prøve"
        )
    forgotten.refresh_from_db()
    assert forgotten.active_seconds == 4200


def test_a_manager_may_correct_for_others_and_uncertain_time_becomes_certain(cast, time, maja):
    contact = walk_in(cast, maja)
    time.move(minutes=5)
    services.save_draft(actor=maja, contact_id=contact.id, position=1, note="x")
    time.move(hours=3)
    assert services.sweep().closed == (contact.id,)
    segment = Segment.objects.get(contact=contact.id)
    view = services.correct_time(
        actor=cast.actor("leif"),
        contact_id=contact.id,
        segment_id=segment.pk,
        ended_at=segment.period.lower + timedelta(minutes=4),
        reason="Set på vagtplanen",
    )
    assert (view.active_seconds, view.time_uncertain) == (240, False)
