"""Calling: who is next, and why."""

from datetime import timedelta

import pytest

from indgang.base.access import ANONYMOUS
from indgang.base.errors import NotAllowed
from indgang.organisation.models import Competence, RoleGrant
from indgang.queue import services
from indgang.queue.errors import (
    DeskBusy,
    DeskNotOpen,
    DeskPaused,
    KeptForDesk,
    NoDesk,
    NotYourDesk,
    TicketNotFound,
    WrongState,
)
from indgang.queue.models import DeskSetup, Series, TicketEvent
from tests.queue.conftest import Time
from tests.queue.play import call, called, fresh, history, last_facts, sit, take
from tests.queue.world import World, profile


def test_the_longest_waiting_of_a_lane_comes_first(world: World, time: Time) -> None:
    first = take(world)
    time.move(minutes=1)
    take(world)
    desk = sit(world)
    found = call(world)
    assert found is not None
    assert found.ticket == first
    stored = fresh(first)
    assert (stored.state, stored.desk, stored.officer) == ("called", desk, world.people["anna"])
    assert (stored.call_count, stored.called_at, stored.first_called_at) == (1, time.now, time.now)
    assert found.call == f"{first.pk}-1"
    assert found.reason["code"] == "lane"
    assert found.reason["waited_minutes"] == 1
    assert found.reason["waiting"] == 2
    assert last_facts(first) == found.reason


def test_nobody_waiting_is_no_error(world: World) -> None:
    sit(world)
    assert call(world) is None


def test_a_kvik_desk_leaves_the_service_lane_alone(world: World) -> None:
    take(world, "pension")
    sit(world)
    assert call(world) is None
    sit(world, "bent", "service-1")
    assert called(world, "bent", "service-1").label == "S01"


def test_priority_counts_and_age_overtakes_it(world: World, time: Time) -> None:
    low = take(world, "laan")
    time.move(minutes=14)
    normal = take(world, "pas-voksen")
    sit(world)
    found = call(world)
    assert found is not None
    assert found.ticket == normal
    assert found.reason["overtaken"] == 1
    services.finish(actor=world.officer("anna"), ticket_id=normal.pk)
    time.move(minutes=16)
    take(world, "pas-voksen")
    assert called(world) == low


def test_beyond_the_longest_wait_the_oldest_comes_first(world: World, time: Time) -> None:
    low = take(world, "laan")
    time.move(minutes=46)
    take(world, priority=1)
    sit(world)
    found = call(world)
    assert found is not None
    assert found.ticket == low
    assert found.reason["code"] == "overdue"


def test_an_appointment_comes_at_its_time(world: World, time: Time) -> None:
    walk_in = take(world)
    time.move(minutes=2)
    booked = take(world, due_at=time.now + timedelta(minutes=10))
    sit(world)
    assert called(world) == walk_in
    services.finish(actor=world.officer("anna"), ticket_id=walk_in.pk)
    take(world)
    time.move(minutes=6)
    found = call(world)
    assert found is not None
    assert (found.ticket, found.reason["code"], found.reason["due_in_minutes"]) == (booked, "due", 4)


def test_a_returned_ticket_comes_before_its_lane(world: World, time: Time) -> None:
    anna, bent = world.officer("anna"), world.officer("bent")
    first = take(world)
    sit(world)
    sit(world, "bent", "service-1")
    called(world)
    services.transfer(actor=anna, ticket_id=first.pk, letter="S")
    time.move(minutes=3)
    take(world, priority=1)
    called(world, "bent", "service-1")
    services.return_ticket(actor=bent, ticket_id=first.pk)
    found = call(world)
    assert found is not None
    assert (found.ticket, found.reason["code"]) == (first, "returned")


def test_only_what_the_officer_may_take_far_enough(world: World, time: Time) -> None:
    profile("careful", [("any", "")], [world.desks["kvik-1"]], min_reach=4)
    take(world, "pension")
    time.move(minutes=1)
    own = take(world, "pas-voksen")
    sit(world)
    found = call(world)
    assert found is not None
    assert found.ticket == own
    assert found.reason["skipped_not_servable"] == 1
    services.finish(actor=world.officer("anna"), ticket_id=own.pk)
    assert call(world) is None
    Competence.objects.create(
        person=world.people["anna"], scope_kind="group", scope_code="2", reach=4, valid_from="2020-01-01"
    )
    assert called(world).label == "S01"


