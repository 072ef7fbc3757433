"""Opening, pausing, closing and taking over a desk."""

from datetime import timedelta

import pytest

from indgang.base.access import ANONYMOUS, Actor
from indgang.base.errors import Invalid, NotAllowed
from indgang.queue import conf, services
from indgang.queue.errors import DeskBusy, DeskNotOpen, DeskTaken, NotYourDesk, OfficerElsewhere
from indgang.queue.models import DeskSession, SessionEnd
from tests.queue.conftest import Time
from tests.queue.play import call, called, fresh, history, last_facts, sit, take
from tests.queue.world import World


def robot(world: World, name: str) -> Actor:
    """A simulated officer."""
    officer = world.officer(name)
    return Actor(kind="person", id=officer.id, name=officer.name, grants=officer.grants, simulated=True)


def open_sessions() -> list[tuple[str, str]]:
    sessions = DeskSession.objects.filter(closed_at__isnull=True).order_by("desk__slug")
    return list(sessions.values_list("desk__slug", "officer__username"))


def test_opening_twice_is_harmless(world: World, time: Time) -> None:
    desk = sit(world)
    time.move(minutes=3)
    sit(world)
    session = DeskSession.objects.get()
    assert (session.desk, session.seen_at, session.seen_at - session.opened_at) == (
        desk,
        time.now,
        timedelta(minutes=3),
    )


def test_a_lively_desk_is_not_taken_over(world: World) -> None:
    sit(world)
    for take_over in (False, True):
        with pytest.raises(DeskTaken) as refusal:
            sit(world, "bent", take_over=take_over)
        assert refusal.value.facts == {"desk": "KVIK 1", "officer": "Anna", "can_take_over": False}
    assert open_sessions() == [("kvik-1", "anna")]


def test_a_desk_is_taken_over_only_when_asked(world: World, time: Time) -> None:
    sit(world)
    time.move(minutes=conf.TAKE_OVER_MINUTES, seconds=1)
    with pytest.raises(DeskTaken) as refusal:
        sit(world, "bent")
    assert refusal.value.facts["can_take_over"]
    sit(world, "bent", take_over=True)
    assert open_sessions() == [("kvik-1", "bent")]
    assert DeskSession.objects.get(closed_at__isnull=False).end == SessionEnd.TAKEN_OVER


def test_the_ticket_stays_at_a_desk_that_is_taken_over_from_a_simulated_officer(world: World) -> None:
    ticket = take(world)
    desk = world.desks["kvik-1"]
    services.open_desk(actor=robot(world, "anna"), desk=desk)
    services.call_next(actor=robot(world, "anna"), desk=desk)
    services.start(actor=robot(world, "anna"), ticket_id=ticket.pk)
    sit(world, "bent", take_over=True)
    stored = fresh(ticket)
    assert (stored.state, stored.desk, stored.officer) == ("serving", desk, world.people["bent"])
    assert history(ticket) == ["taken", "called", "started", "taken_over"]
    with pytest.raises(NotYourDesk):
        services.finish(actor=robot(world, "anna"), ticket_id=ticket.pk)
    services.finish(actor=world.officer("bent"), ticket_id=ticket.pk)


def test_a_manager_takes_any_desk_over(world: World) -> None:
    sit(world)
    boss = Actor(
        kind="person",
        id=world.people["mads"].pk,
        name="Mads",
        grants=frozenset({("manager", None), ("generalist", None)}),
    )
    services.open_desk(actor=boss, desk=world.desks["kvik-1"], take_over=True)
    assert open_sessions() == [("kvik-1", "mads")]


def test_an_officer_has_one_desk(world: World) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    sit(world, "anna", "kvik-2")
    assert open_sessions() == [("kvik-2", "anna")]
    assert (fresh(ticket).state, last_facts(ticket)["because"]) == ("waiting", "closed")


def test_who_serves_somebody_stays(world: World) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    with pytest.raises(OfficerElsewhere) as refusal:
        sit(world, "anna", "kvik-2")
    assert refusal.value.facts == {"desk": "KVIK 1", "number": "K01"}
    assert open_sessions() == [("kvik-1", "anna")]


def test_moving_to_a_desk_that_somebody_has_changes_nothing(world: World) -> None:
    sit(world)
    sit(world, "bent", "kvik-2")
    with pytest.raises(DeskTaken):
        sit(world, "anna", "kvik-2", take_over=True)
    assert open_sessions() == [("kvik-1", "anna"), ("kvik-2", "bent")]


def test_another_system_says_who_sits_there(world: World) -> None:
    with pytest.raises(Invalid):
        services.open_desk(actor=world.api, desk=world.desks["kvik-1"])
    session = services.open_desk(
        actor=world.api, desk=world.desks["kvik-1"], officer_id=world.people["anna"].pk
    )
    assert session.by_api
    with pytest.raises(Invalid):
        services.open_desk(
            actor=world.officer("anna"), desk=world.desks["kvik-1"], officer_id=world.people["bent"].pk
        )


