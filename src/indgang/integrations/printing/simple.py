"""Printers without a machine behind them: none at all, and one that remembers, for the demo and for tests."""

from collections import deque

from indgang.integrations.printing.port import NotPrinted, Printed, PrinterStatus, Slip

REMEMBERED = 50


class NoPrinter:
    """The kiosk has no printer: the number is on the screen."""

    name = "none"

    def print(self, slip: Slip) -> NotPrinted:
        """Say that there is no printer."""
        return NotPrinted("no-printer")

    def status(self) -> PrinterStatus:
        """There is none."""
        return PrinterStatus(self.name, online=None)


class DemoPrinter:
    """Keeps the last slips in `slips`, newest last; with a `problem` it fails with that reason."""

    name = "demo"

    def __init__(self, problem: str = "") -> None:
        self.slips: deque[Slip] = deque(maxlen=REMEMBERED)
        self.problem = problem

    def print(self, slip: Slip) -> Printed | NotPrinted:
        """Remember the slip."""
        if self.problem:
            return NotPrinted(self.problem)
        self.slips.append(slip)
        return Printed()

    def status(self) -> PrinterStatus:
        """Online unless it has a problem."""
        return PrinterStatus(self.name, online=not self.problem, problem=self.problem)
