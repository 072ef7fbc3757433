"""The ticket page: what its holder may do, without scripts, and what nobody sees."""

from typing import Any

import pytest
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.queue.models import Ticket
from indgang.queue.services import call_next, call_ticket, open_desk, start, take_ticket
from indgang.queue.services.reservations import Reservation, reserve
from indgang.web.citizen import limits
from tests.browser import OpenPage
from tests.cast import Cast


def ticket(cast: Cast, **more: Any) -> Ticket:
    return take_ticket(actor=SYSTEM, site=cast.magion, channel="kiosk", **more)


def drawn(cast: Cast) -> Reservation:
    return reserve(actor=SYSTEM, site=cast.magion, attempt="an-attempt-of-the-kiosk")


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_it_says_the_place_and_nothing_of_the_errand(cast: Cast, client: Client) -> None:
    ticket(cast)
    mine = ticket(cast, task_code="pas-voksen", own_words="min kone Else")
    page = text(client, f"/ticket/{mine.secret}/")
    assert "K02" in page
    assert "Der er 1 før dig." in page
    assert "pas" not in page.lower().replace("passport", "")
    assert "Else" not in page


def test_it_speaks_the_language_of_the_ticket_until_the_phone_chooses(cast: Cast, client: Client) -> None:
    mine = ticket(cast, language="en")
    assert "Your number" in text(client, f"/ticket/{mine.secret}/")
    client.cookies["indgang_language"] = "da"
    assert "Dit nummer" in text(client, f"/ticket/{mine.secret}/")


def test_ten_more_minutes_keep_the_place(cast: Cast, client: Client) -> None:
    mine = ticket(cast)
    response = client.post(f"/ticket/{mine.secret}/delay/", follow=True)
    assert "Du beholder din plads" in response.content.decode()
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    assert call_next(actor=cast.actor("maja"), desk=cast.kvik1) is None


def test_leaving_ends_it(cast: Cast, client: Client) -> None:
    mine = ticket(cast)
    response = client.post(f"/ticket/{mine.secret}/leave/", follow=True)
    assert "Du har forladt køen" in response.content.decode()
    mine.refresh_from_db()
    assert mine.state == "left"
    assert client.post(f"/ticket/{mine.secret}/leave/").status_code == 302


def test_what_is_too_late_is_said_on_the_page_as_it_is_now(cast: Cast, client: Client) -> None:
    maja = cast.actor("maja")
    mine = ticket(cast)
    open_desk(actor=maja, desk=cast.kvik1)
    call_ticket(actor=maja, desk=cast.kvik1, ticket_id=mine.pk)
    start(actor=maja, ticket_id=mine.pk)
    response = client.post(f"/ticket/{mine.secret}/leave/")
    assert response.status_code == 409
    assert "Du bliver hjulpet ved KVIK 1" in response.content.decode()


def test_reading_changes_nothing(cast: Cast, client: Client) -> None:
    mine = ticket(cast)
    for verb in ("delay", "leave", "confirm"):
        assert client.get(f"/ticket/{mine.secret}/{verb}/").status_code == 405


@pytest.mark.parametrize("tail", ["", "state/", "live/"])
def test_an_unknown_secret_gets_a_friendly_answer(cast: Cast, client: Client, tail: str) -> None:
    response = client.get(f"/ticket/who-knows/{tail}")
    assert response.status_code == 404
    assert "Vi kender ikke dette nummer" in response.content.decode()


def test_a_number_of_the_kiosk_is_confirmed_on_the_phone(cast: Cast, client: Client) -> None:
    mine = drawn(cast)
    assert "Jeg har mit nummer" in text(client, f"/ticket/{mine.secret}/")
    assert not Ticket.objects.exists()
    client.post(f"/ticket/{mine.secret}/confirm/")
    client.post(f"/ticket/{mine.secret}/confirm/")
    assert Ticket.objects.get().secret == mine.secret


def take(client: Client, **fields: str) -> Any:
    return client.post("/ticket/new/magion/", {"attempt": "an-attempt-of-this-phone", **fields})


