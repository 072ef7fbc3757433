import pytest

from indgang.contact import queries, services
from indgang.contact.errors import ContactBusy, ContactClosed, NotYours
from indgang.contact.models import Contact, Segment
from indgang.queue import services as queue
from tests.cast import Cast
from tests.contact.conftest import Time


@pytest.fixture
def maja(time: Time, cast: Cast):
    return cast.actor("maja")


def walk_in(cast: Cast, actor, **more):
    return services.begin(actor=actor, site=cast.magion, desk=cast.kvik1, channel="walk_in", **more)


def called(cast: Cast, actor, desk, task_code="pas-voksen"):
    queue.open_desk(actor=actor, desk=desk)
    ticket = queue.take_ticket(actor=actor, site=cast.magion, letter="K", task_code=task_code, channel="desk")
    call = queue.call_next(actor=actor, desk=desk)
    assert call is not None
    assert call.ticket.pk == ticket.pk
    return ticket


def test_one_click_registers_a_walk_in_and_its_time(cast, time, maja):
    contact = walk_in(cast, maja)
    time.move(minutes=3)
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    time.move(minutes=1)

    done = services.finish(actor=maja, contact_id=contact.id, outcome="solved")

    assert (done.state, done.active_seconds, done.inquiries[0].outcome) == ("finished", 240, "solved")
    row = Contact.objects.get(pk=contact.id)
    assert (row.active_seconds, row.officer_background, row.day.isoformat()) == (
        240,
        "citizen_service",
        "2026-11-23",
    )
    assert row.inquiries.get().play_id is not None


def test_a_called_number_brings_its_errand_and_is_finished_with_the_contact(cast, time, maja):
    ticket = called(cast, maja, cast.kvik1)
    contact = services.begin(
        actor=maja, site=cast.magion, desk=cast.kvik1, channel="desk", ticket_id=ticket.pk
    )
    assert contact.inquiries[0].task_code == "pas-voksen"
    queue.start(actor=maja, ticket_id=ticket.pk)
    time.move(minutes=5)
    services.finish(actor=maja, contact_id=contact.id, outcome="solved", finish_ticket=True)
    ticket.refresh_from_db()
    assert ticket.state == "finished"
