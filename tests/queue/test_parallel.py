"""Many clients at once, each with a connection of its own: the rules that must hold whatever happens."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from django.db import connection, connections, transaction

from indgang.base.errors import DomainError
from indgang.queue import services
from indgang.queue.models import DeskSession, Ticket, TicketEvent
from tests.queue.chains import illegal_steps
from tests.queue.crowd import Client, desks_for, take
from tests.queue.world import World, build_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parallel]
CLIENTS = 16


@pytest.fixture
def world() -> World:
    """The Magion in real time, with committed rows."""
    return build_world(last=90_000)


@pytest.fixture(autouse=True)
def own_connections() -> Iterator[None]:
    """Room for all clients, and no connection left open."""
    yield
    connections.close_all()


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Let `count` threads do `work` from the same moment, each with its own connection."""
    gate = threading.Barrier(count)

    def run(number: int) -> Any:
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def outcome(command: Callable[..., Any], **arguments: Any) -> str:
    """ "done", or the code of the refusal."""
    try:
        command(**arguments)
    except DomainError as refusal:
        return refusal.error_code
    return "done"


def test_numbers_are_unique_and_without_gaps(world: World) -> None:
    taken = at_once(CLIENTS, lambda _number: [take(world.magion, world.device).number for _ in range(20)])
    assert sorted(number for numbers in taken for number in numbers) == list(range(1, CLIENTS * 20 + 1))


def test_two_desks_that_press_at_once_get_different_people(world: World) -> None:
    pairs = desks_for(world, 2)
    for _round in range(25):
        first, second = take(world.magion, world.device), take(world.magion, world.device)
        calls = at_once(2, lambda number: services.call_next(actor=pairs[number][0], desk=pairs[number][1]))
        assert {call.ticket.pk for call in calls} == {first.pk, second.pk}
        for call, (actor, _desk) in zip(calls, pairs, strict=True):
            services.finish(actor=actor, ticket_id=call.ticket.pk)


def test_as_many_desks_as_people_all_get_somebody_and_one_more_gets_nobody(world: World) -> None:
    pairs = desks_for(world, CLIENTS)
    for waiting in (CLIENTS, CLIENTS - 1, 1):
        tickets = {take(world.magion, world.device).pk for _ in range(waiting)}
        calls = at_once(
            CLIENTS, lambda number: services.call_next(actor=pairs[number][0], desk=pairs[number][1])
        )
        called = [call.ticket.pk for call in calls if call is not None]
        assert sorted(called) == sorted(tickets)
        for call, (actor, _desk) in zip(calls, pairs, strict=True):
            if call is not None:
                services.finish(actor=actor, ticket_id=call.ticket.pk)


def test_one_desk_that_presses_many_times_gets_one(world: World) -> None:
    ((actor, desk),) = desks_for(world, 1)
    for _ in range(CLIENTS):
        take(world.magion, world.device)

    presses = at_once(CLIENTS, lambda _number: outcome(services.call_next, actor=actor, desk=desk))
    assert Counter(presses) == {"done": 1, "desk-busy": CLIENTS - 1}
    assert Ticket.objects.filter(state="called").count() == 1


def test_one_ticket_is_called_by_one_desk_however_many_choose_it(world: World) -> None:
    pairs = desks_for(world, CLIENTS)
    ticket = take(world.magion, world.device)

    choices = at_once(
        CLIENTS,
        lambda number: outcome(
            services.call_ticket, actor=pairs[number][0], desk=pairs[number][1], ticket_id=ticket.pk
        ),
    )
    assert Counter(choices) == {"done": 1, "wrong-state": CLIENTS - 1}
    assert TicketEvent.objects.filter(ticket=ticket, kind="called").count() == 1


def test_a_desk_is_opened_by_one_of_many(world: World) -> None:
    names = ["anna", "bent", "carla", "dorte"]
    desk = world.desks["kvik-1"]
    for _round in range(10):
        tries = at_once(
            len(names),
            lambda number: outcome(services.open_desk, actor=world.officer(names[number]), desk=desk),
        )
        assert Counter(tries) == {"done": 1, "desk-taken": len(names) - 1}
        services.close_desk(actor=world.manager, desk=world.desks["kvik-1"])


def test_an_officer_who_opens_many_desks_has_one(world: World) -> None:
    desks = [world.desks[slug] for slug in ("kvik-1", "kvik-2", "service-1", "filial-1")]
    at_once(len(desks), lambda number: services.open_desk(actor=world.officer("anna"), desk=desks[number]))
    assert DeskSession.objects.filter(closed_at__isnull=True).count() == 1


def test_who_is_held_by_another_command_is_not_reported_as_nobody(world: World) -> None:
    ((actor, desk),) = desks_for(world, 1)
    ticket = take(world.magion, world.device)
    held, done = threading.Event(), threading.Event()

    def work(number: int) -> str:
        if number:
            held.wait(10)
            answer = outcome(services.call_next, actor=actor, desk=desk)
            done.set()
            return answer
        with transaction.atomic():
            Ticket.objects.select_for_update().get(pk=ticket.pk)
            held.set()
            done.wait(10)
        return "held"

    assert at_once(2, work) == ["held", "try-again"]
    assert services.call_next(actor=actor, desk=desk) is not None


