"""What the faces read."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from indgang.queue import queries, services
from indgang.queue.errors import TicketNotFound
from indgang.queue.models import Ticket
from tests.queue.conftest import Time
from tests.queue.play import call, called, sit, take
from tests.queue.world import World, profile


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_the_queue_of_a_site(world: World, time: Time) -> None:
    anna = world.officer("anna")
    done = take(world)
    sit(world)
    called(world)
    services.finish(actor=anna, ticket_id=done.pk)
    held, absent, at_desk = take(world), take(world), take(world, "pas-voksen")
    for ticket, verb in ((held, services.hold), (absent, services.no_show)):
        called(world)
        verb(actor=anna, ticket_id=ticket.pk)
    called(world)
    time.move(minutes=4)
    waits = take(world, "pension", own_words="min pension")
    services.delay(secret=waits.secret)
    time.move(minutes=3)
    view = queries.queue_of(world.magion)
    assert [
        (lane.letter, lane.waiting, lane.paused, lane.oldest_minutes, lane.open_desks) for lane in view.lanes
    ] == [
        ("K", 0, 0, None, 1),
        ("S", 1, 1, 3, 0),
    ]
    assert view.oldest_minutes == 3
    (line,) = view.waiting
    assert (line.label, line.task_code, line.topic_code, line.own_words) == (
        "S01",
        "pension",
        "rejse",
        "min pension",
    )
    assert [one.id for one in view.at_desks] == [at_desk.pk]
    assert [one.id for one in view.held] == [held.pk]
    assert [one.id for one in view.no_shows] == [absent.pk]
    (desk,) = view.desks
    assert (desk.label, desk.officer, desk.ticket.label) == ("KVIK 1", "Anna", "K04")


def test_an_empty_site_has_an_empty_queue(world: World) -> None:
    view = queries.queue_of(world.branch)
    assert [(lane.letter, lane.waiting) for lane in view.lanes] == [("A", 0)]
    assert (view.waiting, view.desks, view.oldest_minutes) == ([], [], None)


def test_a_desk_sees_whom_it_would_call_in_order(world: World, time: Time) -> None:
    for task in ("laan", "pas-voksen", "pension", "pas-voksen"):
        take(world, task)
        time.move(minutes=1)
    desk = sit(world)
    state = queries.desk_state(desk)
    assert [line.label for line in state.waiting] == ["K02", "K03", "K01"]
    assert state.callable == 3
    assert (state.session.officer.name, state.ticket, state.why) == ("Anna", None, "")
    assert [call(world).ticket.label] == ["K02"]
    state = queries.desk_state(desk)
    assert (state.ticket.label, state.ticket.state) == ("K02", "called")
    assert state.why.startswith("Is next in line K, has waited 3 min.")
    assert "1 has waited longer, but comes later" in state.why


def test_a_closed_desk_has_a_state_too(world: World) -> None:
    take(world)
    state = queries.desk_state(world.desks["kvik-1"])
    assert (state.session, state.ticket, len(state.waiting)) == (None, None, 1)


def test_a_desk_knows_whom_it_may_call_back(world: World, time: Time) -> None:
    anna = world.officer("anna")
    held, absent = take(world), take(world)
    desk = sit(world)
    other = sit(world, "bent", "kvik-2")
    for ticket, verb in ((held, services.hold), (absent, services.no_show)):
        called(world)
        verb(actor=anna, ticket_id=ticket.pk)
    assert queries.desk_state(desk).can_recall == {held.pk: True, absent.pk: True}
    assert queries.desk_state(other).can_recall == {held.pk: False, absent.pk: True}
    time.move(minutes=15)
    assert queries.desk_state(other).can_recall == {held.pk: True, absent.pk: True}


def test_why_in_words(world: World, time: Time) -> None:
    ticket = take(world)
    assert queries.why_called(ticket) == ""
    sit(world)
    time.move(minutes=50)
    called(world)
    assert queries.why_called(ticket) == (
        "Has waited 50 min. and comes first: nobody waits longer than 45 min."
    )
    services.recall(actor=world.officer("anna"), ticket_id=ticket.pk)
    assert queries.why_called(ticket).startswith("Has waited 50 min.")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"code": "due", "due_in_minutes": 4}, "Has an appointment in 4 minutes."),
        ({"code": "due", "due_in_minutes": 1}, "Has an appointment in 1 minute."),
        ({"code": "due", "due_in_minutes": 0}, "Has an appointment now."),
        ({"code": "due", "due_in_minutes": -1}, "Had an appointment 1 minute ago."),
        ({"code": "returned", "waited_minutes": 9}, "Came back from another desk, has waited 9 min. in all."),
        ({"code": "chosen", "waited_minutes": 2}, "Was chosen by the officer, after 2 min."),
        ({"code": "any", "waited_minutes": 2}, "Is next in line, has waited 2 min."),
        ({"code": "something new"}, "Is next in line, has waited 0 min."),
        (
            {
                "code": "lane",
                "lane": "K",
                "waited_minutes": 2,
                "skipped_paused": 1,
                "skipped_not_servable": 2,
            },
            (
                "Is next in line K, has waited 2 min. 1 has asked for more time. "
                "2 wait for another desk or need another competence."
            ),
        ),
    ],
)
def test_every_reason_has_a_sentence(facts: dict[str, object], sentence: str) -> None:
    assert queries.explain(facts) == sentence


def test_the_screen_shows_the_last_calls_and_nothing_else(world: World, time: Time) -> None:
    anna = world.officer("anna")
    first = take(world, "enkeltydelse", own_words="min hemmelighed", letter="K")
    second, third = take(world), take(world)
    desk = sit(world)
    other = sit(world, "bent", "kvik-2")
    services.call_ticket(actor=anna, desk=desk, ticket_id=first.pk)
    services.start(actor=anna, ticket_id=first.pk)
    time.move(seconds=20)
    services.call_ticket(actor=world.officer("bent"), desk=other, ticket_id=second.pk)
    time.move(seconds=20)
    services.finish(actor=anna, ticket_id=first.pk)
    services.call_ticket(actor=anna, desk=desk, ticket_id=third.pk)
    services.close_desk(actor=anna, desk=desk)
    state = queries.screen_state(world.magion)
    assert [(one.call, one.number, one.desk, one.is_now) for one in state.calls] == [
        (f"{second.pk}-1", "K02", "KVIK 2", True),
        (f"{first.pk}-1", "K01", "KVIK 1", False),
    ]
    assert [(lane.letter, lane.waiting) for lane in state.lanes] == [("K", 1), ("S", 0)]
    shown = repr(state)
    for secret in ("hemmelighed", "enkeltydelse", "Anna", "rejse", first.secret):
        assert secret not in shown


def test_a_second_call_has_a_new_name(world: World) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    services.recall(actor=world.officer("anna"), ticket_id=ticket.pk)
    (shown,) = queries.screen_state(world.magion).calls
    assert shown.call == f"{ticket.pk}-2"


def test_the_screen_forgets_yesterday_and_what_is_too_much(world: World, time: Time) -> None:
    sit(world)
    for _ in range(12):
        ticket = take(world)
        called(world)
        services.finish(actor=world.officer("anna"), ticket_id=ticket.pk)
        time.move(seconds=30)
    assert [one.number for one in queries.screen_state(world.magion).calls] == [
        f"K{number:02}" for number in range(12, 4, -1)
    ]
    time.move(days=1)
    assert queries.screen_state(world.magion).calls == []


def test_the_ticket_page_shows_place_and_a_range(world: World, time: Time) -> None:
    take(world, "pas-voksen")
    ahead = take(world, "pas-voksen")
    mine = take(world, "laan")
    page = queries.ticket_page(mine.secret)
    assert (page.number, page.state, page.ahead, page.wait) == ("K03", "waiting", 2, None)
    sit(world)
    called(world)
    page = queries.ticket_page(mine.secret)
    assert page.ahead == 1
    assert page.wait is not None
    assert page.wait.low <= 16 <= page.wait.high
    sit(world, "bent", "kvik-2")
    shorter = queries.ticket_page(mine.secret).wait
    assert shorter is not None
    assert shorter.high < page.wait.high
    services.delay(secret=mine.secret)
    page = queries.ticket_page(mine.secret)
    assert page.paused_until == time.now + timedelta(minutes=10)
    assert page.wait is not None
    assert page.wait.high >= 10
    assert (page.can_delay, page.can_leave) == (True, True)
    assert ahead


def test_the_ticket_page_follows_the_ticket(world: World) -> None:
    anna = world.officer("anna")
    ticket = take(world, own_words="min hemmelighed")
    sit(world)
    called(world)
    page = queries.ticket_page(ticket.secret)
    assert (page.state, page.desk, page.call, page.ahead) == ("called", "KVIK 1", f"{ticket.pk}-1", None)
    assert (page.can_delay, page.can_leave) == (False, True)
    services.start(actor=anna, ticket_id=ticket.pk)
    page = queries.ticket_page(ticket.secret)
    assert (page.state, page.can_leave) == ("serving", False)
    services.finish(actor=anna, ticket_id=ticket.pk)
    assert queries.ticket_page(ticket.secret).state == "finished"
    assert "hemmelighed" not in repr(queries.ticket_page(ticket.secret))
    with pytest.raises(TicketNotFound):
        queries.ticket_page("guess")


def test_a_paused_desk_promises_nothing(world: World) -> None:
    ticket = take(world)
    desk = sit(world)
    assert queries.ticket_page(ticket.secret).wait is not None
    services.pause_desk(actor=world.officer("anna"), desk=desk)
    assert queries.ticket_page(ticket.secret).wait is None


def test_the_wait_of_somebody_who_thinks_of_coming(world: World) -> None:
    assert queries.expected_wait(world.magion) is None
    sit(world)
    empty = queries.expected_wait(world.magion)
    assert empty is not None
    assert empty.low == 0
    for _ in range(5):
        take(world, "pas-voksen")
    longer = queries.expected_wait(world.magion)
    assert longer is not None
    assert longer.low > empty.high
    assert queries.expected_wait(world.magion, task_code="pension") is None
    assert queries.expected_wait(world.magion, letter="K") == longer


def test_competence_counts_in_the_forecast(world: World) -> None:
    profile("careful", [("any", "")], [world.desks["kvik-1"]], min_reach=4)
    sit(world)
    assert queries.expected_wait(world.magion, task_code="pas-voksen") is not None
    assert queries.expected_wait(world.magion, task_code="pension") is None


def test_the_facts_of_a_day(world: World, time: Time) -> None:
    anna, bent = world.officer("anna"), world.officer("bent")
    ticket = take(world, "pas-voksen")
    sit(world)
    sit(world, "bent", "service-1")
    time.move(minutes=5)
    called(world)
    time.move(seconds=30)
    services.start(actor=anna, ticket_id=ticket.pk)
    time.move(minutes=3)
    services.transfer(actor=anna, ticket_id=ticket.pk, letter="S")
    time.move(minutes=10)
    called(world, "bent", "service-1")
    time.move(seconds=60)
    services.start(actor=bent, ticket_id=ticket.pk)
    time.move(minutes=7)
    services.finish(actor=bent, ticket_id=ticket.pk)
    waits = take(world)
    services.take_ticket(actor=world.api, site=world.branch, channel="api")
    facts = queries.facts_of_day(ticket.day, world.magion)
    assert [one.id for one in facts] == [ticket.pk, waits.pk]
    one = facts[0]
    assert (one.series, one.lane, one.state, one.call_count) == ("K", "S", "finished", 2)
    assert (one.waited_seconds, one.walked_seconds, one.served_seconds) == (300, 60, 600)
    assert (facts[1].waited_seconds, facts[1].served_seconds) == (None, None)
    assert len(queries.facts_of_day(ticket.day)) == 3


def test_uncertain_times_are_not_counted(world: World, time: Time) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    time.move(hours=5)
    services.close_day(actor=world.manager, site=world.magion)
    (facts,) = queries.facts_of_day(ticket.day)
    assert (facts.time_uncertain, facts.served_seconds, facts.waited_seconds) == (True, None, 0)


def test_an_appointment_waits_from_its_time(world: World, time: Time) -> None:
    ticket = take(world, due_at=time.now + timedelta(minutes=5))
    sit(world)
    time.move(minutes=9)
    called(world)
    (facts,) = queries.facts_of_day(ticket.day)
    assert facts.waited_seconds == 240


def test_the_pulse(world: World, time: Time) -> None:
    assert queries.latest_event_at() is None
    ticket = take(world)
    assert queries.latest_event_at() == time.now
    assert queries.last_simulated_arrival(world.magion, ticket.day) is None
    Ticket.objects.update(channel="simulated")
    assert queries.last_simulated_arrival(world.magion, ticket.day) == time.now
    sit(world)
    called(world)
    ((session, at_desk),) = queries.desks_at_work(world.magion).values()
    assert (session.officer.name, at_desk) == ("Anna", ticket)


@pytest.mark.django_db(transaction=True)
def test_what_is_announced_is_fit_for_everybody(time: Time) -> None:
    from tests.queue.world import build_world

    world = build_world()
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("LISTEN indgang_live")
    ticket = take(world, "enkeltydelse", own_words="min hemmelighed")
    sit(world, "anna", "service-1")
    called(world, "anna", "service-1")
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    heard = [json.loads(one.payload) for one in raw.notifies(timeout=0.5)]
    facts = {"site": world.magion.pk, "topic": "queue", "ticket": ticket.pk, "number": "S01"}
    assert heard == [
        {**facts, "kind": "taken", "desk": None},
        {"site": world.magion.pk, "topic": "desk", "kind": "opened", "desk": "SERVICE 1"},
        {**facts, "kind": "called", "desk": "SERVICE 1", "call": f"{ticket.pk}-1"},
        {**facts, "kind": "started", "desk": "SERVICE 1"},
    ]
    raw.execute("UNLISTEN *")
