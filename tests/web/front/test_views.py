"""The front page: plain doors, and in demo mode the living plan and one-click logins."""

from typing import Any

import pytest
from django.test import Client

from indgang.organisation.models import Person
from indgang.project.demo.plan import CAST
from indgang.queue import services as queue
from indgang.queue.models import DeskSession
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any, cast: Cast) -> Cast:
    settings.DEMO, settings.DEMO_CAST, settings.DEMO_PLAN_SITE = True, CAST, "magion"
    Person.objects.filter(username__in=["maja", "bo"]).update(is_demo=True)
    return cast


def test_without_demo_there_are_doors_and_no_keys(cast: Cast) -> None:
    page = Client().get("/doors/")
    assert "Magion" in page.content.decode()
    assert "/demo/" not in page.content.decode()
    assert "/doors/" in Client().get("/").content.decode()
    assert Client().get("/demo/plan/").status_code == 404
    assert Client().post("/demo/enter/", {"username": "maja"}).status_code == 404


def test_the_plan_shows_who_sits_where_and_whom_they_serve(demo: Cast) -> None:
    queue.open_desk(actor=demo.actor("maja"), desk=demo.kvik1)
    ticket = queue.take_ticket(actor=demo.actor("maja"), site=demo.magion, channel="desk", letter="K")
    queue.take_ticket(actor=demo.actor("maja"), site=demo.magion, channel="desk", letter="S")
    queue.call_next(actor=demo.actor("maja"), desk=demo.kvik1)
    page = Client().get("/").content.decode()
    assert "SERVICE: 1 venter" in page
    assert "KVIK: 0 venter" in page
    assert ticket.label == "K01"
    for member in CAST:
        assert member["username"] in page


def test_one_click_logs_one_of_the_cast_in_and_goes_to_the_door(demo: Cast) -> None:
    client = Client()
    answer = client.post("/demo/enter/", {"username": "maja", "next": "/desk/magion/kvik-1/"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/magion/kvik-1/")
    assert client.session["_auth_user_id"] == str(demo.maja.pk)


@pytest.mark.parametrize("username", ["signe", "nobody", ""])
def test_only_the_cast_is_let_in(demo: Cast, username: str) -> None:
    assert Client().post("/demo/enter/", {"username": username}).status_code == 404


def test_it_never_leads_to_another_place(demo: Cast) -> None:
    answer = Client().post("/demo/enter/", {"username": "maja", "next": "https://example.com/"})
    assert answer["Location"] == "/"


def test_stepping_into_another_pair_of_shoes_leaves_the_first_desk(demo: Cast) -> None:
    client = Client()
    client.post("/demo/enter/", {"username": "maja"})
    queue.open_desk(actor=demo.actor("maja"), desk=demo.kvik1)
    client.post("/demo/enter/", {"username": "bo"})
    assert DeskSession.objects.get(desk=demo.kvik1).closed_at is not None