def test_a_phone_takes_one_number_and_finds_it_again(cast: Cast, client: Client) -> None:
    response = take(client, topic="rejse", words="mit pas")
    mine = Ticket.objects.get()
    assert response.url == f"/ticket/{mine.secret}/"
    assert (mine.channel, mine.topic and mine.topic.code, mine.own_words) == ("phone", "rejse", "mit pas")
    assert client.get("/ticket/new/magion/").url == f"/ticket/{mine.secret}/"
    assert take(client).url == f"/ticket/{mine.secret}/"
    assert Ticket.objects.count() == 1
    client.post(f"/ticket/{mine.secret}/leave/")
    assert client.get("/ticket/new/magion/").status_code == 200


def test_a_double_tap_takes_one_number(cast: Cast) -> None:
    urls = {take(Client()).url for _tap in range(2)}
    assert len(urls) == 1
    assert Ticket.objects.count() == 1


def test_a_cpr_number_is_refused_with_an_explanation(cast: Cast, client: Client) -> None:
    response = take(client, words="Pas til 010190-1234 og barn")
    assert response.status_code == 422
    assert "010190" not in response.content.decode()
    assert 'value="Pas til ••••••-•••• og barn"' in response.content.decode()
    assert not Ticket.objects.exists()


def test_a_site_may_do_without_numbers_on_phones(cast: Cast, client: Client, settings: Any) -> None:
    settings.PHONE_TICKETS = ["raadhus"]
    assert client.get("/ticket/new/magion/").status_code == 404
    settings.PHONE_TICKETS = ["none"]
    assert client.get("/ticket/new/raadhus/").status_code == 404


def test_one_network_cannot_fill_the_queue(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.cache import cache

    cache.clear()
    monkeypatch.setattr(limits, "MOST", 2)
    statuses = [take(Client(), attempt=f"an-attempt-of-phone-{phone}").status_code for phone in range(3)]
    assert statuses == [302, 302, 429]
    cache.clear()


@pytest.mark.browser
def test_the_call_reaches_the_phone_at_once_and_after_a_lost_connection(
    open_page: OpenPage, cast_committed: Cast, server: Any
) -> None:
    cast = cast_committed
    maja = cast.actor("maja")
    mine = ticket(cast)
    open_desk(actor=maja, desk=cast.kvik1)
    page = open_page(f"/ticket/{mine.secret}/", width=375, height=812)
    page.wait_for_timeout(500)
    call_ticket(actor=maja, desk=cast.kvik1, ticket_id=mine.pk)
    page.locator(".card-go", has_text="KVIK 1").wait_for(timeout=10000)
    assert page.title().startswith("● Nu: Gå til")
    server.down = True
    start(actor=maja, ticket_id=mine.pk)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(".phone-lost", has_text="Ingen forbindelse").wait_for()
    server.down = False
    page.locator("[data-state-now=serving]").wait_for(timeout=20000)


@pytest.fixture
def cast_committed(transactional_db: None) -> Cast:
    from tests.cast import build

    return build()


def test_it_says_what_the_wait_comes_from(cast: Cast, client: Client) -> None:
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    for _ in range(3):
        mine = ticket(cast)
    page = text(client, f"/ticket/{mine.secret}/")
    assert "Det passer for 8 ud af 10" in page
    assert "Hvorfor denne ventetid?" in page
    assert "1 skranke kan hjælpe dig." in page
    assert "2 personer er før dig." in page


def test_where_nobody_can_say_there_is_a_reason(cast: Cast, client: Client) -> None:
    mine = ticket(cast)
    page = text(client, f"/ticket/{mine.secret}/")
    assert "så vi kan ikke sige, hvor længe det tager" in page or "Vi har lukket lige nu." in page
    assert "Hvorfor denne ventetid?" not in page


def test_other_pages_may_fetch_the_waits(cast: Cast, client: Client) -> None:
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    ticket(cast, own_words="min kone Else")
    answer = client.get("/ticket/waits/magion.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    lane = answer.json()["lanes"][0]
    assert (lane["letter"], lane["waiting"], lane["open_desks"], lane["unknown"]) == ("K", 1, 1, None)
    assert lane["words"]
    assert "Else" not in answer.content.decode()
    assert client.get("/ticket/waits/nowhere.json").status_code == 404
