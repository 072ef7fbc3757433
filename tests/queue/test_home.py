"""Numbers taken at home: by the site's rule, called only once the holder is here, kept for a while, then gone."""

from datetime import time as clock_time
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from indgang.base import clock
from indgang.base.access import ANONYMOUS, Actor
from indgang.base.errors import NotAllowed
from indgang.organisation.models import Desk, OpeningHours
from indgang.queue import services
from indgang.queue.errors import NoHomeNumber, PlaceGone, TicketNotFound, TryAgain, WrongPlaceCode
from indgang.queue.models import HomeRules, Ticket
from indgang.queue.queries import desk_state, forecast_of, home_state, ticket_page
from indgang.queue.services.home import arrive, arrive_at_desk, arrive_at_kiosk, place_code, take_from_home
from tests.queue.conftest import Time
from tests.queue.test_parallel import at_once
from tests.queue.world import World, build_world


def open_all_day(world: World) -> None:
    OpeningHours.objects.bulk_create(
        OpeningHours(
            site=world.magion, kind="library", weekday=weekday, opens=clock_time(8), closes=clock_time(20)
        )
        for weekday in range(7)
    )


def allow(world: World, **rule: int) -> HomeRules:
    open_all_day(world)
    values = {"least_wait_minutes": 0, "most_waiting": 5, "kept_minutes": 15, **rule}
    return HomeRules.objects.create(site=world.magion, is_allowed=True, **values)


def from_home(world: World, name: str = "one") -> Ticket:
    drawn = take_from_home(site=world.magion, attempt=f"attempt-of-a-citizen-{name}")
    return Ticket.objects.get(secret=drawn.secret)


def at_kiosk(world: World) -> Ticket:
    return services.take_ticket(actor=world.device, site=world.magion, channel="kiosk", letter="K")


def code(world: World, ticket: Ticket) -> str:
    return place_code(world.magion, ticket.day)


def test_a_site_gives_none_until_its_manager_says_so(world: World, time: Time) -> None:
    open_all_day(world)
    with pytest.raises(NoHomeNumber):
        from_home(world)
    HomeRules.objects.create(site=world.magion, is_allowed=False)
    with pytest.raises(NoHomeNumber):
        from_home(world)


def test_it_enters_the_queue_away_and_once(world: World, time: Time) -> None:
    allow(world)
    first, again = from_home(world), from_home(world)
    assert first == again
    assert (first.label, first.channel, first.is_away, first.state) == ("K01", "home", True, "waiting")


def test_it_is_refused_outside_the_hours_and_says_when(world: World, time: Time) -> None:
    allow(world, minutes_before_opening=30)
    time.set(time.now.replace(hour=5))  # 06.00 in Denmark; numbers from 07.30
    with pytest.raises(NoHomeNumber, match=r"07\.30"):
        from_home(world)
    time.set(time.now.replace(hour=19))
    state = home_state(world.magion)
    assert (state.may_take, "24.11. 07.30" in state.sentence) == (False, True)


def test_a_short_wait_is_no_reason(world: World, time: Time) -> None:
    allow(world, least_wait_minutes=5)
    with pytest.raises(NoHomeNumber):  # nobody is there to say how long it takes
        from_home(world)
    services.open_desk(actor=world.officer("anna"), desk=world.desks["kvik-1"])
    with pytest.raises(NoHomeNumber, match="5"):
        from_home(world)
    for _number in range(6):
        at_kiosk(world)
    assert from_home(world).is_away


def test_nobody_calls_it_until_the_holder_is_here(world: World, time: Time) -> None:
    allow(world)
    home = from_home(world)
    time.move(minutes=1)
    other = at_kiosk(world)
    anna, desk = world.officer("anna"), world.desks["kvik-1"]
    services.open_desk(actor=anna, desk=desk)
    call = services.call_next(actor=anna, desk=desk)
    assert call is not None
    assert (call.ticket.pk, call.reason["skipped_away"]) == (other.pk, 1)
    home.refresh_from_db()
    assert home.place_kept_until == time.now + timedelta(minutes=15)
    services.finish(actor=anna, ticket_id=other.pk)
    assert services.call_next(actor=anna, desk=desk) is None
    arrive(secret=home.secret, code=code(world, home))
    call = services.call_next(actor=anna, desk=desk)
    assert call is not None
    assert call.ticket.pk == home.pk


