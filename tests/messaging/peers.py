"""Mail servers and SMS gateways on this machine that behave and misbehave, each counting what it has taken."""

import asyncio
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Mailbox:
    """What a mail server took, by Message-ID, and how it is to behave: `answers` come first, in turn."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.rcpt_answers: list[str] = []
        self.data_answers: list[str] = []
        self.drop_after_taking = 0
        self.pause = 0.0
        self.sessions = 0

    @property
    def ids(self) -> Counter[str]:
        return Counter(mail["Message-ID"] for mail in self.taken)

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.rcpt_answers:
            answer = self.rcpt_answers.pop(0)
            if not answer.startswith("250"):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.pause:
            await asyncio.sleep(self.pause)
        answer = self.data_answers.pop(0) if self.data_answers else "250 taken"
        if answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        if self.drop_after_taking:
            self.drop_after_taking -= 1
            server.transport.abort()
        return answer


@contextmanager
def mail_server(box: Mailbox, port: int, **options: Any) -> Iterator[None]:
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@contextmanager
def rude_mail_server(port: int, *, lines: int) -> Iterator[list[bytes]]:
    """Speaks SMTP until it has heard some lines of content, then hangs up before the dot."""
    heard: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", port))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    def serve() -> None:
        while True:
            try:
                peer, _address = listening.accept()
            except OSError:
                return
            with peer, peer.makefile("rwb", buffering=0) as file:
                file.write(b"220 here\r\n")
                for line in file:
                    command = line[:4].upper()
                    if command == b"DATA":
                        file.write(b"354 go on\r\n")
                        heard.extend(file.readline() for _line in range(lines))
                        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                        break
                    file.write(b"250 fine\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        listening.close()


class Gateway:
    """What an SMS gateway took, by our reference. `moods` come first, in turn: a status, or "hang" or "hang-up"."""

    def __init__(self, *, taken_even_if_silent: bool = True) -> None:
        self.taken: list[dict[str, Any]] = []
        self.moods: list[int | str] = []
        self.headers: dict[str, str] = {}
        self.heads: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.lock = threading.Lock()
        self.reply: Callable[[dict[str, Any]], Any] = lambda facts: {"ids": [4711]}
        self.hang_seconds = 1.5

    @property
    def references(self) -> Counter[str]:
        return Counter(one.get("userref") or one.get("reference") or one.get("ref") for one in self.taken)

    def take(self, handler: "_Handler", facts: dict[str, Any]) -> None:
        with self.lock:
            mood = self.moods.pop(0) if self.moods else 200
            self.heads.append(dict(handler.headers))
            if mood in {200, "hang", "hang-up", 504}:
                self.taken.append(facts)
        if mood == "hang":
            time.sleep(self.hang_seconds)
        if mood in {"hang", "hang-up"}:
            handler.connection.close()
            return
        body = json.dumps(self.reply(facts) if mood == 200 else {"message": "no"}).encode()
        handler.send_response(int(mood))
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def status(self, handler: "_Handler", reference: str) -> None:
        self.asked.append(reference)
        handler.send_response(200 if self.references[reference] else 404)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


class _Handler(BaseHTTPRequestHandler):
    gateway: Gateway

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.gateway.take(self, {**json.loads(content), "path": self.path})

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        facts = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/status":
            self.gateway.status(self, facts["ref"])
        else:
            self.gateway.take(self, {**facts, "path": parts.path})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is part of the play."""


@contextmanager
def gateway_server(gateway: Gateway, port: int) -> Iterator[str]:
    server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"gateway": gateway}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.shutdown()
        server.server_close()
