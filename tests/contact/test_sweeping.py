import pytest

from indgang.base import clock
from indgang.contact import queries, services
from indgang.contact.models import Contact
from indgang.queue import services as queue
from tests.contact.test_lifecycle import walk_in


@pytest.fixture
def maja(time, cast):
    return cast.actor("maja")


def test_the_clock_stops_at_the_last_sign_of_life_and_the_draft_waits(cast, time, maja):
    contact = walk_in(cast, maja)
    time.move(minutes=4)
    services.save_draft(actor=maja, contact_id=contact.id, position=1, note="midt i en sætning")
    time.move(minutes=9)
    assert services.sweep() == services.Swept()
    time.move(minutes=2)
    assert services.sweep().stopped == (contact.id,)
    view = queries.contact_view(contact.id)
    assert (view.state, view.active_seconds, view.time_uncertain) == ("parked", 240, True)
    assert view.inquiries[0].note == "midt i en sætning"
    assert services.resume(actor=maja, contact_id=contact.id).state == "active"


def test_an_officer_at_an_open_desk_is_there(cast, time, maja):
    queue.open_desk(actor=maja, desk=cast.kvik1)
    walk_in(cast, maja)
    time.move(hours=3)
    assert services.sweep() == services.Swept()


def test_an_officer_on_the_phone_is_there_while_the_page_is(cast, time, maja):
    services.begin(actor=maja, site=cast.magion, channel="phone")
    for _minute in range(30):
        time.move(minutes=5)
        services.heartbeat(actor=maja)
        assert services.sweep() == services.Swept()


def test_in_the_end_it_is_closed_as_never_registered_with_uncertain_time(cast, time, maja):
    contact = walk_in(cast, maja)
    services.save_draft(
        actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen", outcome="referred"
    )
    time.move(minutes=6)
    services.park(actor=maja, contact_id=contact.id)
    time.move(minutes=119)
    assert services.sweep() == services.Swept()
    time.move(minutes=2)
    assert services.sweep().closed == (contact.id,)
    assert services.sweep() == services.Swept()
    row = Contact.objects.get(pk=contact.id)
    inquiry = row.inquiries.get()
    assert (row.state, row.time_uncertain, row.active_seconds) == ("finished", True, 360)
    assert (inquiry.outcome, inquiry.reason, inquiry.task.code) == (
        "not_solved",
        "not_registered",
        "pas-voksen",
    )
    assert row.events.get(kind="closed_by_system").facts == {"drafts": {"1": "referred"}}


def test_the_officer_who_comes_back_registers_after_all(cast, time, maja):
    contact = walk_in(cast, maja)
    time.move(hours=3)
    services.sweep()
    services.reopen(actor=maja, contact_id=contact.id)
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    view = services.finish(actor=maja, contact_id=contact.id, outcome="solved")
    assert (view.inquiries[0].outcome, view.time_uncertain) == ("solved", True)


def test_nothing_is_left_hanging_until_the_next_day_even_at_an_open_desk(cast, time, maja):
    queue.open_desk(actor=maja, desk=cast.kvik1)
    contact = walk_in(cast, maja)
    services.park(actor=maja, contact_id=contact.id)
    time.move(hours=15)
    assert services.sweep().closed == (contact.id,)


def test_in_fast_motion_nobody_is_taken_for_gone(cast, time, maja):
    walk_in(cast, maja)
    later = time.move(minutes=30)
    clock.follow(clock.Course(real=later, shown=later, speed=60.0))
    with clock.frozen(later):
        pass
    assert services.sweep() == services.Swept()
