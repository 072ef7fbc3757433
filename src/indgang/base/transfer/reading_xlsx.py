"""Reading XLSX: values only. A formula is refused; what it shows depends on the program that opens it."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Unusable
from indgang.base.transfer.faults import BadFile
from indgang.base.transfer.reading_csv import unguard
from indgang.base.transfer.tables import MOST_COLUMNS, Cell, Line, Source, Table, fill

MOST_UNPACKED_BYTES = 200 * 1024 * 1024


def unpacked(source: Source) -> zipfile.ZipFile:
    """The ZIP archive in the source. Raises BadFile when it is damaged, locked or swells beyond measure."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except zipfile.BadZipFile:
        raise BadFile(_("The file is damaged and cannot be opened."), code="damaged") from None
    members = archive.infolist()
    if sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise BadFile(_("The file takes up too much room when it is unpacked."), code="file-too-large")
    if any(member.flag_bits & 1 for member in members):
        raise BadFile(_("The file is protected by a password. Save it without one."), code="locked")
    return archive


def is_workbook(source: Source) -> bool:
    """Whether the source is a spreadsheet of the XLSX family."""
    if source.data[:4] != b"PK\x03\x04":
        return False
    with unpacked(source) as archive:
        return "xl/workbook.xml" in archive.namelist()


def sheet_names(source: Source) -> list[str]:
    """The names of the visible and hidden sheets, in order. Raises BadFile."""
    book = _open(source)
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def read_sheet(source: Source, sheet: str) -> Table:
    """The table on one sheet. Raises BadFile."""
    book = _open(source)
    try:
        page = book[sheet]
        page.reset_dimensions()
        table = Table(source.name if len(book.sheetnames) == 1 else f"{source.name} [{sheet}]")
        return fill(table, _lines(page))
    finally:
        book.close()


def _open(source: Source) -> Any:
    from openpyxl import load_workbook  # Half a second, paid only by who reads a workbook.
    from openpyxl.utils.exceptions import InvalidFileException

    unpacked(source).close()
    try:
        return load_workbook(io.BytesIO(source.data), read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise BadFile(_("The workbook is damaged and cannot be opened."), code="damaged") from error


def _lines(page: Any) -> Iterator[Line]:
    for number, row in enumerate(page.iter_rows(), start=1):
        cells = [_value(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise BadFile(_("The file has too many columns."), code="too-many-columns", line=number)
        yield Line(number, tuple(cells))


def _value(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        shown = value if isinstance(value, str) else getattr(value, "text", None) or "="
        return Unusable(shown, _("There is a formula in the cell. Paste it as a value instead."), "formula")
    if cell.data_type == "e":
        return Unusable(str(value), _("The spreadsheet shows an error in this cell."), "spreadsheet-error")
    return unguard(value) if isinstance(value, str) else value
