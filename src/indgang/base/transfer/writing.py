"""Writing tables as CSV, XLSX and JSON.

CSV is UTF-8 with a byte order mark and semicolons, which is what a Danish Excel opens with a double click.
Text that a spreadsheet would run as a formula gets an apostrophe in front, which the import takes away again.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Literal

from indgang.base.transfer.cells import Raw
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.reading_csv import guard

Format = Literal["csv", "xlsx", "json"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "json")
FIXED_MOMENT = (1980, 1, 1, 0, 0, 0)


def plain(raw: Raw) -> Any:
    """A cell as JSON: dates and times as text, empty cells as null."""
    if isinstance(raw, datetime | date):
        return raw.isoformat()
    if isinstance(raw, time):
        return raw.strftime("%H:%M")
    return None if raw == "" else raw


def spelled(raw: Raw) -> str:
    """A cell as text."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return guard(raw) if isinstance(raw, str) else str(plain(raw))


def cells(columns: Sequence[Column], record: Record) -> list[Raw]:
    """The record's cells in the order of the columns."""
    return [column.write(record[column.name]) for column in columns]


def as_csv(columns: Sequence[Column], records: Iterable[Record]) -> bytes:
    """The records as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([spelled(cell) for cell in cells(columns, record)] for record in records)
    return out.getvalue().encode("utf-8-sig")


def as_rows(columns: Sequence[Column], records: Iterable[Record]) -> list[dict[str, Any]]:
    """The records as JSON objects."""
    return [
        dict(zip((column.name for column in columns), map(plain, cells(columns, record)), strict=True))
        for record in records
    ]


def as_json(columns: Sequence[Column], records: Iterable[Record]) -> bytes:
    """The records as a JSON list with one object a line."""
    rows = [json.dumps(row, ensure_ascii=False) for row in as_rows(columns, records)]
    return ("[\n" + ",\n".join(rows) + "\n]\n").encode()


def as_xlsx(sheets: Mapping[str, tuple[Sequence[Column], Iterable[Record]]]) -> bytes:
    """A workbook with one sheet for each entry; dates and times are real ones, everything else is values."""
    from openpyxl import Workbook  # Half a second, paid only by who writes a workbook.
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for name, (columns, records) in sheets.items():
        page = book.create_sheet(name)
        page.freeze_panes = "A2"
        for number, column in enumerate(columns, start=1):
            page.column_dimensions[get_column_letter(number)].width = max(12, len(column.name) + 2)
        heading = [WriteOnlyCell(page, column.name) for column in columns]
        for cell in heading:
            cell.font = Font(bold=True)
        page.append(heading)
        for record in records:
            page.append([_sheet_cell(page, raw) for raw in cells(columns, record)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_cell(page: Any, raw: Raw) -> Any:
    if raw in ("", None):
        return None
    if isinstance(raw, bool):
        return spelled(raw)
    from openpyxl.cell import WriteOnlyCell

    if isinstance(raw, str):
        cell = WriteOnlyCell(page, guard(raw))
        cell.data_type, cell.number_format = "s", "@"
        return cell
    cell = WriteOnlyCell(page)
    cell.value = raw
    if isinstance(raw, time):
        cell.number_format = "hh:mm"
    elif isinstance(raw, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """The files in one archive, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, FIXED_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()
