"""Printing tickets on paper."""

from indgang.integrations.printing.choice import check_setting, printer_for, printer_status
from indgang.integrations.printing.port import NotPrinted, Printed, PrinterStatus, Slip, TicketPrinter
from indgang.integrations.printing.simple import NoPrinter

__all__ = [
    "NoPrinter",
    "NotPrinted",
    "Printed",
    "PrinterStatus",
    "Slip",
    "TicketPrinter",
    "check_setting",
    "printer_for",
    "printer_status",
]
