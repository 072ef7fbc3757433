"""What the outbox asks of the world outside: something that sends, and somebody who wakes a worker."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

Result = Literal["accepted", "refused", "later", "unknown"]
Handing = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an e-mail: its text, its name, and its media type with parameters."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as a sender gets it. `to` is an e-mail address, or an MSISDN of digits only.

    `reference` is the same for every try; `callback` is the address for what the provider learns later, "" for none.
    """

    reference: str
    to: str
    subject: str
    body: str
    sender: str = ""
    reply_to: str = ""
    language: str = "da"
    callback: str = ""
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try.

    "accepted": the other side has it. "refused": it never will. "later": it has it surely not, and may take it
    another time, not before `after`. "unknown": it was handed over and nobody answered. `error` is a code that
    `messaging.words` has a sentence for; `detail` is what the other side said.
    """

    result: Result
    error: str = ""
    detail: str = ""
    provider_id: str = ""
    after: timedelta | None = None
    is_down: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider tells about a message afterwards."""

    state: Literal["sent", "delivered", "failed"]
    error: str = ""
    detail: str = ""
    provider_id: str = ""


class Connection(Protocol):
    """A connection on which messages are sent one after the other."""

    def send(self, parcel: Parcel, handing: Handing) -> Outcome:
        """Send one. Calls `handing` right before the other side can take it; raises only what that raises."""


class Sender(Protocol):
    """A way out of the house for one channel."""

    name: str

    def open(self) -> AbstractContextManager[Connection]:
        """A connection; opening it asks nobody yet."""

    def ask(self, reference: str) -> Report | Literal["never-seen"] | None:
        """What the provider knows of a message by our reference; None when it cannot say."""


Reader = Callable[[Mapping[str, str], bytes], Report | None]


@contextmanager
def one_connection(connection: Connection) -> Iterator[Connection]:
    """A connection that needs no closing, as `Sender.open` gives it."""
    yield connection


def _no_senders() -> Mapping[str, Sender]:
    return {}


def _nobody() -> None:
    """Nobody is woken; the sweep of every minute finds the message."""


def _no_callback(message_id: int) -> str:
    del message_id
    return ""


def _no_reader(provider: str) -> Reader | None:
    del provider
    return None


class Ports:
    """Filled by the project.

    `senders()` by channel; `wake()` asks a worker to deliver once this transaction commits; `callback(message id)` is
    the address for a provider's reports, and `reader(provider)` understands the call to it: its query and body give
    a report, None when they tell nothing, or ValueError when they make no sense.
    """

    senders: Callable[[], Mapping[str, Sender]] = staticmethod(_no_senders)
    wake: Callable[[], None] = staticmethod(_nobody)
    callback: Callable[[int], str] = staticmethod(_no_callback)
    reader: Callable[[str], Reader | None] = staticmethod(_no_reader)


ports = Ports()
