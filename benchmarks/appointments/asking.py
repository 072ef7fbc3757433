"""Clients that ask the API for free times, over plain sockets, so that they cost little of what they measure."""

import json
import random
import socket
import threading
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from time import perf_counter, sleep
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
            head, _end, body = (head + body + self._more()).partition(b"\r\n\r\n")
        head = head.lower()
        if not head.startswith((b"http/1.1 200", b"http/1.1 201")):
            raise AssertionError(head, body)
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        parts, left = [body], length - len(body)
        while left > 0:
            part = self._more()
            parts.append(part)
            left -= len(part)
        return head, b"".join(parts)

    def _more(self) -> bytes:
        part = self.socket.recv(262_144)
        if not part:
            raise AssertionError("the server hung up")
        return part


def load(port: int, token: str, path: Path, *, clients: int, seconds: float, seed: int = 1) -> dict[str, Any]:
    """So many clients, each asking again as soon as it is answered."""
    spent: list[float] = []
    kept: list[bool] = []
    sizes: set[int] = set()
    faults: list[BaseException] = []
    until = perf_counter() + seconds

    def client(number: int) -> None:
        luck = random.Random(f"{seed} {number}")
        try:
            link = Link(port, token)
            while perf_counter() < until:
                asked, begun = path(luck), perf_counter()
                head, body = link.get(asked)
                spent.append((perf_counter() - begun) * 1000)
                kept.append(b"cache-status: indgang; hit" in head)
                sizes.add(len(body))
            link.close()
        except Exception as fault:  # noqa: BLE001 (whatever it is, the figures are worth nothing)
            faults.append(fault)

    run([lambda number=number: client(number) for number in range(clients)])
    if faults:
        raise faults[0]
    return {
        "requests": len(spent),
        "per_second": round(len(spent) / seconds, 1),
        **times(spent),
        "kept_share": round(sum(kept) / len(kept), 3),
        "most_bytes": max(sizes),
    }


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
