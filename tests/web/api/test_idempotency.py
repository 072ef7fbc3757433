"""One key, one effect."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from indgang.base.models import RememberedRequest
from indgang.queue.models import Ticket
from tests.cast import Cast
from tests.web.api.conftest import ApiClient


@pytest.mark.django_db
def test_a_retry_gets_the_first_answer_and_takes_no_second_number(api: ApiClient) -> None:
    first = api.send("sites/magion/tickets", {"task": "pas-voksen"}, key="once")
    again = api.send("sites/magion/tickets", {"task": "pas-voksen"}, key="once")
    assert again.json() == first.json()
    assert again.status_code == first.status_code == 201
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "body"),
    [("sites/magion/tickets", {"task": "pas-barn"}), ("sites/raadhus/tickets", {"task": "pas-voksen"})],
)
def test_a_key_cannot_be_used_for_another_request(api: ApiClient, path: str, body: dict[str, str]) -> None:
    api.send("sites/magion/tickets", {"task": "pas-voksen"}, key="once")
    refused = api.send(path, body, key="once")
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-reused")
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_two_callers_may_use_the_same_key(connect: Callable[..., ApiClient]) -> None:
    for client in (connect(), connect()):
        assert client.send("sites/magion/tickets", key="same").status_code == 201
    assert Ticket.objects.count() == 2


@pytest.mark.django_db
def test_what_was_refused_may_be_tried_again_with_the_same_key(api: ApiClient) -> None:
    assert api.send("desks/kvik-1/next", key="soon").status_code == 409
    api.post("desks/kvik-1/open", {"officer": "maja"})
    assert api.send("desks/kvik-1/next", key="soon").status_code == 200
    assert RememberedRequest.objects.filter(key="soon").count() == 1


@pytest.mark.django_db
def test_an_answer_without_a_body_is_remembered_too(api: ApiClient) -> None:
    api.post("desks/kvik-1/open", {"officer": "maja"})
    for path in ("desks/kvik-1/heartbeat", "desks/raadhus-1/close"):
        first, again = (api.send(path, key=path) for _ in range(2))
        assert (first.status_code, again.status_code) == (204, 204)
        assert again["Idempotent-Replayed"] == "true"


@pytest.mark.django_db
def test_a_file_is_told_from_another_by_what_it_holds(connect: Callable[..., ApiClient]) -> None:
    administrator = connect(role="administrator")

    def send(content: bytes, boundary: str) -> Any:
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="teams.csv"\r\n\r\n'.encode()
            + content
            + f"\r\n--{boundary}--\r\n".encode()
        )
        headers = {"authorization": f"Bearer {administrator.token}", "idempotency-key": "teams"}
        kind = f"multipart/form-data; boundary={boundary}"
        return administrator.client.generic(
            "POST", "/api/v1/imports/teams", body, content_type=kind, headers=headers
        )

    first = send(b"code;name\nny-hold;Nyt hold\n", "one")
    assert first.status_code == 201, first.content
    again = send(b"code;name\nny-hold;Nyt hold\n", "two")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert send(b"code;name\nny-hold;Et andet navn\n", "one").json()["code"] == "idempotency-key-reused"


@pytest.mark.django_db
def test_a_key_with_a_cpr_number_is_refused_for_keys_are_kept(api: ApiClient) -> None:
    refused = api.send("sites/magion/tickets", {"task": "pas-voksen"}, key="ticket-010190-1234")
    assert (refused.status_code, refused.json()["code"]) == (422, "cpr-in-text")
    assert [one["field"] for one in refused.json()["errors"]] == ["Idempotency-Key"]
    assert not RememberedRequest.objects.exists()
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_long_addresses_are_told_apart_to_their_end(connect: Callable[..., ApiClient]) -> None:
    client, long = connect(), "x" * 400
    assert client.send(f"sites/magion/tickets?{long}1", key="long").status_code == 201
    assert client.send(f"sites/magion/tickets?{long}2", key="long").status_code == 422


@pytest.mark.django_db
def test_without_a_key_every_request_counts(api: ApiClient) -> None:
    for _ in range(2):
        assert api.send("sites/magion/tickets", key=None).status_code == 201
    assert Ticket.objects.count() == 2


@pytest.mark.parallel
@pytest.mark.django_db(transaction=True)
def test_eight_clients_with_one_key_take_one_number(api: ApiClient, cast: Cast) -> None:
    start = threading.Barrier(8)
    answers: list[tuple[int, bytes]] = []

    def press() -> None:
        start.wait()
        response = ApiClient(api.token).send("sites/magion/tickets", {"task": "pas-voksen"}, key="pressed")
        answers.append((response.status_code, response.json()["number"]))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(201, "K01")] * 8
    assert Ticket.objects.count() == 1
