"""Printing: the bytes on the wire, and every way in which a printer can fail."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from escpos.printer import Dummy

from indgang.integrations.printing import (
    NotPrinted,
    Printed,
    Slip,
    check_setting,
    printer_for,
    printer_status,
)
from indgang.integrations.printing.escpos_network import EscposPrinter, write_slip
from indgang.integrations.printing.simple import DemoPrinter, NoPrinter

SLIP = Slip(
    place="Magion",
    heading="Dit nummer",
    number="K07",
    lane="KVIK",
    taken="Taget 23. november kl. 10.04",
    footer=("Følg køen på din telefon",),
    address="https://indgang.example/ticket/abc/",
)
GOLDEN = (
    b"\x1b@"
    b"\x1bt\x05"
    b"\x1b!\x00\x1b!\x00\x1b!\x00\x1bE\x01\x1bM\x00\x1ba\x01Magion\n"
    b"\x1bE\x00\x1ba\x01Dit nummer\n"
    b"\n"
    b"\x1d!U\x1bE\x01\x1ba\x01K07\n"
    b"\x1b!\x00\x1b!\x00\x1b!0\x1bE\x01\x1ba\x01KVIK\n"
    b"\x1b!\x00\x1b!\x00\x1b!\x00\x1bE\x00\x1ba\x01Taget 23. november kl. 10.04\n"
    b"\n"
    b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E0"
    b"\x1d(k&\x001P0https://indgang.example/ticket/abc/\x1d(k\x03\x001Q0"
    b"F\x9blg k\x9ben p\x86 din telefon\n"
    b"\x1bd\x06\x1dV\x00"
)
ONLINE, OFFLINE = 0b00010010, 0b00011010
PAPER, PAPER_LOW, PAPER_OUT = 0b00010010, 0b00011110, 0b01110010


class Machine:
    """A printer on a socket: answers DLE EOT with the bytes it is told to, and keeps everything else."""

    def __init__(self) -> None:
        self.printer, self.paper, self.answers, self.chatter = ONLINE, PAPER, True, b""
        self.out_after_slip = False
        self.received = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._talk, args=(self.listener.accept()[0],), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while data := connection.recv(4096):
                while data:
                    question, data = self._next(data)
                    if question and self.answers:
                        connection.sendall(
                            self.chatter + bytes([self.printer if question == 1 else self.paper])
                        )

    def _next(self, data: bytes) -> tuple[int, bytes]:
        if data.startswith(b"\x10\x04"):
            return data[2], data[3:]
        before, mark, after = data.partition(b"\x10\x04")
        self.received += before
        if self.out_after_slip:
            self.paper = PAPER_OUT
        return 0, mark + after

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@pytest.fixture
def machine() -> Iterator[Machine]:
    running = Machine()
    yield running
    running.close()


def at(machine: Machine) -> EscposPrinter:
    return EscposPrinter("127.0.0.1", machine.port)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


def test_the_bytes_of_a_slip() -> None:
    device = Dummy()
    write_slip(device, SLIP)
    assert device.output == GOLDEN


def test_without_an_address_no_code_is_printed() -> None:
    device = Dummy()
    write_slip(device, Slip("Magion", "Dit nummer", "K07", "KVIK", "10.04"))
    assert b"\x1d(k" not in device.output


@pytest.mark.parametrize("profile", ["TM-T88III", "POS-5890", "TM-T20II", "default"])
def test_danish_letters_reach_every_model(profile: str) -> None:
    device = Dummy(profile=profile)
    write_slip(device, SLIP)
    assert b"F\x9blg k\x9ben p\x86" in device.output
    assert b"K07" in device.output


def test_a_slip_comes_out(machine: Machine) -> None:
    assert at(machine).print(SLIP) == Printed()
    assert machine.received == GOLDEN
    assert at(machine).status().online


def test_what_a_printer_says_by_itself_is_passed_over(machine: Machine) -> None:
    machine.chatter = b"\x00\x0f\x7f"
    assert at(machine).print(SLIP) == Printed()


def test_little_paper_prints_and_is_told(machine: Machine) -> None:
    machine.paper = PAPER_LOW
    assert at(machine).print(SLIP) == Printed("paper-low")
    assert at(machine).status().note == "paper-low"


def test_no_paper_prints_nothing(machine: Machine) -> None:
    machine.paper = PAPER_OUT
    with at_most(3):
        assert at(machine).print(SLIP) == NotPrinted("paper-out")
    assert machine.received == b""
    assert at(machine).status().problem == "paper-out"


def test_paper_that_ends_in_the_slip_is_not_printed(machine: Machine) -> None:
    machine.out_after_slip = True
    assert at(machine).print(SLIP) == NotPrinted("paper-out")


def test_an_open_cover_prints_nothing(machine: Machine) -> None:
    machine.printer = OFFLINE
    assert at(machine).print(SLIP) == NotPrinted("offline")
    assert machine.received == b""


def test_a_printer_that_is_off(machine: Machine) -> None:
    machine.close()
    with at_most(3):
        assert at(machine).print(SLIP) == NotPrinted("unreachable")


def test_a_printer_that_sleeps(machine: Machine) -> None:
    machine.answers = False
    with at_most(3):
        assert at(machine).print(SLIP) == NotPrinted("no-answer")
    assert machine.received == b""


def test_a_printer_that_babbles_without_answering(machine: Machine) -> None:
    machine.answers = False
    stop = threading.Event()
    original = machine._talk

    def babble(connection: socket.socket) -> None:
        threading.Thread(target=original, args=(connection.dup(),), daemon=True).start()
        with suppress(OSError):
            while not stop.is_set():
                connection.sendall(b"\x00")
                time.sleep(0.05)

    machine._talk = babble  # type: ignore[method-assign]
    with at_most(3.5):
        assert at(machine).print(SLIP) == NotPrinted("no-answer")
    stop.set()


def test_a_printer_that_cannot_tell_may_be_trusted(machine: Machine) -> None:
    machine.answers = False
    trusting = EscposPrinter("127.0.0.1", machine.port, asks_status=False)
    assert trusting.print(SLIP) == Printed()


def test_a_host_that_swallows_everything_holds_nobody() -> None:
    with at_most(3.5):
        assert EscposPrinter("192.0.2.1").print(SLIP) == NotPrinted("unreachable")


def test_the_demo_printer_remembers() -> None:
    printer = DemoPrinter()
    assert printer.print(SLIP) == Printed()
    assert list(printer.slips) == [SLIP]
    assert DemoPrinter("paper-out").print(SLIP) == NotPrinted("paper-out")


def test_the_setting_chooses_per_site(settings: Any) -> None:
    settings.PRINTER = (
        "escpos://10.2.0.17, billund=demo, bus=none, raadhus=escpos://h:91?profile=TM-T88III&status=off"
    )
    assert printer_for("magion") == EscposPrinter("10.2.0.17", 9100)
    assert isinstance(printer_for("billund"), DemoPrinter)
    assert printer_for("billund") is printer_for("billund")
    assert isinstance(printer_for("bus"), NoPrinter)
    assert printer_for("raadhus") == EscposPrinter("h", 91, "TM-T88III", asks_status=False)
    assert printer_status("bus").online is None


@pytest.mark.parametrize(
    "value",
    ["lpt1", "escpos://", "escpos://x:99999", "escpos://x?profile=nope", "escpos://x?paper=80", "http://x"],
)
def test_a_setting_that_cannot_be_used_is_refused_in_one_sentence(value: str) -> None:
    with pytest.raises(ValueError, match=r"^(must|has|knows|names)"):
        check_setting(value)


def test_usable_settings_pass() -> None:
    for value in ("", "none", "demo", "escpos://10.0.0.9:9100", "a=demo,b=none,escpos://h"):
        check_setting(value)
