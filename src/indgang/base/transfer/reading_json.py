"""Reading JSON: a list of objects that have the columns as their keys, as the export writes it."""

import json
from typing import Any

from django.utils.translation import gettext as _

from indgang.base.storable import unstorable
from indgang.base.transfer.cells import Unusable
from indgang.base.transfer.faults import BadFile
from indgang.base.transfer.tables import MOST_COLUMNS, Cell, Line, Source, Table, fill

BLANKS = " \t\r\n"
Element = tuple[int, Any]


def read_json(source: Source) -> Table:
    """The table in a JSON file; each row's line is the one on which its object begins. Raises BadFile."""
    text = _decoded(source)
    elements, end = _read_list(text, 0)
    _expect_end(text, end)
    return table_of(source.name, elements)


def read_json_tables(source: Source) -> dict[str, Table]:
    """The tables in a JSON file that is one object with a list for each kind. Raises BadFile."""
    text = _decoded(source)
    tables: dict[str, Table] = {}
    at = _skip(text, _expect(text, _skip(text, 0), "{"))
    while text[at : at + 1] != "}":
        name, at = _decode(text, at)
        at = _expect(text, _skip(text, at), ":")
        elements, at = _read_list(text, at)
        if elements:
            tables[str(name)] = table_of(f"{source.name} [{name}]", elements)
        at = _after_element(text, at, "}")
    _expect_end(text, at + 1)
    return tables


def table_of(file: str, objects: list[Element]) -> Table:
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


def _decoded(source: Source) -> str:
    try:
        return source.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(_("JSON must be UTF-8."), code="wrong-type") from None


def _read_list(text: str, at: int) -> tuple[list[Element], int]:
    """The elements of the list that begins at `at`, each with its line, and where the text goes on."""
    elements: list[Element] = []
    at = _skip(text, _expect(text, _skip(text, at), "["))
    line, counted = text.count("\n", 0, at) + 1, at
    while text[at : at + 1] != "]":
        line, counted = line + text.count("\n", counted, at), at
        item, at = _decode(text, at)
        elements.append((line, item))
        at = _after_element(text, at, "]")
    return elements, at + 1


def _decode(text: str, at: int) -> tuple[Any, int]:
    try:
        item, end = DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _broken(text, error.pos) from None
    except (RecursionError, ValueError):
        raise _broken(text, at) from None
    if any(True for _place in unstorable(item)):
        reason = _("The text holds a character that cannot be stored.")
        raise BadFile(reason, code="bad-text", line=text.count("\n", 0, at) + 1)
    return item, end


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_no_number)


def _after_element(text: str, at: int, end: str) -> int:
    """Where the next element or the end stands."""
    at = _skip(text, at)
    if text[at : at + 1] == end:
        return at
    at = _skip(text, _expect(text, at, ","))
    if text[at : at + 1] == end:
        raise _broken(text, at)
    return at


def _expect(text: str, at: int, sign: str) -> int:
    if text[at : at + 1] != sign:
        raise _broken(text, at)
    return at + 1


def _expect_end(text: str, at: int) -> None:
    if _skip(text, at) < len(text):
        raise _broken(text, _skip(text, at))


def _broken(text: str, at: int) -> BadFile:
    reason = _("This is no JSON list with an object for each row: something is missing or too much here.")
    return BadFile(reason, code="bad-json", line=text.count("\n", 0, at) + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at
