"""Holding, confirming and giving back: to the second, and with whoever else wants the time."""

from datetime import UTC, datetime, timedelta

import pytest

from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import Invalid
from indgang.booking import queries, services
from indgang.booking.errands import Wanted
from indgang.booking.errors import AppointmentOver, CprInName, NotBookable, NotFree, TooManyOpen
from indgang.booking.models import Allocation, Appointment, AppointmentEvent, Holder
from indgang.booking.services import Contact
from indgang.catalogue.models import Task

TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSPORT = [Wanted("pas-voksen")]
TEN_MINUTES = timedelta(minutes=10)
A_MOMENT = timedelta(microseconds=1)
IDA = Contact("Ida Holm", email="ida@example.dk")


def hold(world, start=TEN, **more):
    return services.hold(actor=ANONYMOUS, site=world.magion, tasks=PASSPORT, start=start, **more)


def confirm(code, contact=IDA):
    return services.confirm(actor=ANONYMOUS, code=code, contact=contact)


def is_offered(world, start=TEN):
    found = queries.free_slots(
        site=world.magion, tasks=PASSPORT, from_=start.date(), to=start.date(), public=True
    )
    return start in [one.start for one in found]


def why(world, start=TEN):
    return queries.why_not_free(site=world.magion, tasks=PASSPORT, start=start, public=True)


def test_a_hold_takes_its_time_until_its_last_moment_and_not_longer(world, time):
    held = hold(world)
    assert held.held_until == time.now + TEN_MINUTES
    time.set(held.held_until - A_MOMENT)
    assert not is_offered(world)
    assert (why(world).code, why(world).until) == ("held", held.held_until)
    with pytest.raises(NotFree) as error:
        hold(world)
    assert error.value.facts["why"] == "held"
    time.set(held.held_until)
    assert is_offered(world)
    assert why(world) is None
    second = hold(world)
    assert queries.find_appointment(held.code).state == "lapsed"
    assert queries.find_appointment(second.code).state == "held"
    assert list(AppointmentEvent.objects.filter(appointment=held.id).values_list("state", flat=True)) == [
        "held",
        "lapsed",
    ]


def test_confirming_in_time_keeps_it_for_good(world, time):
    held = hold(world)
    time.set(held.held_until - A_MOMENT)
    assert confirm(held.code).state == "booked"
    time.move(hours=2)
    assert not is_offered(world)
    assert confirm(held.code).state == "booked"
    assert Appointment.objects.count() == Holder.objects.count() == 1


def test_confirming_late_books_while_nobody_else_has_the_time(world, time):
    held = hold(world)
    time.set(held.held_until + timedelta(minutes=5))
    assert confirm(held.code).state == "booked"
    assert not is_offered(world)
    assert Allocation.objects.get().held_until is None


def test_confirming_late_also_when_somebody_else_held_it_in_between(world, time):
    first = hold(world)
    time.set(first.held_until)
    second = hold(world)
    services.release(actor=ANONYMOUS, code=second.code)
    assert confirm(first.code).state == "booked"


def test_confirming_late_when_somebody_has_the_time_names_the_nearest(world, time, maja):
    held = hold(world)
    time.set(held.held_until)
    taken = services.book(actor=maja, site=world.magion, tasks=PASSPORT, start=TEN)
    with pytest.raises(NotFree) as error:
        confirm(held.code)
    assert error.value.facts["why"] == "full"
    assert error.value.way_on["slots"][0] == (TEN + timedelta(minutes=15)).isoformat()
    assert queries.find_appointment(taken.code).state == "booked"
    assert not Holder.objects.exists()


def test_late_but_asked_in_time_lead_and_horizon_do_not_count(world, time):
    start = time.now + timedelta(minutes=60)
    held = hold(world, start)
    time.set(held.held_until + timedelta(minutes=1))
    assert why(world, start).code == "too-soon"
    assert confirm(held.code).state == "booked"


def test_what_was_blocked_after_a_hold_ran_out_is_not_booked_by_confirming_late(world, time):
    held = hold(world)
    time.set(held.held_until)
    services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN + timedelta(hours=1))
    with pytest.raises(NotFree) as error:
        confirm(held.code)
    assert error.value.facts["why"] == "blocked"


