"""(c) From the call to the listening screens, and how a dropped screen comes back."""

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any

from benchmarks.queueing.client import Client, expect
from benchmarks.queueing.place import Server

REQUEST = (
    b"GET /screen/magion/live/?language=da HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
)
CALL = re.compile(r'data-call=\\?"([0-9-]+)\\?"')


class Screen:
    """A screen as the page is: holds the stream, remembers which calls it has sounded, comes back by itself."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard: dict[str, float] = {}
        self.sounded: list[str] = []
        self.retry = 1.0
        self.back: list[float] = []
        self.writer: asyncio.StreamWriter | None = None
        self.ready = asyncio.Event()

    async def listen(self) -> None:
        """Listen for ever; after a break, again after the time that the server asks for."""
        dropped = 0.0
        while True:
            try:
                reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
                self.writer.write(REQUEST)
                async for line in reader:
                    if line.startswith(b"retry:"):
                        self.retry = int(line[6:]) / 1000
                    if line.startswith(b"data:"):
                        if dropped:
                            self.back.append(time.perf_counter() - dropped)
                            dropped = 0.0
                        self._take(line)
                        self.ready.set()
            except OSError:
                pass
            dropped = dropped or time.perf_counter()
            await asyncio.sleep(self.retry)

    def _take(self, line: bytes) -> None:
        now = time.perf_counter()
        html = json.loads(line[5:]).get("html", "")
        for call in CALL.findall(html):
            if call not in self.heard:
                self.heard[call] = now
                self.sounded.append(call)

    def drop(self) -> None:
        """The network is gone for this screen."""
        if self.writer:
            self.writer.transport.abort()


def run(url: str, folder: Path, token: str, *, screens: int, calls: int) -> dict[str, Any]:
    """Measure `calls` calls to so many screens; then drop some screens, and then the server."""
    server = Server(url, folder).start()
    try:
        return asyncio.run(_run(server, token, screens, calls))
    finally:
        server.stop()


async def _run(server: Server, token: str, count: int, calls: int) -> dict[str, Any]:
    client = Client([server.port], token)
    await asyncio.to_thread(_prepare, client)
    crowd = [Screen(server.port) for _ in range(count)]
    tasks = [asyncio.create_task(one.listen()) for one in crowd]
    await asyncio.gather(*(asyncio.wait_for(one.ready.wait(), 60) for one in crowd))
    sent: dict[str, float] = {}
    for _ in range(calls):
        call, at = await asyncio.to_thread(_call, client)
        sent[call] = at
        await asyncio.sleep(0.4)
    await asyncio.sleep(1)
    delays = sorted(
        screen.heard[call] - at for screen in crowd for call, at in sent.items() if call in screen.heard
    )
    result = {
        "screens": count,
        "calls": calls,
        "arrived": len(delays),
        "expected": count * calls,
        **{f"p{part}_ms": round(delays[len(delays) * part // 100] * 1000, 1) for part in (50, 95, 99)},
        "slowest_ms": round(delays[-1] * 1000, 1),
        "dropped_screens": await _drop_screens(client, crowd[: count // 10], sent),
        "killed_server": await _kill_server(server, client, crowd, sent),
    }
    result["sounded_twice"] = sum(len(one.sounded) - len(set(one.sounded)) for one in crowd)
    for task in tasks:
        task.cancel()
    return result


async def _drop_screens(client: Client, some: list[Screen], sent: dict[str, float]) -> dict[str, Any]:
    """The network of some screens breaks, somebody is called meanwhile, and they come back."""
    for one in some:
        one.back.clear()
        one.drop()
    call, at = await asyncio.to_thread(_call, client)
    sent[call] = at
    await asyncio.sleep(4)
    return {
        "screens": len(some),
        "slowest_back_seconds": round(max((max(one.back) for one in some if one.back), default=-1), 2),
        "not_back": sum(not one.back for one in some),
        "lost_calls": sum(call not in one.heard for one in some),
    }


async def _kill_server(
    server: Server, client: Client, crowd: list[Screen], sent: dict[str, float]
) -> dict[str, Any]:
    """The server is killed and started again; the time counts from when it answers."""
    for one in crowd:
        one.back.clear()
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    up = time.perf_counter()
    before = {screen: len(screen.back) for screen in crowd}
    call, at = await asyncio.to_thread(_call, client)
    sent[call] = at
    await asyncio.sleep(8)
    late = [one.heard.get(call, float("inf")) - up for one in crowd]
    return {
        "screens": len(before),
        "slowest_back_seconds": round(max(late), 2),
        "lost_calls": sum(one == float("inf") for one in late),
    }


def _prepare(client: Client) -> None:
    client.post("desks/desk-0/open", {"officer": "officer-0"})
    _call(client)


def _call(client: Client) -> tuple[str, float]:
    """Somebody takes a number and is called; the name of the call, and when the call was pressed."""
    expect(client.post("sites/magion/tickets", {"series": "K"}), 201)
    at = time.perf_counter()
    call = expect(client.post("desks/desk-0/next"), 201)
    client.post(f"tickets/{call['ticket']['id']}/start")
    client.post(f"tickets/{call['ticket']['id']}/finish")
    return call["call"], at
