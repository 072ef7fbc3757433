from datetime import timedelta

import pytest

from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.catalogue.models import Offer
from indgang.contact import services
from indgang.contact.errors import BeyondReach, ContactBusy, HoldsCpr, TimeTaken
from indgang.contact.models import Contact, Segment
from indgang.core.day import danish_date
from indgang.core.reach import Reach
from indgang.organisation.models import Delegation
from indgang.queue import services as queue
from tests.contact.test_lifecycle import called, walk_in, with_ticket

SOLVED = {"task_code": "pas-voksen", "outcome": "solved"}


@pytest.fixture
def maja(time, cast):
    return cast.actor("maja")


@pytest.fixture
def signe(time, cast):
    return cast.actor("signe")


@pytest.fixture
def api(time, cast):
    return Actor(kind="api", id=7, name="system", grants=frozenset({("api", cast.magion.pk)}))


def record(cast, actor, *inquiries, **more):
    return services.record(actor=actor, site=cast.magion, channel="phone", inquiries=inquiries, **more)


def test_lengths_are_laid_one_after_the_other_up_to_the_end(cast, time, maja):
    ended = time.now - timedelta(hours=1)
    view = record(
        cast,
        maja,
        {**SOLVED, "seconds": 90},
        {"task_code": "mitid-nyt", "outcome": "referred", "seconds": 30},
        ended_at=ended,
    )
    row = Contact.objects.get(pk=view.id)
    assert (row.active_seconds, row.finished_at, row.started_at) == (
        120,
        ended,
        ended - timedelta(seconds=120),
    )
    assert [(i.active_seconds, i.outcome) for i in view.inquiries] == [(90, "solved"), (30, "referred")]
    assert not Segment.objects.filter(officer__isnull=False).exists()


def test_periods_take_their_place_in_the_officers_day(cast, time, maja):
    at = time.now - timedelta(hours=2)
    spans = [(at, at + timedelta(minutes=4)), (at + timedelta(minutes=6), at + timedelta(minutes=7))]
    view = record(
        cast,
        maja,
        {**SOLVED, "periods": spans},
        {**SOLVED, "periods": [(at + timedelta(minutes=4), at + timedelta(minutes=5))]},
    )
    assert [row.active_seconds for row in view.inquiries] == [300, 60]
    with pytest.raises(TimeTaken):
        record(cast, maja, {**SOLVED, "periods": [(at + timedelta(minutes=3), at + timedelta(minutes=9))]})
    assert Contact.objects.count() == 1


def test_it_may_not_take_the_time_of_a_contact_in_hand(cast, time, maja):
    walk_in(cast, maja)
    time.move(minutes=10)
    with pytest.raises(TimeTaken):
        record(cast, maja, {**SOLVED, "periods": [(time.now - timedelta(minutes=5), time.now)]})


def test_from_start_to_end_for_a_single_matter(cast, time, maja):
    view = record(cast, maja, SOLVED, started_at=time.now - timedelta(minutes=7))
    assert (view.active_seconds, view.time_uncertain) == (420, False)


def test_unknown_time_is_said_to_be_unknown(cast, maja):
    view = record(cast, maja, SOLVED)
    assert (view.active_seconds, view.time_uncertain) == (0, True)


def test_a_number_tells_when_it_was_started_whose_it_is_and_is_finished(cast, time, maja, api):
    ticket = called(cast, maja, cast.kvik1)
    queue.start(actor=maja, ticket_id=ticket.pk)
    time.move(minutes=6)
    view = record(cast, api, SOLVED, ticket_id=ticket.pk, finish_ticket=True)
    ticket.refresh_from_db()
    assert (view.active_seconds, view.officer_id, ticket.state) == (360, maja.id, "finished")


def test_a_number_with_an_open_contact_is_not_recorded_again(cast, maja, api):
    ticket = called(cast, maja, cast.kvik1)
    with_ticket(cast, maja, cast.kvik1, ticket)
    with pytest.raises(ContactBusy):
        record(cast, api, SOLVED, ticket_id=ticket.pk)


