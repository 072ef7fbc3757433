"""How fast the core decides, as JSON on standard output: ``python benchmarks/core.py [--rounds 30]``.

Ranking a queue and estimating its waits, with made-up days; `slots.py` measures free times. Pure Python in one
thread, no database; each figure is the median of the rounds, in milliseconds.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from indgang.core.calling import CallProfile, CallRule, Condition, WaitingTicket, rank
from indgang.core.service_times import ServiceTime
from indgang.core.waiting import Circumstances, OpenDesk, estimates

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
KVIK = CallProfile((CallRule(1, Condition.DUE), CallRule(2, Condition.LANE, "K"), CallRule(3)))
MINUTES = {"borrow": 3.0, "passport": 8.0, "pension": 20.0}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=30, help="how often each is done")
    rounds = parser.parse_args().rounds
    report = {
        "machine": {
            "cores": os.cpu_count(),
            "load_before": os.getloadavg()[0],
            "python": platform.python_version(),
        },
        "rank_ms": {size: timed(rounds, ranking(size)) for size in (50, 500)},
        "waits_ms": {size: timed(rounds, waits(size)) for size in (10, 50)},
    }
    print(json.dumps(report, indent=2))


def timed(rounds: int, work: Callable[[], Any]) -> float:
    """The median in milliseconds."""
    spent = []
    for _ in range(rounds):
        begun = perf_counter()
        work()
        spent.append(perf_counter() - begun)
    return round(median(spent) * 1000, 3)


def queue_of(size: int) -> list[WaitingTicket]:
    """A queue of mixed tasks in two lanes."""
    return [
        WaitingTicket(
            number,
            "KS"[number % 2],
            str(number),
            NOON - timedelta(minutes=size - number),
            due_at=NOON + timedelta(minutes=number % 7) if number % 5 == 0 else None,
            priority=1 + number % 3,
            task=sorted(MINUTES)[number % 3],
        )
        for number in range(size)
    ]


def ranking(size: int) -> Callable[[], Any]:
    """Who comes next, of so many."""
    waiting = queue_of(size)
    return lambda: rank(waiting, KVIK, lambda _ticket: True, NOON)


def waits(size: int) -> Callable[[], Any]:
    """The waits of so many at three desks."""
    waiting = queue_of(size)
    usual = {task: ServiceTime.of(minutes) for task, minutes in MINUTES.items()}
    desks = [OpenDesk(KVIK, lambda _ticket: True, usual["passport"], served) for served in (0.0, 1.0, 3.0)]
    known = Circumstances(lambda ticket: usual[ticket.task or "borrow"])
    return lambda: estimates(waiting, desks, known, NOON)


if __name__ == "__main__":
    main()
