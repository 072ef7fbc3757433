"""Many who want the last time at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.booking import services
from indgang.booking.errands import Wanted
from indgang.booking.errors import AppointmentOver, NotBookable, NotFree, TooManyOpen
from indgang.booking.models import Allocation, Appointment, AppointmentEvent, Holder, Resource
from indgang.booking.services import Contact
from indgang.queue.models import Ticket
from tests.cast import build

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def world(transactional_db, time):
    cast = build(tasks=("pas-voksen",))
    services.save_resource(actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1)
    return cast


def at_once(job, times):
    def run(turn):
        try:
            return job(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(run, range(times)))


def test_exactly_one_gets_the_last_time(world):
    maja = world.actor("maja")

    def attempt(_turn):
        try:
            services.book(actor=maja, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN)
        except NotFree as error:
            return error.way_on["slots"][0]
        return "won"

    results = at_once(attempt, 40)
    assert results.count("won") == 1
    assert set(results) == {"won", (TEN + timedelta(minutes=15)).isoformat()}


def test_two_desks_take_two_and_neither_twice(world):
    services.save_resource(actor=world.actor("leif"), site=world.magion, kind="desk", desk=world.kvik1)
    maja = world.actor("maja")

    def attempt(turn):
        try:
            services.book(
                actor=maja,
                site=world.magion,
                tasks=[Wanted("pas-voksen")],
                start=TEN + timedelta(minutes=15 * (turn % 3)),
            )
        except NotFree:
            return 0
        return 1

    assert sum(at_once(attempt, 24)) == 6
    assert Appointment.objects.values("resource", "period").distinct().count() == 6


def test_checking_in_at_twelve_kiosks_gives_one_number(world, time):
    view = services.book(
        actor=world.actor("maja"), site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN
    )
    time.set(TEN)
    kiosk = Actor(kind="device", id=1, name="kiosk", grants=frozenset({("device", world.magion.pk)}))
    arrivals = at_once(lambda _turn: services.check_in(actor=kiosk, site=world.magion, code=view.code), 12)
    assert len({arrival.ticket.pk for arrival in arrivals}) == Ticket.objects.count() == 1
    assert sum(not arrival.is_repeated for arrival in arrivals) == 1


def test_a_double_click_on_confirm_books_once(world):
    held = services.hold(actor=ANONYMOUS, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN)
    contact = Contact("Ida Holm", email="ida@example.dk")
    views = at_once(lambda _turn: services.confirm(actor=ANONYMOUS, code=held.code, contact=contact), 12)
    assert {view.state for view in views} == {"booked"}
    assert Holder.objects.count() == Allocation.objects.count() == 1
    assert AppointmentEvent.objects.filter(state="booked").count() == 1


def test_confirming_many_at_once_does_not_go_beyond_what_one_may_have(world):
    services.set_rules(actor=SYSTEM, municipality=world.municipality, most_open=3)
    contact = Contact("Ida Holm", email="ida@example.dk", phone="20304050")
    codes = [
        services.hold(
            actor=ANONYMOUS, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN + turn * QUARTER
        ).code
        for turn in range(8)
    ]

    def attempt(turn):
        try:
            services.confirm(actor=ANONYMOUS, code=codes[turn], contact=contact)
        except TooManyOpen:
            return 0
        return 1

    assert sum(at_once(attempt, 8)) == 3


def test_a_late_confirmation_and_a_booking_by_staff_never_both_win(world, time):
    maja = world.actor("maja")
    for turn in range(6):
        start = TEN + turn * QUARTER
        held = services.hold(actor=ANONYMOUS, site=world.magion, tasks=[Wanted("pas-voksen")], start=start)
        time.set(held.held_until)

        def attempt(number, code=held.code, start=start, turn=turn):
            try:
                if number % 2:
                    contact = Contact("Ida Holm", email=f"ida{turn}@example.dk")
                    return services.confirm(actor=ANONYMOUS, code=code, contact=contact).id
                return services.book(
                    actor=maja, site=world.magion, tasks=[Wanted("pas-voksen")], start=start
                ).id
            except NotFree:
                return None

        winners = set(at_once(attempt, 6)) - {None}
        assert len(winners) == 1
        assert Allocation.objects.filter(period__startswith=start).count() == 1


def test_places_that_are_taken_away_meanwhile_are_not_booked(world):
    """Whoever books after the manager's answer sees the new number; who was quicker keeps the place."""
    leif, maja = world.actor("leif"), world.actor("maja")
    for desk in (world.kvik1, world.kvik2):
        services.save_resource(actor=leif, site=world.magion, kind="desk", desk=desk)
    house = services.save_resource(
        actor=leif, site=world.magion, kind="places", name="Huset", group="house", places=3
    )
    for turn in range(5):
        start = TEN + turn * QUARTER
        booked_when_reduced = []

        def attempt(number, start=start, booked_when_reduced=booked_when_reduced):
            if number == 2:
                services.save_resource(
                    actor=leif, site=world.magion, kind="places", resource=house, name="Huset", places=1
                )
                booked_when_reduced.append(
                    Allocation.objects.filter(resource=house, period__contains=start).count()
                )
                return 0
            try:
                services.book(actor=maja, site=world.magion, tasks=[Wanted("pas-voksen")], start=start)
            except NotFree:
                return 0
            return 1

        booked = sum(at_once(attempt, 8))
        assert booked == max(1, booked_when_reduced[0])
        services.save_resource(
            actor=leif, site=world.magion, kind="places", resource=house, name="Huset", places=3
        )


