"""Many clients of the API want the last time at once, round after round; exactly one gets it each time."""

import http.client
import json
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from time import perf_counter
from typing import Any

from indgang.core.day import danish_date, opening_instant

TASK = "pas-voksen"
QUARTERS = 24
IDLE_SECONDS = 2.0


class Rounds:
    """So many clients meet at a barrier before each round, and all ask for the same time."""

    def __init__(
        self,
        ports: list[int],
        token: str,
        *,
        clients: int,
        rounds: int,
        first: datetime,
        opens: int = 9,
        told: Callable[[str], None] | None = None,
    ) -> None:
        self.told = told
        self.ports, self.clients, self.rounds, self.first = ports, clients, rounds, first
        self.opens = time(opens)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.barrier = threading.Barrier(clients)
        self.lock = threading.Lock()
        self.winners: Counter[int] = Counter()
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self) -> dict[str, Any]:
        """The verdict."""
        threads = [threading.Thread(target=self._client, args=(number,)) for number in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wrong = [number for number in range(self.rounds) if self.winners[number] != 1]
        return {
            "clients": self.clients,
            "rounds": self.rounds,
            "winners": sum(self.winners.values()),
            "rounds_without_exactly_one": len(wrong),
            "answers": dict(sorted(self.answers.items())),
            "faults": len(self.faults),
            "first_faults": self.faults[:3],
        }

    def start_of(self, number: int) -> datetime:
        """The time of a round: each has its own, from when it opens on Danish clocks."""
        day, quarter = divmod(number, QUARTERS)
        opens = opening_instant(danish_date(self.first) + timedelta(days=day), self.opens)
        return opens + timedelta(minutes=15 * quarter)

    def _client(self, number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self.ports[number % len(self.ports)], timeout=120)
        for turn in range(self.rounds):
            met = perf_counter()
            self.barrier.wait(600)
            if perf_counter() - met > IDLE_SECONDS:
                link.close()  # The server may just be hanging up, as servers do on who says nothing.
            if self.told and not number and turn % 50 == 0:
                self.told(
                    f"{turn} of {self.rounds} rounds by {self.clients} clients, {len(self.faults)} faults"
                )
            try:
                status, body = self._book(link, turn) if turn % 2 else self._hold(link, turn, number)
                self._judge(turn, status, body)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._fault(f"round {turn}: {type(error).__name__} {error}")
                link.close()
        link.close()

    def _book(self, link: http.client.HTTPConnection, turn: int) -> tuple[int, Any]:
        wish = {"site": "magion", "task": TASK, "start": self.start_of(turn).isoformat()}
        return self._post(link, "appointments", wish)

    def _hold(self, link: http.client.HTTPConnection, turn: int, number: int) -> tuple[int, Any]:
        wish = {"site": "magion", "task": TASK, "start": self.start_of(turn).isoformat()}
        status, body = self._post(link, "holds", wish)
        if status != 201:
            return status, body
        contact = {"name": "Ida Holm", "email": f"ida{turn}-{number}@example.dk"}
        status, booked = self._post(link, f"holds/{body['code']}/confirm", contact)
        if status != 201:
            self._fault(f"round {turn}: who held it was refused: {booked}")
        return status, booked

    def _post(self, link: http.client.HTTPConnection, path: str, body: Any) -> tuple[int, Any]:
        link.request("POST", f"/api/v1/{path}", json.dumps(body), self.headers)
        response = link.getresponse()
        content = response.read()
        return response.status, json.loads(content) if content else None

    def _judge(self, turn: int, status: int, body: Any) -> None:
        with self.lock:
            self.answers[str(status)] += 1
            if status == 201:
                self.winners[turn] += 1
                return
        if status != 409 or body["code"] != "time-not-free" or not body["way_on"]["slots"]:
            self._fault(f"round {turn}: {status} {str(body)[:200]}")

    def _fault(self, text: str) -> None:
        with self.lock:
            self.faults.append(text)