def test_a_ticket_without_a_task_is_for_everybody_in_its_lane(world: World) -> None:
    profile("careful", [("any", "")], [world.desks["kvik-1"]], min_reach=5)
    ticket = take(world, topic_code="rejse")
    sit(world)
    assert called(world) == ticket


def test_no_profile_serves_the_lane_of_the_desks_kind(world: World) -> None:
    DeskSetup.objects.all().delete()
    take(world, "pension")
    sit(world)
    assert call(world) is None
    ticket = take(world)
    assert called(world) == ticket


def test_a_profile_that_names_no_lane_of_the_site_still_calls(world: World) -> None:
    profile("foreign", [("lane", "X")], [world.desks["kvik-1"]])
    ticket = take(world)
    sit(world)
    assert called(world) == ticket


def test_a_desk_of_a_kind_without_a_lane_serves_all(world: World) -> None:
    DeskSetup.objects.all().delete()
    Series.objects.update(desk_kind="remote")
    ticket = take(world, letter="S")
    sit(world)
    assert called(world) == ticket


def test_who_waits_in_a_lane_that_was_closed_is_still_called(world: World) -> None:
    ticket = take(world)
    Series.objects.filter(letter="K").update(is_active=False)
    sit(world)
    assert called(world) == ticket


def test_a_desk_serves_one_at_a_time_and_is_told_whom(world: World) -> None:
    take(world)
    take(world)
    sit(world)
    called(world)
    with pytest.raises(DeskBusy) as refusal:
        call(world)
    assert refusal.value.facts["number"] == "K01"
    assert "K01" in str(refusal.value)


def test_a_closed_or_paused_desk_does_not_call(world: World) -> None:
    take(world)
    with pytest.raises(DeskNotOpen):
        call(world)
    desk = sit(world)
    services.pause_desk(actor=world.officer("anna"), desk=desk)
    with pytest.raises(DeskPaused):
        call(world)
    services.resume_desk(actor=world.officer("anna"), desk=desk)
    assert called(world).label == "K01"


def test_nobody_calls_for_somebody_else(world: World) -> None:
    take(world)
    desk = sit(world)
    with pytest.raises(NotYourDesk):
        call(world, "bent")
    for stranger in (ANONYMOUS, world.device, world.manager):
        with pytest.raises(NotAllowed):
            services.call_next(actor=stranger, desk=desk)
    assert services.call_next(actor=world.api, desk=desk) is not None


def test_another_system_calls_in_the_name_of_the_officer(world: World) -> None:
    take(world)
    desk = world.desks["kvik-1"]
    services.open_desk(actor=world.api, desk=desk, officer_id=world.people["anna"].pk)
    found = services.call_next(actor=world.api, desk=desk)
    assert found is not None
    assert fresh(found.ticket).officer == world.people["anna"]


def test_who_came_before_midnight_is_called_after_it_and_yesterdays_not(world: World, time: Time) -> None:
    old = take(world)
    time.move(hours=11, minutes=50)
    late = take(world)
    time.move(minutes=30)
    sit(world)
    assert called(world) == late
    services.finish(actor=world.officer("anna"), ticket_id=late.pk)
    assert call(world) is None
    assert fresh(old).state == "waiting"


def test_calling_a_chosen_ticket(world: World, time: Time) -> None:
    take(world)
    chosen = take(world, "pension")
    desk = sit(world)
    time.move(minutes=3)
    found = services.call_ticket(actor=world.officer("anna"), desk=desk, ticket_id=chosen.pk)
    assert found.ticket == chosen
    assert last_facts(chosen) == {"code": "chosen", "lane": "S", "waited_minutes": 3}
    again = services.call_ticket(actor=world.officer("anna"), desk=desk, ticket_id=chosen.pk)
    assert again.call == found.call
    assert history(chosen) == ["taken", "called"]


def test_a_chosen_ticket_must_be_free_and_here(world: World) -> None:
    mine, other = take(world), take(world)
    desk = sit(world)
    called(world)
    with pytest.raises(DeskBusy):
        services.call_ticket(actor=world.officer("anna"), desk=desk, ticket_id=other.pk)
    second = sit(world, "bent", "kvik-2")
    with pytest.raises(WrongState):
        services.call_ticket(actor=world.officer("bent"), desk=second, ticket_id=mine.pk)
    with pytest.raises(TicketNotFound):
        services.call_ticket(actor=world.officer("bent"), desk=second, ticket_id=other.pk + 1000)
    foreign = services.take_ticket(actor=world.api, site=world.branch, channel="api")
    with pytest.raises(TicketNotFound):
        services.call_ticket(actor=world.officer("bent"), desk=second, ticket_id=foreign.pk)


