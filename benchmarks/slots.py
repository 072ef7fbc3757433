"""How fast free times are found, as JSON on standard output; it starts its own servers and its own database.

python benchmarks/slots.py [--rounds 30] [--only core|http] [--seconds 10]

"core": 30 days on a grid of 15 minutes in one thread without a database, from 1 to 100 resources with 20 bookings a
day each, side by side with the straightforward way, which holds every start against every booking. What a day of
horizon, a booking and a resource cost is the slope of a line through several points, with its r squared: the points
take turns in every round, and garbage is collected between rounds only. Bookings are added while as many times stay
free, by one more resource that nobody books.

"http": GET sites/{site}/slots, each client on a connection of its own that is kept open, by one and by two server
processes: (a) the same question again and again, for 30 days of 10 resources with 200 bookings a day; (b) by 8 clients
at two sites, a few dozen questions as pages ask them, and one of 3,600 at random, which is more than is kept; (c) as
(a) by 8 clients while somebody else books there and cancels, 200 ms apart. `kept_share` is what was found before and
proved to be still true. All clients are one thread on plain sockets, a process of its own beside the servers' and the
database's on the same cores; `server_cpu_ms_a_request` is what all server processes spent together.
"""

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import correlation, linear_regression, median, quantiles
from time import perf_counter, process_time, sleep
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
if str(Path(__file__).resolve().parent) in sys.path:
    sys.path.remove(str(Path(__file__).resolve().parent))  # it has a module named like the standard library's

from benchmarks.appointments.asking import Link, Writer, load, times  # noqa: E402 (the paths must be known first)
from benchmarks.queue import machine  # noqa: E402 (the paths must be known first)
from benchmarks.queueing.place import Cluster, Server, environment  # noqa: E402
from indgang.core.slots import Plan, Taken, TakenArrays, Window, free_times  # noqa: E402

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
MINUTES = 30
OPEN = timedelta(hours=11)
SHORT = timedelta(minutes=5)
SETTLE_SECONDS, IDLE_SECONDS = 60.0, 0.05
SITES = ("magion", "magion-2")
TASKS = ("pas-voksen", "boligstoette", "boligindskudslaan", "boernebidrag", "bopaelsattest")
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
    return {
        "30 days, 20 bookings a day for each resource": {
            count: compared(rounds, count, 30, 20) for count in (1, 10, 100)
        },
        "ms_for_resources": line(rounds, {count: fast(count, 30, 20) for count in (1, 3, 10, 30, 100)}, 1),
        "ms_for_days_of_horizon": line(
            rounds, {days: fast(10, days, 20) for days in (1, 7, 14, 30, 45, 62)}, 1
        ),
        "ms_for_thousands_of_bookings": line(
            rounds,
            {a_day: fast(10, 30, a_day, length=SHORT, idle=1) for a_day in (10, 40, 70, 100, 130)},
            10 * 30 / 1000,
        ),
    }