def test_the_minutes_count_from_the_first_time_and_then_it_is_gone(world: World, time: Time) -> None:
    allow(world, kept_minutes=10)
    home = from_home(world)
    anna, desk = world.officer("anna"), world.desks["kvik-1"]
    services.open_desk(actor=anna, desk=desk)
    for _round in range(2):
        time.move(minutes=3)
        services.call_next(actor=anna, desk=desk) if at_kiosk(world) else None
        ticket = Ticket.objects.get(state="called")
        services.finish(actor=anna, ticket_id=ticket.pk)
    time.move(minutes=6)  # nine minutes after it was passed by for the first time
    services.sweep()
    home.refresh_from_db()
    assert home.state == "waiting"
    time.move(minutes=1)
    with pytest.raises(PlaceGone):
        arrive(secret=home.secret, code=code(world, home))
    services.sweep()
    home.refresh_from_db()
    assert (home.state, [event.kind for event in home.events.order_by("pk")]) == (
        "left",
        ["taken", "passed", "lapsed"],
    )
    with pytest.raises(PlaceGone):
        arrive_at_kiosk(actor=world.device, site=world.magion, label="K01")
    assert ticket_page(home.secret).place_kept_until is not None


def test_who_comes_after_being_passed_by_is_next(world: World, time: Time) -> None:
    allow(world)
    home = from_home(world)
    anna, desk = world.officer("anna"), world.desks["kvik-1"]
    services.open_desk(actor=anna, desk=desk)
    first, second = at_kiosk(world), at_kiosk(world)
    assert services.call_next(actor=anna, desk=desk).ticket == first  # type: ignore[union-attr]
    services.finish(actor=anna, ticket_id=first.pk)
    arrive_at_kiosk(actor=world.device, site=world.magion, label=" k1 ")
    assert services.call_next(actor=anna, desk=desk).ticket.pk == home.pk  # type: ignore[union-attr]
    assert second.state == "waiting"


def test_the_three_ways_to_say_it(world: World, time: Time) -> None:
    allow(world)
    phone, kiosk, desk = (from_home(world, name) for name in ("phone", "kiosk", "desk"))
    with pytest.raises(WrongPlaceCode):
        arrive(secret=phone.secret, code="x")
    with pytest.raises(TicketNotFound):
        arrive_at_kiosk(actor=world.device, site=world.magion, label="K99")
    with pytest.raises(NotAllowed):
        arrive_at_kiosk(actor=ANONYMOUS, site=world.magion, label=kiosk.label)
    with pytest.raises((NotAllowed, TicketNotFound)):
        arrive_at_desk(actor=ANONYMOUS, ticket_id=desk.pk)
    for _twice in range(2):
        assert not arrive(secret=phone.secret, code=code(world, phone)).is_away
        assert not arrive_at_kiosk(actor=world.device, site=world.magion, label=kiosk.label).is_away
        assert not arrive_at_desk(actor=world.officer("anna"), ticket_id=desk.pk).is_away
    assert phone.events.filter(kind="arrived").count() == 1


def test_an_officer_who_sees_the_holder_may_call_the_number(world: World, time: Time) -> None:
    allow(world)
    home = from_home(world)
    anna, desk = world.officer("anna"), world.desks["kvik-1"]
    services.open_desk(actor=anna, desk=desk)
    state = desk_state(desk)
    assert ([line.id for line in state.away], state.waiting) == ([home.pk], [])
    called = services.call_ticket(actor=anna, desk=desk, ticket_id=home.pk).ticket
    assert (called.state, called.is_away) == ("called", False)


