"""Races for appointments in full size, as JSON on standard output; it starts its own database and its own server.

python benchmarks/races.py [--quick] [--only connections|http] [--rounds N] [--seed 1]

How far it has come is told on standard error. One database is filled, without waiting for the disk, and copied for
each part; in the races themselves every commit waits for it.

"connections": 16 database connections do 10,000 rounds of holding, confirming in time, late and twice, booking,
cancelling, moving, blocking and rearranging, while the clock runs fast and holds run out. Judged are the rows: never
more at once than places, counted minute by minute while it runs and at the end; every confirmed appointment is where
it was promised; no deadlock. "http": 64 clients of the API race for the last time in 500 rounds: it is booked, held and
confirmed, held and left (raced for again when the hold has run out), or closed meanwhile. Exactly one gets it (at most
one of what is closed), the others get 409 with the nearest free times, and in the end all confirmed are where promised.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time as real_time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
if str(Path(__file__).resolve().parent) in sys.path:
    sys.path.remove(str(Path(__file__).resolve().parent))  # it has a module named like the standard library's

from benchmarks.appointments.last_unit import Rounds  # noqa: E402 (the paths must be known first)
from benchmarks.queue import machine  # noqa: E402
from benchmarks.queueing.place import Cluster, Server, environment  # noqa: E402

CLIENTS, HTTP_CLIENTS = 16, 64


def main() -> None:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a twentieth of the rounds")
    parser.add_argument("--only", choices=("connections", "http"), help="one part alone")
    parser.add_argument("--rounds", type=int, help="as many rounds instead")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    parts = [options.only] if options.only else ["connections", "http"]
    rounds, http_rounds = (500, 25) if options.quick else (10_000, 500)
    rounds, http_rounds = options.rounds or rounds, options.rounds or http_rounds
    result: dict[str, Any] = {"machine": machine()}
    cluster = Cluster()
    with tempfile.TemporaryDirectory(prefix="indgang-bench-data-") as name:
        try:
            result["postgresql"] = cluster.facts()
            folder = Path(name)
            source, _token = filled(cluster, folder)
            if "connections" in parts:
                result["connections"] = connections(cluster, source, folder, rounds, options.seed)
                told(json.dumps(result["connections"]))
            if "http" in parts:
                result["http"] = over_http(cluster, source, folder, http_rounds)
        finally:
            cluster.remove()
    print(json.dumps(result, indent=2))


def filled(cluster: Cluster, folder: Path) -> tuple[str, str]:
    """A database with a site and its tasks, from which others are copied, and a token."""
    begun = real_time.perf_counter()
    url = cluster.database()
    cluster.hurry(url)
    token = fill(url, folder, 0)
    cluster.hurry(url, is_over=True)
    told(f"filled in {real_time.perf_counter() - begun:.0f} s")
    return url, token


def told(text: str) -> None:
    """Say how far it has come."""
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


def fill(url: str, folder: Path, resources: int) -> str:
    """Fill a database, or add so many desks to one that is filled; the token of another system."""
    command = [sys.executable, "-m", "benchmarks.appointments.filling", str(resources), "0"]
    done = subprocess.run(
        command, env=environment(url, folder), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.split()[-1]


def connections(cluster: Cluster, filled: str, folder: Path, rounds: int, seed: int) -> dict[str, Any]:
    """16 connections in this process."""
    url = cluster.database(filled)
    fill(url, folder, 3)
    os.environ.update(environment(url, folder))
    import django

    django.setup()
    from django.db import connection

    from benchmarks.appointments.racing import SPEED, prepare, race, running_clock
    from indgang.booking.models import Resource
    from indgang.core.day import danish_date, opening_instant
    from indgang.organisation.models import Site

    tomorrow = danish_date(datetime.now(UTC)) + timedelta(days=40)
    nine = opening_instant(tomorrow, time(9))
    starts = [nine + timedelta(minutes=15 * quarter) for quarter in range(12)]
    site = Site.objects.select_related("municipality").get()
    with running_clock(datetime.now(UTC)):
        arena = prepare(site, list(Resource.objects.order_by("pk")), ("boligstoette", "pas-voksen"), starts)
        begun = real_time.perf_counter()
        ledger = race(arena, clients=CLIENTS, rounds=rounds, seed=seed, told=told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (deadlocks,) = cursor.fetchone()
    connection.close()
    return {
        "clients": CLIENTS,
        "rounds": rounds,
        "seconds": round(real_time.perf_counter() - begun, 1),
        "clock_runs_times": SPEED,
        "confirmed": len(ledger.promises),
        "kept": sum(not one.is_cancelled for one in ledger.promises.values()),
        "deadlocks": deadlocks,
        "violations": len(ledger.faults),
        "first_violations": ledger.faults[:5],
        "counts": dict(sorted(ledger.counts.items())),
    }


def over_http(cluster: Cluster, filled: str, folder: Path, rounds: int) -> dict[str, Any]:
    """64 clients against one server process, as `indgang serve` starts it, with one desk, and somebody who closes."""
    url = cluster.database(filled)
    token = fill(url, folder, 1)
    server = Server(url, folder).start()
    try:
        with closing(environment(url, folder)) as close:
            first = datetime.now(UTC) + timedelta(days=1)
            racing = Rounds(
                [server.port], token, clients=HTTP_CLIENTS, rounds=rounds, first=first, told=told, close=close
            )
            begun = real_time.perf_counter()
            verdict = racing.run()
    finally:
        server.stop()
    return {**verdict, "seconds": round(real_time.perf_counter() - begun, 1)}


@contextmanager
def closing(surroundings: dict[str, str]) -> Iterator[Callable[[datetime], None]]:
    """Blocks a time, in a process of its own; returns when it is blocked."""
    command = [sys.executable, "-m", "benchmarks.appointments.closing"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=surroundings, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        if process.stdin is None or process.stdout is None or not process.stdout.readline():
            raise RuntimeError("nobody is there to close")
        asked, answered = process.stdin, process.stdout

        def close(start: datetime) -> None:
            print(start.isoformat(), file=asked, flush=True)
            if not answered.readline():
                raise OSError("nobody is there to close")

        yield close
        asked.close()


if __name__ == "__main__":
    main()