def test_strangers_open_nothing(world: World) -> None:
    for stranger in (ANONYMOUS, world.device, world.manager):
        with pytest.raises(NotAllowed):
            services.open_desk(actor=stranger, desk=world.desks["kvik-1"], officer_id=world.people["anna"].pk)


def test_closing_puts_a_called_ticket_back_in_its_place(world: World, time: Time) -> None:
    ticket = take(world)
    time.move(minutes=2)
    take(world)
    desk = sit(world)
    sit(world, "bent", "kvik-2")
    called(world)
    session = services.close_desk(actor=world.officer("anna"), desk=desk)
    assert session is not None
    assert session.end == "closed"
    stored = fresh(ticket)
    assert (stored.state, stored.desk, stored.returned_at) == ("waiting", None, None)
    assert last_facts(ticket)["because"] == "closed"
    assert called(world, "bent", "kvik-2") == ticket


def test_closing_while_serving_needs_a_word(world: World) -> None:
    ticket = take(world)
    desk = sit(world)
    called(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    with pytest.raises(DeskBusy) as refusal:
        services.close_desk(actor=world.officer("anna"), desk=desk)
    assert "K01" in str(refusal.value)
    assert open_sessions() == [("kvik-1", "anna")]


@pytest.mark.parametrize(
    ("serving", "state"), [("finish", "finished"), ("return", "waiting"), ("hold", "held")]
)
def test_closing_with_a_word_resolves_it(world: World, serving: str, state: str) -> None:
    ticket = take(world)
    desk = sit(world)
    called(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    services.close_desk(actor=world.officer("anna"), desk=desk, serving=serving)
    assert fresh(ticket).state == state
    assert not fresh(ticket).time_uncertain
    assert open_sessions() == []


def test_logging_out_keeps_the_served_one_for_the_next_at_the_desk(world: World) -> None:
    ticket = take(world)
    desk = sit(world)
    called(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    session = services.close_desk(actor=world.officer("anna"), desk=desk, end="logged_out")
    assert session is not None
    assert session.end == SessionEnd.LOGGED_OUT
    stored = fresh(ticket)
    assert (stored.state, stored.held_for) == ("held", desk)
    sit(world, "bent")
    back = services.recall(actor=world.officer("bent"), ticket_id=ticket.pk)
    assert back.ticket.desk == desk


def test_closing_a_closed_desk_is_harmless(world: World) -> None:
    assert services.close_desk(actor=world.officer("anna"), desk=world.desks["kvik-1"]) is None


def test_a_colleague_cannot_close_but_a_manager_can(world: World) -> None:
    desk = sit(world)
    with pytest.raises(NotYourDesk):
        services.close_desk(actor=world.officer("bent"), desk=desk)
    with pytest.raises(NotAllowed):
        services.close_desk(actor=world.device, desk=desk)
    assert services.close_desk(actor=world.manager, desk=desk) is not None


def test_a_pause_is_the_officers_own(world: World) -> None:
    with pytest.raises(DeskNotOpen):
        services.pause_desk(actor=world.officer("anna"), desk=world.desks["kvik-1"])
    desk = sit(world)
    with pytest.raises(NotYourDesk):
        services.pause_desk(actor=world.officer("bent"), desk=desk)
    assert services.pause_desk(actor=world.officer("anna"), desk=desk).is_paused
    assert services.pause_desk(actor=world.officer("anna"), desk=desk).is_paused
    assert not services.resume_desk(actor=world.officer("anna"), desk=desk).is_paused


def test_a_paused_desk_may_finish_what_it_has(world: World) -> None:
    ticket = take(world)
    desk = sit(world)
    called(world)
    services.pause_desk(actor=world.officer("anna"), desk=desk)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    services.finish(actor=world.officer("anna"), ticket_id=ticket.pk)
    assert fresh(ticket).state == "finished"


def test_a_heartbeat_tells_whether_the_desk_is_still_mine(world: World, time: Time) -> None:
    desk = sit(world)
    time.move(minutes=5)
    assert services.heartbeat(actor=world.officer("anna"), desk=desk)
    assert DeskSession.objects.get().seen_at == time.now
    assert not services.heartbeat(actor=world.officer("bent"), desk=desk)
    assert services.heartbeat(actor=world.api, desk=desk)
    services.close_desk(actor=world.officer("anna"), desk=desk)
    assert not services.heartbeat(actor=world.officer("anna"), desk=desk)


def test_calling_is_a_sign_of_life(world: World, time: Time) -> None:
    sit(world)
    time.move(minutes=5)
    call(world)
    assert DeskSession.objects.get().seen_at == time.now
