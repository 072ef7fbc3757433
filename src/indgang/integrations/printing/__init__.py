"""Printing tickets on paper."""

from indgang.integrations.printing.choice import check_setting, printer_for, printer_status
from indgang.integrations.printing.port import NotPrinted, Printed, PrinterStatus, Slip, TicketPrinter

__all__ = [
    "NotPrinted",
    "Printed",
    "PrinterStatus",
    "Slip",
    "TicketPrinter",
    "check_setting",
    "printer_for",
    "printer_status",
]
