"""What is answered while the database is away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import InterfaceError, OperationalError, connection
from django.test import AsyncClient, Client

from indgang.base.access import SYSTEM
from indgang.organisation.services import issue_token
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@contextmanager
def database_away(error: type[Exception] = OperationalError) -> Iterator[None]:
    def refuse(*query: Any) -> Any:
        raise error("the connection is closed")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", ["/", "/desk/", "/manage/", "/kiosk/magion/", "/screen/magion/", "/healthz"])
def test_a_page_says_so_in_both_languages_and_asks_for_nothing(
    cast: Cast, path: str, error: type[Exception]
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.maja)
    with database_away(error):
        response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 503, page
    assert int(response["Retry-After"]) > 0
    assert "Vent lidt, og indlæs siden igen." in page
    assert "Wait a little and load the page again." in page


def test_a_page_served_asynchronously_says_so_too() -> None:
    client = AsyncClient(raise_request_exception=False)
    with database_away():
        assert async_to_sync(client.get)("/healthz").status_code == 503


@pytest.mark.parametrize("path", ["sites/magion/queue", "sites"])
def test_the_api_answers_with_a_problem(cast: Cast, path: str) -> None:
    token = issue_token(actor=SYSTEM, name="away", role="api", site=None)
    client = Client(raise_request_exception=False, headers={"authorization": f"Bearer {token}"})
    with database_away():
        response = client.get(f"/api/v1/{path}")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert int(response["Retry-After"]) > 0
    assert response.json()["code"] == "unavailable"


def test_any_other_error_is_a_fault(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indgang.project.health.connection", None)
    client.raise_request_exception = False
    assert client.get("/healthz").status_code == 500


@pytest.mark.parametrize(
    ("visitor", "path", "above"),
    [
        ("maja", "/desk/magion/kvik-1/next/", "/desk/magion/kvik-1/"),
        ("admin", "/manage/tasks/pas-voksen/read/", "/manage/tasks/pas-voksen/"),
    ],
)
def test_an_address_that_only_takes_what_is_sent_leads_on(
    cast: Cast, visitor: str, path: str, above: str
) -> None:
    client = Client()
    client.force_login(getattr(cast, visitor))
    response = client.get(path)
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert f'<a href="{above}">' in response.content.decode()
    assert not client.head(path).content
