"""An outbox with somebody to write to."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from indgang.base import clock
from indgang.messaging.models import Message
from indgang.messaging.ports import ports
from indgang.messaging.services import deliver_due, enqueue
from indgang.messaging.services.delivering import Delivery
from tests.cast import Cast, build

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    """The named cast, with one task."""
    return build(tasks=("pas-voksen",))


@pytest.fixture
def way_out() -> Iterator[dict[str, Any]]:
    """The senders of this test, by channel; nobody is woken."""
    before = ports.senders, ports.wake
    senders: dict[str, Any] = {}
    ports.senders, ports.wake = (lambda: senders), (lambda: None)
    yield senders
    ports.senders, ports.wake = before


@pytest.fixture
def put_in(cast: Cast) -> Callable[..., Message]:
    """Put a message in at noon."""

    def put(number: int = 1, *, at: datetime = NOON, **more: Any) -> Message:
        channel = more.setdefault("channel", "email")
        more.setdefault("to", f"anna{number}@example.dk" if channel == "email" else f"20{number:06}")
        more.setdefault("values", {"name": "Åse Ærø", "time": "12.00"})
        more.setdefault("kind", "messaging.test")
        with clock.frozen(at):
            return enqueue(reference=f"test/{channel}/{number}", site=cast.magion, **more)

    return put


def deliver(after: timedelta = timedelta(), **options: Any) -> Delivery:
    """Deliver what is due some time after noon."""
    with clock.frozen(NOON + after):
        return deliver_due(**options)


def state_of(message: Message) -> str:
    """The state that is stored."""
    message.refresh_from_db()
    return message.state
