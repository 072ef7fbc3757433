"""The screen of a branch is a device: nobody logs in there, and it belongs to its place."""

from typing import Any

import pytest
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.contactscreen.links import seat_token
from indgang.contactscreen.models import Room, RoomKind, Side
from indgang.organisation.models import AccessToken
from indgang.organisation.services import issue_token, revoke_token
from tests.cast import Cast
from tests.contactscreen.conftest import Unit, make_unit

PAGE = "/screen-contact/at/magion/"


@pytest.fixture
def here(db: None, cast: Cast) -> Unit:
    return make_unit(cast)


@pytest.fixture
def screen(here: Unit) -> Client:
    """A browser that was connected with a token."""
    token = issue_token(actor=SYSTEM, name="Skærm i filialen", role="device", site=here.cast.magion)
    client = Client()
    assert client.post(f"{PAGE}connect/", {"token": token}).url == PAGE
    return client


def test_a_browser_that_is_no_device_is_asked_for_a_token(here: Unit, client: Client) -> None:
    assert client.get(PAGE).url == f"{PAGE}connect/"
    answer = client.post(f"{PAGE}connect/", {"token": "noget andet"})
    assert answer.status_code == 422
    assert "Bed om en ny" in answer.content.decode()
    assert client.get(PAGE).status_code == 302


def test_an_officer_who_has_logged_in_needs_none(here: Unit, client: Client) -> None:
    client.force_login(here.cast.maja)
    assert client.get(PAGE).status_code == 200


def test_the_device_rings_and_comes_back_for_the_next_citizen(here: Unit, screen: Client) -> None:
    assert "boligstoette" in screen.get(PAGE).content.decode()
    answer = screen.post("/screen-contact/start/magion/", {"lifeline": "boligstoette"})
    room = Room.objects.get()
    assert room.kind == RoomKind.BRANCH
    assert answer.url == f"/screen-contact/room/{seat_token(room.code, Side.CITIZEN)}/"
    assert f'data-home="{PAGE}"' in screen.get(answer.url).content.decode()


def test_a_room_at_a_desk_leads_nowhere_by_itself(here: Unit, screen: Client) -> None:
    seat = seat_token(here.rings().code, Side.CITIZEN)
    assert "data-home" not in screen.get(f"/screen-contact/room/{seat}/").content.decode()


def test_a_token_that_is_revoked_ends_it(here: Unit, screen: Client) -> None:
    revoke_token(actor=SYSTEM, token_id=AccessToken.objects.get().pk)
    assert screen.get(PAGE).url == f"{PAGE}connect/"


def test_in_the_demo_one_press_is_enough(here: Unit, client: Client, settings: Any) -> None:
    settings.DEMO = True
    assert client.post(f"{PAGE}connect/").url == PAGE
    assert client.get(PAGE).status_code == 200
