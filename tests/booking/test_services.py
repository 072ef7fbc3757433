from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.booking import codes, queries, services
from indgang.booking.errands import Wanted
from indgang.booking.errors import (
    AppointmentNotFound,
    AppointmentOver,
    CprInName,
    CprInReason,
    NotBookable,
    NotFree,
    NotYet,
    WrongPlace,
)
from indgang.booking.models import Allocation, Appointment, Resource
from indgang.organisation.models import ClosedPeriod, OpeningHours
from indgang.queue import services as queue
from indgang.queue.models import Ticket

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Ten o'clock on Danish clocks on Tuesday, when citizen service opens."""


def set_bookable(actor, desk, **facts):
    return services.save_resource(actor=actor, site=desk.site, kind="desk", desk=desk, **facts)


def book(world, actor, start=TEN, **more):
    return services.book(actor=actor, site=world.magion, tasks=[Wanted("pas-voksen")], start=start, **more)


def starts(world, day=TUESDAY, task="pas-voksen", to=None):
    found = queries.free_slots(site=world.magion, tasks=[Wanted(task)], from_=day, to=to or day, public=True)
    return [slot.start for slot in found]


class TestFreeTimes:
    def test_the_grid_of_the_hours_that_citizen_service_keeps(self, world):
        minutes = 15
        times = starts(world)
        assert times[0] == TEN
        assert times[-1] == TEN + timedelta(hours=6) - timedelta(minutes=minutes)
        assert len(times) == 6 * 60 // minutes

    def test_an_appointment_takes_the_standard_minutes_rounded_up_to_the_grid(self, world, maja):
        slot = queries.free_slots(
            site=world.magion, tasks=[Wanted("boligstoette")], from_=TUESDAY, to=TUESDAY
        )[0]
        assert (slot.end - slot.start) % timedelta(minutes=15) == timedelta()
        assert slot.end - slot.start >= timedelta(minutes=15)
        view = book(world, maja)
        assert (view.end - view.start) == timedelta(minutes=15)

    def test_a_booked_time_is_gone_and_a_cancelled_one_is_back(self, world, maja):
        view = book(world, maja)
        assert TEN not in starts(world)
        assert TEN + timedelta(minutes=15) in starts(world)
        services.cancel(code=view.code)
        assert TEN in starts(world)

    def test_bookings_one_after_the_other_leave_the_other_desk_free(self, world, maja):
        set_bookable(world.actor("leif"), world.kvik1)
        for minutes in (0, 15):
            book(world, maja, TEN + timedelta(minutes=minutes))
        (slot,) = [
            slot
            for slot in queries.free_slots(
                site=world.magion, tasks=[Wanted("pas-voksen")], from_=TUESDAY, to=TUESDAY
            )
            if slot.start == TEN
        ]
        assert [one.desk for one in Resource.objects.filter(pk__in=slot.resource_ids)] == [world.service1]

    def test_lead_time_today(self, world):
        assert starts(world, MONDAY)[0] == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def test_the_topics_of_the_desk(self, world):
        set_bookable(world.actor("leif"), world.service1, topics=["flytning"])
        with pytest.raises(NotBookable):
            starts(world)

    def test_closed_days(self, world):
        ClosedPeriod.objects.create(
            municipality=world.municipality, site=world.magion, first_day=TUESDAY, last_day=TUESDAY
        )
        assert starts(world) == []
        assert (
            queries.why_not_free(site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN).code == "closed"
        )

    @pytest.mark.parametrize(
        ("start", "code"),
        [
            (TEN, None),
            (TEN + timedelta(minutes=7), "off-grid"),
            (TEN - timedelta(minutes=15), "closed"),
            (TEN + timedelta(hours=5, minutes=50), "off-grid"),
            (TEN + timedelta(hours=6), "closed"),
            (datetime(2026, 11, 23, 9, 15, tzinfo=UTC), "too-soon"),
            (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "past"),
            (TEN + timedelta(days=90), "too-far"),
        ],
    )
    def test_why_a_time_is_not_free(self, world, start, code):
        reason = queries.why_not_free(
            site=world.magion, tasks=[Wanted("pas-voksen")], start=start, public=True
        )
        assert (reason and reason.code) == code
        assert (start in starts(world, start.date())) == (code is None)

    def test_what_is_asked_must_make_sense(self, world):
        with pytest.raises(Invalid):
            starts(world, TUESDAY, to=MONDAY)
        with pytest.raises(Invalid):
            starts(world, TUESDAY, to=TUESDAY + timedelta(days=62))
        with pytest.raises(NotFound):
            starts(world, TUESDAY, "findes-ikke")

    @pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2026, 10, 25), 25)])
    def test_the_days_when_the_clocks_change(self, world, time, day, hours):
        time.set(datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=3))
        world.municipality.citizen_service_closes_on_holidays = False  # the spring Sunday is Easter
        world.municipality.save()
        world.magion.refresh_from_db()
        OpeningHours.objects.filter(site=world.magion).delete()
        OpeningHours.objects.create(
            site=world.magion, kind="citizen_service", weekday=6, opens="00:00", closes="00:00"
        )
        times = starts(world, day)
        assert len(times) == hours * 4
        assert all(then - first == timedelta(minutes=15) for first, then in pairwise(times))


