"""How fast free times are found, as JSON on standard output; it starts its own servers and its own database.

python benchmarks/slots.py [--rounds 30] [--only core|http] [--seconds 10]

"core": 30 days on a grid of 15 minutes in one thread without a database, from 1 to 100 resources with 20 bookings a
day each, side by side with the straightforward way, which holds every start against every booking; what a day of
horizon and a booking cost. "http": GET sites/{site}/slots for the same 30 days of 10 resources with 200 bookings a
day, with 1 and 8 clients, by one and by two server processes.
"""

import argparse
import gc
import http.client
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
if str(Path(__file__).resolve().parent) in sys.path:
    sys.path.remove(str(Path(__file__).resolve().parent))  # it has a module named like the standard library's

from benchmarks.queue import machine  # noqa: E402 (the paths must be known first)
from benchmarks.queueing.place import Cluster, Server, environment  # noqa: E402
from indgang.core.slots import Plan, Taken, TakenArrays, Window, free_times  # noqa: E402

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
MINUTES = 30
Bookings = list[list[tuple[datetime, datetime]]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=30, help="how often each is done")
    parser.add_argument("--only", choices=("core", "http"), help="one part alone")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the clients ask")
    options = parser.parse_args()
    result: dict[str, Any] = {"machine": machine()}
    if options.only != "http":
        result["core"] = core(options.rounds)
    if options.only != "core":
        result["http"] = over_http(options.seconds)
    print(json.dumps(result, indent=2))


def core(rounds: int) -> dict[str, Any]:
    """The core alone, and what a day, a booking and a resource add."""
    by_resources = {count: compared(rounds, count, 30, 20) for count in (1, 10, 100)}
    by_days = {days: timed(rounds, fast(10, days, 20))["cpu_median_ms"] for days in (1, 7, 30, 62)}
    by_bookings = {a_day: timed(rounds, fast(10, 30, a_day))["cpu_median_ms"] for a_day in (0, 5, 20, 40)}
    return {
        "30 days, 20 bookings a day for each resource": by_resources,
        "days of horizon, 10 resources, 200 bookings a day": by_days,
        "ms_per_day_of_horizon": round((by_days[62] - by_days[1]) / 61, 4),
        "bookings a day for each of 10 resources, 30 days": by_bookings,
        "microseconds_per_booking": round((by_bookings[40] - by_bookings[0]) / (40 * 10 * 30) * 1000, 3),
    }


def compared(rounds: int, resources: int, days: int, a_day: int) -> dict[str, Any]:
    """Both ways in turn, in the same process; they must find the same."""
    quick, slow = fast(resources, days, a_day), straightforward(resources, days, a_day)
    begun = process_time()
    found = slow()
    slow_ms = round((process_time() - begun) * 1000, 1)
    if quick() != found:
        raise AssertionError("the two ways differ")
    fast_ms = timed(rounds, quick)
    return {**fast_ms, "straightforward_cpu_ms": slow_ms,
            "times_faster": round(slow_ms / fast_ms["cpu_median_ms"])}  # fmt: skip


def timed(rounds: int, work: Callable[[], Any]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds; of the processor's time too, which others do not disturb."""
    work()
    gc.collect()
    spent, on_processor = [], []
    for _round in range(rounds):
        begun, worked = perf_counter(), process_time()
        work()
        on_processor.append((process_time() - worked) * 1000)
        spent.append((perf_counter() - begun) * 1000)
    cpu = {"cpu_median_ms": round(median(on_processor), 3), "cpu_p95_ms": p95(on_processor)}
    return {"median_ms": round(median(spent), 3), "p95_ms": p95(spent), **cpu}


def p95(spent: list[float]) -> float:
    """The 95th percentile."""
    return round(quantiles(spent, n=20)[-1] if len(spent) > 1 else spent[0], 3)


def bookings(resources: int, days: int, a_day: int) -> Bookings:
    """For each resource its quarters, scattered over each day so that gaps are left."""
    return [
        [
            (start, start + QUARTER)
            for day in range(days)
            for number in range(a_day)
            for start in [
                MIDNIGHT + timedelta(days=day, hours=9) + QUARTER * ((number * 7 + resource * 3) % 44)
            ]
        ]
        for resource in range(resources)
    ]


def opening(days: int) -> tuple[Window, ...]:
    """Nine to eight in the evening."""
    at = [MIDNIGHT + timedelta(days=day) for day in range(days)]
    return tuple(Window(day + timedelta(hours=9), day + timedelta(hours=20)) for day in at)


def fast(resources: int, days: int, a_day: int) -> Callable[[], list[datetime]]:
    """As booking does it: from what the database gives, nothing kept from the last time."""
    windows = opening(days)
    taken = [TakenArrays.of([Taken(*one) for one in each]) for each in bookings(resources, days, a_day)]

    def work() -> list[datetime]:
        plans = [Plan(windows, one, grid_minutes=15) for one in taken]
        until = MIDNIGHT + timedelta(days=days)
        return [one.start for one in free_times([plans], MINUTES, since=MIDNIGHT, until=until)]

    return work


def straightforward(resources: int, days: int, a_day: int) -> Callable[[], list[datetime]]:
    """Every start of every resource against every window and booking of it."""
    windows, taken = opening(days), bookings(resources, days, a_day)
    starts = [MIDNIGHT + QUARTER * number for number in range(days * 96)]

    def work() -> list[datetime]:
        length, found = timedelta(minutes=MINUTES), []
        for start in starts:
            end = start + length
            if not any(one.start <= start and end <= one.end for one in windows):
                continue
            free = [not any(since < end and start < until for since, until in each) for each in taken]
            if any(free):
                found.append(start)
        return found

    return work


def over_http(seconds: float) -> dict[str, Any]:
    """A real server, each client on a connection of its own that is kept open."""
    cluster, found = Cluster(), {}
    with tempfile.TemporaryDirectory(prefix="indgang-bench-data-") as name:
        folder = Path(name)
        try:
            url = cluster.database()
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.appointments.filling", "10", "200"],
                env=environment(url, folder), cwd=ROOT, check=True, capture_output=True, text=True,
            )  # fmt: skip
            token = done.stdout.split()[-1]
            for processes in (1, 2):
                server = Server(url, folder, processes=processes).start()
                try:
                    load(server.port, token, 4, 3.0)
                    found[f"{processes} processes"] = {
                        f"{clients} clients": load(server.port, token, clients, seconds) for clients in (1, 8)
                    }
                finally:
                    server.stop()
        finally:
            cluster.remove()
    return found


def load(port: int, token: str, clients: int, seconds: float) -> dict[str, Any]:
    """So many clients, each asking again as soon as it is answered."""
    first = datetime.now(UTC).date() + timedelta(days=1)
    path = f"/api/v1/sites/magion/slots?task=pas-voksen&from={first}&to={first + timedelta(days=29)}"
    spent: list[float] = []
    sizes: set[int] = set()

    def client() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        until = perf_counter() + seconds
        while perf_counter() < until:
            begun = perf_counter()
            link.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            response = link.getresponse()
            body = response.read()
            spent.append((perf_counter() - begun) * 1000)
            if response.status != 200:
                raise AssertionError(body)
            sizes.add(len(body))
        link.close()

    threads = [threading.Thread(target=client) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "requests": len(spent),
        "per_second": round(len(spent) / seconds, 1),
        "median_ms": round(median(spent), 1),
        "p95_ms": round(p95(spent), 1),
        "bytes": max(sizes),
    }


if __name__ == "__main__":
    main()
