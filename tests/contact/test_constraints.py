"""What the database itself refuses, whoever writes to it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from indgang.contact import services
from indgang.contact.models import Contact, Inquiry, Referral, Segment
from tests.contact.test_lifecycle import called, walk_in, with_ticket


@pytest.fixture
def contact(cast, time):
    view = walk_in(cast, cast.actor("maja"))
    services.set_task(actor=cast.actor("maja"), contact_id=view.id, position=1, task_code="pas-voksen")
    time.move(minutes=10)
    services.pause(actor=cast.actor("maja"), contact_id=view.id)
    return Contact.objects.get(pk=view.id)


def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def copy_of(contact: Contact, **changes) -> Contact:
    facts = {f.attname: getattr(contact, f.attname) for f in Contact._meta.concrete_fields if f.name != "id"}
    return Contact(**(facts | changes))


def test_one_active_contact_per_officer(contact):
    Contact.objects.update(state="active")
    with refused("contact_one_active_per_officer"), transaction.atomic():
        copy_of(contact, state="active").save()


def test_one_open_contact_per_number(cast, time):
    maja = cast.actor("maja")
    view = with_ticket(cast, maja, cast.kvik1, called(cast, maja, cast.kvik1))
    with refused("contact_one_open_per_ticket"), transaction.atomic():
        copy_of(Contact.objects.get(pk=view.id), state="parked").save()


def test_one_contact_per_key(contact):
    copy_of(contact, key="k").save()
    with refused("contact_key_once"), transaction.atomic():
        copy_of(contact, key="k").save()


@pytest.mark.parametrize("officer", [True, False])
def test_segments_never_overlap(contact, officer):
    segment = contact.segments.get()
    middle = segment.period.lower + timedelta(minutes=3)
    other = contact
    if officer:
        other = copy_of(contact)
        other.save()
        Inquiry.objects.create(contact=other, position=1)
    with refused("segment_no_overlap_for_officer" if officer else "segment_no_overlap"), transaction.atomic():
        Segment.objects.create(
            contact=other,
            inquiry=other.inquiries.get(),
            officer_id=contact.officer_id,
            period=DateTimeTZRange(middle, None, "[)"),
        )


def test_segments_touch(contact):
    segment = contact.segments.get()
    Segment.objects.create(
        contact=contact,
        inquiry=segment.inquiry,
        officer_id=contact.officer_id,
        period=DateTimeTZRange(segment.period.upper, None, "[)"),
    )


def test_a_segment_has_length_and_a_beginning(contact):
    segment = contact.segments.get()
    at = segment.period.upper
    for period in (DateTimeTZRange(at, at, "[)"), DateTimeTZRange(None, segment.period.lower, "[)")):
        with refused("segment_has_length"), transaction.atomic():
            Segment.objects.create(contact=contact, inquiry=segment.inquiry, period=period)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"reach": 5, "allowed_reach": 5}, "inquiry_decision_names_its_delegation"),
        ({"reach": 4, "allowed_reach": 3}, "inquiry_never_beyond_reach"),
        ({"reach": 1, "allowed_reach": None}, "inquiry_never_beyond_reach"),
        ({"outcome": "sung"}, "inquiry_outcome_known"),
        ({"outcome": "solved", "reason": "other"}, "inquiry_reason_only_when_not_solved"),
        ({"outcome": "not_solved", "active_seconds": 1}, "inquiry_not_solved_says_why"),
        ({"outcome": "", "active_seconds": 1}, "inquiry_finished_has_outcome"),
    ],
)
def test_matters(contact, changes, name):
    with refused(name), transaction.atomic():
        Inquiry.objects.filter(contact=contact).update(**changes)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"finished_at": "2026-11-23T10:00Z"}, "contact_finished_has_time"),
        ({"state": "finished", "finished_at": "2026-11-23T10:00Z"}, "contact_finished_has_seconds"),
        ({"active_seconds": 5}, "contact_finished_has_seconds"),
        ({"channel": "pigeon"}, "contact_channel_known"),
        ({"state": "asleep"}, "contact_state_known"),
    ],
)
def test_contacts(contact, changes, name):
    with refused(name), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(**changes)


def test_a_made_referral_goes_somewhere(contact, time):
    with refused("referral_goes_somewhere"), transaction.atomic():
        Referral.objects.create(inquiry=contact.inquiries.get(), kind="referral", at=time.now)