class TestBooking:
    def test_the_loser_gets_the_nearest_free_times(self, world, maja):
        book(world, maja, TEN + timedelta(minutes=30))
        with pytest.raises(NotFree) as error:
            book(world, maja, TEN + timedelta(minutes=30))
        assert error.value.facts["why"] == "full"
        assert error.value.way_on["slots"] == [
            (TEN + timedelta(minutes=m)).isoformat() for m in (0, 15, 45, 60, 75)
        ]

    def test_a_repeated_key_books_once(self, world, maja):
        assert book(world, maja, key="k").id == book(world, maja, TEN + timedelta(hours=1), key="k").id
        assert Appointment.objects.count() == 1

    def test_who_may_not(self, world, kiosk):
        with pytest.raises(NotAllowed):
            book(world, kiosk)
        with pytest.raises(NotAllowed):
            set_bookable(world.actor("maja"), world.kvik1)

    def test_a_moment_without_a_zone_and_an_odd_grid_are_refused(self, world, maja):
        with pytest.raises(Invalid):
            book(world, maja, TEN.replace(tzinfo=None))
        with pytest.raises(Invalid):
            set_bookable(world.actor("leif"), world.kvik1, grid_minutes=7)

    def test_a_desk_that_stops_taking_appointments_keeps_those_it_has(self, world, maja, kiosk, time):
        view = book(world, maja)
        resource = Resource.objects.get()
        services.remove_resource(actor=world.actor("leif"), resource=resource)
        assert not Resource.objects.filter(is_active=True).exists()
        with pytest.raises(NotBookable):
            book(world, maja, TEN + timedelta(hours=1))
        time.set(TEN)
        assert services.check_in(actor=kiosk, site=world.magion, code=view.code).ticket.due_at == TEN

    def test_the_database_refuses_an_overlap_by_itself(self, world, maja):
        book(world, maja)
        other = Appointment.objects.get(pk=book(world, maja, TEN + timedelta(hours=1)).id)
        Allocation.objects.filter(appointment=other).delete()
        with pytest.raises(IntegrityError, match="allocation_never_twice"), transaction.atomic():
            Allocation.objects.create(
                appointment=other,
                resource=other.resource,
                period=DateTimeTZRange(TEN + timedelta(minutes=14), TEN + timedelta(minutes=44), "[)"),
            )

    def test_the_day_lists_its_appointments(self, world, maja):
        view = book(world, maja)
        assert queries.appointments_of(world.magion, TUESDAY) == [view]
        assert queries.appointments_of(world.magion, MONDAY) == []
        assert queries.find_appointment(view.code.lower().replace("-", " ")) == view


