"""The kiosk's pages and commands, without a browser."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.catalogue.models import Task
from indgang.integrations.printing import Slip
from indgang.integrations.printing.simple import DemoPrinter
from indgang.organisation.services import issue_token
from indgang.queue.models import Ticket
from indgang.queue.services import open_desk, take_ticket
from indgang.web.kiosk import tickets
from tests.cast import Cast

ATTEMPT = "an-attempt-of-one-citizen"


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def device(cast: Cast) -> Client:
    """A browser that was connected with a token."""
    token = issue_token(actor=SYSTEM, name="Stander", role="device", site=cast.magion)
    client = Client()
    assert client.post("/kiosk/magion/connect/", {"token": token}).status_code == 302
    return client


def number(client: Client, attempt: str = ATTEMPT, language: str = "da", **fields: str) -> Any:
    return client.post(f"/kiosk/magion/{language}/number/", {"attempt": attempt, **fields})


def secret_in(response: Any) -> str:
    return str(response.context["reservation"].secret)


def confirm(client: Client, response: Any) -> Any:
    return client.post("/kiosk/magion/da/confirm/", {"secret": secret_in(response)})


# ---- Who is a kiosk


def test_a_browser_without_a_token_is_asked_to_connect(cast: Cast, client: Client) -> None:
    assert client.get("/kiosk/magion/").url == "/kiosk/magion/connect/"
    assert number(client).status_code == 401
    assert not Ticket.objects.exists()


def test_a_token_is_typed_once_and_holds_for_its_place_only(cast: Cast, device: Client) -> None:
    assert device.get("/kiosk/magion/").status_code == 200
    assert device.get("/kiosk/raadhus/").url == "/kiosk/raadhus/connect/"
    assert device.cookies["indgang_device"]["path"] == "/kiosk/"


@pytest.mark.parametrize("role", ["api", "device"])
def test_a_token_that_does_not_fit_is_refused(cast: Cast, client: Client, role: str) -> None:
    site = cast.magion if role == "api" else cast.town_hall
    token = issue_token(actor=SYSTEM, name="x", role=role, site=site)
    assert client.post("/kiosk/magion/connect/", {"token": token}).status_code == 422
    assert "indgang_device" not in client.cookies


def test_a_forged_cookie_is_no_device(cast: Cast, client: Client) -> None:
    client.cookies["indgang_device"] = "1:forged"
    assert client.get("/kiosk/magion/").status_code == 302


def test_in_demo_mode_every_browser_is_one(cast: Cast, demo: None, client: Client) -> None:
    assert client.get("/kiosk/magion/").status_code == 200
    assert client.post("/kiosk/magion/connect/").status_code == 200
    assert client.post("/kiosk/magion/lend/").json()["series"][0]["numbers"]


# ---- Languages


def test_it_starts_in_danish_whatever_the_browser_prefers(cast: Cast, device: Client) -> None:
    response = device.get("/kiosk/magion/", headers={"accept-language": "en-GB,en"})
    assert '<html lang="da"' in response.content.decode()
    assert '<html lang="en"' in device.get("/kiosk/magion/en/").content.decode()


def test_its_own_cookie_says_what_it_starts_in(cast: Cast, device: Client) -> None:
    device.cookies["indgang_language"] = "en"
    assert '<html lang="en"' in device.get("/kiosk/magion/").content.decode()


# ---- What is shown


def test_six_big_errands_lead_to_a_number_each(cast: Cast, device: Client) -> None:
    errands = device.get("/kiosk/magion/").context["errands"]
    assert len(errands) == 6
    for topic, page in errands:
        tail = "other/" if page == "other" else ""
        assert device.get(f"/kiosk/magion/da/topic/{topic.code}/{tail}").status_code == 200


def test_a_sensitive_task_is_named_nowhere(cast: Cast, device: Client) -> None:
    Task.objects.filter(code="pas-voksen").update(sensitive=True)
    title = "Nyt pas til en voksen"
    assert title not in device.get("/kiosk/magion/da/topic/rejse/").content.decode()
    assert device.get("/kiosk/magion/da/task/pas-voksen/").status_code == 404
    assert title not in device.post("/kiosk/magion/da/words/found/", {"words": "pas"}).content.decode()
    assert "pas-voksen" not in device.get("/kiosk/magion/pages/").content.decode()


@pytest.fixture
def ten() -> Iterator[None]:
    """It is ten on a Monday; whoever is asked after closing time tells that instead of the wait."""
    with clock.frozen(datetime(2027, 1, 11, 9, tzinfo=UTC)):
        yield


def test_the_wait_is_told_before_a_number_is_taken(ten: None, cast: Cast, device: Client) -> None:
    errand = "/kiosk/magion/da/task/pas-voksen/"
    assert "kan ikke sige, hvor længe" in device.get(errand).content.decode()
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    for _ in range(3):
        take_ticket(actor=SYSTEM, site=cast.magion, channel="kiosk")
    for page in (errand, "/kiosk/magion/da/words/"):
        assert "Det passer for 8 ud af 10" in device.get(page).content.decode()


def test_a_page_that_is_kept_for_later_tells_no_wait(cast: Cast, device: Client) -> None:
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    kept = device.get("/kiosk/magion/da/words/", headers={"Sec-Fetch-Mode": "cors"}).content.decode()
    assert "ventetid" not in kept


def test_own_words_find_tasks(cast: Cast, device: Client) -> None:
    found = device.post("/kiosk/magion/da/words/found/", {"words": "mit pas er udloebet"}).content.decode()
    assert "Nyt pas til en voksen" in found
    assert device.get("/kiosk/magion/da/words/found/").status_code == 405


# ---- The number


def test_a_number_enters_the_queue_when_it_is_confirmed(cast: Cast, device: Client) -> None:
    shown = number(device, task="pas-voksen")
    assert "K01" in shown.content.decode()
    assert not Ticket.objects.exists()
    assert "Du er i køen" in confirm(device, shown).content.decode()
    confirm(device, shown)
    ticket = Ticket.objects.get()
    assert (ticket.label, ticket.task and ticket.task.code, ticket.channel) == ("K01", "pas-voksen", "kiosk")


def test_a_double_tap_gives_one_number(cast: Cast, device: Client) -> None:
    assert secret_in(number(device)) == secret_in(number(device))
    confirm(device, number(device))
    assert Ticket.objects.count() == 1


def test_unknown_words_get_a_number_in_the_default_lane(cast: Cast, device: Client) -> None:
    confirm(device, number(device, words="xyzzy hvordan"))
    ticket = Ticket.objects.get()
    assert (ticket.label, ticket.own_words) == ("K01", "xyzzy hvordan")


def test_an_errand_that_is_gone_still_gets_a_number(cast: Cast, device: Client) -> None:
    assert "K01" in number(device, task="no-such-task", letter="Q").content.decode()


def test_one_may_ask_to_talk_undisturbed(cast: Cast, device: Client) -> None:
    page = device.get("/kiosk/magion/da/words/").content.decode()
    assert 'name="letter" value="S"' in page
    assert "S01" in number(device, letter="S").content.decode()


def test_a_cpr_number_is_refused_with_an_explanation(cast: Cast, device: Client) -> None:
    response = number(device, words="010190-1234")
    assert response.status_code == 422
    assert "010190" not in response.content.decode()


def test_a_place_that_issues_no_numbers_says_so(cast: Cast, device: Client) -> None:
    cast.k.is_active = cast.s.is_active = False
    cast.k.save()
    cast.s.save()
    assert "Ingen numre lige nu" in number(device).content.decode()


def test_reading_changes_nothing(cast: Cast, device: Client) -> None:
    for path in ("da/number/", "da/confirm/", "lend/", "sync/"):
        assert device.get(f"/kiosk/magion/{path}").status_code == 405


# ---- Paper


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> DemoPrinter:
    made = DemoPrinter()
    monkeypatch.setattr(tickets, "printer_for", lambda _slug: made)
    return made


def test_a_printed_slip_puts_the_number_in_the_queue(
    cast: Cast, device: Client, printer: DemoPrinter
) -> None:
    page = number(device, language="en", task="pas-voksen").content.decode()
    assert "Take your slip" in page
    ticket = Ticket.objects.get()
    slip: Slip = printer.slips[0]
    assert (slip.place, slip.number, slip.lane, slip.heading) == ("Magion", "K01", "KVIK", "Your number")
    assert slip.address.endswith(f"/ticket/{ticket.secret}/")
    number(device, language="en", task="pas-voksen")
    assert len(printer.slips) == 1


def test_without_paper_the_number_is_on_the_screen_and_not_yet_in_the_queue(
    cast: Cast, device: Client, printer: DemoPrinter
) -> None:
    printer.problem = "paper-out"
    shown = number(device)
    assert "Der kommer ingen seddel" in shown.content.decode()
    assert not Ticket.objects.exists()
    confirm(device, shown)
    assert Ticket.objects.count() == 1


# ---- Without a server


def lent(device: Client, letter: str = "K") -> dict[str, Any]:
    return next(one for one in device.post("/kiosk/magion/lend/").json()["series"] if one["letter"] == letter)


def sync(device: Client, *entries: dict[str, Any]) -> Any:
    return device.post(
        "/kiosk/magion/sync/", json.dumps({"entries": entries}), content_type="application/json"
    )


def entry(device: Client, key: int = 1, index: int = 0, **more: Any) -> dict[str, Any]:
    series, now = lent(device), "2020-01-01T10:00:00Z"
    from indgang.base import clock

    now = clock.now().isoformat()
    return {"key": key, "letter": "K", "number": series["numbers"][index]["number"], "at": now, **more}


def test_what_was_issued_alone_is_entered_once(cast: Cast, device: Client) -> None:
    one = entry(device, topic="rejse", task="pas-voksen", language="en")
    assert sync(device, one).json()["done"] == [1]
    assert sync(device, {**one, "key": 7}).json()["done"] == [7]
    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.language, ticket.task and ticket.task.code) == (
        one["number"],
        "en",
        "pas-voksen",
    )


def test_a_number_that_was_not_lent_is_not_entered_and_not_sent_for_ever(cast: Cast, device: Client) -> None:
    one = {**entry(device), "number": 12}
    assert sync(device, one).json()["done"] == [1]
    assert not Ticket.objects.exists()


def test_the_number_that_was_shown_last_is_the_one_that_waits(cast: Cast, device: Client) -> None:
    confirm(device, number(device))
    sync(device, entry(device, attempt=ATTEMPT))
    states = {ticket.label: ticket.state for ticket in Ticket.objects.all()}
    assert sorted(states.values()) == ["left", "waiting"]
    assert states["K01"] == "left"


def test_a_number_drawn_and_not_confirmed_stays_out(cast: Cast, device: Client) -> None:
    number(device)
    sync(device, entry(device, attempt=ATTEMPT))
    assert Ticket.objects.count() == 1


def test_a_late_confirmation_is_entered(cast: Cast, device: Client) -> None:
    from indgang.base import clock

    secret = secret_in(number(device))
    one = {"key": 3, "secret": secret, "at": clock.now().isoformat()}
    assert sync(device, one, {**one, "key": 4}).json()["done"] == [3, 4]
    assert Ticket.objects.get().label == "K01"
    assert sync(device, {"key": 5, "secret": "unknown", "at": one["at"]}).json()["done"] == [5]


@pytest.mark.parametrize(
    "body", ["", "[]", '{"entries": [{"key": 1}]}', '{"entries": [{"key": 1, "at": "soon"}]}']
)
def test_what_cannot_be_read_is_refused(cast: Cast, device: Client, body: str) -> None:
    response = device.post("/kiosk/magion/sync/", body, content_type="application/json")
    assert response.status_code == 400


def test_every_page_that_is_kept_can_be_read(cast: Cast, device: Client) -> None:
    kept = device.get("/kiosk/magion/pages/").json()
    assert len(kept["pages"]) > 20
    assert {device.get(page).status_code for page in kept["pages"]} == {200}
    assert kept["version"] == device.get("/kiosk/magion/pages/").json()["version"]


def test_the_worker_may_keep_nothing_but_the_kiosk(client: Client) -> None:
    response = client.get("/kiosk/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in response
