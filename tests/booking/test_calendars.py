"""Calendars elsewhere: busy times in, appointments out, and whom their owners expect."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.base.models import AuditEntry
from indgang.base.sealing import unseal
from indgang.booking import queries, services
from indgang.booking.calendars.linking import ChooseCalendar, Wish
from indgang.booking.calendars.port import (
    BusyEvent,
    Conflict,
    Refused,
    SeveralCalendars,
    Unreachable,
)
from indgang.booking.calendars.queries import (
    calendar_page,
    calendar_resource,
    links_at,
    links_in_trouble,
    own_resource,
)
from indgang.booking.calendars.reading import due_links
from indgang.booking.errands import Wanted
from indgang.booking.errors import NotFree
from indgang.booking.models import BusyTime, CalendarLink, CalendarPush, ExpectedVisitor, Resource
from tests.booking.calendars import Elsewhere
from tests.cast import Cast
from tests.contact.conftest import Time

PASSPORT = [Wanted("pas-voksen")]
DAY = date(2026, 11, 24)
CALDAV = Wish("caldav", "https://dav.example/signe/", "signe", "hemmelig", writes=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


def busy(uid: str, start: str, end: str, subject: str = "") -> BusyEvent:
    return BusyEvent(uid, at(start), at(end), subject)


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere()


@pytest.fixture
def signe(cast: Cast, time: Time) -> Resource:
    """The specialist takes appointments; nobody else does."""
    return services.save_resource(
        actor=cast.actor("leif"), site=cast.magion, kind="person", person=cast.signe
    )


@pytest.fixture
def link(cast: Cast, signe: Resource, elsewhere: Elsewhere) -> CalendarLink:
    return services.connect(actor=cast.actor("signe"), resource=signe, wish=CALDAV, open_calendar=elsewhere)


def read(link: CalendarLink, elsewhere: Elsewhere) -> bool:
    return services.read_link(actor=SYSTEM, link_id=link.pk, open_calendar=elsewhere)


def push(elsewhere: Elsewhere) -> int:
    return services.push_due(actor=SYSTEM, open_calendar=elsewhere)


def book(cast: Cast, start: str = "24 10:00") -> Any:
    return services.book(actor=cast.actor("maja"), site=cast.magion, tasks=PASSPORT, start=at(start))


def starts(cast: Cast) -> list[datetime]:
    return [one.start for one in queries.free_slots(site=cast.magion, tasks=PASSPORT, from_=DAY, to=DAY)]


def test_a_meeting_elsewhere_takes_the_time(cast: Cast, link: CalendarLink, elsewhere: Elsewhere) -> None:
    before = starts(cast)
    elsewhere.busy = [busy("m", "24 10:00", "24 10:30", "Møde om noget fortroligt")]
    assert read(link, elsewhere)
    assert {one for one in before if one not in starts(cast)} >= {at("24 10:00"), at("24 10:15")}
    reason = queries.why_not_free(site=cast.magion, tasks=PASSPORT, start=at("24 10:00"))
    assert reason is not None
    assert reason.code == "busy"
    with pytest.raises(NotFree) as error:
        book(cast)
    assert error.value.facts["why"] == "busy"
    assert "fortroligt" not in str(error.value)
    elsewhere.busy = []
    assert read(link, elsewhere)
    assert starts(cast) == before


def test_of_an_entry_only_its_time_is_stored(link: CalendarLink, elsewhere: Elsewhere) -> None:
    elsewhere.busy = [busy("karen@example.dk-1", "24 10:00", "24 10:30", "Anna 010290 vil skilles")]
    read(link, elsewhere)
    with connection.cursor() as cursor:
        for table in ("booking_busytime", "booking_expectedvisitor", "booking_calendarlink"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            told = str(cursor.fetchone()[0])
            for secret in (
                "Anna",
                "anna",
                "010290",
                "skilles",
                "karen@example.dk",
                "hemmelig",
                "dav.example",
            ):
                assert secret not in told, table


def test_a_reading_that_changes_nothing_writes_little(link: CalendarLink, elsewhere: Elsewhere) -> None:
    elsewhere.busy = [busy(f"m{n}", "24 10:00", "24 10:30") for n in range(200)]
    read(link, elsewhere)
    rows = set(BusyTime.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries_made:
        read(link, elsewhere)
    assert set(BusyTime.objects.values_list("pk", flat=True)) == rows
    assert len(queries_made) < 20


def test_what_we_wrote_does_not_come_back(cast: Cast, link: CalendarLink, elsewhere: Elsewhere) -> None:
    view = book(cast)
    assert push(elsewhere) == 1
    (uid,) = elsewhere.entries
    elsewhere.busy = [busy("own", "24 12:00", "24 12:30")]
    read(link, elsewhere)
    assert BusyTime.objects.count() == 1
    services.cancel(code=view.code)
    read(link, elsewhere)
    assert at("24 10:00") in starts(cast)
    CalendarPush.objects.all().delete()  # as after connecting anew
    elsewhere.entries = {}
    elsewhere.busy = [BusyEvent(uid, at("24 10:00"), at("24 10:30"))]
    read(link, elsewhere)
    assert not BusyTime.objects.exists()
    elsewhere.busy = [
        busy("indgang-7@another.example", "24 12:00", "24 12:30"),
        busy("indgang-x", "24 09:00", "24 09:30"),
    ]
    read(link, elsewhere)
    assert BusyTime.objects.count() == 2


def test_a_calendar_that_cannot_be_read_keeps_what_it_said(
    cast: Cast, time: Time, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    elsewhere.busy = [busy("m", "24 10:00", "24 10:30")]
    read(link, elsewhere)
    known = time.now
    elsewhere.trouble = Unreachable("down")
    waits = []
    for _turn in range(8):
        link.refresh_from_db()
        assert link.next_read_at is not None
        time.set(max(link.next_read_at, time.now))
        assert link.pk in due_links()
        assert not read(link, elsewhere)
        link.refresh_from_db()
        waits.append(link.next_read_at - time.now)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)
    assert (link.state, link.read_at) == ("failing", known)
    assert at("24 10:00") not in starts(cast)
    elsewhere.trouble = None
    time.set(link.next_read_at)
    assert read(link, elsewhere)
    link.refresh_from_db()
    assert (link.state, link.error, link.failures) == ("good", "", 0)


def test_a_server_may_say_when_to_come_again(time: Time, link: CalendarLink, elsewhere: Elsewhere) -> None:
    elsewhere.trouble = Unreachable("throttled", retry_after=1800)
    read(link, elsewhere)
    link.refresh_from_db()
    assert link.next_read_at == time.now + timedelta(minutes=30)


def test_a_wrong_password_is_not_tried_again(
    cast: Cast, time: Time, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    book(cast)
    elsewhere.trouble = Refused("401", reason="credentials")
    read(link, elsewhere)
    tries = len(elsewhere.accounts)
    time.move(days=1)
    assert due_links() == []
    push(elsewhere)
    assert len(elsewhere.accounts) == tries
    assert links_in_trouble([cast.magion.pk]) == 1
    elsewhere.trouble = None
    services.connect(
        actor=cast.actor("signe"),
        resource=link.resource,
        wish=replace(CALDAV, secret="ny"),
        open_calendar=elsewhere,
    )
    assert push(elsewhere) == 1
    assert links_in_trouble([cast.magion.pk]) == 0


def test_one_that_breaks_does_not_stop_the_others(
    cast: Cast, link: CalendarLink, elsewhere: Elsewhere, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(account: object) -> Elsewhere:
        raise ZeroDivisionError

    assert not services.read_link(actor=SYSTEM, link_id=link.pk, open_calendar=broken)  # type: ignore[arg-type]
    link.refresh_from_db()
    assert (link.state, link.error) == ("failing", "failed")
    book(cast)
    assert services.push_due(actor=SYSTEM, open_calendar=broken) == 0  # type: ignore[arg-type]
    assert CalendarPush.objects.get().next_try_at is not None
    assert not services.read_link(actor=SYSTEM, link_id=0, open_calendar=elsewhere)


def test_an_answer_to_an_earlier_connection_does_not_count(
    cast: Cast, signe: Resource, time: Time, link: CalendarLink
) -> None:
    slow, new = Elsewhere(), Elsewhere()
    slow.busy = [busy("m", "24 10:00", "24 10:30")]
    fetch = slow.fetch

    def fetch_while_somebody_connects_another(*args: Any) -> Any:
        found = fetch(*args)
        time.move(seconds=1)
        services.connect(actor=cast.actor("signe"), resource=signe, wish=CALDAV, open_calendar=new)
        return found

    slow.fetch = fetch_while_somebody_connects_another  # type: ignore[method-assign]
    assert not read(link, slow)
    assert not BusyTime.objects.exists()


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


def test_who_is_expected_can_be_found_today_at_that_site_only(
    cast: Cast, time: Time, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    elsewhere.busy = [
        busy("a", "23 13:00", "23 13:30", "Anna Marie 010290 pas"),
        busy("b", "23 11:00", "23 11:30", "010290 Anna"),
        busy("c", "24 13:00", "24 13:30", "Bo 030492"),
        busy("d", "23 14:00", "23 14:30", "Carl 010203-1234"),
    ]
    read(link, elsewhere)
    born = date(1990, 2, 1)
    found = queries.expected_visitors(cast.magion, "  ANNA ", born)
    assert [(one.start, one.serving) for one in found] == [
        (at("23 11:00"), "Signe Krogh"),
        (at("23 13:00"), "Signe Krogh"),
    ]
    assert len(queries.expected_visitors(cast.magion, "Anna Marie", born)) == 2
    assert queries.expected_visitors(cast.town_hall, "Anna", born) == []
    assert queries.expected_visitors(cast.magion, "Anna", date(1990, 2, 2)) == []
    assert queries.expected_visitors(cast.magion, "", born) == []
    assert queries.expected_visitors(cast.magion, "Bo", date(1992, 4, 3)) == []
    assert queries.expected_visitors(cast.magion, "Carl", date(2003, 2, 1)) == []
    link.refresh_from_db()
    assert link.cpr_entries == 1
    time.set(at("24 08:00"))
    assert queries.expected_visitors(cast.magion, "Anna", born) == []
    assert len(queries.expected_visitors(cast.magion, "Bo", date(1992, 4, 3))) == 1
    assert services.forget_visitors(actor=SYSTEM) > 0
    assert {one.period.lower.day for one in ExpectedVisitor.objects.all()} == {24}


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
    other = services.make_feed(actor=cast.actor("signe"), resource=signe, shows_errand=True)
    with pytest.raises(NotFound):
        services.feed_file(token=token)
    assert "pas" in services.feed_file(token=other).content.decode().casefold()
    services.revoke_feed(actor=cast.actor("leif"), resource=signe)
    with pytest.raises(NotFound):
        services.feed_file(token=other)
    with pytest.raises(NotFound):
        services.revoke_feed(actor=cast.actor("leif"), resource=signe)


@pytest.mark.parametrize("name", ["maja", "bo", "karen"])
def test_a_calendar_is_its_owners_and_the_managers_business(
    cast: Cast, signe: Resource, link: CalendarLink, elsewhere: Elsewhere, name: str
) -> None:
    actor: Actor = cast.actor(name)
    for refused in (
        lambda: services.connect(actor=actor, resource=signe, wish=CALDAV, open_calendar=elsewhere),
        lambda: services.share(actor=actor, resource=signe, reads=True, writes=True, shows_errand=True),
        lambda: services.disconnect(actor=actor, resource=signe),
        lambda: services.read_now(actor=actor, resource=signe, open_calendar=elsewhere),
        lambda: services.make_feed(actor=actor, resource=signe),
        lambda: services.revoke_feed(actor=actor, resource=signe),
        lambda: services.push_due(actor=actor, open_calendar=elsewhere),
        lambda: services.forget_visitors(actor=actor),
    ):
        with pytest.raises(NotAllowed):
            refused()
    with pytest.raises((NotAllowed, NotFound)):
        calendar_resource(actor, signe.pk)


def test_what_is_wrong_is_said_at_its_field(cast: Cast, signe: Resource, elsewhere: Elsewhere) -> None:
    actor = cast.actor("signe")

    def refusal(wish: Wish) -> Invalid:
        with pytest.raises(Invalid) as error:
            services.connect(actor=actor, resource=signe, wish=wish, open_calendar=elsewhere)
        return error.value

    assert refusal(Wish("pigeon")).field == "kind"
    assert refusal(Wish("feed", "  ")).field == "address"
    assert refusal(replace(CALDAV, reads=False, writes=False)).field == "reads"
    assert refusal(Wish("feed", "https://x.example/", reads=False, writes=True)).field == "reads"
    assert refusal(Wish("graph", "leif@kommune.example")).field == "address"
    elsewhere.trouble = Refused("401", reason="credentials")
    assert refusal(CALDAV).field == "secret"
    elsewhere.trouble = Refused("?", reason="something new")
    assert refusal(CALDAV).field == "address"
    elsewhere.trouble = SeveralCalendars([("Arbejde", "https://dav.example/signe/work/")])
    choice = refusal(CALDAV)
    assert isinstance(choice, ChooseCalendar)
    assert choice.choices == [("Arbejde", "https://dav.example/signe/work/")]
    assert not CalendarLink.objects.exists()


def test_nobody_reads_a_colleagues_mailbox_as_their_own(
    cast: Cast, signe: Resource, elsewhere: Elsewhere
) -> None:
    cast.signe.email = "signe@kommune.example"
    cast.signe.save()
    signe.refresh_from_db()
    asked = Wish("graph", "leif@kommune.example")
    services.connect(actor=cast.actor("signe"), resource=signe, wish=asked, open_calendar=elsewhere)
    assert elsewhere.accounts[-1].address == "signe@kommune.example"
    services.connect(actor=cast.actor("leif"), resource=signe, wish=asked, open_calendar=elsewhere)
    assert elsewhere.accounts[-1].address == "leif@kommune.example"


def test_a_stored_password_is_told_to_no_other_server(
    cast: Cast, signe: Resource, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    def secret_for(address: str, user: str = "signe") -> str:
        wish = replace(CALDAV, address=address, user=user, secret="")
        services.connect(actor=cast.actor("signe"), resource=signe, wish=wish, open_calendar=elsewhere)
        return elsewhere.accounts[-1].secret

    assert secret_for("https://dav.example/signe/other/") == "hemmelig"
    assert unseal(CalendarLink.objects.get().secret) == "hemmelig"
    assert secret_for("https://evil.example/signe/other/") == ""
    assert secret_for("https://dav.example/signe/") == ""


def test_ending_a_connection_forgets_what_it_told(
    cast: Cast, signe: Resource, link: CalendarLink, elsewhere: Elsewhere
) -> None:
    elsewhere.busy = [busy("a", "24 13:00", "24 13:30", "Anna 010290")]
    read(link, elsewhere)
    services.share(actor=cast.actor("signe"), resource=signe, reads=False, writes=True, shows_errand=False)
    assert not BusyTime.objects.exists()
    assert not ExpectedVisitor.objects.exists()
    assert not read(link, elsewhere)
    services.share(actor=cast.actor("signe"), resource=signe, reads=True, writes=False, shows_errand=False)
    assert due_links() == [link.pk]
    with pytest.raises(Invalid):
        services.share(
            actor=cast.actor("signe"), resource=signe, reads=False, writes=False, shows_errand=False
        )
    services.disconnect(actor=cast.actor("signe"), resource=signe)
    assert not CalendarLink.objects.exists()
    told = str(
        list(AuditEntry.objects.filter(action__startswith="calendar.").values_list("details", flat=True))
    )
    assert "hemmelig" not in told
    assert "/signe/" not in told


def test_what_the_pages_show(cast: Cast, time: Time, signe: Resource, elsewhere: Elsewhere) -> None:
    leif = cast.actor("leif")
    assert own_resource(cast.actor("signe")) == signe
    assert own_resource(cast.actor("maja")) is None
    assert [row.pk for row in links_at([cast.magion.pk])[1]] == [signe.pk]
    book(cast)
    elsewhere.busy = [busy("a", "24 10:00", "24 11:00"), busy("b", "24 13:00", "24 14:00")]
    services.connect(actor=cast.actor("signe"), resource=signe, wish=CALDAV, open_calendar=elsewhere)
    page = calendar_page(leif, calendar_resource(leif, signe.pk))
    assert page.line is not None
    assert (page.line.host, page.line.busy, page.line.read_at) == ("dav.example", 2, time.now)
    assert [start for start, _end in page.clashes] == [at("24 10:00")]
    lines, without = links_at([cast.magion.pk])
    assert ([line.label for line in lines], without) == (["Signe Krogh"], [])
    assert "hemmelig" not in repr(page)
    elsewhere.trouble = Unreachable("down")
    assert not services.read_now(actor=cast.actor("signe"), resource=signe, open_calendar=elsewhere)
