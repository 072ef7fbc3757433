"""Clients that ask the API for free times, over plain sockets, so that they cost little of what they measure."""

import json
import random
import selectors
import socket
import threading
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from time import perf_counter, process_time, sleep
from typing import Any, Self

Path = Callable[[random.Random], str]
"""What to ask next."""


class Link:
    """A connection that is kept open. Raises AssertionError for any answer but 200 and 201."""

    def __init__(self, port: int, token: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = f" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n".encode()

    def get(self, path: str) -> tuple[bytes, bytes]:
        """The headers in small letters, and the body."""
        return self._ask(b"GET " + path.encode() + self.head + b"\r\n")

    def post(self, path: str, body: Any) -> Any:
        """What the answer says."""
        content = json.dumps(body).encode()
        size = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        return json.loads(self._ask(b"POST " + path.encode() + self.head + size + content)[1])

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def _ask(self, request: bytes) -> tuple[bytes, bytes]:
        self.socket.sendall(request)
        head, _end, body = b"", b"", b""
        while not _end:
            head, _end, body = (head + body + self.more()).partition(b"\r\n\r\n")
        head = head.lower()
        parts, left = [body], length_of(head, body) - len(body)
        while left > 0:
            part = self.more()
            parts.append(part)
            left -= len(part)
        return head, b"".join(parts)

    def more(self) -> bytes:
        """What has come, at least a byte."""
        part = self.socket.recv(262_144)
        if not part:
            raise AssertionError("the server hung up")
        return part


class Client:
    """One that asks again as soon as it is answered, on a connection of its own that is never waited for."""

    def __init__(self, port: int, token: str, path: Path, luck: random.Random) -> None:
        self.link, self.path, self.luck = Link(port, token), path, luck
        self.spent: list[float] = []
        self.kept: list[bool] = []
        self.sizes: set[int] = set()
        self._came = bytearray()
        self._length = 0
        self._begun = 0.0

    def ask(self) -> None:
        """Send the next question."""
        self._came.clear()
        self._length = 0
        request = b"GET " + self.path(self.luck).encode() + self.link.head + b"\r\n"
        self._begun = perf_counter()
        self.link.socket.sendall(request)

    def take(self) -> None:
        """What has come. The time ends with the last byte."""
        self._came += self.link.more()
        if not self._length:
            head, end, body = self._came.partition(b"\r\n\r\n")
            if not end:
                return
            size = length_of(bytes(head).lower(), bytes(body))
            self._length = len(head) + len(end) + size
            self.sizes.add(size)
        if len(self._came) >= self._length:
            self.spent.append((perf_counter() - self._begun) * 1000)
            self.kept.append(b"cache-status: indgang; hit" in self._came[:2000].lower())
            self.ask()


def load(port: int, token: str, path: Path, *, clients: int, seconds: float, seed: int = 1) -> dict[str, Any]:
    """So many clients, each asking again as soon as it is answered: all in one thread, which only reads and writes."""
    asking = [Client(port, token, path, random.Random(f"{seed} {number}")) for number in range(clients)]
    with selectors.DefaultSelector() as selector:
        for one in asking:
            selector.register(one.link.socket, selectors.EVENT_READ, one)
        begun, worked = perf_counter(), process_time()
        for one in asking:
            one.ask()
        while perf_counter() < begun + seconds:
            for key, _events in selector.select(seconds):
                key.data.take()
        worked = process_time() - worked
    for one in asking:
        one.link.close()
    spent = [time for one in asking for time in one.spent]
    kept = [is_kept for one in asking for is_kept in one.kept]
    return {
        "requests": len(spent),
        "per_second": round(len(spent) / seconds, 1),
        **times(spent),
        "kept_share": round(sum(kept) / len(kept), 3),
        "most_bytes": max(size for one in asking for size in one.sizes),
        "client_cpu_ms_a_request": round(worked * 1000 / len(spent), 2),
    }


def length_of(head: bytes, body: bytes) -> int:
    """Of the body, as the headers (in small letters) say. Raises AssertionError for any answer but 200 and 201."""
    if not head.startswith((b"http/1.1 200", b"http/1.1 201")):
        raise AssertionError(head, body)
    return int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])


def times(spent: Sequence[float]) -> dict[str, float]:
    """Median, and what 95 and 99 of a hundred stay below, in milliseconds."""
    by_percent = quantiles(spent, n=100) if len(spent) > 1 else [spent[0]] * 99
    return {"median_ms": round(median(spent), 1), "p95_ms": round(by_percent[94], 1),
            "p99_ms": round(by_percent[98], 1)}  # fmt: skip


class Writer:
    """Books a time and cancels it again, over and over, with a pause after each."""

    def __init__(self, port: int, token: str, wish: dict[str, Any], pause: float) -> None:
        self.port, self.token, self.wish, self.pause = port, token, wish, pause
        self.spent: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_about: object) -> None:
        self._over.set()
        self._thread.join()

    def _write(self) -> None:
        link = Link(self.port, self.token)
        while not self._over.is_set():
            code = self._timed(link, "/api/v1/appointments", self.wish)["code"]
            sleep(self.pause)
            self._timed(link, f"/api/v1/appointments/{code}/cancel", {})
            sleep(self.pause)
        link.close()

    def _timed(self, link: Link, path: str, body: Any) -> Any:
        begun = perf_counter()
        answer = link.post(path, body)
        self.spent.append((perf_counter() - begun) * 1000)
        return answer


def run(works: Sequence[Callable[[], None]]) -> None:
    """All at once."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
