"""Which sort of file it is, told by its content rather than by its name, and its table."""

from pathlib import PurePath

from django.utils.translation import gettext as _

from indgang.base.transfer.faults import BadFile
from indgang.base.transfer.kinds import Kind
from indgang.base.transfer.reading_csv import read_csv
from indgang.base.transfer.reading_json import read_json
from indgang.base.transfer.reading_xlsx import is_workbook, read_sheet, sheet_names
from indgang.base.transfer.tables import MOST_BYTES, Source, Table, too_large

OTHER_TYPES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"SQLite format 3",
)
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"


def read_table(kind: Kind, source: Source) -> Table:
    """The table in a CSV, XLSX or JSON file. Raises BadFile when it is none of them, or too large."""
    if len(source.data) > MOST_BYTES:
        raise too_large()
    if source.data.startswith(ZIP):
        return _read_workbook(kind, source)
    refuse_other_types(source)
    if PurePath(source.name).suffix.lower() == ".json" or source.data.lstrip(
        b"\xef\xbb\xbf \t\r\n"
    ).startswith(b"[{"):
        return read_json(source)
    known = frozenset(heading for column in kind.columns for heading in column.headings())
    return read_csv(source, known)


def refuse_other_types(source: Source) -> None:
    """Raise BadFile for what is plainly no table, with what to do instead."""
    if source.data.startswith(OLD_EXCEL):
        raise BadFile(
            _("This is an old Excel file (.xls) or has a password. Save it as .xlsx without a password."),
            code="wrong-type",
        )
    if source.data.startswith(OTHER_TYPES):
        raise BadFile(_("This is not a table. Save it as CSV UTF-8 or as XLSX."), code="wrong-type")


def _read_workbook(kind: Kind, source: Source) -> Table:
    if not is_workbook(source):
        raise BadFile(
            _("This is an archive or a document, not a table. Save it as CSV UTF-8 or as XLSX."),
            code="wrong-type",
        )
    sheets = sheet_names(source)
    if not sheets:
        raise BadFile(_("The workbook has no sheets."), code="empty")
    named = [sheet for sheet in sheets if sheet.strip().casefold() == kind.name]
    chosen = (named or sheets)[0]
    table = read_sheet(source, chosen)
    if len(sheets) > 1:
        table.warn(_("Only the sheet “%(sheet)s” was read.") % {"sheet": chosen}, "one-sheet")
    return table
