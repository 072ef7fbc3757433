"""What the second line asks of others: the page of a matter, a worker, and the case system."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the case as it is delivered."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseParcel:
    """A decided case as the case system gets it. `key` is the same for every try; there is no CPR number in it."""

    key: str
    code: str
    kle: str
    task: str
    title: str
    site: str
    unit: str
    received_at: datetime
    person: dict[str, str] = field(repr=False)
    answers: Sequence[dict[str, Any]] = field(repr=False)
    note: str = field(repr=False)
    outcome: str
    decided_by: str
    decided_on: date
    delegation: str
    legal_basis: str
    appeal: str
    reasons: str = field(repr=False)
    documents: Sequence[Document] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of a try: "accepted" with the `journal` reference, "later", or "refused" for good."""

    result: Literal["accepted", "later", "refused"]
    journal: str = ""
    error: str = ""


class CaseSystem(Protocol):
    """A case system. Delivering the same key again has no second effect and gives the same journal reference."""

    name: str

    def deliver(self, parcel: CaseParcel) -> Delivered:
        """Hand the case over. Raises nothing that a network or a disk may do: that is "later"."""


def _no_page(code: str) -> str:
    del code
    return ""


def _nothing() -> None:
    """The sweep of every minute finds it."""


def _no_system() -> CaseSystem | None:
    return None


class Ports:
    """Filled by the project. `address(code)` is the whole address of the citizen's page of a matter; `deliver_soon()`
    asks a worker to deliver once this transaction commits; `case_system()` is None where none is set up.
    """

    address: Callable[[str], str] = staticmethod(_no_page)
    deliver_soon: Callable[[], None] = staticmethod(_nothing)
    case_system: Callable[[], CaseSystem | None] = staticmethod(_no_system)


ports = Ports()
