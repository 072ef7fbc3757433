"""Appointments written into calendars elsewhere: nothing lost, nothing twice, and never who comes."""

from datetime import date

import pytest

from indgang.base.errors import NotFound
from indgang.booking import services
from indgang.booking.calendars.port import (
    Conflict,
    Unreachable,
)
from indgang.booking.calendars.queries import (
    calendar_page,
)
from indgang.booking.errors import NotFree
from indgang.booking.models import Appointment, CalendarLink, CalendarPush, Resource
from tests.booking.calendars import CALDAV, PASSPORT, Elsewhere, at, book, elsewhere, link, push, signe
from tests.cast import Cast
from tests.contact.conftest import Time

__all__ = ["elsewhere", "link", "signe"]


def test_an_appointment_is_written_moved_and_taken_away(
    cast: Cast, time: Time, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    view = book(cast)
    assert elsewhere.entries == {}
    assert push(elsewhere) == 1
    (entry,) = elsewhere.entries.values()
    assert (entry.start, entry.end, entry.location) == (view.start, view.end, "Magion")
    assert (entry.summary, entry.description) == ("Optaget (Indgang)", "")
    services.change(actor=cast.actor("maja"), code=view.code, start=at("24 12:00"), site=cast.magion)
    services.change(actor=cast.actor("maja"), code=view.code, start=at("24 13:00"), site=cast.magion)
    assert push(elsewhere) == 1
    (moved,) = elsewhere.entries.values()
    assert (moved.uid, moved.start) == (entry.uid, at("24 13:00"))
    assert moved.sequence > entry.sequence
    assert push(elsewhere) == 0
    services.cancel(code=view.code)
    assert push(elsewhere) == 1
    assert elsewhere.entries == {}
    assert [verb for verb, _uid in elsewhere.history] == ["put", "put", "remove"]


def test_a_held_time_is_not_written(cast: Cast, link: CalendarLink, elsewhere: Elsewhere) -> None:
    services.hold(actor=cast.actor("maja"), site=cast.magion, tasks=PASSPORT, start=at("24 10:00"))
    assert push(elsewhere) == 0
    assert not CalendarPush.objects.exists()


def test_a_booking_that_fails_leaves_nothing_to_say(cast: Cast, link: CalendarLink) -> None:
    book(cast)
    with pytest.raises(NotFree):
        book(cast)
    assert CalendarPush.objects.count() == 1


def test_while_the_calendar_is_down_nothing_is_lost(
    cast: Cast, time: Time, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    elsewhere.trouble = Unreachable("down")
    first, second = book(cast, "24 10:00"), book(cast, "24 12:00")
    for _turn in range(4):
        push(elsewhere)
        time.move(minutes=10)
    services.cancel(code=first.code)
    push(elsewhere)
    page = calendar_page(cast.actor("signe"), link.resource)
    assert page.line is not None
    assert (page.line.state, page.line.waiting) == ("failing", 2)
    elsewhere.trouble = None
    time.move(hours=1)
    assert push(elsewhere) == 2
    assert [one.start for one in elsewhere.entries.values()] == [second.start]


def test_a_word_whose_answer_is_lost_is_said_again_and_counts_once(
    cast: Cast, time: Time, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    book(cast)
    elsewhere.lost_answer = Unreachable("no answer")
    assert push(elsewhere) == 0
    time.move(hours=1)
    assert push(elsewhere) == 1
    assert [verb for verb, _uid in elsewhere.history] == ["put"]


def test_a_change_while_the_word_is_on_its_way_is_said_too(
    cast: Cast, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    view = book(cast)
    elsewhere.meanwhile = lambda: services.cancel(code=view.code) and None
    push(elsewhere)
    assert push(elsewhere) == 1
    assert elsewhere.entries == {}
    assert CalendarPush.objects.get().next_try_at is None


def test_what_a_killed_worker_had_begun_is_taken_up_again(
    cast: Cast, time: Time, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    book(cast)

    class Killed(BaseException):
        pass

    elsewhere.lost_answer = Killed()  # type: ignore[assignment]
    with pytest.raises(Killed):
        push(elsewhere)
    assert push(elsewhere) == 0
    time.move(minutes=5)
    assert push(elsewhere) == 1
    assert [verb for verb, _uid in elsewhere.history] == ["put"]


def test_an_entry_in_conflict_holds_up_no_other(cast: Cast, link: CalendarLink, elsewhere: Elsewhere) -> None:
    book(cast, "24 10:00"), book(cast, "24 12:00")
    elsewhere.lost_answer = Conflict("412")
    assert push(elsewhere) == 1
    assert len(elsewhere.entries) == 2
    assert list(CalendarPush.objects.order_by("pk").values_list("error", flat=True)) == ["conflict", ""]


def test_the_errand_is_told_only_when_its_owner_wants_that_and_never_who_comes(
    cast: Cast, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    contact = services.Contact("Anna Lund", "anna@example.dk", birth_date=date(1990, 2, 1))
    view = services.book(
        actor=cast.actor("maja"), site=cast.magion, tasks=PASSPORT, start=at("24 10:00"), contact=contact
    )
    push(elsewhere)
    services.share(
        actor=cast.actor("signe"), resource=link.resource, reads=True, writes=True, shows_errand=True
    )
    assert push(elsewhere) == 1
    (entry,) = elsewhere.entries.values()
    assert "pas" in entry.summary.casefold()
    for secret in ("Anna", "anna", view.code, view.code.replace("-", "")):
        assert secret not in repr(entry)
    services.share(
        actor=cast.actor("signe"), resource=link.resource, reads=True, writes=True, shows_errand=False
    )
    push(elsewhere)
    (entry,) = elsewhere.entries.values()
    assert entry.summary == "Optaget (Indgang)"


def test_appointments_that_were_there_before_are_written_too(
    cast: Cast, signe: Resource, elsewhere: Elsewhere
) -> None:
    book(cast)
    services.connect(actor=cast.actor("signe"), resource=signe, wish=CALDAV, open_calendar=elsewhere)
    assert push(elsewhere) == 1


def test_connecting_anew_writes_over_what_an_earlier_connection_wrote(
    cast: Cast, time: Time, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    view = book(cast)
    push(elsewhere)
    services.disconnect(actor=cast.actor("signe"), resource=link.resource)
    services.change(actor=cast.actor("maja"), code=view.code, start=at("24 12:00"), site=cast.magion)
    time.move(seconds=5)
    services.connect(actor=cast.actor("signe"), resource=link.resource, wish=CALDAV, open_calendar=elsewhere)
    push(elsewhere)
    assert [one.start for one in elsewhere.entries.values()] == [at("24 12:00")]


def test_a_room_hears_of_what_it_is_taken_for(cast: Cast, signe: Resource, elsewhere: Elsewhere) -> None:
    leif = cast.actor("leif")
    room = services.save_resource(actor=leif, site=cast.magion, kind="room", name="Lille rum", group="room")
    services.connect(actor=leif, resource=room, wish=CALDAV, open_calendar=elsewhere)
    view = book(cast)
    assert push(elsewhere) == 1
    services.cancel(code=view.code)
    assert push(elsewhere) == 1
    assert elsewhere.entries == {}


def test_a_feed_tells_when_and_not_who(cast: Cast, signe: Resource) -> None:
    kept, gone = book(cast, "24 10:00"), book(cast, "24 12:00")
    services.cancel(code=gone.code)
    token = services.make_feed(actor=cast.actor("signe"), resource=signe)
    file = services.feed_file(token=token)
    text = file.content.decode()
    assert text.count("BEGIN:VEVENT") == 2
    assert text.count("STATUS:CANCELLED") == 1
    assert "BEGIN:VTIMEZONE" in text
    assert "DTSTART;TZID=Europe/Copenhagen:20261124T110000" in text
    assert kept.code not in text
    assert services.feed_file(token=token).etag == file.etag
    services.change(actor=cast.actor("maja"), code=kept.code, start=at("24 13:00"), site=cast.magion)
    assert services.feed_file(token=token).etag != file.etag
    Appointment.objects.update(on_screen=True)
    assert "LOCATION:På skærm (" in services.feed_file(token=token).content.decode()
    other = services.make_feed(actor=cast.actor("signe"), resource=signe, shows_errand=True)
    with pytest.raises(NotFound):
        services.feed_file(token=token)
    assert "pas" in services.feed_file(token=other).content.decode().casefold()
    services.revoke_feed(actor=cast.actor("leif"), resource=signe)
    with pytest.raises(NotFound):
        services.feed_file(token=other)
    with pytest.raises(NotFound):
        services.revoke_feed(actor=cast.actor("leif"), resource=signe)


def test_what_was_booked_while_the_calendar_was_being_connected_is_written_too(
    cast: Cast, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    book(cast)
    CalendarPush.objects.all().delete()  # as when each of the two could not see the other
    assert push(elsewhere) == 1
    assert len(elsewhere.entries) == 1


def test_a_second_word_is_a_later_one_also_within_a_second(cast: Cast, link: CalendarLink) -> None:
    view = book(cast)
    first = CalendarPush.objects.get().sequence
    services.change(actor=cast.actor("maja"), code=view.code, start=at("24 12:00"), site=cast.magion)
    assert CalendarPush.objects.get().sequence == first + 1
