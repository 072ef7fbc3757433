"""Reading JSON: a list of objects that have the columns as their keys, as the export writes it."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Unusable
from indgang.base.transfer.faults import BadFile
from indgang.base.transfer.tables import MOST_COLUMNS, Cell, Line, Source, Table, fill

BLANKS = " \t\r\n"


def read_json(source: Source) -> Table:
    """The table in a JSON file; each row's line is the one on which its object begins. Raises BadFile."""
    try:
        text = source.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(_("JSON must be UTF-8."), code="wrong-type") from None
    return table_of(source.name, list(_objects(text)))


def table_of(file: str, objects: list[tuple[int, Any]]) -> Table:
    """A table of objects with their lines. Raises BadFile."""
    heading: dict[str, None] = {}
    for line, item in objects:
        if not isinstance(item, dict):
            raise BadFile(
                _("Each row must be a JSON object, with the columns as its keys."), code="bad-json", line=line
            )
        heading |= dict.fromkeys(item)
    if len(heading) > MOST_COLUMNS:
        raise BadFile(_("The file has too many columns."), code="too-many-columns")
    rows = (Line(line, tuple(_cell(item.get(name)) for name in heading)) for line, item in objects)
    return fill(Table(file), (line for group in ([Line(1, tuple(heading))], rows) for line in group))


def _cell(value: Any) -> Cell:
    if isinstance(value, dict | list):
        shown = json.dumps(value, ensure_ascii=False)
        return Unusable(shown, _("A cell must be a text, a number, true, false or null."), "bad-json")
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    """The elements of the list, each with the line on which it begins."""
    decoder = json.JSONDecoder()
    at = _skip(text, 0)
    try:
        if text[at : at + 1] != "[":
            raise BadFile(
                _("The file must hold a JSON list with an object for each row."), code="bad-json", line=1
            )
        at = _skip(text, at + 1)
        while text[at : at + 1] != "]":
            line = text.count("\n", 0, at) + 1
            item, at = decoder.raw_decode(text, at)
            yield line, item
            at = _skip(text, at)
            if text[at : at + 1] == ",":
                at = _skip(text, at + 1)
            elif text[at : at + 1] != "]":
                raise json.JSONDecodeError("expected a comma", text, at)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise BadFile(
            _("This is not JSON: something is missing or too much here."), code="bad-json", line=line
        ) from None


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at
