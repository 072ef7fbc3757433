"""The stream of a site's changes, for as long as the token is good."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.base.live_hub import hub
from indgang.organisation.services import issue_token, revoke_tokens
from indgang.ui import live
from tests.cast import build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[bytes]:
    """An open stream with a heartbeat every 0.1 s; the hub hears nothing by itself."""
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(hub, "start", lambda: None)
    build()
    token = issue_token(actor=SYSTEM, name="stream", role="api", site=None)
    response: Any = Client().get("/api/v1/sites/magion/live", headers={"authorization": f"Bearer {token}"})
    assert response.status_code == 200
    events: AsyncIterator[bytes] = aiter(response.streaming_content)
    return events


def read(stream: AsyncIterator[bytes], *, busy: bool = False) -> tuple[list[bytes], bool]:
    """What comes in half a second, and whether the stream ended; `busy`: something changes all the time."""

    async def collected() -> tuple[list[bytes], bool]:
        found = []
        until = asyncio.get_running_loop().time() + 0.5
        while asyncio.get_running_loop().time() < until:
            if busy:
                asyncio.get_running_loop().call_later(0.01, hub.deliver, {"site": None, "topic": "queue"})
            try:
                found.append(await anext(stream))
            except StopAsyncIteration:
                return found, True
        return found, False

    return async_to_sync(collected)()


def test_a_stream_goes_on_while_its_token_is_good(stream: AsyncIterator[bytes]) -> None:
    found, is_over = read(stream)
    assert b"event: hello" in found[0]
    assert found[1:].count(b": still here\n\n") >= 2
    assert not is_over


@pytest.mark.parametrize("busy", [False, True])
def test_a_stream_ends_soon_after_its_token_is_revoked(stream: AsyncIterator[bytes], busy: bool) -> None:
    revoke_tokens(actor=SYSTEM, name="stream")
    assert read(stream, busy=busy)[1]


def test_a_stream_outlives_a_database_that_is_away_for_a_moment(
    stream: AsyncIterator[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*arguments: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("indgang.web.api.routes.live.actor_of_token", away)
    assert not read(stream)[1]
