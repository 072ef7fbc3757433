"""Booking in four screens, and one's own appointment, over HTTP without a script."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.booking import services
from indgang.booking.errands import Wanted
from indgang.booking.links import token_of
from indgang.booking.models import Allocation, Appointment, BookingRules, Holder
from indgang.messaging.models import Message
from tests.cast import Cast, build
from tests.contact.conftest import time

__all__ = ["time"]

TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BASKET = "task=pas-voksen&site=magion"
CONTACT = {"name": "Anna Holm", "email": "anna@example.dk", "language": "da"}


@pytest.fixture
def world(db, time) -> Cast:
    cache.clear()
    cast = build(tasks=("boligstoette", "pas-voksen"))
    for desk in (cast.service1, cast.town_hall_desk):
        services.save_resource(actor=SYSTEM, site=desk.site, kind="desk", desk=desk)
    return cast


@pytest.fixture
def client(world) -> Client:
    return Client()


def choose(client, start=TEN, **more):
    return client.post(
        "/book/time/", {"task": "pas-voksen", "site": "magion", "start": start.isoformat(), **more}
    )


def fill(client, address, **more):
    return client.post(address, {**CONTACT, "again": "1", **more})


def book(client, start=TEN, **more) -> Appointment:
    assert fill(client, choose(client, start).url, **more).status_code == 302
    return Appointment.objects.filter(state="booked").latest("pk")


def address_of(appointment, page=""):
    from indgang.booking.queries import view_of

    return f"/appointment/{token_of(view_of(appointment))}/{page}"


class TestScreens:
    def test_from_words_to_a_code(self, client):
        found = client.post("/book/search/", {"q": "nyt pas"}).content.decode()
        assert 'href="/book/?task=pas-voksen"' in found
        chosen = client.get("/book/?task=pas-voksen").content.decode()
        assert "Tag dette med" in chosen
        place = client.get("/book/place/?task=pas-voksen&persons-pas-voksen=2").content.decode()
        assert "site=magion" in place
        assert "site=raadhus" in place
        assert "2 personer" in place
        when = client.get(f"/book/time/?{BASKET}").content.decode()
        assert TEN.isoformat() in when
        contact = choose(client)
        held = Appointment.objects.get()
        assert (held.state, held.period.lower, held.is_public) == ("held", TEN, True)
        assert "Vi holder tiden til dig indtil kl. 10.10." in client.get(contact.url).content.decode()
        done = client.get(fill(client, contact.url).url)
        held.refresh_from_db()
        assert held.state == "booked"
        assert f"{held.code[:3]}-{held.code[3:]}" in done.content.decode()
        assert done["Cache-Control"].startswith("max-age=0")
        assert "no-store" in done["Cache-Control"]
        assert done["X-Robots-Tag"] == "noindex"
        assert "Anna" not in done.content.decode()

    def test_what_makes_no_sense_leads_back_and_breaks_nothing(self, client):
        for address in (
            "/book/?task=findes-ikke&persons-pas-voksen=x",
            "/book/?topic=findes-ikke",
            "/book/time/?task=pas-voksen&site=magion&day=2026-99-99",
            "/book/time/?task=pas-voksen&site=magion&day=1999-01-01",
            "/book/time/?task=pas-voksen&site=magion&day=2999-01-01",
        ):
            assert client.get(address).status_code == 200, address
        assert client.get("/book/place/").url == "/book/"
        assert client.get("/book/time/?task=pas-voksen&site=ukendt").url == "/book/place/?task=pas-voksen"
        assert client.get("/book/contact/ukendt/").status_code == 404
        many = client.get("/book/place/?task=pas-voksen&persons-pas-voksen=8")
        assert many.status_code == 422
        assert "højst 5 personer" in many.content.decode()

    def test_a_cpr_number_in_the_words_is_refused_gently_and_not_kept(self, client):
        page = client.post("/book/search/", {"q": "pas 010190-1234"}).content.decode()
        assert "010190" not in page
        assert "Skriv ikke dit CPR-nummer" in page

    def test_a_task_that_is_not_booked_on_the_net_is_shown_the_way(self, client, world):
        services.set_task_rule(
            actor=SYSTEM, municipality=world.municipality,
            task_id=Appointment._meta.get_field("task").related_model.objects.get(code="pas-voksen").pk,
            facts={"is_public": False},
        )  # fmt: skip
        assert "/citizen/task/pas-voksen/" in client.post("/book/search/", {"q": "pas"}).content.decode()
        assert "79 72 70 00" in client.get("/book/place/?task=pas-voksen").content.decode()
        assert choose(client).status_code == 409

    @pytest.mark.parametrize("start", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
    def test_a_moment_that_no_calendar_holds_is_none(self, client, start):
        assert (
            client.post("/book/time/", {"task": "pas-voksen", "site": "magion", "start": start}).status_code
            == 200
        )

    @pytest.mark.parametrize("path", ["/book/?task=%00", f"/book/time/?{BASKET}%00", "/ticket/%00/"])
    def test_a_text_that_no_database_holds_names_nothing(self, client, path):
        assert client.get(path).status_code == 404

    def test_a_day_without_times_says_why(self, client, world):
        services.block(actor=world.actor("leif"), site=world.magion, start=TEN, end=TEN + timedelta(hours=14))
        page = client.get(f"/book/time/?{BASKET}&day=2026-11-23").content.decode()
        assert "Ingen tider denne dag" in page


class TestHolding:
    def test_another_choice_gives_the_first_time_back(self, client):
        choose(client)
        choose(client, TEN + timedelta(hours=1))
        assert Allocation.objects.count() == 1
        assert sorted(Appointment.objects.values_list("state", flat=True)) == ["held", "lapsed"]

    def test_one_may_choose_a_time_that_overlaps_the_one_that_one_holds(self, client):
        two = {"persons-pas-voksen": "2"}
        choose(client, **two)
        later = TEN + timedelta(minutes=15)
        assert Appointment.objects.get().period.upper > later
        shown = client.get(f"/book/time/?{BASKET}&persons-pas-voksen=2").content.decode()
        assert f'value="{later.isoformat()}"' in shown
        assert choose(client, later, **two).status_code == 302
        assert Allocation.objects.count() == 1
        assert sorted(Appointment.objects.values_list("state", flat=True)) == ["held", "lapsed"]

    def test_who_wants_a_time_that_has_gone_keeps_the_one_held(self, client, world):
        first = choose(client)
        services.book(
            actor=SYSTEM,
            site=world.magion,
            tasks=[Wanted("pas-voksen")],
            start=TEN + timedelta(hours=1),
        )
        assert choose(client, TEN + timedelta(hours=1)).status_code == 409
        assert Appointment.objects.get(state="held").period.lower == TEN
        assert choose(client).url == first.url

    def test_going_back_and_choosing_the_same_goes_on_with_it(self, client):
        first = choose(client)
        assert TEN.isoformat() in client.get(f"/book/time/?{BASKET}").content.decode()
        assert choose(client).url == first.url
        assert Appointment.objects.count() == 1

    def test_a_double_click_holds_once_and_books_once(self, client, world):
        page = client.get(f"/book/time/?{BASKET}").content.decode()
        attempt = re.search(r'name="attempt" value="([^"]+)"', page)[1]
        other = Client()
        assert choose(client, attempt=attempt).url == choose(other, attempt=attempt).url
        address = choose(client).url
        assert fill(client, address).url == fill(other, address).url
        assert Appointment.objects.filter(state="booked").count() == 1
        assert Message.objects.filter(kind="booking.confirmed").count() == 1

    def test_a_time_that_went_is_answered_with_the_nearest(self, client, world):
        services.book(actor=SYSTEM, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN)
        refused = choose(client)
        assert refused.status_code == 409
        assert (TEN + timedelta(minutes=15)).isoformat() in refused.content.decode()

    def test_the_time_goes_while_one_types_and_nothing_typed_is_lost(self, client, world, time):
        address = choose(client).url
        time.move(minutes=11)
        assert "Minutterne er gået" in client.get(address).content.decode()
        services.book(actor=SYSTEM, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN)
        refused = fill(client, address, phone="20123456", birth="14 3 1980")
        page = refused.content.decode()
        assert refused.status_code == 409
        for kept in ("Anna Holm", "anna@example.dk", "20123456", "14 3 1980"):
            assert kept in page
        nearest = TEN + timedelta(minutes=15)
        assert nearest.isoformat() in page
        assert fill(client, address, start=nearest.isoformat()).status_code == 302
        assert Appointment.objects.filter(state="booked", period__startswith=nearest).exists()

    def test_a_hold_that_ran_out_is_booked_all_the_same_while_nobody_needs_the_time(self, client, time):
        address = choose(client).url
        time.move(minutes=30)
        assert fill(client, address).status_code == 302
        assert Appointment.objects.get().state == "booked"


class TestContact:
    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"name": ""}, "name"),
            ({"email": ""}, "email"),
            ({"email": "anna@"}, "email"),
            ({"phone": "123"}, "phone"),
            ({"birth": "i går"}, "birth"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_the_rest_kept(self, client, typed, field):
        refused = fill(client, choose(client).url, **typed)
        page = refused.content.decode()
        assert refused.status_code == 422
        assert f'id="{field}-fault"' in page
        assert ("Anna Holm" in page) == (field != "name")
        assert Holder.objects.count() == 0

    def test_all_that_is_wrong_is_said_at_once(self, client):
        address = choose(client).url
        typed = {"name": "", "email": "ida@", "phone": "2030 40", "birth": "32 1 1980", "again": "1"}
        refused = client.post(address, typed)
        page = refused.content.decode()
        assert refused.status_code == 422
        for field in ("name", "email", "phone", "birth"):
            assert f'href="#{field}"' in page
            assert f'id="{field}-fault"' in page
        for said in ("ida@", "2030 40", "32 1 1980"):
            assert f'value="{said}"' in page
        cpr = client.post(address, {**typed, "name": "Ida", "phone": "010190-1234"}).content.decode()
        assert "010190" not in cpr
        assert 'id="phone-fault"' in cpr
        assert 'id="email-fault"' in cpr
        assert 'id="name-fault"' not in cpr

    def test_a_cpr_number_is_in_no_field_and_nowhere_after(self, client):
        for field in ("name", "phone", "birth"):
            refused = fill(client, choose(client).url, **{field: "010190-1234"})
            assert refused.status_code == 422
            assert "010190" not in refused.content.decode()
        assert Holder.objects.count() == 0

    def test_whoever_fills_the_hidden_field_or_is_too_quick_presses_once_more(self, client, time):
        address = choose(client).url
        for typed in ({}, {"website": "x"}):
            page = client.post(address, {**CONTACT, **typed})
            assert 'name="again"' in page.content.decode()
            assert Appointment.objects.get().state == "held"
            time.move(seconds=10)
        assert client.post(address, CONTACT).status_code == 302

    def test_nobody_has_more_ahead_than_the_rules_allow(self, client):
        for turn in range(3):
            book(client, TEN + timedelta(hours=turn))
        refused = fill(client, choose(client, TEN + timedelta(hours=4)).url)
        assert refused.status_code == 409
        assert "allerede bestilt 3 tider" in refused.content.decode()
        assert "79 72 70 00" in refused.content.decode()

    def test_a_network_that_holds_much_waits(self, client):
        for turn in range(20):
            choose(client, TEN + turn % 4 * timedelta(hours=1) + timedelta(days=turn // 4))
        refused = choose(client, TEN + timedelta(days=10))
        assert refused.status_code == 429
        assert "79 72 70 00" in refused.content.decode()


class TestOwn:
    def test_by_code_a_few_tries(self, client):
        mine = book(client)
        assert client.post("/appointment/", {"code": mine.code.lower()}).url == address_of(mine)
        assert client.post("/appointment/", {"code": "010190-1234"}).status_code == 422
        tries = [client.post("/appointment/", {"code": "K7XP4M"}).status_code for _turn in range(12)]
        assert (tries[0], tries[-1]) == (404, 429)

    def test_the_link_alone_opens_it_and_a_held_time_is_no_appointment(self, client):
        held = choose(client)
        token = held.url.split("/")[-2]
        assert client.get(f"/appointment/{token}/").status_code == 404
        fill(client, held.url)
        assert Client().get(f"/a/{token}/").url == f"/appointment/{token}/"
        assert client.get(f"/appointment/{token[:-1]}x/").status_code == 404
        assert client.get(held.url).url == f"/appointment/{token}/"

    def test_it_is_moved_after_a_second_question_also_to_another_place(self, client):
        mine = book(client)
        later = TEN + timedelta(hours=2)
        assert "site=raadhus" in client.get(address_of(mine, "change/")).content.decode()
        query = {"start": later.isoformat(), "site": "raadhus"}
        asked = client.get(address_of(mine, "change/"), query)
        assert "Rådhuset" in asked.content.decode()
        mine.refresh_from_db()
        assert mine.period.lower == TEN
        done = client.post(address_of(mine, "change/"), query)
        assert done.url == f"{address_of(mine)}?done=changed"
        assert "Din tid er skiftet" in client.get(done.url).content.decode()
        mine.refresh_from_db()
        assert (mine.period.lower, mine.site.slug) == (later, "raadhus")

    def test_a_new_time_that_went_leaves_the_old_one(self, client, world):
        mine = book(client)
        services.book(
            actor=SYSTEM, site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN + timedelta(hours=1)
        )
        refused = client.post(
            address_of(mine, "change/"), {"start": (TEN + timedelta(hours=1)).isoformat(), "site": "magion"}
        )
        assert refused.status_code == 409
        assert "De nærmeste ledige tider" in refused.content.decode()
        mine.refresh_from_db()
        assert mine.period.lower == TEN

    def test_looking_never_cancels_and_cancelling_is_friendly(self, client):
        mine = book(client)
        assert client.get(address_of(mine, "cancel/")).status_code == 200
        mine.refresh_from_db()
        assert mine.state == "booked"
        done = client.post(address_of(mine, "cancel/"))
        page = client.get(done.url).content.decode()
        assert "Din tid er aflyst" in page
        assert "Tak, fordi du sagde til" in page
        assert "/book/?task=pas-voksen" in page
        assert "STATUS:CANCELLED" in client.get(address_of(mine, "appointment.ics")).content.decode()

    def test_nobody_is_thanked_for_what_the_staff_cancelled_nor_asked_to_come_to_it(self, client, world):
        mine = book(client)
        services.cancel(actor=SYSTEM, code=mine.code, reason="Sygdom")
        page = client.get(address_of(mine)).content.decode()
        assert "Din tid er aflyst" in page
        assert "Tak, fordi" not in page
        assert client.get(address_of(mine, "here/")).url == address_of(mine)

    def test_the_back_button_does_not_ask_for_the_time_that_one_has(self, client):
        mine = book(client)
        query = {"start": TEN.isoformat(), "site": "magion"}
        assert client.get(address_of(mine, "change/"), query).url == address_of(mine)

    def test_a_day_later_nobody_is_told_that_they_are_here(self, client, time):
        mine = book(client)
        time.set(TEN - timedelta(minutes=20))
        client.post(address_of(mine, "here/"))
        assert "Vi ved, at du er her" in client.get(address_of(mine)).content.decode()
        time.set(TEN + timedelta(days=1))
        assert "Du havde en tid tirsdag 24. november" in client.get(address_of(mine)).content.decode()

    def test_here_by_the_phone_within_the_time_only(self, client, world, time):
        mine = book(client)
        assert client.post(address_of(mine, "here/")).status_code == 409
        time.set(TEN - timedelta(minutes=20))
        assert "Er du kommet?" in client.get(address_of(mine, "here/")).content.decode()
        mine.refresh_from_db()
        assert mine.ticket is None
        arrived = client.post(address_of(mine, "here/"))
        mine.refresh_from_db()
        assert arrived.url == f"/ticket/{mine.ticket.secret}/"
        assert client.get(address_of(mine, "here/")).url == arrived.url
        assert mine.ticket.due_at == TEN

    def test_the_rule_of_late_comers_is_told_before(self, client, world):
        BookingRules.objects.create(municipality=world.municipality, late_rule="next", late_minutes=5)
        page = client.get(address_of(book(client))).content.decode()
        assert "Vær der senest kl. 10.05." in page
        assert "så snart en skranke er ledig" in page

    def test_it_speaks_the_language_of_the_booking_until_one_chooses(self, client):
        mine = book(client, language="en")
        assert "Your appointment" in Client().get(address_of(mine)).content.decode()
        client.cookies["indgang_language"] = "da"
        assert "Din tid" in client.get(address_of(mine)).content.decode()


@pytest.mark.parametrize(
    ("day", "clock"),
    [("2027-03-27", "10.00"), ("2027-03-30", "10.00"), ("2027-10-30", "10.00"), ("2027-11-01", "10.00")],
)
def test_the_times_shown_are_those_of_danish_clocks(client, time, day, clock):
    time.set(datetime.fromisoformat(f"{day}T06:00:00+00:00") - timedelta(days=3))
    page = client.get(f"/book/time/?{BASKET}&day={day}").content.decode()
    assert f">{clock}</button>" in page
    assert ">9.00</button>" not in page
