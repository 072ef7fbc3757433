"""A number enters the queue when it is confirmed, once, and never otherwise."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from indgang.base import clock
from indgang.base.access import ANONYMOUS
from indgang.base.errors import Invalid, NotAllowed
from indgang.base.models import RememberedRequest
from indgang.queue.errors import CprInText, TicketNotFound
from indgang.queue.models import Ticket
from indgang.queue.services.reservations import Reservation, confirm, find_reservation, hand_over, reserve
from tests.queue.conftest import Time
from tests.queue.world import World

ATTEMPT = "a-first-attempt-of-one"


def draw(world: World, attempt: str = ATTEMPT, **errand: str) -> Reservation:
    return reserve(actor=world.device, site=world.magion, attempt=attempt, **errand)


def test_a_drawn_number_is_not_in_the_queue(world: World) -> None:
    assert draw(world).label == "K01"
    assert not Ticket.objects.exists()


def test_confirming_enters_it_with_its_errand_and_time(world: World, time: Time) -> None:
    drawn = draw(world, task_code="pension", own_words="min  pension", language="en")
    time.move(seconds=40)
    entered = confirm(secret=drawn.secret)
    ticket = Ticket.objects.get()
    assert (ticket.label, ticket.pk, ticket.secret) == ("S01", entered.ticket_id, drawn.secret)
    assert ticket.task == world.tasks["pension"]
    assert (ticket.own_words, ticket.language, ticket.channel) == ("min pension", "en", "kiosk")
    assert ticket.arrived_at == drawn.reserved_at
    assert find_reservation(drawn.secret).own_words == ""


def test_the_same_attempt_gets_the_same_number_and_one_ticket(world: World) -> None:
    first, second = draw(world), draw(world)
    assert first == second
    confirm(secret=first.secret)
    assert confirm(secret=first.secret).ticket_id == Ticket.objects.get().pk
    assert draw(world, "another-attempt-of-two").label == "K02"


def test_attempts_at_two_sites_are_different(world: World) -> None:
    here = draw(world)
    there = reserve(actor=world.api, site=world.branch, attempt=ATTEMPT)
    assert here.secret != there.secret
    assert there.label == "A01"


def test_an_unconfirmed_number_is_skipped(world: World) -> None:
    draw(world)
    kept = draw(world, "another-attempt-of-two")
    confirm(secret=kept.secret)
    assert [ticket.label for ticket in Ticket.objects.all()] == ["K02"]


def test_paper_enters_the_queue_at_once(world: World) -> None:
    drawn = draw(world)
    assert hand_over(secret=drawn.secret, give=lambda _number: True).ticket_id
    assert Ticket.objects.get().label == "K01"


def test_no_paper_no_ticket_until_confirmed(world: World) -> None:
    drawn = draw(world)
    assert hand_over(secret=drawn.secret, give=lambda _number: False).printed is False
    assert not Ticket.objects.exists()
    confirm(secret=drawn.secret)
    assert Ticket.objects.count() == 1


def test_paper_is_tried_once(world: World) -> None:
    drawn = draw(world)
    tries: list[str] = []

    def give(number: Reservation) -> bool:
        tries.append(number.label)
        return False

    hand_over(secret=drawn.secret, give=give)
    hand_over(secret=drawn.secret, give=give)
    assert tries == ["K01"]


def test_a_late_confirmation_waits_from_then(world: World, time: Time) -> None:
    drawn = draw(world)
    time.move(minutes=30)
    confirm(secret=drawn.secret)
    assert Ticket.objects.get().arrived_at == clock.now()


def test_a_kiosk_may_tell_when_it_was_confirmed(world: World, time: Time) -> None:
    drawn = draw(world)
    time.move(minutes=30)
    confirm(secret=drawn.secret, at=drawn.reserved_at + timedelta(seconds=20))
    assert Ticket.objects.get().arrived_at == drawn.reserved_at


def test_yesterdays_number_is_no_number(world: World, time: Time) -> None:
    drawn = draw(world)
    time.move(days=1)
    with pytest.raises(TicketNotFound):
        confirm(secret=drawn.secret)


def test_old_reservations_are_forgotten(world: World, time: Time) -> None:
    old = draw(world)
    time.move(days=3)
    draw(world, "another-attempt-of-two")
    assert not RememberedRequest.objects.filter(key=old.secret).exists()


def test_what_is_refused(world: World) -> None:
    with pytest.raises(TicketNotFound):
        confirm(secret="unknown")
    with pytest.raises(TicketNotFound):
        find_reservation("unknown")
    with pytest.raises(Invalid):
        draw(world, "short")
    with pytest.raises(CprInText):
        draw(world, own_words="mit cpr er 010190-1234")
    with pytest.raises(NotAllowed):
        reserve(actor=ANONYMOUS, site=world.magion, attempt=ATTEMPT)
    assert not RememberedRequest.objects.exists()


@pytest.mark.parallel
@pytest.mark.django_db(transaction=True)
def test_taps_at_the_same_moment_give_one_ticket_and_one_slip(world: World) -> None:
    slips: list[str] = []

    def tap(_index: int) -> str:
        def give(number: Reservation) -> bool:
            slips.append(number.label)
            return True

        try:
            return hand_over(secret=draw(world).secret, give=give).label
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        labels = set(pool.map(tap, range(24)))
    assert labels == {"K01"}
    assert slips == ["K01"]
    assert Ticket.objects.count() == 1
