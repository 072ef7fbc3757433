"""Answers of the API that are given again, in front of Django, when one statement shows that they would be the same.

Other systems ask the same all day long. An operation says of what its answer depends (`may_be_given_again`). The next
request for the same, with whatever token, gets the same answer if the database says, in one statement and so of one
moment, who holds that token now and that nothing has changed. In every other case Django answers, which also says all
refusals. Nothing is kept of tokens and of what they may.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.http import HttpRequest

from indgang.base.access import ANONYMOUS, Actor, may
from indgang.base.kept import Kept
from indgang.base.proving import Proof, prover
from indgang.organisation.queries import HOLDER_BY_DIGEST, actor_of_holder, token_digest

PREFIX = "/api/v1/"
SCHEME = "bearer "
IN_SCOPE = "indgang.again"
MOST_KEPT = 128
MOST_BYTES = 512 * 1024
# A request with any other header is another question: what it may change is for Django to say.
WITHOUT_EFFECT = {
    b"accept",
    b"connection",
    b"traceparent",
    b"tracestate",
    b"user-agent",
    b"x-forwarded-for",
    b"x-real-ip",
    b"x-request-id",
}
WITH_BODY = {b"content-length", b"transfer-encoding"}
WITH_HOLDER = "SELECT ({proof}), holder.* FROM (VALUES (1)) AS one LEFT JOIN ({holder}) AS holder ON true"
CACHE_STATUS = b"Cache-Status"
HIT = b"indgang; hit"
SET_COOKIE = b"set-cookie"

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """To whom an answer may be given again, and what must hold then."""

    permission: str
    site_id: int
    proof: Proof

    async def hold_for(self, digest: str) -> bool:
        """Whether the holder of the token may have the answer now, and it would be the same."""
        statement = WITH_HOLDER.format(proof=self.proof.statement, holder=HOLDER_BY_DIGEST)
        row = await prover.row(statement, [*self.proof.given, digest])
        return row is not None and self._allow(actor_of_holder(row[1:])) and self.proof.holds(row[0])

    def _allow(self, actor: Actor) -> bool:
        return (
            actor.kind != ANONYMOUS.kind
            and actor.knows(self.site_id)
            and may(actor, self.permission, self.site_id)
        )


class Given(NamedTuple):
    """An answer as it was sent."""

    terms: Terms
    headers: Headers
    body: bytes


class Asked(NamedTuple):
    """A request: all that its answer can depend on but the token, and the token."""

    question: Hashable
    token: str


@dataclass
class Listener:
    """Sends an answer on and remembers it, and the terms that are set while it is made."""

    send: Send
    terms: list[Terms] = field(default_factory=list)
    status: int = 0
    headers: Headers = ()
    body: list[bytes] = field(default_factory=list)
    is_whole: bool = False

    async def hear(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], tuple(message["headers"])
        elif self.terms and message["type"] == "http.response.body":
            self.body.append(message.get("body", b""))
            self.is_whole = not message.get("more_body", False)
        await self.send(message)

    def given(self) -> Given | None:
        """The answer, if it may be given again."""
        size = sum(map(len, self.body))
        is_personal = any(name.lower() == SET_COOKIE for name, _value in self.headers)
        if is_personal or not (self.is_whole and self.status == 200 and size <= MOST_BYTES):
            return None
        headers = tuple(one for one in self.headers if one[0].lower() != CACHE_STATUS.lower())
        return Given(self.terms[0], ((CACHE_STATUS, HIT), *headers), b"".join(self.body))


answers: Kept[Hashable, Given] = Kept(MOST_KEPT)


class Again:
    """In front of the application of Django."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._underway: dict[Hashable, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer again, or let Django answer and remember it."""
        asked = _asked(scope)
        if asked is None:
            await self._application(scope, receive, send)
        elif not await self._again(asked, send):
            await self._anew(asked, scope, receive, send)

    async def _again(self, asked: Asked, send: Send) -> bool:
        """Send the last answer if that is right; else the one that Django is making for somebody else, if that is."""
        digest = token_digest(asked.token)
        for _answer in ("last", "next"):
            last = answers.get(asked.question)
            if last is None:
                return False
            if await last.terms.hold_for(digest):
                await _send_again(last, send)
                return True
            underway = self._underway.get(asked.question)
            if underway is not None:
                await underway.wait()
            elif answers.get(asked.question) is last:
                return False
        return False

    async def _anew(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Django answer; who asks the same meanwhile may wait for it."""
        listener, over = Listener(send), asyncio.Event()
        is_first = self._underway.setdefault(asked.question, over) is over
        try:
            await self._application({**scope, IN_SCOPE: listener.terms}, receive, listener.hear)
            given = listener.given()
            if given is not None:
                answers.put(asked.question, given)
        finally:
            if is_first:
                del self._underway[asked.question]
            over.set()


def may_be_given_again(request: HttpRequest, *, permission: str, site_id: int, proof: Proof | None) -> None:
    """Say that the answer to this request is the same for all who have the permission at the site, while `proof` holds.

    Nothing else may change it: neither what is written elsewhere, nor who asks, nor the clock.
    """
    terms: list[Terms] | None = getattr(request, "scope", {}).get(IN_SCOPE)
    if terms is not None and proof is not None:
        terms.append(Terms(permission, site_id, proof))


def _asked(scope: Scope) -> Asked | None:
    """The request, if an answer to it may be kept at all: GET, one token, nothing else in it."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
        return None
    token, decisive = "", []
    for name, value in scope["headers"]:
        if name in WITH_BODY or (name == b"authorization" and token):
            return None
        if name == b"authorization":
            token = value.decode("latin-1")
        elif name not in WITHOUT_EFFECT:
            decisive.append((name, value))
    if not token.lower().startswith(SCHEME):
        return None
    address = (scope["scheme"], scope.get("root_path", ""), scope["path"], scope["query_string"])
    return Asked((address, *decisive), token[len(SCHEME) :])


async def _send_again(last: Given, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": list(last.headers)})
    await send({"type": "http.response.body", "body": last.body})
