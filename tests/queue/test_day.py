"""Officers who disappear, and the end of the day."""

from datetime import date, timedelta

import pytest

from indgang.base import clock
from indgang.base.errors import NotAllowed
from indgang.queue import conf, services
from indgang.queue.errors import DayNotOver
from indgang.queue.models import DeskSession, SessionEnd, Ticket
from tests.queue.conftest import Time
from tests.queue.play import at, called, fresh, history, last_facts, sit, take
from tests.queue.world import World


def test_a_called_ticket_of_a_silent_desk_goes_back(world: World, time: Time) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    time.move(minutes=10, seconds=1)
    assert services.sweep() == 1
    session = DeskSession.objects.get()
    assert (session.end, session.closed_at) == (SessionEnd.DISAPPEARED, time.now)
    assert (fresh(ticket).state, last_facts(ticket)["because"]) == ("waiting", "disappeared")
    assert not fresh(ticket).time_uncertain
    assert services.sweep() == 0


def test_a_served_ticket_of_a_silent_desk_is_finished_with_uncertain_times(world: World, time: Time) -> None:
    ticket = take(world)
    sit(world)
    called(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    time.move(minutes=11)
    services.sweep()
    assert (fresh(ticket).state, fresh(ticket).time_uncertain) == ("finished", True)


def test_who_gives_a_sign_of_life_stays(world: World, time: Time) -> None:
    ticket = take(world)
    desk = sit(world)
    time.move(minutes=9)
    assert services.sweep() == 0
    services.heartbeat(actor=world.officer("anna"), desk=desk)
    time.move(minutes=9)
    called(world)
    time.move(minutes=9)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    time.move(minutes=9)
    assert services.sweep() == 0
    time.move(minutes=2)
    assert services.sweep() == 1


def test_another_system_is_given_more_time(world: World, time: Time) -> None:
    services.open_desk(actor=world.api, desk=world.desks["kvik-1"], officer_id=world.people["anna"].pk)
    time.move(minutes=conf.API_UNSEEN_MINUTES)
    assert services.sweep() == 0
    time.move(seconds=1)
    assert services.sweep() == 1


def test_the_patience_is_a_setting(world: World, time: Time, settings: pytest.FixtureRequest) -> None:
    settings.DESK_UNSEEN_MINUTES = 3
    sit(world)
    time.move(minutes=3, seconds=1)
    assert services.sweep() == 1


def test_in_fast_motion_the_patience_is_meant_in_real_time(world: World, time: Time) -> None:
    moment = time.now
    clock.follow(clock.Course(real=moment, shown=moment, speed=60.0))
    assert conf.unseen_limit() == timedelta(hours=10)


def test_the_end_of_the_day_leaves_nothing_hanging(world: World, time: Time) -> None:
    anna, bent = world.officer("anna"), world.officer("bent")
    served, was_called, held, absent, done, waits = (take(world, own_words=f"sag {n}") for n in range(6))
    sit(world)
    sit(world, "bent", "kvik-2")
    called(world)
    services.start(actor=anna, ticket_id=served.pk)
    called(world, "bent", "kvik-2")
    third = world.officer("carla")
    desk = world.desks["service-1"]
    services.open_desk(actor=third, desk=desk)
    for ticket, verb in ((held, "hold"), (absent, "no_show"), (done, "finish")):
        services.call_ticket(actor=third, desk=desk, ticket_id=ticket.pk)
        getattr(services, verb)(actor=third, ticket_id=ticket.pk)
    time.move(hours=6)
    closed = services.close_day(actor=world.manager, site=world.magion)
    assert (closed.expired, closed.finished, closed.sessions) == (3, 1, 3)
    states = {
        ticket.pk: (fresh(ticket).state, fresh(ticket).time_uncertain) for ticket in Ticket.objects.all()
    }
    assert states == {
        served.pk: ("finished", True),
        was_called.pk: ("expired", True),
        held.pk: ("expired", True),
        absent.pk: ("no_show", False),
        done.pk: ("finished", False),
        waits.pk: ("expired", True),
    }
    assert not DeskSession.objects.filter(closed_at__isnull=True).exists()
    assert set(DeskSession.objects.values_list("end", flat=True)) == {"day_end"}
    assert not Ticket.objects.exclude(own_words="").exists()
    assert history(was_called) == ["taken", "called", "returned", "expired"]
    assert last_facts(waits) == {"because": "day_end"}
    again = services.close_day(actor=world.manager, site=world.magion)
    assert (again.expired, again.finished, again.sessions) == (0, 0, 0)
    assert bent


def test_closing_one_site_leaves_the_others_alone(world: World) -> None:
    ticket = services.take_ticket(actor=world.api, site=world.branch, channel="api", own_words="hej")
    sit(world, "dorte", "filial-1")
    services.close_day(actor=world.manager, site=world.magion)
    assert (fresh(ticket).state, fresh(ticket).own_words) == ("waiting", "hej")
    assert DeskSession.objects.filter(closed_at__isnull=True).count() == 1


def test_only_those_who_run_the_place_close_the_day(world: World) -> None:
    with pytest.raises(NotAllowed):
        services.close_day(actor=world.officer("anna"), site=world.magion)
    with pytest.raises(DayNotOver):
        services.close_day(actor=world.manager, site=world.magion, day=date(2026, 11, 24))


def test_a_day_that_nobody_closed_is_closed_by_itself_after_the_night(world: World, time: Time) -> None:
    time.set(at("2026-11-23T22:30:00"))
    ticket = take(world, own_words="hej")
    sit(world)
    time.set(at("2026-11-24T01:59:00"))
    services.sweep()
    assert fresh(ticket).state == "waiting"
    time.set(at("2026-11-24T02:00:01"))
    services.sweep()
    assert (fresh(ticket).state, fresh(ticket).own_words) == ("expired", "")
    assert not DeskSession.objects.filter(closed_at__isnull=True).exists()


def test_words_are_erased_although_everybody_was_served(world: World, time: Time) -> None:
    ticket = take(world, own_words="hej")
    sit(world)
    called(world)
    services.finish(actor=world.officer("anna"), ticket_id=ticket.pk)
    time.move(hours=24)
    services.sweep()
    assert fresh(ticket).own_words == ""
    assert fresh(ticket).state == "finished"


def test_closing_yesterday_leaves_today_alone(world: World, time: Time) -> None:
    old = take(world)
    time.move(days=1)
    new = take(world, own_words="hej")
    sit(world)
    services.close_day(actor=world.manager, site=world.magion, day=old.day)
    assert (fresh(old).state, fresh(new).state, fresh(new).own_words) == ("expired", "waiting", "hej")
    assert DeskSession.objects.filter(closed_at__isnull=True).count() == 1
