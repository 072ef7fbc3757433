"""Tokens, permissions, problems and the OpenAPI description."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.organisation.services import revoke_tokens
from indgang.web.api.urls import api as the_api
from tests.cast import Cast
from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db


def operations() -> Iterator[Any]:
    for _prefix, router in the_api._routers:
        for view in router.path_operations.values():
            yield from view.operations


def test_every_operation_says_which_permission_it_needs() -> None:
    found = list(operations())
    assert len(found) > 25
    assert [one.path for one in found if not getattr(one.view_func, "permission", "")] == []


def test_every_post_runs_once_for_each_key() -> None:
    posts = [one for one in operations() if "POST" in one.methods]
    assert posts
    assert [one.path for one in posts if not getattr(one.view_func, "runs_once", False)] == []


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic abc"}])
def test_without_a_valid_token_there_is_nothing(cast: Cast, header: dict[str, str]) -> None:
    response = Client().get("/api/v1/sites", headers=header)
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["status"] == 401


def test_a_revoked_token_is_worthless(api: ApiClient) -> None:
    assert api.get("sites").status_code == 200
    revoke_tokens(actor=SYSTEM, name="test api")
    assert api.get("sites").status_code == 401


def test_a_token_for_one_site_does_not_know_the_others(connect: Callable[..., ApiClient], cast: Cast) -> None:
    client = connect(site=cast.magion)
    assert [site["slug"] for site in client.get("sites").json()] == ["magion"]
    assert client.send("sites/raadhus/tickets").status_code == 404
    assert client.send("desks/raadhus-1/open", {"officer": "karen"}).status_code == 404
    assert client.get("sites/raadhus/queue").status_code == 404


def test_a_kiosk_takes_numbers_and_nothing_else(connect: Callable[..., ApiClient], cast: Cast) -> None:
    kiosk = connect(role="device", site=cast.magion)
    assert kiosk.send("sites/magion/tickets").status_code == 201
    for path in ("desks/kvik-1/open", "contacts"):
        body = {
            "site": "magion",
            "channel": "walk_in",
            "inquiries": [{"outcome": "solved"}],
            "officer": "maja",
        }
        response = kiosk.send(path, body)
        assert (response.status_code, response.json()["code"]) == (403, "not-allowed")


def test_a_wrong_body_is_a_problem_that_names_the_fields(api: ApiClient) -> None:
    problem = api.post("sites/magion/tickets", {"priority": 9, "language": "tlh"}, status=422)
    assert {one["field"].rsplit(".", 1)[-1] for one in problem["errors"]} == {"priority", "language"}


def test_the_description_is_openapi_and_its_page_is_readable(cast: Cast) -> None:
    description = Client().get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.")
    for path in (
        "/api/v1/sites/{site}/tickets",
        "/api/v1/sites/{site}/queue",
        "/api/v1/desks/{desk}/next",
        "/api/v1/tickets/{ticket_id}/transfer",
        "/api/v1/contacts",
        "/api/v1/tasks",
        "/api/v1/sites/{site}/live",
    ):
        assert path in description["paths"]
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1


def test_search_shop_hours_and_lifelines(api: ApiClient) -> None:
    hits = api.get("tasks", q="mit pas er udløbet", site="magion", limit=3).json()["hits"]
    assert hits[0]["code"] == "pas-voksen"
    assert len(hits) <= 3
    assert api.get("tasks/pas-voksen", site="magion").json()["steps"]
    assert api.get("sites/magion/hours").json()["week"]
    assert any(card["phone"] for card in api.get("lifelines").json())