def test_calling_again_sounds_again(world: World, time: Time) -> None:
    ticket = take(world)
    sit(world)
    found = call(world)
    time.move(minutes=1)
    again = services.recall(actor=world.officer("anna"), ticket_id=ticket.pk)
    assert found is not None
    assert (found.call, again.call) == (f"{ticket.pk}-1", f"{ticket.pk}-2")
    stored = fresh(ticket)
    assert stored.called_at == time.now
    assert stored.first_called_at == time.now - timedelta(minutes=1)
    assert history(ticket) == ["taken", "called", "recalled"]


def test_who_did_not_come_is_called_back_by_anybody(world: World) -> None:
    ticket = take(world)
    sit(world)
    sit(world, "bent", "kvik-2")
    called(world)
    services.no_show(actor=world.officer("anna"), ticket_id=ticket.pk)
    assert fresh(ticket).ended_at is not None
    back = services.recall(actor=world.officer("bent"), ticket_id=ticket.pk)
    assert back.ticket.desk == world.desks["kvik-2"]
    assert fresh(ticket).ended_at is None
    assert history(ticket) == ["taken", "called", "no_show", "recalled"]


def test_a_held_ticket_is_kept_for_its_desk_for_a_while(world: World, time: Time) -> None:
    ticket = take(world)
    sit(world)
    sit(world, "bent", "kvik-2")
    called(world)
    services.hold(actor=world.officer("anna"), ticket_id=ticket.pk)
    time.move(minutes=5)
    with pytest.raises(KeptForDesk) as refusal:
        services.recall(actor=world.officer("bent"), ticket_id=ticket.pk)
    assert refusal.value.facts == {"number": "K01", "desk": "KVIK 1", "minutes": 10}
    time.move(minutes=10)
    assert (
        services.recall(actor=world.officer("bent"), ticket_id=ticket.pk).ticket.desk == world.desks["kvik-2"]
    )
    assert fresh(ticket).held_for is None


def test_its_own_desk_calls_a_held_ticket_back_at_once(world: World) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    services.hold(actor=world.officer("anna"), ticket_id=ticket.pk)
    other = take(world)
    assert called(world) == other
    with pytest.raises(DeskBusy):
        services.recall(actor=world.officer("anna"), ticket_id=ticket.pk)
    services.finish(actor=world.officer("anna"), ticket_id=other.pk)
    assert (
        services.recall(actor=world.officer("anna"), ticket_id=ticket.pk).ticket.desk == world.desks["kvik-1"]
    )


def test_calling_back_needs_a_desk_to_call_to(world: World) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    services.hold(actor=world.officer("anna"), ticket_id=ticket.pk)
    with pytest.raises(NoDesk):
        services.recall(actor=world.officer("bent"), ticket_id=ticket.pk)
    back = services.recall(actor=world.api, ticket_id=ticket.pk)
    assert back.ticket.desk == world.desks["kvik-1"]


@pytest.mark.parametrize("verb", ["waiting", "serving", "finished"])
def test_only_a_called_or_put_aside_ticket_is_called_again(world: World, verb: str) -> None:
    ticket = take(world)
    anna = world.officer("anna")
    sit(world)
    if verb != "waiting":
        called(world)
        services.start(actor=anna, ticket_id=ticket.pk)
    if verb == "finished":
        services.finish(actor=anna, ticket_id=ticket.pk)
    with pytest.raises(WrongState):
        services.recall(actor=anna, ticket_id=ticket.pk)


def test_a_role_at_another_site_does_not_help(world: World) -> None:
    from indgang.organisation.queries import actor_of_person

    RoleGrant.objects.filter(person=world.people["dorte"]).update(site=world.branch)
    ticket = take(world)
    sit(world)
    called(world)
    stranger = actor_of_person(world.people["dorte"].pk)
    for verb in (services.start, services.finish, services.hold, services.no_show, services.recall):
        with pytest.raises(TicketNotFound):
            verb(actor=stranger, ticket_id=ticket.pk)
    assert TicketEvent.objects.filter(ticket=ticket).count() == 2
