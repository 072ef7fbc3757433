"""Calendars elsewhere: busy times in, whom their owners expect, and who may do what."""

from dataclasses import replace
from datetime import date, timedelta
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
from indgang.booking.errors import NotFree
from indgang.booking.models import BusyTime, CalendarLink, CalendarPush, ExpectedVisitor, Resource
from tests.booking.calendars import (
    CALDAV,
    PASSPORT,
    Elsewhere,
    at,
    book,
    busy,
    elsewhere,
    link,
    push,
    read,
    signe,
    starts,
)
from tests.cast import Cast
from tests.contact.conftest import Time

__all__ = ["elsewhere", "link", "signe"]


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
    elsewhere.trouble = SeveralCalendars([("Arbejde", "https://dav.example/signe/agenda/")])
    choice = refusal(CALDAV)
    assert isinstance(choice, ChooseCalendar)
    assert choice.choices == [("Arbejde", "https://dav.example/signe/agenda/")]
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