def test_a_desk_that_is_taken_away_meanwhile_is_not_booked(world):
    leif, maja = world.actor("leif"), world.actor("maja")
    resource = Resource.objects.get()
    booked_when_removed = []

    def attempt(number):
        if number == 3:
            services.remove_resource(actor=leif, resource=resource)
            booked_when_removed.append(Allocation.objects.count())
            return 0
        try:
            start = TEN + number * QUARTER
            services.book(actor=maja, site=world.magion, tasks=[Wanted("pas-voksen")], start=start)
        except (NotFree, NotBookable):
            return 0
        return 1

    assert sum(at_once(attempt, 12)) == booked_when_removed[0]


def test_moving_across_each_other_between_two_sites(world):
    """Each gives back what the other takes, with places that are dealt anew: no order of locks may cross."""
    leif, maja = world.actor("leif"), world.actor("maja")
    services.save_resource(actor=leif, site=world.magion, kind="desk", desk=world.kvik1)
    services.save_resource(actor=SYSTEM, site=world.town_hall, kind="desk", desk=world.town_hall_desk)
    codes = [
        services.book(
            actor=maja, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN + turn * QUARTER
        ).code
        for turn in range(6)
    ]

    def attempt(number):
        site = world.town_hall if number % 3 else world.magion
        try:
            services.change(code=codes[number % 6], start=TEN + (number * 5 % 6) * QUARTER, site=site)
        except NotFree:
            return 0
        return 1

    assert sum(at_once(attempt, 60)) > 6
    rows = Appointment.objects.prefetch_related("allocations")
    assert all(row.state == "booked" and row.allocations.count() == 1 for row in rows)
    assert all(row.allocations.get().resource_id == row.resource_id for row in rows)


def test_of_cancelling_and_moving_at_once_one_comes_last(world):
    maja = world.actor("maja")
    for turn in range(5):
        code = services.book(
            actor=maja, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN + turn * QUARTER
        ).code

        def attempt(number, code=code):
            try:
                if number % 2:
                    services.cancel(code=code)
                else:
                    services.change(code=code, start=TEN + (10 + number) * QUARTER, site=world.magion)
            except (AppointmentOver, NotFree):
                pass

        at_once(attempt, 6)
        assert Appointment.objects.get(code=code.replace("-", "")).state == "cancelled"
        assert not Allocation.objects.exists()
