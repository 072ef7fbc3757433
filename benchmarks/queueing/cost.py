"""(b) What the full cycle costs over HTTP, against the same statements straight through psycopg in the same run."""

import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from psycopg import ClientCursor

from benchmarks.queueing.client import Client, cycle
from benchmarks.queueing.place import ROOT, Cluster, Server, environment

Statement = tuple[str, str, Any]


def run(cluster: Cluster, url: str, folder: Path, token: str, *, cycles: int, rounds: int) -> dict[str, Any]:
    """The ratio of both, round by round, on copies of one database so that both do the same to the same rows."""
    recording = cluster.database(url)
    file = folder / "statements.pickle"
    command = [sys.executable, "-m", "benchmarks.queueing.recording", token, str(cycles), str(file)]
    subprocess.run(command, env=environment(recording, folder), cwd=ROOT, check=True)
    recorded: list[list[Statement]] = pickle.loads(file.read_bytes())
    opened = cluster.database(url)
    _open_desk(opened, folder, token)
    results = []
    for _ in range(rounds):
        over_http, direct = cluster.database(opened), cluster.database(opened)
        results.append((_http(over_http, folder, token, cycles), _direct(direct, recorded)))
    ratios = [http / direct for http, direct in results]
    statements = [len([one for one in each if one[0] in {"sql", "many"}]) for each in recorded]
    return {
        "cycles": cycles,
        "rounds": rounds,
        "statements_per_cycle": median(statements),
        "transactions_per_cycle": median(
            len([one for one in each if one[0] == "begin"]) for each in recorded
        ),
        "http_ms_per_cycle": round(median(http for http, _ in results) * 1000, 2),
        "psycopg_ms_per_cycle": round(median(direct for _, direct in results) * 1000, 2),
        "ratio": round(median(ratios), 2),
        "ratios": [round(one, 2) for one in ratios],
    }


def _open_desk(url: str, folder: Path, token: str) -> None:
    server = Server(url, folder).start()
    Client([server.port], token).post("desks/desk-0/open", {"officer": "officer-0"})
    server.stop()


def _http(url: str, folder: Path, token: str, cycles: int) -> float:
    """Seconds per cycle over HTTP, one client; the first cycle warms up and is not counted."""
    server = Server(url, folder).start()
    client = Client([server.port], token)
    cycle(client, 0)
    started = time.perf_counter()
    for _ in range(cycles):
        cycle(client, 0)
    seconds = (time.perf_counter() - started) / cycles
    server.stop()
    return seconds


def _direct(url: str, recorded: Sequence[Sequence[Statement]]) -> float:
    """Seconds per cycle for the recorded statements, with the same transactions on one connection.

    The copy of the database is where the recording began, so every number and id comes out the same.
    """
    with psycopg.connect(url, autocommit=True, cursor_factory=ClientCursor) as connection:
        cursor = connection.cursor()
        started = time.perf_counter()
        for statements in recorded:
            for kind, text, parameters in statements:
                if kind == "sql":
                    cursor.execute(text.encode() if parameters is None else text, parameters)
                    if cursor.description:
                        cursor.fetchall()
                elif kind == "many":
                    cursor.executemany(text, parameters)
                else:
                    cursor.execute("BEGIN" if kind == "begin" else "COMMIT")
        return (time.perf_counter() - started) / len(recorded)


def load(
    url: str, folder: Path, token: str, *, clients: Sequence[int], seconds: float
) -> list[dict[str, Any]]:
    """Requests per second and their times at so many clients, each at a desk of its own, in full cycles."""
    server = Server(url, folder).start()
    found = [_load(server.port, token, count, seconds) for count in clients]
    server.stop()
    return found


class Timed(Client):
    """A client that notes how long each request took."""

    def __init__(self, ports: list[int], token: str) -> None:
        super().__init__(ports, token)
        self.times: list[float] = []

    def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        """As of old, and timed."""
        started = time.perf_counter()
        answer = super().post(path, body)
        self.times.append(time.perf_counter() - started)
        return answer


def _load(port: int, token: str, count: int, seconds: float) -> dict[str, Any]:
    clients = [Timed([port], token) for _ in range(count)]
    for number, client in enumerate(clients):
        client.post(f"desks/desk-{number}/open", {"officer": f"officer-{number}"})
        cycle(client, number)
        client.times.clear()
    until = time.perf_counter() + seconds
    failed: list[str] = []

    def work(number: int, client: Timed) -> None:
        while time.perf_counter() < until:
            try:
                cycle(client, number)
            except RuntimeError as error:
                failed.append(str(error)[:200])
                return

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    times = sorted(one for client in clients for one in client.times)
    return {
        "clients": count,
        "requests_per_second": round(len(times) / took, 1),
        **{
            f"p{part}_ms": round(times[min(len(times) - 1, len(times) * part // 100)] * 1000, 1)
            for part in (50, 95, 99)
        },
        "failed": failed[:3],
    }
