"""Taking a number at home and saying "I am here", without scripts."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.queue.models import HomeRules, Ticket
from indgang.queue.services import call_next, open_desk, take_ticket
from indgang.queue.services.home import place_code
from indgang.web.citizen import limits
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ATTEMPT = {"attempt": "an-attempt-from-home-1"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(datetime(2026, 11, 23, 11, tzinfo=UTC)):
        yield


@pytest.fixture
def place(cast: Cast) -> Cast:
    HomeRules.objects.create(site=cast.magion, is_allowed=True, least_wait_minutes=0)
    return cast


def taken(client: Client) -> Ticket:
    answer = client.post("/ticket/home/magion/", ATTEMPT)
    assert answer.status_code == 302
    return Ticket.objects.get(channel="home")


def test_the_page_says_what_will_happen_before_one_takes_a_number(place: Cast, client: Client) -> None:
    page = client.get("/ticket/home/magion/").content.decode()
    assert "Vi holder din plads i 15 minutter" in page
    assert "Vi spørger ikke, hvor du er" in page


def test_where_none_are_given_it_says_so(cast: Cast, client: Client) -> None:
    page = client.get("/ticket/home/magion/").content.decode()
    assert "Her kan man ikke tage nummer hjemmefra" in page
    assert client.post("/ticket/home/magion/", ATTEMPT).status_code == 409
    assert not Ticket.objects.exists()


def test_a_number_a_wrong_code_and_the_right_one(place: Cast, client: Client) -> None:
    mine = taken(client)
    page = client.get(f"/ticket/{mine.secret}/").content.decode()
    assert "Du har taget nummeret hjemmefra" in page
    wrong = client.post(f"/ticket/{mine.secret}/here/", {"code": "nope"})
    assert (wrong.status_code, "ikke koden for i dag" in wrong.content.decode()) == (422, True)
    right = client.post(
        f"/ticket/{mine.secret}/here/", {"code": place_code(place.magion, mine.day)}, follow=True
    )
    assert "Du har taget nummeret hjemmefra" not in right.content.decode()
    mine.refresh_from_db()
    assert not mine.is_away


def test_a_phone_that_has_a_number_is_shown_that_one(place: Cast, client: Client) -> None:
    mine = taken(client)
    assert client.get("/ticket/home/magion/")["Location"] == f"/ticket/{mine.secret}/"


def test_the_picture_on_the_wall_finds_the_phones_own_number(place: Cast, client: Client) -> None:
    mine = taken(client)
    code = place_code(place.magion, mine.day)
    page = client.get(f"/ticket/here/magion/{code}/").content.decode()
    assert mine.label in page
    assert f'value="{code}"' in page
    stranger = Client().get(f"/ticket/here/magion/{code}/").content.decode()
    assert mine.label not in stranger
    mine.refresh_from_db()
    assert mine.is_away  # a link that is opened is no promise


def test_the_page_says_that_one_was_passed_by(place: Cast, client: Client) -> None:
    mine = taken(client)
    take_ticket(actor=SYSTEM, site=place.magion, channel="kiosk")
    open_desk(actor=place.actor("maja"), desk=place.kvik1)
    call_next(actor=place.actor("maja"), desk=place.kvik1)
    page = client.get(f"/ticket/{mine.secret}/").content.decode()
    assert "holder din plads til kl. 12.15" in page


def test_codes_cannot_be_tried_for_ever(place: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = taken(client)
    monkeypatch.setattr(limits, "MOST", 3)
    answers = [client.post(f"/ticket/{mine.secret}/here/", {"code": str(n)}).status_code for n in range(5)]
    assert answers == [422, 422, 422, 409, 409]


def test_the_kiosk_takes_the_number(place: Cast, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    mine = taken(client)
    assert "hjemmefra" in client.get("/kiosk/magion/da/").content.decode()
    page = client.post("/kiosk/magion/da/from-home/", {"number": mine.label})
    assert f"Velkommen, {mine.label}" in page.content.decode()
    assert client.post("/kiosk/magion/da/from-home/", {"number": "K99"}).status_code == 404


def test_the_desk_sees_who_is_not_here_and_says_that_they_are(place: Cast, client: Client) -> None:
    mine = taken(client)
    officer = Client()
    officer.force_login(place.maja, "allauth.account.auth_backends.AuthenticationBackend")
    open_desk(actor=place.actor("maja"), desk=place.kvik1)
    assert "Hjemmefra, ikke her endnu" in officer.get("/desk/magion/kvik-1/").content.decode()
    answer = officer.post(f"/desk/magion/kvik-1/arrived/{mine.pk}/", headers={"hx-request": "true"})
    assert answer.status_code == 200
    mine.refresh_from_db()
    assert not mine.is_away


def test_the_manager_sets_the_rule(cast: Cast) -> None:
    manager = Client()
    manager.force_login(cast.leif, "allauth.account.auth_backends.AuthenticationBackend")
    page = manager.get("/manage/queue/").content.decode()
    assert "/manage/queue/home-numbers/new/?site=magion" in page
    fields = {
        "site": "magion", "allowed": "1", "before_opening": "20", "before_closing": "30", "least_wait": "15",
        "most_waiting": "6", "kept_minutes": "10",
    }  # fmt: skip
    answer = manager.post("/manage/queue/home-numbers/new/", fields)
    assert answer.status_code == 302, answer.content.decode()
    rules = HomeRules.objects.get(site=cast.magion)
    assert (rules.is_allowed, rules.minutes_before_opening, rules.kept_minutes) == (True, 20, 10)
    assert "fra 20 min. før åbning" in manager.get("/manage/queue/").content.decode()
