"""What is given again in front of Django is what Django would answer, and to nobody to whom it would not."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import AsyncMock

import pytest
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import connections

from indgang.base import clock, proving
from indgang.base.access import SYSTEM
from indgang.base.proving import Proof, prover
from indgang.booking import services
from indgang.booking.errands import Wanted
from indgang.organisation.models import AccessToken, Person, RoleGrant, Site
from indgang.organisation.services import issue_token, revoke_tokens
from indgang.web.api.again import Again, Listener, Terms, answers
from tests.cast import Cast, build

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
MORNING = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
TEN = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SLOTS = "/api/v1/sites/magion/slots?task=pas-voksen&from=2026-11-18&to=2026-11-19"


class Answer:
    """What came back."""

    def __init__(self, sent: list[Any]) -> None:
        self.status = sent[0]["status"]
        self.headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        self.body = b"".join(one.get("body", b"") for one in sent[1:])

    @property
    def is_hit(self) -> bool:
        return self.headers.get("cache-status") == "indgang; hit"

    def but_status(self) -> Any:
        kept = {name: value for name, value in self.headers.items() if name != "cache-status"}
        return self.status, kept, self.body


class World:
    """The application as a server calls it; `reached` counts the requests that Django saw."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.reached = cast, 0
        self.token = issue_token(actor=SYSTEM, name="first", role="api", site=None)
        handler = ASGIHandler()

        async def django(*about: Any) -> None:
            self.reached += 1
            await handler(*about)

        self.application = Again(django)

    async def get(self, path: str = SLOTS, token: str | None = None, **headers: str) -> Answer:
        address, _mark, query = path.partition("?")
        sent: list[Any] = []
        body = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Any:
            return body.pop() if body else await asyncio.Event().wait()

        async def send(message: Any) -> None:
            sent.append(message)

        more = {"host": "localhost", "authorization": f"Bearer {token or self.token}", **headers}
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": "",
            "path": address, "raw_path": address.encode(), "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), one.encode()) for name, one in more.items() if one],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        await self.application(scope, receive, send)
        return Answer(sent)


@pytest.fixture
def world(transactional_db: None) -> Any:
    answers.clear()
    with clock.frozen(MORNING):
        cast = build(tasks=("pas-voksen",))
        services.save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.service1)
        yield World(cast)


def live(story: Callable[[], Awaitable[None]]) -> None:
    """Run a story on an event loop, and leave no connection behind."""

    async def whole() -> None:
        try:
            await story()
        finally:
            await prover.close()
            await sync_to_async(connections.close_all)()

    asyncio.run(whole())


def test_the_same_is_given_again_until_something_changes(world: World) -> None:
    async def story() -> None:
        first = await world.get()
        again = await world.get()
        assert (first.is_hit, again.is_hit, world.reached) == (False, True, 1)
        assert again.but_status() == first.but_status()
        assert again.headers["content-security-policy"]
        at_once = await asyncio.gather(*(world.get() for _client in range(8)))
        assert [one.but_status() for one in at_once] == [first.but_status()] * 8
        assert world.reached == 1

        booked = await sync_to_async(services.book)(
            actor=SYSTEM, site=world.cast.magion, tasks=[Wanted("pas-voksen")], start=TEN
        )
        at_once = await asyncio.gather(*(world.get() for _client in range(8)))
        assert all(TEN not in starts(one) for one in at_once)
        assert world.reached == 2
        await sync_to_async(services.cancel)(code=booked.code)
        assert starts(await world.get())[0] == TEN
        assert world.reached == 3

        # Another token of the same right needs no new answer; another question does.
        token = await sync_to_async(issue_token)(actor=SYSTEM, name="b", role="api", site=world.cast.magion)
        assert (await world.get(token=token)).is_hit
        assert world.reached == 3
        assert (await world.get(accept_language="en")).headers["content-language"] == "en"
        assert (await world.get()).headers["content-language"] == "da"
        assert (await world.get(accept_encoding="gzip")).headers["content-encoding"] == "gzip"
        assert (await world.get(host="elsewhere.example")).status == 400
        assert world.reached == 6

    live(story)