def test_a_repeated_key_records_once(cast, maja):
    first = record(cast, maja, {**SOLVED, "seconds": 60}, key="k1")
    again = record(cast, maja, {**SOLVED, "seconds": 600}, key="k1")
    assert (again.id, again.active_seconds, Contact.objects.count()) == (first.id, 60, 1)


def test_keys_are_of_any_length_and_one_systems_key_is_not_anothers(cast, api):
    other = Actor(kind="api", id=8, name="other", grants=api.grants)
    facts = {"officer_id": cast.bo.pk, "key": "n" * 300}
    first = record(cast, api, {**SOLVED, "seconds": 60}, **facts)
    assert record(cast, api, {**SOLVED, "seconds": 60}, **facts).id == first.id
    assert record(cast, other, {**SOLVED, "seconds": 60}, **facts).id != first.id


def test_what_the_officer_might_do_on_that_day_counts(cast, time, signe):
    Offer.objects.filter(task__code="pas-voksen", site_kind="library").update(reach=Reach.DECIDE)
    decided = {**SOLVED, "seconds": 60, "reach": "decide"}
    day_before = {"ended_at": time.now - timedelta(days=1)}
    held = Delegation.objects.filter(person=cast.signe)
    held.update(valid_from=danish_date(time.now), valid_to=None)
    with pytest.raises(BeyondReach):
        record(cast, signe, decided, **day_before)
    assert record(cast, signe, decided).inquiries[0].reach == Reach.DECIDE
    yesterday = danish_date(time.now) - timedelta(days=1)
    held.update(valid_from=yesterday, valid_to=yesterday)
    with pytest.raises(BeyondReach):
        record(cast, signe, decided)
    assert record(cast, signe, decided, **day_before).inquiries[0].reach == Reach.DECIDE


def test_reach_and_cpr_hold_here_too(cast, maja, api):
    with pytest.raises(BeyondReach):
        record(cast, maja, {**SOLVED, "reach": "decide"})
    with pytest.raises(BeyondReach):
        record(cast, api, SOLVED)
    with pytest.raises(HoldsCpr):
        record(cast, maja, {**SOLVED, "note": "010190 1234"})
    assert not Contact.objects.exists()
    view = record(cast, api, SOLVED, officer_id=cast.bo.pk)
    assert view.inquiries[0].reach == Reach.GUIDE


@pytest.mark.parametrize(
    "make",
    [
        lambda now: {"inquiries": []},
        lambda now: {"inquiries": [{**SOLVED, "seconds": -1}]},
        lambda now: {"inquiries": [{**SOLVED, "seconds": 60}, SOLVED]},
        lambda now: {"inquiries": [{**SOLVED, "seconds": 13 * 3600}]},
        lambda now: {"inquiries": [SOLVED], "ended_at": now + timedelta(minutes=1)},
        lambda now: {"inquiries": [SOLVED], "started_at": now.replace(tzinfo=None)},
        lambda now: {"inquiries": [SOLVED, SOLVED], "started_at": now - timedelta(minutes=5)},
        lambda now: {"inquiries": [{**SOLVED, "periods": [(now, now - timedelta(minutes=1))]}]},
        lambda now: {
            "inquiries": [{**SOLVED, "periods": [(now - timedelta(minutes=9), now)]}],
            "ended_at": now - timedelta(minutes=5),
        },
    ],
)
def test_time_that_cannot_be_is_refused(cast, time, maja, make):
    with pytest.raises(Invalid):
        services.record(actor=maja, site=cast.magion, channel="phone", **make(time.now))
    assert not Contact.objects.exists()


def test_the_day_is_the_danish_one(cast, time, maja):
    late = time.now.replace(hour=23, minute=30) - timedelta(days=1)
    view = record(cast, maja, {**SOLVED, "seconds": 60}, ended_at=late)
    assert view.day == "2026-11-23"