def test_the_code_is_of_the_place_and_of_the_day(world: World) -> None:
    today = clock.now().date()
    codes = {
        place_code(world.magion, today),
        place_code(world.branch, today),
        place_code(world.magion, today + timedelta(days=1)),
    }
    assert len(codes) == 3
    assert all(len(one) == 4 and one.isdigit() for one in codes)


def test_the_database_refuses_to_call_who_is_away(world: World, time: Time) -> None:
    allow(world)
    home = from_home(world)
    desk = world.desks["kvik-1"]
    with pytest.raises(IntegrityError, match="ticket_away_is_never_called"), transaction.atomic():
        Ticket.objects.filter(pk=home.pk).update(state="called", desk=desk)


def test_the_others_wait_is_told_as_if_the_holder_came(world: World, time: Time) -> None:
    allow(world)
    home = from_home(world)
    other = at_kiosk(world)
    services.open_desk(actor=world.officer("anna"), desk=world.desks["kvik-1"])
    assert forecast_of(other).ahead == 1
    Ticket.objects.filter(pk=home.pk).update(place_kept_until=time.now + timedelta(minutes=5))
    assert forecast_of(other).ahead == 0
    home.refresh_from_db()
    assert forecast_of(home).ahead == 0


def called_by(actor: Actor, desk: Desk) -> list[int]:
    """The numbers (their ids) that a desk gets in twelve calls, each finished."""
    called = []
    for _attempt in range(12):
        try:
            call = services.call_next(actor=actor, desk=desk)
        except TryAgain:
            continue  # The others have held the queue for half a second, as on a slow machine they may.
        if call is not None:
            called.append(call.ticket.pk)
            services.finish(actor=actor, ticket_id=call.ticket.pk)
    return called


@pytest.mark.parallel
@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    @pytest.fixture
    def world(self) -> World:
        return build_world(last=90_000)

    @pytest.fixture(autouse=True)
    def own_connections(self):  # type: ignore[no-untyped-def]
        yield
        connections.close_all()

    def test_never_more_from_home_than_the_rule_says(self, world: World) -> None:
        allow(world, most_waiting=4, minutes_before_opening=240, minutes_before_closing=0)
        OpeningHours.objects.update(opens="00:00", closes="00:00")

        def ask(number: int) -> bool:
            try:
                return from_home(world, f"number-{number}").is_away
            except NoHomeNumber:
                return False

        assert sum(at_once(16, ask)) == 4
        assert Ticket.objects.filter(is_away=True).count() == 4

    def test_passing_by_neither_loses_nor_doubles_a_number(self, world: World) -> None:
        """Eight desks call while the holders come in and are swept away: each number ends once, in one way."""
        from tests.queue.crowd import desks_for, take

        allow(world, most_waiting=500, minutes_before_closing=0, kept_minutes=1)
        OpeningHours.objects.update(opens="00:00", closes="00:00")
        homes = [from_home(world, f"holder-{number}") for number in range(24)]
        for _number in range(24):
            take(world.magion, world.device)
        pairs = desks_for(world, 8)

        def work(number: int) -> list[int]:
            if number >= len(pairs):
                for home in homes[number - len(pairs) :: 4]:
                    if home.pk % 3:
                        arrive(secret=home.secret, code=code(world, home))
                return []
            return called_by(*pairs[number])

        calls = [pk for called in at_once(len(pairs) + 4, work) for pk in called]
        here = {home.pk for home in homes if home.pk % 3}
        away = {home.pk for home in homes} - here
        assert len(calls) == len(set(calls))
        assert not away & set(calls)
        for actor, desk in pairs[:1]:
            while (call := services.call_next(actor=actor, desk=desk)) is not None:
                calls.append(call.ticket.pk)
                services.finish(actor=actor, ticket_id=call.ticket.pk)
        assert set(calls) == set(Ticket.objects.exclude(pk__in=away).values_list("pk", flat=True))
        left = Ticket.objects.filter(pk__in=away)
        assert set(left.values_list("state", "is_away")) == {("waiting", True)}
        assert not any(event.kind == "passed" for event in left[0].events.all()[2:])
