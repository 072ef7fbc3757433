"""Late arrivals under each rule, checking in by birth date, no-shows, and what is erased."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from indgang.base.access import SYSTEM
from indgang.booking import queries, services
from indgang.booking.errands import Wanted
from indgang.booking.errors import AppointmentNotFound, AppointmentOver, NotYet
from indgang.booking.models import Allocation, Holder
from indgang.booking.services import Contact
from indgang.booking.services.arriving import code_by_birth_date
from indgang.queue.models import Ticket

TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BORN = date(1941, 5, 3)
IDA = Contact("Ida Holm", phone="20304050", birth_date=BORN)


def book(world, start=TEN, contact=IDA, **more):
    return services.book(
        actor=world.actor("leif"), site=world.magion, tasks=[Wanted("pas-voksen")], start=start,
        contact=contact, **more,
    )  # fmt: skip


@pytest.fixture
def rules(world):
    def set_rules(late_rule):
        services.set_rules(
            actor=SYSTEM, municipality=world.municipality, late_rule=late_rule, late_minutes=10,
            latest_minutes=30, early_minutes=60,
        )  # fmt: skip

    return set_rules


@pytest.fixture
def come(world, rules, kiosk, time):
    """Check in so many seconds after the time of an appointment, under a rule for those who are late."""

    def arrive(late_rule, seconds):
        rules(late_rule)
        view = book(world)
        time.set(TEN + timedelta(seconds=seconds))
        return services.check_in(actor=kiosk, site=world.magion, code=view.code)

    return arrive


class TestLate:
    @pytest.mark.parametrize("late_rule", ["walk_in", "next", "rebook"])
    @pytest.mark.parametrize("seconds", [-3600, 0, 600])
    def test_within_the_minutes_of_grace_everybody_is_in_time(self, come, late_rule, seconds):
        arrival = come(late_rule, seconds)
        assert (arrival.is_late, arrival.ticket.due_at) == (False, TEN)

    @pytest.mark.parametrize(("late_rule", "due_at"), [("walk_in", None), ("next", TEN)])
    @pytest.mark.parametrize("seconds", [601, 1800])
    def test_after_them_the_rule_holds(self, come, late_rule, due_at, seconds):
        arrival = come(late_rule, seconds)
        assert (arrival.is_late, arrival.ticket.due_at) == (True, due_at)

    @pytest.mark.parametrize(
        ("late_rule", "seconds"), [("rebook", 601), ("walk_in", 1801), ("next", 1801), ("rebook", 1801)]
    )
    def test_too_late_is_told_to_take_a_number(self, come, late_rule, seconds):
        with pytest.raises(AppointmentOver) as error:
            come(late_rule, seconds)
        assert error.value.way_on == {"take_number": True}
        assert not Ticket.objects.exists()

    def test_too_early_says_from_when(self, come):
        with pytest.raises(NotYet) as error:
            come("walk_in", -3601)
        assert error.value.way_on["from"] == (TEN - timedelta(hours=1)).isoformat()
        with translation.override("da"):
            assert "Din tid er i dag kl. 10.00. Du kan melde din ankomst fra i dag kl. 9.00." in str(
                error.value.message
            )

    def test_days_too_early_says_which_day(self, world, kiosk):
        view = book(world)
        with translation.override("da"), pytest.raises(NotYet) as error:
            services.check_in(actor=kiosk, site=world.magion, code=view.code)
        assert "Din tid er 24. november kl. 10.00." in str(error.value.message)


class TestBirthDate:
    def code(self, world, kiosk, name="ida", born=BORN):
        return code_by_birth_date(actor=kiosk, site=world.magion, first_name=name, birth_date=born)

    def test_first_name_and_birth_date_find_todays_appointment(self, world, kiosk, time):
        view = book(world)
        with pytest.raises(AppointmentNotFound):
            self.code(world, kiosk)
        time.set(TEN - timedelta(hours=1))
        assert self.code(world, kiosk, " IDA ") == view.code
        for name, born in (("Per", BORN), ("Ida", date(1941, 5, 4)), ("", BORN)):
            with pytest.raises(AppointmentNotFound):
                self.code(world, kiosk, name, born)
        services.check_in(actor=kiosk, site=world.magion, code=view.code)
        assert self.code(world, kiosk) == view.code

    def test_two_persons_who_answer_to_it_are_told_nothing(self, world, kiosk, time):
        book(world)
        book(world, TEN + timedelta(hours=1), Contact("Ida Krog", phone="60708090", birth_date=BORN))
        time.set(TEN - timedelta(hours=1))
        with pytest.raises(AppointmentNotFound):
            self.code(world, kiosk)

    def test_twins_have_names_of_their_own(self, world, kiosk, time):
        first = book(world)
        second = book(world, TEN + timedelta(hours=1), Contact("Ib Holm", phone="20304050", birth_date=BORN))
        time.set(TEN - timedelta(hours=1))
        assert self.code(world, kiosk) == first.code
        assert self.code(world, kiosk, "Ib") == second.code

    def test_somebody_with_two_appointments_gets_the_first(self, world, kiosk, time):
        second = book(world, TEN + timedelta(hours=2))
        first = book(world)
        time.set(TEN - timedelta(hours=1))
        assert self.code(world, kiosk) == first.code
        services.cancel(code=first.code)
        assert self.code(world, kiosk) == second.code


class TestServed:
    def test_who_was_served_is_not_told_to_sit_and_wait(self, world, kiosk, time):
        first = book(world)
        second = book(world, TEN + timedelta(hours=2))
        time.set(TEN - timedelta(minutes=5))
        ticket = services.check_in(actor=kiosk, site=world.magion, code=first.code).ticket
        Ticket.objects.filter(pk=ticket.pk).update(state="left", ended_at=TEN)
        time.set(TEN + timedelta(hours=1))
        with pytest.raises(AppointmentOver) as error:
            services.check_in(actor=kiosk, site=world.magion, code=first.code)
        assert error.value.way_on == {"take_number": True}
        found = code_by_birth_date(actor=kiosk, site=world.magion, first_name="Ida", birth_date=BORN)
        assert found == second.code


class TestNoShow:
    def test_what_is_left_of_the_time_is_free_at_once(self, world, maja, time):
        view = book(world)
        with pytest.raises(NotYet):
            services.mark_no_show(actor=maja, site=world.magion, code=view.code)
        time.set(TEN)
        for _turn in range(2):
            assert services.mark_no_show(actor=maja, site=world.magion, code=view.code).state == "no_show"
        assert not Allocation.objects.exists()
        assert book(world).state == "booked"

    def test_the_sweep_marks_those_who_are_later_than_the_rules_allow(self, world, rules, kiosk, time):
        rules("walk_in")
        first, second = book(world), book(world, TEN + timedelta(minutes=15))
        time.set(TEN + timedelta(minutes=15))
        services.check_in(actor=kiosk, site=world.magion, code=second.code)
        time.set(TEN + timedelta(minutes=30))
        assert services.no_shows(actor=SYSTEM) == 0
        time.move(seconds=1)
        assert services.no_shows(actor=SYSTEM) == 1
        assert queries.find_appointment(first.code).state == "no_show"
        time.move(hours=5)
        assert services.no_shows(actor=SYSTEM) == 0
        assert queries.find_appointment(second.code).state == "arrived"

    def test_who_came_is_no_no_show(self, world, maja, kiosk, time):
        view = book(world)
        time.set(TEN)
        services.check_in(actor=kiosk, site=world.magion, code=view.code)
        with pytest.raises(AppointmentOver):
            services.mark_no_show(actor=maja, site=world.magion, code=view.code)


class TestErasing:
    def test_names_and_numbers_are_sealed_and_erased_on_their_term(self, world, maja, time):
        view = book(world)
        row = Holder.objects.get()
        assert "Ida" not in row.name
        assert "20304050" not in row.phone
        seen = services.holder_of(actor=maja, view=view, site_id=world.magion.pk)
        assert (seen.name, seen.phone) == ("Ida Holm", "20304050")
        time.set(view.end + timedelta(days=30, seconds=-1))
        assert services.erase_holders(actor=SYSTEM) == 0
        time.move(seconds=1)
        assert services.erase_holders(actor=SYSTEM) == 1
        assert services.erase_holders(actor=SYSTEM) == 0
        row.refresh_from_db()
        assert (row.name, row.email, row.phone, row.contact_prints, row.arrival_print) == ("", "", "", [], "")
        assert services.holder_of(actor=maja, view=view, site_id=world.magion.pk) is None

    def test_a_moved_appointment_is_erased_on_the_term_of_the_new_day(self, world, time):
        view = book(world)
        later = TEN + timedelta(days=56)
        moved = services.change(actor=world.actor("leif"), code=view.code, start=later, site=world.magion)
        time.set(TEN + timedelta(days=31))
        assert services.erase_holders(actor=SYSTEM) == 0
        assert Holder.objects.get().erase_after == moved.end + timedelta(days=30)
