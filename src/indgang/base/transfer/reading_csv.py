"""Reading CSV as people and spreadsheets write it."""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Unusable
from indgang.base.transfer.columns import folded
from indgang.base.transfer.faults import BadFile
from indgang.base.transfer.tables import MOST_COLUMNS, Cell, Line, Source, Table, fill

DELIMITERS = ";,\t"
SEPARATOR_LINE = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
GUARDED = "=+-@\t\r"
MOST_BAD_QUOTES = 50
FORMULA = re.compile(r"\s*(?:=|[-+@]\s*[a-z]\w*\s*[(|!])", re.IGNORECASE)
# What æøå become when UTF-8 is read as Windows-1252, or MacRoman and DOS as either.
DAMAGED = re.compile("\ufffd|Ã[¥¦\u00b8†\u02dc…©¼¶¤]|â€|[a-z][†\u203aŒ¿]|[†\u203a¿][a-z]", re.IGNORECASE)

# Marks that are damaged letters elsewhere stand in pairs when they quote.
QUOTED = re.compile("\u203a([^\u2039\u203a]*)\u2039|\u2039([^\u2039\u203a]*)\u203a")


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
    """The rows; after one whose quotation marks do not match it goes on with the next line."""
    lines = list(io.StringIO(text, newline=""))
    begin = bad_quotes = 0
    while begin < len(lines):
        reader = csv.reader(lines[begin:], delimiter=delimiter, strict=True)
        while True:
            number = begin + reader.line_num + 1 + skipped
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                bad_quotes += 1
                begin = number - skipped
                _refuse_quotes(table, number, goes_on=bool(table.heading) and bad_quotes < MOST_BAD_QUOTES)
                break
            if len(cells) > MOST_COLUMNS:
                raise BadFile(_("The file has too many columns."), code="too-many-columns", line=number)
            if _is_cut_otherwise(cells, delimiter, table):
                reason = _("The row has another separator than the heading, which has “%(separator)s”.")
                table.fault(reason % {"separator": delimiter}, "wrong-separator", number)
                continue
            yield Line(number, tuple(_cell(cell) for cell in cells))
        if not table.heading or bad_quotes == MOST_BAD_QUOTES:
            return


def _refuse_quotes(table: Table, number: int, *, goes_on: bool) -> None:
    reason = (
        _("The quotation marks do not match. Close them, and write one inside a text twice.")
        if goes_on
        else _("The quotation marks do not match; the rest of the file was not read.")
    )
    table.fault(reason, "bad-quotes", number)


def _is_cut_otherwise(cells: list[str], delimiter: str, table: Table) -> bool:
    """Whether the row is one cell here, and as many as the heading with another delimiter."""
    wanted = len(table.heading) - 1
    return (
        wanted > 0
        and len(cells) == 1
        and any(cells[0].count(other) == wanted for other in DELIMITERS if other != delimiter)
    )


def _cell(text: str) -> Cell:
    if text.startswith("'"):
        return unguard(text)
    if FORMULA.match(text):
        return Unusable(text, _("This is a formula. Write its value, or put ' before it."), "formula")
    if DAMAGED.search(QUOTED.sub(r"\1\2", text)):
        return Unusable(
            text, _("Letters such as æøå are damaged. Save the file as CSV UTF-8."), "damaged-letters"
        )
    return text
