"""Whatever is sent, the answer is one that the description promises: never a 5xx, always a problem with what to do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db

HALF_A_CHARACTER = b'"\\ud800"'


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem that was answered; complete, and with the status that was asked for."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert all(body[member] for member in ("type", "title", "detail", "code"))
    return body


def raw(api: ApiClient, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> Any:
    headers = {"authorization": f"Bearer {api.token}", "idempotency-key": f"{method}{path}"}
    return api.client.generic(method, f"/api/v1/{path}", body, content_type=kind, headers=headers)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing-here", 404),
        ("GET", "tickets/abc", 404),
        ("POST", "tickets/999999/start", 404),
        ("POST", f"tickets/{10**30}/start", 404),
        ("GET", f"contacts/{2**63}", 404),
        ("PATCH", f"contacts/1/inquiries/{2**31}", 404),
        ("GET", "sites/%00/queue", 422),
        ("GET", "tasks/nul%00byte", 422),
        ("GET", "tasks?q=nul%00byte", 422),
        ("POST", "desks/nul%00byte/next", 422),
        ("GET", "figures?day=0001-01-01", 422),
        ("GET", "figures?day=9999-12-31", 422),
        ("GET", "sites/magion/slots?task=pas-voksen&from=0001-01-01&to=9999-12-31", 422),
        ("GET", "exports/nothing", 404),
    ],
)
def test_an_odd_address_is_a_problem(api: ApiClient, method: str, path: str, status: int) -> None:
    problem(raw(api, method, path, b"{}" if method == "PATCH" else b""), status)


@pytest.mark.parametrize("method", ["DELETE", "PUT", "GET"])
def test_a_method_that_is_not_there_is_a_problem_that_names_those_that_are(
    api: ApiClient, method: str
) -> None:
    response = raw(api, method, "contacts")
    problem(response, 405)
    assert "POST" in response["Allow"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"priority": NaN}', b'{"priority": 1' + b"0" * 5000 + b"}"],
)
def test_what_cannot_be_read_is_a_problem(api: ApiClient, body: bytes) -> None:
    problem(raw(api, "POST", "sites/magion/tickets", body), 422 if body == b"" else 400)


def test_too_much_is_a_problem(api: ApiClient) -> None:
    problem(raw(api, "POST", "sites/magion/tickets", b"x" * 6_000_000), 413)


def test_a_form_without_its_boundary_is_a_problem(connect: Callable[..., ApiClient]) -> None:
    problem(raw(connect(role="administrator"), "POST", "imports/teams", b"x", "multipart/form-data"), 400)


@pytest.mark.parametrize("text", [b'"\\u0000"', HALF_A_CHARACTER, b'"\xed\xa0\x80"'])
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("sites/magion/tickets", b'{"task": %s}', "task"),
        ("sites/magion/tickets", b'{"own_words": %s}', "own_words"),
        ("desks/kvik-1/open", b'{"officer": %s}', "officer"),
        ("sites/magion/check-in", b'{"code": %s}', "code"),
        ("contacts", b'{"site": "magion", "inquiries": [{"note": %s}]}', "inquiries.0.note"),
        ("contacts", b"{%s: 1}", "body"),
    ],
)
def test_a_text_that_no_table_holds_is_refused_by_name(
    api: ApiClient, path: str, body: bytes, field: str, text: bytes
) -> None:
    refused = problem(raw(api, "POST", path, body % text), 422)
    assert refused["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-20T10:00:00", "2026-11-20T24:30:00Z"],
)
@pytest.mark.parametrize(
    ("path", "field", "body"),
    [
        ("appointments", "start", {"site": "magion", "task": "pas-voksen"}),
        ("sites/magion/tickets", "due_at", {}),
        (
            "contacts",
            "ended_at",
            {"site": "magion", "channel": "phone", "inquiries": [{"outcome": "solved"}]},
        ),
    ],
)
def test_a_moment_that_cannot_be_is_refused_by_name(
    api: ApiClient, path: str, field: str, body: dict[str, Any], moment: str
) -> None:
    refused = problem(api.send(path, {**body, field: moment}), 422)
    assert [one["field"] for one in refused["errors"]] == [field]


def test_a_field_is_called_what_the_api_calls_it(api: ApiClient) -> None:
    for body, field in (({"series": "Q"}, "series"), ({"task": "no"}, "task"), ({"topic": "no"}, "topic")):
        refused = problem(api.send("sites/magion/tickets", body), 422)
        assert [one["field"] for one in refused["errors"]] == [field]


def test_a_wrong_query_names_its_field(api: ApiClient) -> None:
    refused = problem(api.get("tasks", q="pas", limit=0), 422)
    assert [one["field"] for one in refused["errors"]] == ["limit"]
    assert "limit" in refused["detail"]


def test_every_operation_describes_its_problems_and_the_key(api: ApiClient) -> None:
    description = Client().get("/api/v1/openapi.json").json()
    assert "Problem" in description["components"]["schemas"]
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            wanted = {"400", "401", "403", "404", "422", "500"} | ({"409"} if method != "get" else set())
            assert wanted <= set(operation["responses"]), path
            for status in wanted:
                content = operation["responses"][status]["content"]
                assert content["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
            names = {(one["in"], one["name"]) for one in operation.get("parameters", [])}
            assert (("header", "Idempotency-Key") in names) == (method == "post"), path


def test_hours_are_times_and_any_week_can_be_asked_for(api: ApiClient) -> None:
    week = api.get("sites/magion/hours", day="2026-12-24").json()["week"]
    assert week[0]["day"] == "2026-12-21"
    spans = [span for day in week for spans in day["hours"].values() for span in spans]
    assert spans
    for span in spans:
        assert "00:00" <= span["opens"] < span["closes"] <= "24:00"


def test_a_lifeline_says_whom_to_phone_now(api: ApiClient) -> None:
    cards = api.get("lifelines").json()
    assert cards
    codes = {card["code"] for card in cards}
    assert all(card["call"] in codes for card in cards)


def test_a_refusal_of_a_stranger_is_a_problem(connect: Callable[..., ApiClient]) -> None:
    problem(Client().get("/api/v1/sites/magion/live"), 401)
    problem(connect(role="device").send("contacts/begin", {"site": "magion", "channel": "desk"}), 403)
