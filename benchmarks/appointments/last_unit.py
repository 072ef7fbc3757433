"""Many clients of the API want the last time at once, round after round; never more than one gets it."""

import http.client
import json
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from enum import StrEnum
from time import perf_counter, sleep
from typing import Any, NamedTuple

from indgang.core.day import danish_date, opening_instant

TASK = "pas-voksen"
QUARTERS = 24
IDLE_SECONDS = 2.0
HOLD_SECONDS = 121.0
EVERY, LATER = 10, 45


class Way(StrEnum):
    """How a round goes: staff book it, or it is held and confirmed; the others come only with trouble."""

    BOOK = "book"
    HOLD = "hold"
    LEFT = "left"
    """Whoever holds it says no more, and the hold runs out."""
    AGAIN = "again"
    """The time of such a hold, raced for once more when it has run out."""
    CLOSED = "closed"
    """One of them closes at that time while the others ask for it."""


class Round(NamedTuple):
    """Which quarter of an hour it is about, how it goes, and for AGAIN after which round's hold."""

    quarter: int
    way: Way
    after: int = -1


Close = Callable[[datetime], None]


def plan(rounds: int, *, trouble: bool) -> list[Round]:
    """Each round has a time of its own, but that one whose hold ran out is asked for again."""
    planned: list[Round] = []
    again: dict[int, int] = {}
    for turn in range(rounds):
        way = Way.BOOK if turn % 2 else Way.HOLD
        if trouble and turn in again:
            planned.append(Round(again[turn], Way.AGAIN, turn - LATER))
            continue
        if trouble and turn % EVERY == 4 and turn + LATER < rounds:
            way = Way.LEFT
            again[turn + LATER] = turn
        if trouble and turn % EVERY == 8:
            way = Way.CLOSED
        planned.append(Round(turn, way))
    return planned


class Rounds:
    """So many clients meet at a barrier before each round, and all ask for the same time.

    `close` blocks a time as the site's manager would; without it there is no trouble: no closing, no hold that ends.
    """

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
        close: Close | None = None,
    ) -> None:
        self.told, self.close = told, close
        self.ports, self.clients, self.first = ports, clients, first
        self.rounds = plan(rounds, trouble=close is not None)
        self.opens = time(opens)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.barrier = threading.Barrier(clients)
        self.lock = threading.Lock()
        self.winners: Counter[int] = Counter()
        self.confirmed: dict[str, datetime] = {}
        self.held_at: dict[int, float] = {}
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self) -> dict[str, Any]:
        """The verdict."""
        threads = [threading.Thread(target=self._client, args=(number,)) for number in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wrong = [turn for turn, one in enumerate(self.rounds) if not self._went_well(turn, one.way)]
        return {
            "clients": self.clients,
            "rounds": len(self.rounds),
            "of_each_way": dict(sorted(Counter(str(one.way) for one in self.rounds).items())),
            "winners": sum(self.winners.values()),
            "rounds_won_by_nobody_or_several": len(wrong),
            "confirmed": len(self.confirmed),
            "confirmed_and_lost": self._lost(),
            "answers": dict(sorted(self.answers.items())),
            "faults": len(self.faults),
            "first_faults": self.faults[:3],
        }

    def _went_well(self, turn: int, way: Way) -> bool:
        most = self.winners[turn]
        return most <= 1 if way is Way.CLOSED else most == 1

    def _lost(self) -> int:
        """How many of the confirmed are not where it was promised, or not alone there."""
        link = self._link(0)
        starts = Counter(self.confirmed.values())
        lost = 0
        for code, start in self.confirmed.items():
            link.request("GET", f"/api/v1/appointments/{code}", headers=self.headers)
            row = json.loads(link.getresponse().read())
            is_there = row.get("state") == "booked" and datetime.fromisoformat(row["start"]) == start
            lost += not is_there or starts[start] != 1
        link.close()
        return lost

    def _link(self, number: int) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.ports[number % len(self.ports)], timeout=120)

    def start_of(self, turn: int) -> datetime:
        """The time of a round, from when it opens on Danish clocks."""
        day, quarter = divmod(self.rounds[turn].quarter, QUARTERS)
        opens = opening_instant(danish_date(self.first) + timedelta(days=day), self.opens)
        return opens + timedelta(minutes=15 * quarter)

    def _client(self, number: int) -> None:
        link = self._link(number)
        for turn, one in enumerate(self.rounds):
            silent_since = perf_counter()
            if not number:
                self._prepare(turn, one)
            self.barrier.wait(600)
            if perf_counter() - silent_since > IDLE_SECONDS:
                link.close()  # The server may just be hanging up, as servers do on who says nothing.
            try:
                if one.way is Way.CLOSED and not number and self.close:
                    self.close(self.start_of(turn))
                else:
                    self._judge(turn, *self._ask(link, turn, number))
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._fault(f"round {turn}: {type(error).__name__} {error}")
                link.close()
        link.close()

    def _prepare(self, turn: int, one: Round) -> None:
        """Wait until a hold has run out; the others wait at the barrier."""
        if one.way is Way.AGAIN and one.after in self.held_at:
            sleep(max(0.0, self.held_at[one.after] + HOLD_SECONDS - perf_counter()))
        if self.told and turn % 50 == 0:
            self.told(
                f"{turn} of {len(self.rounds)} rounds by {self.clients} clients, {len(self.faults)} faults"
            )

    def _ask(self, link: http.client.HTTPConnection, turn: int, number: int) -> tuple[int, Any]:
        way = self.rounds[turn].way
        wish = {"site": "magion", "task": TASK, "start": self.start_of(turn).isoformat()}
        if way in {Way.BOOK, Way.AGAIN} or (way is Way.CLOSED and number % 2):
            return self._post(link, "appointments", wish)
        status, held = self._post(link, "holds", wish)
        if status != 201:
            return status, held
        if way is Way.LEFT:
            self.held_at[turn] = perf_counter()
            return status, held
        contact = {"name": "Ida Holm", "email": f"ida{turn}-{number}@example.dk"}
        status, booked = self._post(link, f"holds/{held['code']}/confirm", contact)
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
                if self.rounds[turn].way is not Way.LEFT:
                    self.confirmed[body["code"]] = self.start_of(turn)
                return
        if status != 409 or body["code"] != "time-not-free" or not body["way_on"]["slots"]:
            self._fault(f"round {turn}: {status} {str(body)[:200]}")

    def _fault(self, text: str) -> None:
        with self.lock:
            self.faults.append(text)
