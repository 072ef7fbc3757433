"""What citizens are told about their appointments, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from indgang.base.access import ANONYMOUS
from indgang.base.errors import Invalid
from indgang.base.sealing import unseal
from indgang.booking import queries, services
from indgang.booking.errands import Wanted
from indgang.booking.errors import AppointmentNotFound
from indgang.booking.ics import Entry, calendar_file
from indgang.booking.links import appointment_of, code_in, token_of
from indgang.booking.models import Holder
from indgang.messaging.models import Message

TEN = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(cast, time):
    services.save_resource(actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1)
    return cast


def book(world, start=TEN, task="pas-voksen", **contact):
    held = services.hold(actor=ANONYMOUS, site=world.magion, tasks=[Wanted(task)], start=start)
    person = services.Contact(name="Anna Holm", **(contact or {"email": "anna@example.dk"}))
    return services.confirm(actor=ANONYMOUS, code=held.code, contact=person)


def told(view):
    rows = Message.objects.filter(reference__startswith=f"booking:{view.id}:").order_by("pk")
    return [(row.kind.removeprefix("booking."), row.channel, row.state) for row in rows]


def test_a_booking_is_confirmed_with_a_file_and_reminded_a_day_before(world):
    view = book(world)
    assert told(view) == [("confirmed", "email", "waiting"), ("reminder", "email", "waiting")]
    confirmed, reminder = Message.objects.order_by("pk")
    assert view.code in unseal(confirmed.body)
    assert f"/a/{token_of(view)}/" in unseal(confirmed.body)
    assert "UID:appointment-" in unseal(confirmed.attachment)
    assert (reminder.send_after, reminder.expires_at) == (TEN - timedelta(hours=24), TEN)


def test_each_message_takes_the_way_that_suits_it(world):
    view = book(world, email="anna@example.dk", phone="20 12 34 56")
    assert told(view) == [("confirmed", "email", "waiting"), ("reminder", "sms", "waiting")]
    services.cancel(actor=world.actor("maja"), code=view.code, reason="Syg")
    assert told(view)[1:] == [
        ("reminder", "sms", "cancelled"),
        ("cancelled_by_us", "email", "waiting"),
        ("cancelled_by_us", "sms", "waiting"),
    ]
    assert "Syg." in unseal(Message.objects.get(kind="booking.cancelled_by_us", channel="sms").body)


def test_a_move_reminds_of_the_new_time_only_and_keeps_the_contact_as_long(world):
    view = book(world)
    later = TEN + timedelta(days=7)
    services.change(code=view.code, start=later, site=world.magion)
    services.change(code=view.code, start=later, site=world.magion)
    assert told(view)[1:] == [
        ("reminder", "email", "cancelled"),
        ("changed", "email", "waiting"),
        ("reminder", "email", "waiting"),
    ]
    assert Message.objects.get(kind="booking.reminder", state="waiting").expires_at == later
    assert Holder.objects.get().erase_after > later + timedelta(days=29)


def test_staff_who_do_what_the_citizen_asked_for_do_not_say_sorry(world):
    view = book(world)
    maja = world.actor("maja")
    services.change(actor=maja, code=view.code, start=TEN + timedelta(hours=1), site=world.magion, asked=True)
    services.change(actor=maja, code=view.code, start=TEN + timedelta(hours=2), site=world.magion)
    services.cancel(actor=maja, code=view.code, asked=True)
    kinds = [kind for kind, _channel, _state in told(view) if kind != "reminder"]
    assert kinds == ["confirmed", "changed", "moved_by_us", "cancelled"]


def test_who_books_for_the_next_day_needs_no_reminder(world):
    view = book(world, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    assert told(view) == [("confirmed", "email", "waiting"), ("reminder", "email", "waiting")] or told(
        view
    ) == [("confirmed", "email", "waiting")]
    soon = book(world, datetime(2026, 11, 23, 13, 0, tzinfo=UTC), phone="20123456")
    assert told(soon) == [("confirmed", "sms", "waiting")]


def test_a_hold_tells_nobody_and_confirming_twice_tells_once(world):
    held = services.hold(actor=ANONYMOUS, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN)
    assert Message.objects.count() == 0
    person = services.Contact(name="Anna", phone="20123456")
    for _turn in range(2):
        services.confirm(actor=ANONYMOUS, code=held.code, contact=person, language="en")
    assert Message.objects.filter(kind="booking.confirmed", language="en").count() == 1


def test_a_phone_number_that_no_sms_reaches_is_refused(world):
    held = services.hold(actor=ANONYMOUS, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN)
    with pytest.raises(Invalid) as error:
        services.confirm(
            actor=ANONYMOUS, code=held.code, contact=services.Contact(name="Anna", phone="12345")
        )
    assert error.value.field == "phone"


def test_a_link_opens_one_appointment_and_cannot_be_made_up(world, settings):
    view, other = book(world), book(world, TEN + timedelta(hours=1), email="bo@example.dk")
    token = token_of(view)
    assert appointment_of(token).id == view.id
    for wrong in (token[:-1], token[:6] + token_of(other)[6:], token_of(other)[:6] + token[6:], "", "K7XP4M"):
        with pytest.raises(AppointmentNotFound):
            appointment_of(wrong)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert appointment_of(token).id == view.id
    assert token_of(view) != token


@pytest.mark.parametrize(
    "typed",
    [
        "k7x-p4m",
        "K7X P4M",
        "https://x.dk/appointment/K7XP4M0123456789ab/here/",
        "httpsæ--x.dk-a-K7XP4M0123456789ab",
    ],
)
def test_a_code_is_found_in_what_a_reader_types(typed):
    assert code_in(typed) == "K7XP4M"


@pytest.mark.parametrize(
    ("start", "clock"),
    [
        (datetime(2027, 3, 24, 9, 0, tzinfo=UTC), "10:00"),
        (datetime(2027, 3, 30, 9, 0, tzinfo=UTC), "11:00"),
        (datetime(2027, 10, 29, 9, 0, tzinfo=UTC), "11:00"),
        (datetime(2027, 11, 1, 9, 0, tzinfo=UTC), "10:00"),
    ],
)
def test_the_file_is_right_on_both_sides_of_both_clock_changes(world, time, start, clock):
    time.set(start - timedelta(days=5))
    view = book(world, start)
    entry = Entry("Nyt pas", ("Dit gamle pas",), "Torvet 1", "https://x.example/a/b/")
    event = Calendar.from_ical(calendar_file((view, entry))).walk("VEVENT")[0]
    begins = event["DTSTART"].dt
    assert f"{begins:%H:%M}" == clock
    assert (begins.astimezone(UTC), event["DTSTART"].params["TZID"]) == (start, "Europe/Copenhagen")
    cancelled = services.cancel(code=view.code)
    after = Calendar.from_ical(calendar_file((cancelled, entry))).walk("VEVENT")[0]
    assert (after["STATUS"], after["UID"]) == ("CANCELLED", event["UID"])
    assert after["SEQUENCE"] > event["SEQUENCE"]


def test_a_sensitive_errand_is_named_in_no_sms_and_no_calendar(world):
    view = book(world, task="boligstoette", phone="20123456", email="anna@example.dk")
    assert queries.find_appointment(view.code).task_code == "boligstoette"
    reminder = Message.objects.get(kind="booking.reminder", channel="sms")
    assert "olig" not in unseal(reminder.body)


@pytest.mark.parametrize("way", [{"email": "anna@example.dk"}, {"phone": "20 12 34 56"}])
def test_a_series_is_told_in_one_message_and_reminded_of_one_by_one(world, time, way):
    time.set(datetime(2027, 3, 16, 8, 0, tzinfo=UTC))
    views = services.book_series(
        actor=world.actor("maja"),
        site=world.magion,
        tasks=[Wanted("pas-voksen")],
        start=datetime(2027, 3, 23, 9, 0, tzinfo=UTC),
        times=3,
        contact=services.Contact(name="Anna Holm", **way),
    )
    told_of = Message.objects.get(kind="booking.series")
    body = unseal(told_of.body)
    days = ["tirsdag 23. marts", "tirsdag 30. marts", "tirsdag 6. april"]
    assert [f"{day} kl. 10.00, kode {view.code}" in body for day, view in zip(days, views, strict=True)] == [
        True
    ] * 3
    assert "/appointment/" in body
    assert not Message.objects.filter(kind="booking.confirmed").exists()
    assert Message.objects.filter(kind="booking.reminder", state="waiting").count() == 3
    if "email" in way:
        events = Calendar.from_ical(unseal(told_of.attachment)).walk("VEVENT")
        assert [event["DTSTART"].dt.astimezone(UTC) for event in events] == [view.start for view in views]
