"""What an officer does with a ticket at the desk."""

from collections.abc import Callable

import pytest

from indgang.queue import services
from indgang.queue.errors import NotYourDesk, TicketNotFound, UnknownSeries, UnknownTask, WrongState
from indgang.queue.models import Ticket
from indgang.queue.services.transitions import MOVES, Verb
from tests.queue.conftest import Time
from tests.queue.play import call, called, fresh, history, last_facts, sit, take
from tests.queue.world import World

Command = Callable[..., Ticket]


def test_from_the_number_to_the_end(world: World, time: Time) -> None:
    anna = world.officer("anna")
    ticket = take(world)
    sit(world)
    time.move(minutes=4)
    called(world)
    time.move(minutes=1)
    services.start(actor=anna, ticket_id=ticket.pk)
    time.move(minutes=6)
    services.finish(actor=anna, ticket_id=ticket.pk)
    stored = fresh(ticket)
    assert (stored.state, stored.desk, stored.officer) == ("finished", None, world.people["anna"])
    assert (stored.ended_at - stored.started_at).seconds == 360
    assert not stored.time_uncertain
    assert history(ticket) == ["taken", "called", "started", "finished"]
    last = ticket.events.order_by("-pk").first()
    assert (last.desk, last.officer, last.at) == (world.desks["kvik-1"], world.people["anna"], time.now)


@pytest.mark.parametrize(
    ("before", "command"),
    [
        (["start"], services.start),
        (["start", "finish"], services.finish),
        (["hold"], services.hold),
        (["no_show"], services.no_show),
        (["return_ticket"], services.return_ticket),
    ],
)
def test_doing_it_twice_is_harmless(world: World, before: list[str], command: Command) -> None:
    anna = world.officer("anna")
    ticket = take(world)
    sit(world)
    called(world)
    for name in before:
        getattr(services, name)(actor=anna, ticket_id=ticket.pk)
    chain = history(ticket)
    state = fresh(ticket)
    again = command(actor=anna, ticket_id=ticket.pk)
    assert again.state == state.state
    assert history(ticket) == chain


def test_finishing_without_a_start_leaves_the_handling_time_unknown(world: World) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    services.finish(actor=world.officer("anna"), ticket_id=ticket.pk)
    assert fresh(ticket).started_at is None


def test_a_referred_ticket_keeps_number_arrival_and_place_in_time(world: World, time: Time) -> None:
    anna = world.officer("anna")
    ticket = take(world)
    arrived = ticket.arrived_at
    time.move(minutes=2)
    later = take(world, "pension")
    sit(world)
    sit(world, "bent", "service-1")
    called(world)
    services.start(actor=anna, ticket_id=ticket.pk)
    services.transfer(actor=anna, ticket_id=ticket.pk, letter="S", task_code="pension")
    stored = fresh(ticket)
    assert (stored.label, stored.arrived_at, stored.lane) == ("K01", arrived, world.service)
    assert (stored.state, stored.desk, stored.task) == ("waiting", None, world.tasks["pension"])
    assert last_facts(ticket) == {"from": "K", "to": "S"}
    assert called(world, "bent", "service-1") == ticket
    assert fresh(later).state == "waiting"


def test_referring_twice_is_harmless_and_back_again_is_possible(world: World) -> None:
    anna = world.officer("anna")
    ticket = take(world)
    sit(world)
    called(world)
    services.transfer(actor=anna, ticket_id=ticket.pk, letter="S")
    services.transfer(actor=anna, ticket_id=ticket.pk, letter="S")
    assert history(ticket) == ["taken", "called", "transferred"]
    services.transfer(actor=anna, ticket_id=ticket.pk, letter="K")
    assert fresh(ticket).lane == world.kvik


def test_a_ticket_that_waits_in_the_wrong_lane_is_moved_by_any_officer(world: World) -> None:
    ticket = take(world)
    services.transfer(actor=world.officer("carla"), ticket_id=ticket.pk, letter="s")
    assert fresh(ticket).lane == world.service


