"""Django's middleware on the event loop does what it does in a thread, with fewer changes of thread."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import SyncToAsync, sync_to_async
from django.db import connections
from django.test import AsyncClient

from tests.cast import PASSWORD, build

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_connection_stays_behind() -> Iterator[None]:
    """The thread that served keeps its connection, and a database that somebody is connected to cannot be dropped."""
    yield
    asyncio.run(sync_to_async(connections.close_all)())


def test_a_page_changes_thread_for_little_but_its_view(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    call = SyncToAsync.__call__

    async def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        names.append(getattr(self.func, "__qualname__", str(self.func)))
        return await call(self, *args, **kwargs)

    monkeypatch.setattr(SyncToAsync, "__call__", counted)
    assert asyncio.run(AsyncClient().get("/healthz")).status_code == 200
    assert len(names) <= 3, names


def test_a_form_without_its_token_is_refused(transactional_db: None) -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    assert asyncio.run(client.post("/account/login/", {"login": "maja"})).status_code == 403


def test_who_logs_in_has_a_session(transactional_db: None) -> None:
    build(tasks=("pas-voksen",))

    async def log_in() -> tuple[int, int]:
        client = AsyncClient()
        typed = {"login": "maja", "password": PASSWORD}
        answer = await client.post("/account/login/", typed)
        return answer.status_code, (await client.get("/desk/")).status_code

    status, desk = asyncio.run(log_in())
    assert (status, desk in {200, 302}) == (302, True)


def test_the_language_follows_browser_and_choice(transactional_db: None) -> None:
    build(tasks=("pas-voksen",))

    async def language(**headers: str) -> str:
        answer = await AsyncClient().get("/account/login/", headers=headers)
        return str(answer["Content-Language"])

    assert asyncio.run(language()) == "da"
    assert asyncio.run(language(**{"accept-language": "en"})) == "en"
