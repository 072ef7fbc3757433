"""An 80 mm receipt printer that speaks ESC/POS over TCP (Epson TM, Star in ESC/POS mode, and their like)."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from escpos.escpos import Escpos
from escpos.exceptions import Error
from escpos.printer import Network

from indgang.integrations.printing.port import NotPrinted, Printed, PrinterStatus, Slip

log = logging.getLogger(__name__)

CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 0.8
DEADLINE_SECONDS = 3.0
QR_SIZE = 6
# PC865 (Nordic) is page 5 on every ESC/POS printer we know of, and holds the Danish letters.
NORDIC = "CP865"

# Real-time status, Epson's ESC/POS reference: DLE EOT 1 (printer, bit 3: offline), DLE EOT 4 (paper sensors,
# bits 5 and 6: end of paper, bits 2 and 3: near the end). Bits 1 and 4 are always set, bits 0 and 7 never.
ASK_PRINTER, ASK_PAPER = b"\x10\x04\x01", b"\x10\x04\x04"
FIXED_BITS, FIXED_VALUE = 0b10010011, 0b00010010
OFFLINE, PAPER_OUT, PAPER_LOW = 0b00001000, 0b01100000, 0b00001100

Answer = TypeVar("Answer")


class PrinterError(Exception):
    """The printer cannot be used now; the argument is the reason of `NotPrinted`."""


@dataclass(frozen=True, slots=True)
class EscposPrinter:
    """The printer at `host`:`port`. `profile` names its model in python-escpos; "" is what all models know.

    With `asks_status` false the printer is not asked how it is, for models that cannot answer; then only a
    broken connection is noticed.
    """

    host: str
    port: int = 9100
    profile: str = ""
    asks_status: bool = True

    @property
    def name(self) -> str:
        """The address, for the manager."""
        return f"{self.host}:{self.port}"

    def print(self, slip: Slip) -> Printed | NotPrinted:
        """Ask how the printer is, print, and ask again, so that a slip counts only when it came out."""
        try:
            return _within_deadline(lambda: self._print(slip))
        except PrinterError as error:
            log.warning("Printer %s: %s", self.name, error)
            return NotPrinted(str(error))

    def status(self) -> PrinterStatus:
        """Ask the printer."""
        try:
            low = _within_deadline(self._ask_once)
        except PrinterError as error:
            return PrinterStatus(self.name, online=False, problem=str(error))
        return PrinterStatus(self.name, online=True, note="paper-low" if low else "")

    def _print(self, slip: Slip) -> Printed:
        with _Connection(self) as connection:
            if self.asks_status:
                connection.ask()
            try:
                write_slip(connection.device, slip)
            except TimeoutError as error:
                raise PrinterError("no-answer") from error
            except (OSError, Error) as error:
                raise PrinterError("failed") from error
            low = connection.ask() if self.asks_status else False
        return Printed("paper-low" if low else "")

    def _ask_once(self) -> bool:
        with _Connection(self) as connection:
            return connection.ask() if self.asks_status else False


class _Connection:
    """An open connection to a printer, closed on leaving."""

    def __init__(self, printer: EscposPrinter) -> None:
        self._address = (printer.host, printer.port)
        self.device = Network(printer.host, printer.port, profile=printer.profile or None)

    def __enter__(self) -> Self:
        try:
            self._socket = socket.create_connection(self._address, timeout=CONNECT_SECONDS)
        except OSError as error:
            raise PrinterError("unreachable") from error
        self._socket.settimeout(ANSWER_SECONDS)
        self.device.device = self._socket
        return self

    def __exit__(self, *_: object) -> None:
        self.device.close()

    def ask(self) -> bool:
        """Whether the paper is near its end. Raises PrinterError when the printer cannot print."""
        if self._byte(ASK_PAPER) & PAPER_OUT:
            raise PrinterError("paper-out")
        if self._byte(ASK_PRINTER) & OFFLINE:
            raise PrinterError("offline")
        return bool(self._byte(ASK_PAPER) & PAPER_LOW)

    def _byte(self, question: bytes) -> int:
        """The answer to a status question; other bytes that the printer sends by itself are passed over."""
        try:
            self._socket.sendall(question)
            until = time.monotonic() + ANSWER_SECONDS
            while time.monotonic() < until:
                received = self._socket.recv(1)
                if not received:
                    break
                if received[0] & FIXED_BITS == FIXED_VALUE:
                    return received[0]
        except OSError as error:
            raise PrinterError("no-answer") from error
        raise PrinterError("no-answer")


def write_slip(device: Escpos, slip: Slip) -> None:
    """Send the slip to an open python-escpos device: place, number in the largest type, QR code, cut."""
    device.hw("INIT")
    device.charcode(NORDIC if NORDIC in device.profile.get_code_pages() else "AUTO")
    device.set(align="center", font="a", bold=True, normal_textsize=True)
    device.textln(slip.place)
    device.set(align="center", bold=False)
    device.textln(slip.heading)
    device.ln()
    device.set(align="center", bold=True, custom_size=True, width=6, height=6)
    device.textln(slip.number)
    device.set(align="center", bold=True, double_height=True, double_width=True)
    device.textln(slip.lane)
    device.set(align="center", bold=False, normal_textsize=True)
    device.textln(slip.taken)
    if slip.address:
        device.ln()
        device.qr(slip.address, size=QR_SIZE, native=True)
    for line in slip.footer:
        device.textln(line)
    device.cut()


def _within_deadline(work: Callable[[], Answer]) -> Answer:
    """What `work` answers, in a thread of its own: no printer holds anyone longer than the deadline."""
    result: list[Any] = []

    def run() -> None:
        try:
            result.append(work())
        except PrinterError as error:
            result.append(error)
        except Exception as error:
            log.exception("Printing failed")
            result.append(PrinterError("failed").with_traceback(error.__traceback__))

    thread = threading.Thread(target=run, name="printer", daemon=True)
    thread.start()
    thread.join(DEADLINE_SECONDS)
    if not result:
        raise PrinterError("no-answer")
    if isinstance(result[0], PrinterError):
        raise result[0]
    answer: Answer = result[0]
    return answer