def starts(answer: Answer) -> list[datetime]:
    return [datetime.fromisoformat(one["start"]) for one in json.loads(answer.body)["slots"]]


def test_who_may_not_is_refused_at_once(world: World) -> None:
    cast = world.cast

    def elsewhere() -> str:
        there = Site.objects.create(
            municipality=cast.municipality, slug="there", name="There", kind="library", model=4
        )
        return issue_token(actor=SYSTEM, name="elsewhere", role="api", site=there)

    def personal() -> str:
        return issue_token(actor=SYSTEM, name="maja", role="generalist", site=None, person=cast.maja)

    async def refused(token: str, status: int) -> None:
        before = world.reached
        answer = await world.get(token=token)
        assert (answer.status, world.reached) == (status, before + 1)

    async def story() -> None:
        other, screen, hers = (
            await sync_to_async(elsewhere)(),
            await sync_to_async(issue_token)(actor=SYSTEM, name="d", role="device", site=cast.magion),
            await sync_to_async(personal)(),
        )
        await world.get()
        assert (await world.get()).is_hit
        assert (await world.get(token=hers)).is_hit
        await refused("made-up", 401)
        await refused(other, 404)
        await refused(screen, 403)
        assert (await world.get(authorization="")).status == 401

        await sync_to_async(RoleGrant.objects.filter(person=cast.maja).delete)()
        await refused(hers, 403)
        await sync_to_async(revoke_tokens)(actor=SYSTEM, name="first")
        await refused(world.token, 401)
        await sync_to_async(AccessToken.objects.filter(name="first").update)(revoked_at=None)
        assert (await world.get()).is_hit
        await sync_to_async(Site.objects.filter(pk=cast.magion.pk).update)(is_active=False)
        await refused(world.token, 404)

    live(story)


def test_a_person_who_left_is_refused_at_once(world: World) -> None:
    def left() -> None:
        Person.objects.filter(pk=world.cast.maja.pk).update(is_active=False)

    async def story() -> None:
        token = await sync_to_async(issue_token)(
            actor=SYSTEM, name="maja", role="generalist", site=None, person=world.cast.maja
        )
        await world.get(token=token)
        assert (await world.get(token=token)).is_hit
        await sync_to_async(left)()
        assert (await world.get(token=token)).status == 401

    live(story)


def test_the_clock_ends_what_is_given_again(world: World) -> None:
    async def story() -> None:
        await world.get()
        with clock.frozen(TEN + timedelta(minutes=1)):
            later = await world.get()
        assert not later.is_hit
        assert TEN not in starts(later)

    live(story)


def test_without_a_proof_django_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*about: Any, **more: Any) -> Any:
        raise OSError("the database is away")

    async def story() -> None:
        await world.get()
        await prover.close()
        with monkeypatch.context() as patched:
            patched.setattr(proving.AsyncConnection, "connect", away)
            assert (await world.get()).status == 200
        assert world.reached == 2
        assert (await world.get()).is_hit
        assert world.reached == 2

    live(story)


@pytest.mark.parametrize(
    ("header", "is_kept"), [((b"Content-Type", b"application/json"), True), ((b"Set-Cookie", b"a=b"), False)]
)
def test_an_answer_that_sets_a_cookie_is_never_kept(header: tuple[bytes, bytes], is_kept: bool) -> None:
    async def story() -> Listener:
        listener = Listener(AsyncMock(), terms=[Terms("queue.view", 1, Proof("SELECT ''", (), "", TEN, TEN))])
        await listener.hear({"type": "http.response.start", "status": 200, "headers": [header]})
        await listener.hear({"type": "http.response.body", "body": b"{}"})
        return listener

    assert (asyncio.run(story()).given() is not None) == is_kept
