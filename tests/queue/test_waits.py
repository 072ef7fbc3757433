"""What the site's own history teaches the waits that are told, and how the telling is held against what came."""

from dataclasses import replace
from datetime import timedelta
from math import log

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from indgang.base import clock
from indgang.queue import queries, services
from indgang.queue.models import MeasuredService, MeasuredSite, Ticket
from indgang.queue.ports import Coming, ports
from indgang.queue.queries.forecast import scene_of
from indgang.queue.queries.history import Told, facts_of_day
from indgang.queue.queries.usual import MINUTES_WITHOUT_TASK, usual_at
from indgang.ui.templatetags.public_faces import wait_closing, wait_reasons
from tests.queue.conftest import Time
from tests.queue.play import called, sit, take
from tests.queue.world import World


def served(world: World, time: Time, task: str, minutes: float) -> None:
    ticket = take(world, task)
    called(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    time.move(minutes=minutes)
    services.finish(actor=world.officer("anna"), ticket_id=ticket.pk)


def a_day_before(world: World, time: Time, minutes: float, count: int = 12) -> int:
    """A day of equal services, and then the same time on the next; the id of their task."""
    sit(world)
    for _ in range(count):
        served(world, time, "pas-voksen", minutes)
    time.move(minutes=24 * 60 - count * minutes)
    return world.tasks["pas-voksen"].pk


def test_without_history_the_standard_minutes_are_believed(world: World) -> None:
    task = world.tasks["pas-voksen"]
    usual = usual_at(world.magion.pk, {task.pk}, clock.now())
    assert usual.of(task.pk).mean == pytest.approx(task.standard_minutes)
    assert usual.of(None).mean == usual.of(12345).mean == pytest.approx(MINUTES_WITHOUT_TASK)
    assert (usual.no_show_share, usual.pace.slower) == (pytest.approx(0.08), 0)


def test_what_was_measured_draws_the_belief_towards_it(world: World, time: Time) -> None:
    task = a_day_before(world, time, minutes=40)
    assert services.measure_services() == 12
    row = MeasuredService.objects.get()
    assert (row.site, row.task_id, row.count) == (world.magion, task, 12)
    assert (row.centre, row.variance) == (pytest.approx(log(40)), pytest.approx(0, abs=1e-9))
    standard = world.tasks["pas-voksen"].standard_minutes
    assert standard < usual_at(world.magion.pk, {task}, clock.now()).of(task).median < 40
    assert usual_at(world.branch.pk, {task}, clock.now()).of(task).mean == pytest.approx(standard)


def test_measuring_again_is_measuring_anew(world: World, time: Time) -> None:
    a_day_before(world, time, minutes=9)
    assert services.measure_services() == services.measure_services() == 12
    assert MeasuredService.objects.count() == MeasuredSite.objects.count() == 1
    time.move(minutes=24 * 60 * 70)
    assert services.measure_services() == 0
    assert not MeasuredService.objects.exists()


def test_today_is_not_history_but_sets_the_pace(world: World, time: Time) -> None:
    sit(world)
    task = world.tasks["pas-voksen"]
    for _ in range(6):
        served(world, time, "pas-voksen", task.standard_minutes * 2)
    assert services.measure_services() == 0
    assert usual_at(world.magion.pk, {task.pk}, clock.now()).pace.slower > 0.1


def test_no_shows_are_counted(world: World, time: Time) -> None:
    sit(world)
    for _ in range(10):
        ticket = take(world)
        called(world)
        services.no_show(actor=world.officer("anna"), ticket_id=ticket.pk)
    time.move(minutes=24 * 60)
    services.measure_services()
    row = MeasuredSite.objects.get()
    assert (row.called, row.no_shows) == (10, 10)
    assert usual_at(world.magion.pk, (), clock.now()).no_show_share == pytest.approx(14 / 60)


def test_an_appointment_that_will_come_lengthens_the_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(world)
    for _ in range(3):
        last = take(world, "pas-voksen")
    alone = queries.ticket_page(last.secret).wait
    due = clock.now() + timedelta(minutes=6)
    somebody = Coming(1, world.tasks["pension"].pk, "K", due)
    monkeypatch.setattr(ports, "coming", lambda _site, _since, _until: [somebody])
    behind = queries.ticket_page(last.secret).wait
    assert alone is not None
    assert behind is not None
    assert behind.middle > alone.middle


def test_what_was_told_is_held_against_what_came(world: World, time: Time) -> None:
    sit(world)
    served(world, time, "laan", 1)
    take(world, "pas-voksen")
    last = take(world, "laan")
    wait = queries.ticket_page(last.secret).wait
    assert wait is not None
    services.note_told(secret=last.secret, wait=wait)
    time.move(minutes=3)
    services.note_told(secret=last.secret, wait=wait._replace(low=77.0))
    assert Ticket.objects.get(pk=last.pk).told_low == pytest.approx(wait.low)
    first = called(world)
    services.start(actor=world.officer("anna"), ticket_id=first.pk)
    time.move(minutes=9)
    services.finish(actor=world.officer("anna"), ticket_id=first.pk)
    called(world)
    told = {fact.id: fact.told for fact in facts_of_day(last.day)}
    assert told[first.pk] is None
    assert told[last.pk] == Told(*map(pytest.approx, wait[:3]), came=pytest.approx(12))


def test_nobody_is_told_anything_once_called(world: World) -> None:
    sit(world)
    ticket = take(world)
    wait = queries.ticket_page(ticket.secret).wait
    assert wait is not None
    called(world)
    services.note_told(secret=ticket.secret, wait=wait)
    assert Ticket.objects.get(pk=ticket.pk).told_at is None


def test_every_lane_now(world: World) -> None:
    assert {lane.unknown for lane in queries.waits_now(world.magion).lanes} == {queries.Unknown.NO_DESK}
    sit(world)
    take(world, "pas-voksen")
    found = queries.waits_now(world.magion)
    kvik, service = found.lanes
    assert (kvik.letter, kvik.waiting, kvik.open_desks, kvik.unknown) == ("K", 1, 1, None)
    assert found.usual == found.of("K") == kvik
    assert kvik.wait is not None
    assert kvik.wait.middle > 0
    assert (service.wait, service.unknown) == (None, queries.Unknown.NOT_SERVED)
    services.pause_desk(actor=world.officer("anna"), desk=world.desks["kvik-1"])
    assert {lane.unknown for lane in queries.waits_now(world.magion).lanes} == {queries.Unknown.PAUSED}


@pytest.mark.parametrize("waiting", [0, 12])
def test_only_a_wait_that_reads_longer_is_told_beside_the_usual_one(world: World, waiting: int) -> None:
    sit(world)
    found = queries.waits_now(world.magion)
    assert (found.usual is not None, found.longer) == (True, None)
    sit(world, "bent", "service-1")
    for _ in range(waiting):
        take(world, letter="S")
    longer = queries.waits_now(world.magion).longer
    assert (longer is not None) == (waiting > 0)


def test_near_closing_one_is_told_that_one_may_not_be_reached(world: World, time: Time) -> None:
    sit(world)
    tickets = [take(world, "pas-voksen") for _ in range(6)]
    closes = clock.now() + timedelta(minutes=25)
    scene = replace(scene_of(world.magion, clock.now()), closes_at=closes)
    first, last = (scene.forecast(ticket.pk) for ticket in (tickets[0], tickets[-1]))
    assert (first.closes_at, first.wait and first.wait.missed) == (None, 0)
    assert last.closes_at == closes
    assert last.wait is not None
    assert last.wait.missed > 0.5
    with translation.override("da"):
        assert wait_closing(first) == wait_closing(None) == ""
        assert wait_closing(last).startswith("Vi når sandsynligvis ikke til dig, før vi lukker kl. ")
        unsure = replace(last, wait=last.wait._replace(missed=0.2))
        assert wait_closing(unsure).startswith("Vi når måske ikke til dig, før vi lukker kl. ")


def test_why_says_how_far_the_desks_have_come(world: World, time: Time) -> None:
    sit(world)
    ticket = take(world, "pas-voksen")
    called(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    time.move(minutes=7)
    take(world, "pas-voksen")
    lane = queries.wait_at(world.magion, letter="K")
    assert (lane.forecast.ahead, lane.forecast.busy, lane.forecast.longest_minutes) == (1, 1, 7)
    with translation.override("da"):
        reasons = wait_reasons(lane.forecast)
    assert "1 skranke er i gang med en borger nu. Det længste besøg har varet 7 minutter." in reasons
    assert "Besøgene tager lige så lang tid som normalt i dag." in reasons


def test_a_wait_is_kept_until_something_happens(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """With a clock that runs; the only question then is whether anything has happened."""
    sit(world)
    frozen = clock.course()
    clock.follow(None)
    try:
        first = queries.waits_now(world.magion)
        with django_assert_num_queries(1):
            assert queries.waits_now(world.magion) is first
        take(world, "pas-voksen")
        assert queries.waits_now(world.magion) is not first
    finally:
        clock.follow(frozen)