class TestCheckIn:
    def test_the_number_is_due_at_the_time_and_in_the_lane_of_the_desk(self, world, maja, kiosk, time):
        view = book(world, maja)
        time.set(TEN - timedelta(minutes=20))
        arrival = services.check_in(actor=kiosk, site=world.magion, code=view.code.lower())
        ticket = Ticket.objects.get()
        assert (ticket.due_at, ticket.lane_id, ticket.channel) == (TEN, world.s.pk, "check_in")
        assert (arrival.ticket.pk, arrival.is_repeated, arrival.appointment.state) == (
            ticket.pk,
            False,
            "arrived",
        )
        again = services.check_in(actor=kiosk, site=world.magion, code=view.code.replace("-", ""))
        assert (again.ticket.pk, again.is_repeated, Ticket.objects.count()) == (ticket.pk, True, 1)

    def test_checking_in_again_is_harmless_also_when_it_is_late(self, world, maja, kiosk, time):
        view = book(world, maja)
        time.set(TEN)
        services.check_in(actor=kiosk, site=world.magion, code=view.code)
        time.move(hours=3)
        assert services.check_in(actor=kiosk, site=world.magion, code=view.code).is_repeated

    @pytest.mark.parametrize(
        ("minutes", "error"), [(-61, NotYet), (-60, None), (0, None), (30, None), (31, AppointmentOver)]
    )
    def test_from_an_hour_before_until_half_an_hour_after(self, world, kiosk, time, minutes, error):
        view = book(world, world.actor("maja"))
        time.set(TEN + timedelta(minutes=minutes))
        if error is None:
            assert services.check_in(actor=kiosk, site=world.magion, code=view.code).ticket is not None
            return
        with pytest.raises(error) as refusal:
            services.check_in(actor=kiosk, site=world.magion, code=view.code)
        assert refusal.value.way_on

    def test_the_wrong_place_names_the_right_one(self, world, maja, time):
        view = book(world, maja)
        karen = world.actor("karen")
        with pytest.raises(WrongPlace) as error:
            services.check_in(actor=karen, site=world.town_hall, code=view.code)
        assert error.value.way_on["site"] == "magion"

    def test_no_reason_holds_a_cpr_number(self, world, maja):
        view, reason = book(world, maja), "Ring til 010190-1234"
        for refused in (
            lambda: services.cancel(actor=maja, code=view.code, reason=reason),
            lambda: services.change(
                actor=maja, code=view.code, site=world.magion, start=TEN + timedelta(hours=1), reason=reason
            ),
            lambda: services.block(
                actor=SYSTEM, site=world.magion, start=TEN, end=TEN + timedelta(hours=1), reason=reason
            ),
        ):
            with pytest.raises(CprInReason) as error:
                refused()
            assert (error.value.field, error.value.error_code) == ("reason", "cpr-in-text")
        assert queries.find_appointment(view.code).state == "booked"

    def test_a_cancelled_one_and_an_unknown_one(self, world, maja, kiosk, time):
        view = book(world, maja)
        assert services.cancel(code=view.code).state == "cancelled"
        assert services.cancel(code=view.code).state == "cancelled"
        time.set(TEN)
        for actor, site in ((kiosk, world.magion), (world.actor("karen"), world.town_hall)):
            with pytest.raises(AppointmentOver):
                services.check_in(actor=actor, site=site, code=view.code)
        for code in ("CCC-CCC", "", "O0I1L8"):
            with pytest.raises(AppointmentNotFound):
                services.check_in(actor=kiosk, site=world.magion, code=code)
        with pytest.raises(CprInName):
            services.check_in(actor=kiosk, site=world.magion, code="010190-1234")

    def test_what_was_kept_cannot_be_cancelled(self, world, maja, kiosk, time):
        view = book(world, maja)
        time.set(TEN)
        services.check_in(actor=kiosk, site=world.magion, code=view.code)
        with pytest.raises(AppointmentOver):
            services.cancel(code=view.code)

    def test_nobody_checks_in_without_the_permission(self, world, maja):
        with pytest.raises(NotAllowed):
            services.check_in(actor=ANONYMOUS, site=world.magion, code=book(world, maja).code)

    def test_the_officer_calls_it_when_it_is_due(self, world, maja, kiosk, time):
        view = book(world, maja)
        time.set(TEN - timedelta(minutes=20))
        queue.take_ticket(actor=kiosk, site=world.magion, letter="S", channel="kiosk")
        arrival = services.check_in(actor=kiosk, site=world.magion, code=view.code)
        signe = world.actor("signe")
        queue.open_desk(actor=signe, desk=world.service1)
        time.set(TEN)
        assert queue.call_next(actor=signe, desk=world.service1).ticket.pk == arrival.ticket.pk


def test_codes_are_hard_to_confuse_and_read_in_any_spelling():
    assert not set("01OILBGSZ2568AEUY") & set(codes.SIGNS)
    code = codes.new_code()
    for typed in (code, code.lower(), codes.shown(code), f" {code[:2]} {code[2:]} ", "-".join(code)):
        assert codes.normal(typed) == code
    assert codes.normal("K7X-P4") == ""
    assert codes.normal("K0X-P4M") == ""
    assert len({codes.new_code() for _turn in range(500)}) > 490
