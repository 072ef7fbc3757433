"""Import and export: the same columns for CSV, XLSX and JSON, inwards and outwards.

A domain subclasses `Kind` or `ModelKind`, registers it with `registry.register` in its `AppConfig.ready`,
and gets reading, checking, preview, writing in one transaction, audit and export. Commands for single rows
go through `apply_row`, so that a page and a file follow the same rules.
"""

from indgang.base.transfer import registry
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.commands import apply_row, apply_rows
from indgang.base.transfer.faults import BadCell, Fault, ImportReport, PreviewRow
from indgang.base.transfer.kinds import AddFault, Change, Kind, Row, World
from indgang.base.transfer.runs import run_export, run_import
from indgang.base.transfer.tables import Source

__all__ = [
    "AddFault",
    "BadCell",
    "Change",
    "Column",
    "Fault",
    "ImportReport",
    "Kind",
    "PreviewRow",
    "Record",
    "Row",
    "Source",
    "World",
    "apply_row",
    "apply_rows",
    "registry",
    "run_export",
    "run_import",
]
