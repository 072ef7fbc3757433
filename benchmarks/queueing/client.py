"""A client of the API on one kept-alive connection, which repeats a request until it is answered."""

import http.client
import json
import time
import uuid
from typing import Any

RETRY_SECONDS = 120.0
REQUESTS_UNTIL_HOME = 200


class Client:
    """Talks to the first of `ports` that answers, moves on to the next when it does not, and comes back after a while.

    A POST keeps its Idempotency-Key through all its repetitions. `retries` counts them.
    """

    def __init__(self, ports: list[int], token: str) -> None:
        self.ports = ports
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection: http.client.HTTPConnection | None = None
        self.home = list(ports)
        self.sent = 0
        self.retries = 0

    def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and JSON of a POST."""
        headers = {**self.headers, "Idempotency-Key": str(uuid.uuid4())}
        return self._send("POST", path, json.dumps(body or {}), headers)

    def get(self, path: str) -> tuple[int, Any]:
        """The status and JSON of a GET."""
        return self._send("GET", path, None, self.headers)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, Any]:
        until = time.monotonic() + RETRY_SECONDS
        self.sent += 1
        if self.sent % REQUESTS_UNTIL_HOME == 0 and self.ports != self.home:
            self._close()
            self.ports = list(self.home)
        while True:
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.ports[0], timeout=30)
                self.connection.request(method, f"/api/v1/{path}", body, headers)
                response = self.connection.getresponse()
                content = response.read()
                if response.status < 500:
                    return response.status, json.loads(content) if content else None
            except (OSError, http.client.HTTPException):
                pass
            self._give_up_connection()
            if time.monotonic() > until:
                raise TimeoutError(f"{method} {path} was never answered")
            time.sleep(0.05)

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def _give_up_connection(self) -> None:
        self.retries += 1
        self._close()
        self.ports = self.ports[1:] + self.ports[:1]


def cycle(client: Client, desk: int) -> None:
    """The full cycle of one citizen: ticket, next, start, contact, finish. Five requests."""
    task = "pas-voksen"
    expect(client.post("sites/magion/tickets", {"task": task, "series": "K"}), 201)
    call = expect(client.post(f"desks/desk-{desk}/next"), 201)
    ticket = call["ticket"]["id"]
    expect(client.post(f"tickets/{ticket}/start"), 201)
    contact = {
        "site": "magion",
        "desk": f"desk-{desk}",
        "channel": "desk",
        "ticket": ticket,
        "officer": f"officer-{desk}",
        "inquiries": [{"task": task, "outcome": "co_service"}],
    }
    expect(client.post("contacts", contact), 201)
    expect(client.post(f"tickets/{ticket}/finish"), 201)


def expect(answer: tuple[int, Any], status: int) -> Any:
    """The JSON of an answer, which must have the status."""
    if answer[0] != status:
        raise RuntimeError(f"{answer[0]} instead of {status}: {answer[1]}")
    return answer[1]
