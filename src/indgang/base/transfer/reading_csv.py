"""Reading CSV as people and spreadsheets write it."""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from indgang.base.transfer.columns import folded
from indgang.base.transfer.faults import BadFile
from indgang.base.transfer.tables import MOST_COLUMNS, Line, Source, Table, fill

DELIMITERS = ";,\t"
SEPARATOR_LINE = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
GUARDED = "=+-@\t\r"


def guard(text: str) -> str:
    """The text for a cell, with an apostrophe before it when a spreadsheet would run it as a formula."""
    risky = text[:1] in GUARDED or (text[:1] == "'" and text[1:2] in GUARDED + "'")
    return "'" + text if text and risky and text != "'" else text


def unguard(text: str) -> str:
    """What `guard` was given."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in GUARDED + "'" else text


def read_csv(source: Source, known_headings: frozenset[str]) -> Table:
    """The table in a CSV file; raises BadFile when it is none.

    The delimiter (semicolon, comma or tab) is the one under which most of the heading is known.
    """
    table = Table(source.name)
    text = _decoded(source.data, table)
    start = SEPARATOR_LINE.match(text)
    if start:
        text, delimiter = text[start.end() :], start[1]
    else:
        delimiter = _delimiter(text, known_headings)
    return fill(table, _lines(text, delimiter, table, skipped=1 if start else 0))


def _decoded(data: bytes, table: Table) -> str:
    is_utf_16 = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    encodings = ["utf-16"] if is_utf_16 else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if encoding == "cp1252":
            table.warn(
                _("The file is not UTF-8; it was read as Windows-1252. Check that æ, ø and å are right."),
                "windows-1252",
            )
        return text
    raise BadFile(_("This is not a text file. Save it as CSV UTF-8 or as XLSX."), code="wrong-type")


def _delimiter(text: str, known_headings: frozenset[str]) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")

    def score(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return sum(folded(cell) in known_headings for cell in cells), len(cells)

    return max(DELIMITERS, key=score)


def _lines(text: str, delimiter: str, table: Table, *, skipped: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            table.fault(
                _("The quotation marks do not match; the rest of the file was not read."),
                "bad-quotes",
                number,
            )
            return
        if len(cells) > MOST_COLUMNS:
            raise BadFile(_("The file has too many columns."), code="too-many-columns", line=number)
        yield Line(number, tuple(unguard(cell) for cell in cells))
