"""One of the demo's cast whose own desk is being worked in their name."""

from dataclasses import replace

import pytest
from django.test import Client

from indgang.queue import services as queue
from indgang.queue.queries import desk_state
from tests.cast import Cast
from tests.web.desk.conftest import LogIn, Take

pytestmark = pytest.mark.django_db

DESK = "/desk/magion/kvik-1/"


@pytest.fixture
def maja(cast: Cast, logged_in: LogIn, take: Take) -> Client:
    """Maja's browser: she logged in, and then the demo began to serve K01 in her name."""
    browser = logged_in(cast.maja)
    simulated = replace(cast.actor("maja"), simulated=True)
    queue.open_desk(actor=simulated, desk=cast.kvik1, simulated=True)
    take(task_code="pas-voksen", minutes=9)
    queue.call_next(actor=simulated, desk=cast.kvik1)
    return browser


def test_the_desk_says_so_and_offers_the_chair(maja: Client) -> None:
    page = maja.get(DESK).content.decode()
    assert "Du er simuleret ved KVIK 1" in page
    assert "Overtag KVIK 1" in page
    assert "Borgeren er her" not in page


def test_two_hands_never_work_at_one_number(maja: Client, cast: Cast) -> None:
    assert maja.post(DESK + "next/").status_code == 403
    assert maja.post(DESK + "pause/", {"paused": "1"}).status_code == 403
    session = desk_state(cast.kvik1).session
    assert session is not None
    assert session.is_simulated
    assert not session.is_paused


def test_who_takes_the_chair_keeps_the_number(maja: Client, cast: Cast) -> None:
    page = maja.post(DESK + "open/", {"take_over": "1"}).content.decode()
    assert "Borgeren er her" in page
    state = desk_state(cast.kvik1)
    assert state.session is not None
    assert not state.session.is_simulated
    assert state.ticket is not None
    assert state.ticket.label == "K01"


def test_who_logs_in_has_the_chair_with_the_number(maja: Client, cast: Cast) -> None:
    maja.logout()
    queue.start(actor=replace(cast.actor("maja"), simulated=True), ticket_id=ticket_id(cast))
    maja.force_login(cast.maja)
    page = maja.get(DESK).content.decode()
    assert "Du er simuleret" not in page
    state = desk_state(cast.kvik1)
    assert state.session is not None
    assert not state.session.is_simulated
    assert maja.post(DESK + "pause/", {"paused": "1"}).status_code == 200


def ticket_id(cast: Cast) -> int:
    ticket = desk_state(cast.kvik1).ticket
    assert ticket is not None
    return ticket.pk
