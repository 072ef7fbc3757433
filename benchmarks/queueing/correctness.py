"""(a) Many clients over all verbs, with server processes killed in the middle: nobody twice, nobody lost."""

import multiprocessing
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.queueing.client import Client, expect
from benchmarks.queueing.place import Server

# As many come as can be served, so that what is measured is a busy day and not a queue of thousands.
ARRIVES, CALLS = 0.16, 0.31
VERBS = ("start", "start", "finish", "finish", "finish", "hold", "no-show", "return", "transfer", "recall")


def crowd(ports: list[int], token: str, number: int, calls: int, answers: Any) -> None:
    """One client, in a process of its own: anything at random at its desk, so many requests."""
    rng, client = random.Random(number), Client(ports, token)
    desk, seen, taken, called = f"desk-{number}", Counter[str](), [], []
    client.post(f"desks/{desk}/open", {"officer": f"officer-{number}"})
    present: int | None = None
    known: list[int] = []
    for _ in range(calls - 1):
        roll = rng.random()
        if roll < ARRIVES:
            series = rng.choice("KKKS")
            ticket = expect(
                client.post("sites/magion/tickets", {"series": series, "task": "pas-voksen"}), 201
            )
            taken.append((ticket["id"], ticket["number"]))
            known = [*known[-20:], ticket["id"]]
            seen["ticket"] += 1
        elif present is None or roll < CALLS:
            status, call = client.post(f"desks/{desk}/next")
            seen[f"next {status}"] += 1
            if status == 201:
                present = call["ticket"]["id"]
                called.append((present, call["call"]))
        else:
            verb = rng.choice(VERBS)
            target = present if rng.random() < 0.9 or not known else rng.choice(known)
            body = {"series": rng.choice("KS")} if verb == "transfer" else {}
            if verb == "recall":
                body = {"desk": desk}
            status, _answer = client.post(f"tickets/{target}/{verb}", body)
            seen[f"{verb} {status}"] += 1
            if (
                status == 201
                and target == present
                and verb in {"finish", "hold", "no-show", "return", "transfer"}
            ):
                present = None
            elif status == 201 and verb == "recall":
                present = target
    answers.put({"seen": dict(seen), "taken": taken, "called": called, "retries": client.retries})


def run(url: str, folder: Path, token: str, *, clients: int, calls: int, kills: int) -> dict[str, Any]:
    """Let them go on two server processes, kill one of these now and then, and look at what is left."""
    servers = [Server(url, folder).start() for _ in range(2)]
    ports = [server.port for server in servers]
    answers: Any = multiprocessing.Queue()
    each = calls // clients
    started = time.perf_counter()
    people = [
        multiprocessing.Process(
            target=crowd, args=(ports if n % 2 else ports[::-1], token, n, each, answers), daemon=True
        )
        for n in range(clients)
    ]
    for one in people:
        one.start()
    done = threading.Event()
    killer = threading.Thread(target=_kill_now_and_then, args=(url, servers, calls, kills, done))
    killer.start()
    told = [answers.get() for _ in people]
    seconds = time.perf_counter() - started
    done.set()
    killer.join()
    for server in servers:
        server.stop()
    return {
        "clients": clients,
        "calls": each * clients,
        "seconds": round(seconds, 1),
        "requests_per_second": round(each * clients / seconds, 1),
        "killed": kills,
        "retries": sum(one["retries"] for one in told),
        "answers": dict(sum((Counter(one["seen"]) for one in told), Counter())),
        **judge(url, told),
    }


def _kill_now_and_then(
    url: str, servers: list[Server], calls: int, kills: int, done: threading.Event
) -> None:
    """SIGKILL a server process each time so many of the requests have been answered, and start it again."""
    with psycopg.connect(url, autocommit=True) as connection:
        for number in range(kills):
            due = calls * (number + 1) // (kills + 1)
            while not done.is_set():
                row = connection.execute("SELECT count(*) FROM base_rememberedrequest").fetchone()
                if row and row[0] >= due * 0.6:
                    break
                done.wait(0.5)
            if done.is_set():
                return
            server = servers[number % len(servers)]
            server.kill()
            server.start()


def judge(url: str, told: list[dict[str, Any]]) -> dict[str, int]:
    """What must be zero, from the database and from what the clients were told."""
    taken = [ticket for one in told for ticket in one["taken"]]
    calls = [tuple(call) for one in told for call in one["called"]]
    with psycopg.connect(url) as connection:
        rows = dict(connection.execute("SELECT id, state FROM queue_ticket").fetchall())
        twice = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM queue_ticket GROUP BY series_id, day, number HAVING count(*) > 1) x"
        ).fetchone()
        two_desks = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM queue_ticket WHERE state IN ('called', 'serving')"
            " GROUP BY desk_id HAVING count(*) > 1) x"
        ).fetchone()
        events = connection.execute(
            "SELECT ticket_id, kind, desk_id FROM queue_ticketevent ORDER BY ticket_id, id"
        ).fetchall()
    return {
        "double_calls": len(calls) - len(set(calls)) + _called_while_at_a_desk(events),
        "numbers_twice": int(twice[0]) if twice else -1,
        "desks_with_two": int(two_desks[0]) if two_desks else -1,
        "lost": len({pk for pk, _number in taken} - set(rows)),
        "ghosts": len(set(rows) - {pk for pk, _number in taken}),
        "tickets": len(rows),
    }


def _called_while_at_a_desk(events: list[tuple[int, str, int | None]]) -> int:
    """How often a ticket was called to a second desk while it was still at the first."""
    wrong, ticket, at = 0, 0, None
    for pk, kind, desk in events:
        if pk != ticket:
            ticket, at = pk, None
        if kind == "called":
            wrong += at is not None
            at = desk
        elif kind == "recalled":
            wrong += at is not None and at != desk
            at = desk
        elif kind not in {"started", "taken", "delayed", "taken_over"}:
            at = None
    return wrong