def test_what_is_blocked_during_a_hold_is_confirmed_all_the_same(world, time):
    held = hold(world)
    services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN + timedelta(hours=1))
    assert confirm(held.code).state == "booked"


def test_nobody_confirms_what_has_begun(world, time):
    held = hold(world)
    time.set(TEN + A_MOMENT)
    with pytest.raises(NotFree) as error:
        confirm(held.code)
    assert error.value.facts["why"] == "past"


def test_a_released_hold_is_free_and_releasing_is_harmless(world, maja):
    held = hold(world)
    for _turn in range(2):
        services.release(actor=ANONYMOUS, code=held.code)
        assert is_offered(world)
    booked = services.book(actor=maja, site=world.magion, tasks=PASSPORT, start=TEN)
    services.release(actor=ANONYMOUS, code=booked.code)
    assert not is_offered(world)


def test_a_cancelled_appointment_is_not_confirmed_again(world):
    code = confirm(hold(world).code).code
    services.cancel(code=code)
    with pytest.raises(AppointmentOver):
        confirm(code)
    assert is_offered(world)


def test_citizens_hold_only_what_they_may_book(world, maja):
    services.set_task_rule(
        actor=SYSTEM, municipality=world.municipality, task_id=Task.objects.get(code="pas-voksen").pk,
        facts={"is_public": False},
    )  # fmt: skip
    with pytest.raises(NotBookable):
        hold(world)
    assert services.book(actor=maja, site=world.magion, tasks=PASSPORT, start=TEN).state == "booked"


def test_a_site_may_leave_booking_to_its_staff(world):
    services.set_rules(actor=SYSTEM, municipality=world.municipality, site=world.magion, is_public=False)
    with pytest.raises(NotBookable):
        hold(world)


def test_nobody_has_more_open_appointments_than_the_rules_allow(world):
    services.set_rules(actor=SYSTEM, municipality=world.municipality, most_open=2)
    codes = [hold(world, TEN + timedelta(minutes=15 * turn)).code for turn in range(3)]
    confirm(codes[0])
    confirm(codes[1], Contact("Ida Holm", email="IDA@example.dk", phone="20 30 40 50"))
    with pytest.raises(TooManyOpen) as error:
        confirm(codes[2])
    assert error.value.facts == {"most": 2}
    # Twice is once also for somebody who has as many as allowed.
    assert confirm(codes[1]).state == "booked"
    # One of the two is Per's too, by the number.
    assert confirm(codes[2], Contact("Per Holm", phone="+45 20304050")).state == "booked"
    with pytest.raises(TooManyOpen):
        confirm(hold(world, TEN + timedelta(hours=1)).code, Contact("Bo Holm", phone="20304050"))


@pytest.mark.parametrize(
    ("contact", "error", "field"),
    [
        (Contact(" ", email="ida@example.dk"), Invalid, "name"),
        (Contact("Ida Holm"), Invalid, "email"),
        (Contact("Ida Holm", email="ida@"), Invalid, "email"),
        (Contact("Ida Holm", phone="2030"), Invalid, "phone"),
        (Contact("Ida Holm 010190-1234", email="ida@example.dk"), CprInName, "name"),
        (Contact("Ida Holm", phone="010190-1234"), CprInName, "phone"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_and_the_hold_stays(world, contact, error, field):
    held = hold(world)
    with pytest.raises(error) as refused:
        confirm(held.code, contact)
    assert refused.value.field == field
    assert queries.find_appointment(held.code).state == "held"
    assert not Holder.objects.exists()


def test_a_held_time_cannot_be_moved_cancelled_or_checked_in(world, time, kiosk):
    held = hold(world)
    with pytest.raises(AppointmentOver):
        services.cancel(code=held.code)
    with pytest.raises(AppointmentOver):
        services.change(code=held.code, start=TEN + timedelta(hours=1), site=world.magion)
    time.set(TEN)
    with pytest.raises(AppointmentOver):
        services.check_in(actor=kiosk, site=world.magion, code=held.code)