def test_leaving_and_being_called_at_the_same_moment(world: World) -> None:
    ((actor, desk),) = desks_for(world, 1)
    for _round in range(20):
        ticket = take(world.magion, world.device)
        call, left = at_once(
            2,
            lambda number, ticket=ticket: (
                services.leave(secret=ticket.secret) if number else services.call_next(actor=actor, desk=desk)
            ),
        )
        stored = Ticket.objects.get(pk=ticket.pk)
        assert (stored.state, stored.desk, left.state) == ("left", None, "left")
        assert call is None or call.ticket.pk == ticket.pk
    assert illegal_steps(Ticket.objects.all()) == []


def test_nothing_goes_wrong_when_everybody_does_everything(world: World) -> None:
    pairs = desks_for(world, 12)
    clients: list[Client] = at_once(
        CLIENTS, lambda number: Client(world.magion, world.device, pairs[number % 12], seed=number).play(120)
    )
    done = sum((client.done for client in clients), Counter())
    assert done["act"] > 100, done
    assert done["ticket-not-found"] == 0, done
    taken = [label for client in clients for label in client.taken]
    assert_whole(taken)
    # Two clients that share a desk may both choose the ticket that is called to it.
    calls = {(call, client.desk.pk) for client in clients for call in client.calls}
    assert len(calls) == len({call for call, _desk in calls}), "the same call was given to two desks"


def assert_whole(taken: list[tuple[str, int]]) -> None:
    """No number twice or lost, one ticket at a desk, every history possible."""
    stored = list(Ticket.objects.values_list("series__letter", "number"))
    assert len(stored) == len(set(stored))
    assert set(taken) <= set(stored), "a number that was given out is lost"
    for letter, count in Counter(letter for letter, _number in stored).items():
        numbers = sorted(number for found, number in stored if found == letter)
        assert numbers == list(range(1, count + 1))
    at_desks = Ticket.objects.filter(state__in=["called", "serving"]).values_list("desk_id", flat=True)
    assert len(at_desks) == len(set(at_desks))
    assert illegal_steps(Ticket.objects.all()) == []
    events = TicketEvent.objects.filter(kind__in=["called", "recalled"]).values_list("ticket_id", flat=True)
    counted = dict(Ticket.objects.filter(call_count__gt=0).values_list("pk", "call_count"))
    assert Counter(events) == counted, "a call without its event"


def wait_for_lines(file: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    """Until the process has said so much; it must not end by itself."""
    for _ in range(1200):
        assert process.poll() is None, "the process ended by itself"
        if file.read_bytes().count(b"\n") >= count:
            return
        sleep(0.05)
    raise AssertionError("the process says nothing")


def test_killing_a_process_loses_nothing_that_was_acknowledged(world: World, tmp_path: Path) -> None:
    pairs = desks_for(world, 4)
    database = connection.settings_dict
    address = (
        f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
    )
    environment = {
        **os.environ,
        "INDGANG_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "indgang.project.settings",
    }
    for round_number in range(2):
        processes = []
        for number, (actor, desk) in enumerate(pairs):
            said = tmp_path / f"{round_number}-{number}"
            command = [sys.executable, "-m", "tests.queue.crowd", str(actor.id), desk.slug, str(number)]
            with said.open("w") as file:
                processes.append((subprocess.Popen(command, env=environment, stdout=file), said))
        for process, said in processes:
            wait_for_lines(said, 15, process)
            process.kill()
            process.wait()
    lines = [line for file in tmp_path.iterdir() for line in file.read_text().splitlines(keepends=True)]
    heard = [json.loads(line) for line in lines if line.endswith("\n")]
    assert len(heard) >= 2 * 4 * 15
    assert_whole([(letter, number) for kind, letter, number in heard if kind == "taken"])
    calls = Counter((ticket, count) for kind, ticket, count in heard if kind == "called")
    assert not calls or max(calls.values()) == 1
    stored = dict(Ticket.objects.values_list("pk", "call_count"))
    assert all(stored[ticket] >= count for ticket, count in calls)
    for actor, desk in pairs:
        services.close_desk(actor=actor, desk=desk, serving="finish")
    assert not Ticket.objects.filter(state__in=["called", "serving"]).exists()


def test_many_sweep_at_once(world: World) -> None:
    pairs = desks_for(world, 4)
    for actor, desk in pairs:
        take(world.magion, world.device)
        call = services.call_next(actor=actor, desk=desk)
        assert call is not None
        services.start(actor=actor, ticket_id=call.ticket.pk)
    DeskSession.objects.update(seen_at="2020-01-01T00:00Z", opened_at="2020-01-01T00:00Z")
    Ticket.objects.update(called_at="2020-01-01T00:00Z", started_at="2020-01-01T00:00Z")
    assert sum(at_once(CLIENTS, lambda _number: services.sweep())) == 4
    assert Ticket.objects.filter(state="finished", time_uncertain=True).count() == 4
    assert illegal_steps(Ticket.objects.all()) == []


def test_closing_the_day_while_desks_work(world: World) -> None:
    pairs = desks_for(world, 8)

    def work(number: int) -> None:
        if number == 8:
            for _ in range(3):
                services.close_day(actor=world.manager, site=world.magion)
        else:
            Client(world.magion, world.device, pairs[number], seed=number).play(60)

    at_once(9, work)
    services.close_day(actor=world.manager, site=world.magion)
    assert not Ticket.objects.filter(state__in=["waiting", "called", "serving", "held"]).exists()
    assert not DeskSession.objects.filter(closed_at__isnull=True).exists()
    assert illegal_steps(Ticket.objects.all()) == []
