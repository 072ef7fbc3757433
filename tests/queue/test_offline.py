"""Numbers for a kiosk without a server."""

from datetime import datetime, timedelta

import pytest

from indgang.base.errors import NotAllowed
from indgang.organisation.models import AccessToken
from indgang.queue import services
from indgang.queue.models import Series, Ticket
from indgang.queue.services import LentSeries, OfflineTicket, Synced, SyncOutcome
from indgang.queue.services.offline import BLOCK_SIZE
from tests.queue.conftest import Time
from tests.queue.play import at, called, fresh, history, sit, take
from tests.queue.world import World


@pytest.fixture
def kiosk(world: World, time: Time) -> AccessToken:
    return AccessToken.objects.create(
        name="kiosk", digest="a", role="device", site=world.magion, created_at=time.now
    )


@pytest.fixture
def other(world: World, time: Time) -> AccessToken:
    return AccessToken.objects.create(
        name="other", digest="b", role="device", site=world.magion, created_at=time.now
    )


def lend(world: World, device: AccessToken) -> dict[str, LentSeries]:
    lent = services.lend_numbers(actor=world.device, site=world.magion, device_id=device.pk)
    return {one.letter: one for one in lent}


def bring(world: World, device: AccessToken, *tickets: OfflineTicket) -> list[Synced]:
    return services.sync_offline_tickets(
        actor=world.device, site=world.magion, device_id=device.pk, tickets=tickets
    )


def ticket_of(number: int, moment: datetime, **more: str) -> OfflineTicket:
    return OfflineTicket(letter="K", number=number, arrived_at=moment, **more)


def test_each_kiosk_has_numbers_of_its_own(world: World, kiosk: AccessToken, other: AccessToken) -> None:
    first, second = lend(world, kiosk), lend(world, other)
    numbers = [one.number for one in first["K"].numbers + second["K"].numbers]
    assert numbers == list(range(900, 900 + 2 * BLOCK_SIZE))
    assert first["K"].numbers[0].label == "K900"
    assert (first["K"].is_default, first["S"].is_default, first["S"].desk_kind) == (True, False, "service")
    assert take(world).label == "K01"
    secrets = {one.secret for block in (*first.values(), *second.values()) for one in block.numbers}
    assert len(secrets) == 4 * BLOCK_SIZE


def test_lending_goes_on_and_ends_with_what_the_kiosk_has_itself(world: World, kiosk: AccessToken) -> None:
    lent = [number.number for _ in range(5) for number in lend(world, kiosk)["K"].numbers]
    assert lent == list(range(900, 1000))
    assert [one.number for one in lend(world, kiosk)["K"].numbers] == list(range(900, 1000))


def test_without_numbers_left_a_series_is_not_lent(
    world: World, kiosk: AccessToken, other: AccessToken
) -> None:
    for _ in range(5):
        lend(world, kiosk)
    assert lend(world, other) == {}


def test_the_last_block_may_be_short(world: World, kiosk: AccessToken, other: AccessToken) -> None:
    Series.objects.update(offline_last=905)
    assert len(lend(world, kiosk)["K"].numbers) == 6


def test_numbers_that_kiosks_gave_out_enter_with_their_time_and_page(
    world: World, time: Time, kiosk: AccessToken
) -> None:
    lent = lend(world, kiosk)["K"]
    gave = time.now + timedelta(minutes=2)
    time.move(minutes=5)
    later = take(world)
    time.move(minutes=1)
    (synced,) = bring(world, kiosk, ticket_of(900, gave, task_code="laan", own_words="bøger", language="en"))
    assert synced.outcome == SyncOutcome.ENTERED
    ticket = fresh(Ticket.objects.get(pk=synced.ticket_id))
    assert (ticket.label, ticket.arrived_at, ticket.secret) == ("K900", gave, lent.numbers[0].secret)
    assert (ticket.task, ticket.own_words, ticket.language) == (world.tasks["laan"], "bøger", "en")
    Ticket.objects.update(priority=2)
    sit(world)
    assert called(world) == ticket
    assert fresh(later).state == "waiting"


def test_bringing_them_twice_is_harmless(world: World, time: Time, kiosk: AccessToken) -> None:
    lend(world, kiosk)
    first = bring(world, kiosk, ticket_of(901, time.now))
    second = bring(world, kiosk, ticket_of(901, time.now), ticket_of(902, time.now))
    assert [one.outcome for one in second] == [SyncOutcome.KNOWN, SyncOutcome.ENTERED]
    assert second[0].ticket_id == first[0].ticket_id
    assert Ticket.objects.count() == 2


def test_what_was_not_lent_is_refused_and_the_rest_comes_in(
    world: World, time: Time, kiosk: AccessToken, other: AccessToken
) -> None:
    lend(world, kiosk)
    lend(world, other)
    synced = bring(
        world,
        kiosk,
        ticket_of(1, time.now),
        ticket_of(900, time.now),
        ticket_of(920, time.now),
        OfflineTicket(letter="X", number=900, arrived_at=time.now),
    )
    assert [one.outcome for one in synced] == ["refused", "entered", "refused", "refused"]
    assert synced[0].message
    assert Ticket.objects.count() == 1


def test_a_ticket_of_an_earlier_day_counts_and_does_not_wait(
    world: World, time: Time, kiosk: AccessToken
) -> None:
    lend(world, kiosk)
    gave = time.now + timedelta(hours=1)
    time.move(days=1)
    (synced,) = bring(world, kiosk, ticket_of(900, gave, own_words="hej"))
    assert synced.outcome == SyncOutcome.PAST
    ticket = fresh(Ticket.objects.get())
    assert (ticket.state, ticket.time_uncertain, ticket.own_words) == ("expired", True, "")
    assert ticket.arrived_at == gave
    assert history(ticket) == ["taken", "expired"]


def test_a_number_given_out_past_midnight_belongs_to_the_day_it_was_lent(
    world: World, time: Time, kiosk: AccessToken
) -> None:
    time.set(at("2026-11-23T22:50:00"))
    lend(world, kiosk)
    time.set(at("2026-11-23T23:20:00"))
    (synced,) = bring(world, kiosk, ticket_of(900, at("2026-11-23T23:10:00")))
    ticket = Ticket.objects.get(pk=synced.ticket_id)
    assert str(ticket.day) == "2026-11-23"


def test_a_kiosk_clock_that_is_fast_is_put_right(world: World, time: Time, kiosk: AccessToken) -> None:
    lend(world, kiosk)
    bring(world, kiosk, ticket_of(900, time.now + timedelta(hours=3)))
    assert Ticket.objects.get().arrived_at == time.now


@pytest.mark.parametrize(
    "more", [{"task_code": "retired"}, {"own_words": "010170-1234"}, {"own_words": "x" * 300}]
)
def test_nothing_but_the_number_can_make_a_ticket_fail(
    world: World, time: Time, kiosk: AccessToken, more: dict[str, str]
) -> None:
    lend(world, kiosk)
    (synced,) = bring(world, kiosk, ticket_of(900, time.now, **more))
    assert synced.outcome == SyncOutcome.ENTERED
    ticket = Ticket.objects.get()
    assert (ticket.own_words, ticket.task) == ("", None)


def test_only_kiosks_of_the_site_lend_and_bring(world: World, kiosk: AccessToken) -> None:
    with pytest.raises(NotAllowed):
        services.lend_numbers(actor=world.device, site=world.branch, device_id=kiosk.pk)
    with pytest.raises(NotAllowed):
        services.sync_offline_tickets(actor=world.device, site=world.branch, device_id=kiosk.pk, tickets=[])