def test_a_ticket_is_not_referred_to_what_does_not_exist(world: World) -> None:
    anna = world.officer("anna")
    ticket = take(world)
    sit(world)
    called(world)
    with pytest.raises(UnknownSeries):
        services.transfer(actor=anna, ticket_id=ticket.pk, letter="A")
    with pytest.raises(UnknownTask):
        services.transfer(actor=anna, ticket_id=ticket.pk, letter="S", task_code="nonsense")
    assert fresh(ticket).state == "called"


def test_returning_goes_back_to_where_it_was_referred_from(world: World, time: Time) -> None:
    anna, bent = world.officer("anna"), world.officer("bent")
    ticket = take(world)
    sit(world)
    sit(world, "bent", "service-1")
    called(world)
    services.transfer(actor=anna, ticket_id=ticket.pk, letter="S")
    called(world, "bent", "service-1")
    services.return_ticket(actor=bent, ticket_id=ticket.pk)
    stored = fresh(ticket)
    assert (stored.lane, stored.came_from, stored.returned_at) == (world.kvik, None, time.now)
    assert last_facts(ticket) == {"from": "S", "to": "K"}


def test_returning_what_was_never_referred_puts_it_back_into_its_lane(world: World) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    services.return_ticket(actor=world.officer("anna"), ticket_id=ticket.pk)
    assert (fresh(ticket).lane, fresh(ticket).state) == (world.kvik, "waiting")


def test_only_the_officer_of_the_desk_works_on_its_ticket(world: World) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    bent = world.officer("bent")
    for command in (services.start, services.finish, services.hold, services.no_show, services.return_ticket):
        with pytest.raises(NotYourDesk) as refusal:
            command(actor=bent, ticket_id=ticket.pk)
        assert "KVIK 1" in str(refusal.value)
    services.start(actor=world.api, ticket_id=ticket.pk)
    assert ticket.events.order_by("-pk").first().officer == world.people["anna"]


def test_what_was_done_by_a_colleague_is_not_taken_for_a_repetition(world: World) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    services.finish(actor=world.officer("anna"), ticket_id=ticket.pk)
    with pytest.raises(WrongState):
        services.finish(actor=world.officer("bent"), ticket_id=ticket.pk)


def test_there_is_no_such_ticket(world: World) -> None:
    for command in (services.start, services.finish, services.hold, services.no_show, services.return_ticket):
        with pytest.raises(TicketNotFound):
            command(actor=world.officer("anna"), ticket_id=4711)


COMMANDS: dict[Verb, Command] = {
    Verb.START: services.start,
    Verb.FINISH: services.finish,
    Verb.HOLD: services.hold,
    Verb.NO_SHOW: services.no_show,
    Verb.RETURN: services.return_ticket,
}
# How to bring a fresh ticket into each state.
WAYS: dict[str, list[str]] = {
    "waiting": [],
    "called": ["call"],
    "serving": ["call", "start"],
    "held": ["call", "hold"],
    "no_show": ["call", "no_show"],
    "finished": ["call", "start", "finish"],
    "left": ["leave"],
}


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("verb", COMMANDS)
def test_the_table_of_moves_decides(world: World, verb: Verb, state: str) -> None:
    anna = world.officer("anna")
    ticket = take(world)
    sit(world)
    for step in WAYS[state]:
        if step == "call":
            call(world)
        elif step == "leave":
            services.leave(secret=ticket.secret)
        else:
            getattr(services, step)(actor=anna, ticket_id=ticket.pk)
    move = MOVES[verb]
    chain = history(ticket)
    if state in move.sources:
        assert COMMANDS[verb](actor=anna, ticket_id=ticket.pk).state == move.target
        assert history(ticket) == [*chain, move.kind]
    elif state == move.target and state != "waiting":
        COMMANDS[verb](actor=anna, ticket_id=ticket.pk)
        assert history(ticket) == chain
    else:
        with pytest.raises(WrongState) as refusal:
            COMMANDS[verb](actor=anna, ticket_id=ticket.pk)
        assert refusal.value.facts == {"number": "K01", "state": state, "verb": verb}
        assert history(ticket) == chain