def line(rounds: int, works: dict[int, Callable[[], Any]], unit: float) -> dict[str, Any]:
    """The median of each, in milliseconds of the processor, and the line through them by least squares."""
    spent: dict[int, list[float]] = {at: [] for at in works}
    for work in works.values():
        work()
    gc.disable()
    for _round in range(rounds):
        for at, work in works.items():
            begun = process_time()
            work()
            spent[at].append((process_time() - begun) * 1000)
        gc.collect()
    gc.enable()
    medians = [median(of_one) for of_one in spent.values()]
    sizes = [at * unit for at in works]
    slope, first = linear_regression(sizes, medians)
    return {
        "points": {at: round(one, 3) for at, one in zip(works, medians, strict=True)},
        "each_adds": round(slope, 4),
        "without_any": round(first, 3),
        "r_squared": round(correlation(sizes, medians) ** 2, 3),
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


def bookings(resources: int, days: int, a_day: int, length: timedelta = QUARTER) -> Bookings:
    """For each resource its bookings, scattered over each day so that gaps are left."""
    fits = OPEN // length
    return [
        [
            (start, start + length)
            for day in range(days)
            for number in range(a_day)
            for start in [
                MIDNIGHT + timedelta(days=day, hours=9) + length * ((number * 7 + resource * 3) % fits)
            ]
        ]
        for resource in range(resources)
    ]


def opening(days: int) -> tuple[Window, ...]:
    """Nine to eight in the evening."""
    at = [MIDNIGHT + timedelta(days=day) for day in range(days)]
    return tuple(Window(day + timedelta(hours=9), day + timedelta(hours=20)) for day in at)


def fast(
    resources: int, days: int, a_day: int, *, length: timedelta = QUARTER, idle: int = 0
) -> Callable[[], list[datetime]]:
    """As booking does it: from what the database gives, no answer kept from the last time.

    `idle` are resources that nobody books, besides.
    """
    windows = opening(days)
    booked: Bookings = [*bookings(resources, days, a_day, length), *([] for _idle in range(idle))]
    taken = [TakenArrays.of([Taken(*one) for one in each]) for each in booked]

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
    """A real server on a database that waits for the disk at every commit."""
    cluster, found = Cluster(), {}
    with tempfile.TemporaryDirectory(prefix="indgang-bench-data-") as name:
        folder = Path(name)
        try:
            url = cluster.database()
            cluster.hurry(url)
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.appointments.filling", "10", "200", "2"],
                env=environment(url, folder), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            cluster.hurry(url, is_over=True)
            for processes in (1, 2):
                found[f"{processes} processes"] = served(
                    url, folder, done.stdout.split()[-1], processes, seconds
                )
        finally:
            cluster.remove()
    return found


def served(url: str, folder: Path, token: str, processes: int, seconds: float) -> dict[str, Any]:
    """All questions to so many processes."""
    server = Server(url, folder, processes=processes).start()

    def measured(path: Callable[[random.Random], str], clients: int = 8) -> dict[str, Any]:
        before = cpu_seconds(server)
        found = load(server.port, token, path, clients=clients, seconds=seconds)
        spent = cpu_seconds(server) - before
        return {**found, "server_cpu_ms_a_request": round(spent * 1000 / found["requests"], 2)}

    try:
        settle(server, token)
        found = {f"a: the same question, {clients} clients": measured(same, clients) for clients in (1, 8)}
        for name, path in (("b: questions of pages", few), ("b: one of 3,600 questions", many)):
            found[f"{name}, 8 clients"] = measured(path)
        wish = {"site": "magion", "task": "boligstoette", "start": free_start(server.port, token)}
        with Writer(server.port, token, wish, 0.2) as writer:
            name = "c: the same question, 8 clients, somebody books and cancels"
            found[name] = measured(same)
        found[name]["writes"] = {"number": len(writer.spent), **times(writer.spent)}
    finally:
        server.stop()
    return found


def settle(server: Server, token: str) -> None:
    """Wait until the servers have made what they make once after they start, and ask a little."""
    free_start(server.port, token)
    until, spent, before = perf_counter() + SETTLE_SECONDS, cpu_seconds(server), 0.0
    while spent - before > IDLE_SECONDS and perf_counter() < until:
        sleep(1.0)
        spent, before = cpu_seconds(server), spent
    load(server.port, token, same, clients=8, seconds=3.0)


def cpu_seconds(server: Server) -> float:
    """What the processes of a server have spent so far."""
    assert server.process is not None
    return spent_by(server.process.pid)


def spent_by(process: int) -> float:
    """The seconds of the processor, with those of the processes that it started."""
    here = Path(f"/proc/{process}")
    fields = (here / "stat").read_text().rpartition(")")[2].split()
    started = (here / "task" / str(process) / "children").read_text().split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(spent_by(int(child)) for child in started)


def question(site: str, task: str, first: int, days: int, public: str = "false") -> str:
    """The address of a question; `first` is so many days from tomorrow."""
    since = datetime.now(UTC).date() + timedelta(days=1 + first)
    until = since + timedelta(days=days - 1)
    return f"/api/v1/sites/{site}/slots?task={task}&from={since}&to={until}&public={public}"


def same(luck: random.Random) -> str:
    """Thirty days for one task."""
    del luck
    return question("magion", "pas-voksen", 0, 30)


def few(luck: random.Random) -> str:
    """Some task at some site for the first month, or for one of the first weeks."""
    first, days = luck.choice(((0, 30), (0, 7), (7, 7), (14, 7)))
    return question(luck.choice(SITES), luck.choice(TASKS), first, days)


def many(luck: random.Random) -> str:
    """Any task anywhere from any day on."""
    return question(
        luck.choice(SITES), luck.choice(TASKS), luck.randrange(30), luck.choice((1, 7, 14, 21, 28, 30)),
        luck.choice(("true", "false")),
    )  # fmt: skip


def free_start(port: int, token: str) -> str:
    """A time that can be booked, some days ahead."""
    link = Link(port, token)
    _head, body = link.get(question("magion", "boligstoette", 3, 1))
    link.close()
    start: str = json.loads(body)["slots"][0]["start"]
    return start


if __name__ == "__main__":
    main()
