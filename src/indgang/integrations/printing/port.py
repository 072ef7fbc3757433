"""What a kiosk asks of a printer, whatever printer it is."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a ticket's slip. It never names the errand; `footer` lines stand below the QR code.

    `address` is the ticket page, printed as a QR code; empty: no code.
    """

    place: str
    heading: str
    number: str
    lane: str
    taken: str
    footer: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """The slip is out. `note` tells what needs attention soon ("paper-low"); empty when all is well."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """No slip. `reason` is one of the `REASONS`."""

    reason: str


REASONS = ("no-printer", "unreachable", "no-answer", "offline", "paper-out", "failed")


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """How a site's printer is: `online` None where there is none; `problem` "" or one of the `REASONS`.

    `note` is "paper-low" when the roll should be changed soon.
    """

    name: str
    online: bool | None
    problem: str = ""
    note: str = ""


class TicketPrinter(Protocol):
    """A printer. Both calls return within about three seconds, whatever it does, and raise nothing."""

    @property
    def name(self) -> str:
        """What the manager knows it by."""

    def print(self, slip: Slip) -> Printed | NotPrinted:
        """Print the slip, or say why not. `Printed`: after it the printer was online and had paper."""

    def status(self) -> PrinterStatus:
        """How the printer is now; prints nothing."""
