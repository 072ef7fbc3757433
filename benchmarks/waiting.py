"""How honest the waiting times are and what they cost, as JSON on standard output.

python benchmarks/waiting.py [--days 300] [--seeds a b c d e] [--worlds quiet usual busy] [--beliefs first_day learnt]

Days that the estimator has not seen are lived through with the real queue discipline: walk-ins of three tasks (3, 8
and 20 minutes, lognormal), appointments among them, two to four desks, 8 % who do not come when called, and days that
are slower or quicker than others. At each arrival the estimate is noted, and compared with the wait that came. How busy
the desks are is nobody's to choose, so there are three worlds. The estimator knows the standard minutes of the tasks
(`first_day`), or starts from wrong ones and has measured twenty days before (`learnt`).

Beside it, on the same arrivals, the usual formula, position times average service time by desks, read in three ways:
`idle_is_0`, the strongest, says 0 when a desk is idle; `position` takes it literally and counts from 1; `ahead` counts
those who wait before. `true_average` is the average that the days were made with; `best` is the average that, for
exactly these estimates, gives the smallest mean absolute error, which nobody can know before.

Three populations: `all` arrivals; those that `had_to_wait`, because every desk was busy; those `called_at_once`, of
whom nothing is to be estimated. `by_day` is the standard error of a figure, found by drawing whole days anew. Nothing
is tuned on these days: what was tried while the estimator was made was tried on days of other seeds.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from statistics import median, stdev
from time import process_time
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from indgang.core.calling import CallProfile, CallRule, Condition, WaitingTicket, first
from indgang.core.service_times import Measured, Minutes, ServiceTime, learnt, pace_of
from indgang.core.waiting import Circumstances, OpenDesk, Wait, estimate, estimates

OPENS = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOURS = 7
TASKS = {"borrow": 3.0, "passport": 8.0, "pension": 20.0}
SHARES = {"borrow": 0.5, "passport": 0.35, "pension": 0.15}
CV, NO_SHOWS, NO_SHOW_MINUTES, APPOINTMENTS, DAY_SPREAD = 0.6, 0.08, 1.0, 0.15, 0.12
PROFILE = CallProfile((CallRule(1, Condition.DUE), CallRule(2)), max_wait_minutes=None)
A_MINUTE = timedelta(minutes=1)
Load = tuple[float, float]
# The share of their time for which the desks are busy, drawn evenly for each day.
WORLDS: dict[str, Load] = {"quiet": (0.5, 0.7), "usual": (0.65, 0.9), "busy": (0.85, 1.0)}
BELIEFS = ("first_day", "learnt")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=300)
    parser.add_argument("--seeds", nargs="+", default=["fresh-1", "fresh-2", "fresh-3", "fresh-4", "fresh-5"])
    parser.add_argument("--worlds", nargs="+", choices=WORLDS, default=["usual"])
    parser.add_argument("--beliefs", nargs="+", choices=BELIEFS, default=["first_day"])
    options = parser.parse_args()
    report: dict[str, Any] = {
        "machine": {
            "cores": os.cpu_count(),
            "load_before": os.getloadavg()[0],
            "python": platform.python_version(),
        },
        "milliseconds_by_queue": {length: speed(length) for length in (5, 30, 60, 200)},
        "worlds": {},
    }
    for world in options.worlds:
        for belief in options.beliefs:
            found = {}
            every: list[list[Noted]] = []
            for seed in options.seeds:
                days = noted_days(seed, options.days, WORLDS[world], belief)
                found[seed] = summary(days)
                every += days
                print(world, belief, seed, json.dumps(found[seed]["all"]), file=sys.stderr, flush=True)
            report["worlds"][f"{world}, {belief}"] = {**found, "together": summary(every)}
    print(json.dumps(report, indent=2))


def noted_days(seed: str, days: int, load: Load, belief: str) -> list[list["Noted"]]:
    """What was noted on so many days of a seed."""
    usual = {task: ServiceTime.of(mean) for task, mean in TASKS.items()}
    if belief == "learnt":
        history: dict[str, list[float]] = {task: [] for task in TASKS}
        for number in range(20):
            for task, minutes in Day(Random(f"past {seed} {number}"), load).live(None).measured:
                history[task].append(minutes)
        wrong = dict(zip(TASKS, (1.3, 0.8, 1.2), strict=True))
        usual = {
            task: learnt(ServiceTime.of(mean * wrong[task]), Measured.of(history[task]))
            for task, mean in TASKS.items()
        }
    return [Day(Random(f"{seed} {number}"), load).live(usual).noted for number in range(days)]


@dataclass(slots=True)
class Noted:
    """One arrival: what was said, what came, and how long the saying took (milliseconds)."""

    wait: Wait
    waiting: int
    desks: int
    came: float
    spent_ms: float
    had_to_wait: bool


@dataclass
class Day:
    """A day at one site; `live` fills what was noted and measured."""

    random: Random
    load: Load
    noted: list[Noted] = field(default_factory=list)
    measured: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desks = self.random.randint(2, 4)
        self.slower = self.random.gauss(0, DAY_SPREAD)
        self.average = sum(SHARES[task] * mean for task, mean in TASKS.items())
        load = self.random.uniform(*self.load)
        self.between = self.average * (1 - NO_SHOWS) / self.desks / load
        self.serving: list[tuple[str, float] | None] = [None] * self.desks
        self.waiting: dict[int, tuple[WaitingTicket, Noted | None]] = {}
        self.booked: dict[int, tuple[datetime, str]] = {}

    def live(self, usual: dict[str, ServiceTime] | None) -> "Day":
        """Live through it, estimating by what is usual when that is given."""
        events: list[tuple[float, int, str, Any]] = []
        for number, (minute, task, due) in enumerate(self.arrivals()):
            heappush(events, (minute, number, "comes", (number, task, due)))
            if due is not None:
                self.booked[number] = at(due), task
        idle = set(range(self.desks))
        count = 10_000
        while events:
            minute, _number, what, facts = heappop(events)
            if what == "comes":
                number, task, due = facts
                self.booked.pop(number, None)
                ticket = WaitingTicket(
                    number, "K", str(number), at(minute), due_at=at(due) if due else None, task=task
                )
                note = self.note(ticket, minute, usual) if usual is not None and due is None else None
                self.waiting[number] = (ticket, note)
            else:
                desk, done = facts
                if done is not None:
                    self.measured.append(done)
                self.serving[desk] = None
                idle.add(desk)
            for desk in sorted(idle):
                chosen = first(
                    [one for one, _ in self.waiting.values()], PROFILE, lambda _one: True, at(minute)
                )
                if chosen is None:
                    break
                idle.discard(desk)
                _ticket, note = self.waiting.pop(chosen.id)
                if note is not None:
                    note.came = minute - note.came
                    self.noted.append(note)
                count += 1
                if self.random.random() < NO_SHOWS:
                    self.serving[desk] = ("", minute)
                    heappush(events, (minute + NO_SHOW_MINUTES, count, "free", (desk, None)))
                else:
                    lasts = float(self.draw(chosen.task or ""))
                    self.serving[desk] = (chosen.task or "", minute)
                    heappush(events, (minute + lasts, count, "free", (desk, (chosen.task, lasts))))
        return self

    def arrivals(self) -> list[tuple[float, str, float | None]]:
        """Minute of arrival, task, and the minute of the appointment (a multiple of 15) for those who have one."""
        found: list[tuple[float, str, float | None]] = []
        minute = 0.0
        while (minute := minute + self.random.expovariate(1 / self.between)) < HOURS * 60:
            task = self.random.choices(list(SHARES), list(SHARES.values()))[0]
            if self.random.random() < APPOINTMENTS:
                due = round(minute / 15) * 15.0
                found.append((max(0.0, due + self.random.uniform(-12, 3)), task, due))
            else:
                found.append((minute, task, None))
        return sorted(found, key=lambda one: one[0])

    def draw(self, task: str) -> float:
        """How long a service takes."""
        time = ServiceTime.of(TASKS[task], CV)
        return float(time.median * 2.718281828459045 ** (self.random.gauss(0, time.spread) + self.slower))

    def note(self, ticket: WaitingTicket, minute: float, usual: dict[str, ServiceTime]) -> Noted:
        """What the estimator and the usual formula say to somebody who takes a number now."""
        usual = {**usual, "": ServiceTime(NO_SHOW_MINUTES, 0.0)}
        # As the database gives it: one row for each task.
        today = {
            task: Measured.of(minutes for one, minutes in self.measured if one == task)
            for task in {one for one, _minutes in self.measured}
        }
        begun = process_time()
        queue = [one for one, _ in self.waiting.values()]
        coming = [
            WaitingTicket(number, "K", "", due, due_at=due, task=task)
            for number, (due, task) in self.booked.items()
            if due < at(minute + 120)
        ]
        desks = [
            OpenDesk(PROFILE, lambda _one: True)
            if one is None
            else OpenDesk(PROFILE, lambda _one: True, usual[one[0]], minute - one[1])
            for one in self.serving
        ]
        known = Circumstances(
            service=lambda one: usual[one.task or ""],
            pace=pace_of((done, usual[task]) for task, done in today.items()),
            no_show_share=NO_SHOWS,
            no_show_minutes=NO_SHOW_MINUTES,
        )
        wait = estimate(ticket.id, [*queue, ticket], desks, known, at(minute), coming=coming)
        spent = (process_time() - begun) * 1000
        busy = sum(one is not None for one in self.serving)
        assert wait is not None
        return Noted(wait, len(queue), self.desks, minute, spent, busy == self.desks)


def at(minute: float) -> datetime:
    """The moment so many minutes after opening."""
    return OPENS + minute * A_MINUTE


def summary(days: list[list[Noted]]) -> dict[str, Any]:
    """The figures of all estimates, of both populations, and how far chance goes."""
    noted = [one for day in days for one in day]
    random = Random("days anew")
    again = [figures([one for day in random.choices(days, k=len(days)) for one in day]) for _ in range(20)]
    return {
        "all": figures(noted),
        "had_to_wait": figures([one for one in noted if one.had_to_wait]),
        "called_at_once": figures([one for one in noted if not one.had_to_wait]),
        "by_day": {
            "mean_absolute_error": round(stdev(one["mean_absolute_error"] for one in again), 3),
            "ratio": round(stdev(one["usual_formula"]["idle_is_0, best"]["ratio"] for one in again), 3),
            "more_than_5_above_middle": round(stdev(one["more_than_5_above_middle"] for one in again), 4),
        },
        "milliseconds": spread_of([one.spent_ms for one in noted]),
    }


READINGS: dict[str, Callable[[Noted], float]] = {
    "idle_is_0": lambda one: (one.waiting + 1) / one.desks if one.had_to_wait else 0.0,
    "position": lambda one: (one.waiting + 1) / one.desks,
    "ahead": lambda one: one.waiting / one.desks,
}


def figures(noted: list[Noted]) -> dict[str, Any]:
    """Errors in minutes; shares of these estimates."""
    came = np.array([one.came for one in noted])
    low, middle, high = np.array([one.wait[:3] for one in noted]).T
    told = np.array([one.wait.shown() for one in noted])
    error = float(np.abs(came - middle).mean())
    true = (
        sum(SHARES[task] * mean for task, mean in TASKS.items()) * (1 - NO_SHOWS) + NO_SHOW_MINUTES * NO_SHOWS
    )
    formulas = {}
    for name, reading in READINGS.items():
        share = np.array([reading(one) for one in noted])
        best = best_average(came, share)
        for average, minutes in (("true_average", true), ("best", best)):
            usual = float(np.abs(came - minutes * share).mean())
            formulas[f"{name}, {average}"] = {
                "average": round(minutes, 2),
                "error": round(usual, 3),
                "ratio": round(error / usual, 3) if usual else None,
            }
    return {
        "estimates": len(noted),
        "mean_absolute_error": round(error, 3),
        "usual_formula": formulas,
        "covered": round(float(((low <= came) & (came <= high)).mean()), 4),
        "covered_as_told": round(float(((told[:, 0] <= came) & (came <= told[:, 1])).mean()), 4),
        "below_low": round(float((came < low).mean()), 4),
        "above_high": round(float((came > high).mean()), 4),
        "mean_width": round(float((high - low).mean()), 2),
        "more_than_5_above_middle": round(float((came - middle > 5).mean()), 4),
        "more_than_5_above_high": round(float((came - high > 5).mean()), 4),
        "mean_wait": round(float(came.mean()), 2),
    }


def best_average(came: Minutes, share: Minutes) -> float:
    """The average that makes the mean of |came - average * share| as small as can be: a weighted median."""
    told = share > 0
    if not told.any():
        return 0.0
    rates, weights = came[told] / share[told], share[told]
    order = rates.argsort()
    half = weights[order].cumsum().searchsorted(weights.sum() / 2)
    return float(rates[order][half])


def speed(length: int, rounds: int = 60) -> dict[str, dict[str, float]]:
    """What it costs at four busy desks with so many waiting and three appointments ahead: one who would come, and
    everybody at once, by estimate.
    """
    random = Random(length)
    usual = {task: ServiceTime.of(mean) for task, mean in TASKS.items()}
    desks = [OpenDesk(PROFILE, lambda _one: True, usual["passport"], float(number)) for number in range(4)]
    known = Circumstances(lambda one: usual[one.task or ""], no_show_share=NO_SHOWS)
    coming = [
        WaitingTicket(-number, "K", "", at(0), due_at=at(15.0 * number), task="pension")
        for number in (1, 2, 3)
    ]
    alone, together = [], []
    for _ in range(rounds):
        tasks = random.choices(list(SHARES), list(SHARES.values()), k=length)
        queue = [
            WaitingTicket(number, "K", str(number), at(number - length), task=task)
            for number, task in enumerate(tasks)
        ]
        newcomer = WaitingTicket(length, "K", "", at(0), task="passport")
        begun = process_time()
        estimate(length, [*queue, newcomer], desks, known, at(0), coming=coming)
        alone.append((process_time() - begun) * 1000)
        begun = process_time()
        estimates(queue, desks, known, at(0), coming=coming)
        together.append((process_time() - begun) * 1000 / length)
    return {"one": spread_of(alone), "each_of_all": spread_of(together)}


def spread_of(spent: list[float]) -> dict[str, float]:
    """The middle of the milliseconds, and what 95 of 100 stay below."""
    return {"p50": round(median(spent), 3), "p95": round(sorted(spent)[int(0.95 * len(spent))], 3)}


if __name__ == "__main__":
    main()
