"""Files as people bring them."""

import io
import zipfile
from datetime import date, datetime, time
from unittest.mock import Mock

import pytest
from openpyxl import Workbook

from indgang.base.transfer import reading_csv, tables
from indgang.base.transfer.cells import Unusable
from indgang.base.transfer.faults import BadFile
from indgang.base.transfer.files import read_table
from indgang.base.transfer.tables import Source, Table
from tests.base.transfer.conftest import Boats, csv_source

ROWS = "code;name\nanna;Anna Ø\nbo;Bo\n"


def rows_of(table: Table) -> list[tuple]:
    return [line.cells for line in table.lines]


def workbook(rows: list[list], *, sheets: dict[str, list[list]] | None = None) -> bytes:
    book = Workbook()
    page = book.active
    page.title = "Ark1"
    for row in rows:
        page.append(row)
    for name, more in (sheets or {}).items():
        page = book.create_sheet(name)
        for row in more:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_in_its_common_spellings(boats: Boats, delimiter: str, encoding: str, newline: str) -> None:
    text = ROWS.replace(";", delimiter).replace("\n", newline)
    table = read_table(boats, csv_source(text, encoding=encoding))
    assert table.heading == ("code", "name")
    assert rows_of(table) == [("anna", "Anna Ø"), ("bo", "Bo")]
    assert [warning.code for warning in table.warnings] == (["windows-1252"] if encoding == "cp1252" else [])


def test_the_delimiter_is_the_one_that_makes_the_heading_known(boats: Boats) -> None:
    table = read_table(boats, csv_source("code,name,size;x\na,b,c;d\n"))
    assert table.heading == ("code", "name", "size;x")


def test_lines_are_counted_as_an_editor_counts_them(boats: Boats) -> None:
    text = 'sep=;\n\ncode;name\n\nanna;"Anna\nmed to\nlinjer"\n;;\nbo;Bo\n'
    table = read_table(boats, csv_source(text))
    assert table.heading_line == 3
    assert [line.number for line in table.lines] == [5, 9]


def test_a_broken_quotation_is_reported_where_it_begins_and_the_next_lines_are_read(boats: Boats) -> None:
    table = read_table(boats, csv_source('code;name\nanna;Anna\nbo;"Bo\ncia;Cia\n'))
    assert [(fault.line, fault.code) for fault in table.faults] == [(3, "bad-quotes")]
    assert rows_of(table) == [("anna", "Anna"), ("cia", "Cia")]


def test_every_broken_quotation_is_reported_unless_the_heading_is_lost(boats: Boats) -> None:
    table = read_table(boats, csv_source('code;name\n"a"x;Anna\nbo;Bo\ncia;"C"ia\ndan;"Dan'))
    assert [(fault.line, fault.code) for fault in table.faults] == [(n, "bad-quotes") for n in (2, 4, 5)]
    assert rows_of(table) == [("bo", "Bo")]
    table = read_table(boats, csv_source('code;"name\nanna;Anna\n'))
    assert ([fault.line for fault in table.faults], table.lines) == ([1], [])
    table = read_table(boats, csv_source("code;name\n" + '"a"x;Anna\n' * 1000))
    assert len(table.faults) == reading_csv.MOST_BAD_QUOTES


@pytest.mark.parametrize(("heading", "row"), [("code,name", "anna;Anna"), ("code;name", "anna,Anna")])
def test_a_row_with_another_separator_is_named(boats: Boats, heading: str, row: str) -> None:
    table = read_table(boats, csv_source(f"{heading}\n{row}\n"))
    assert [(fault.line, fault.code) for fault in table.faults] == [(2, "wrong-separator")]
    assert table.lines == []


@pytest.mark.parametrize("text", ["=1+1", " =A1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-Ark1!A1"])
def test_formulas_are_refused_in_csv_too_and_taken_as_text_when_they_are_marked(
    boats: Boats, text: str
) -> None:
    table = read_table(boats, csv_source(f"code;name\nanna;{text}\nbo;'{text.strip()}\n"))
    refused, taken = (row[1] for row in rows_of(table))
    assert isinstance(refused, Unusable)
    assert (refused.code, taken) == ("formula", text.strip())


@pytest.mark.parametrize("text", ["-2", "+4581234567", "- husk pas", "@magion", "a=b", "79 72 72 00"])
def test_ordinary_text_is_no_formula(boats: Boats, text: str) -> None:
    assert rows_of(read_table(boats, csv_source(f"code;name\nanna;{text}\n"))) == [("anna", text)]


@pytest.mark.parametrize(
    "data",
    [
        "Rømø".encode().decode("cp1252").encode(),
        "Rømø".encode("mac-roman"),
        "Rømø".encode("cp865"),
        "R\ufffdm\ufffd".encode(),
        "Rømø".encode() + "på".encode("cp1252"),
    ],
)
def test_letters_that_were_damaged_on_the_way_are_told(boats: Boats, data: bytes) -> None:
    table = read_table(boats, Source("boats.csv", b"code;name\nanna;" + data + b"\n"))
    ((_code, cell),) = rows_of(table)
    assert isinstance(cell, Unusable)
    assert cell.code == "damaged-letters"


def test_xlsx_gives_values_as_they_are(boats: Boats) -> None:
    data = workbook(
        [
            ["code", "name", "built", "crew"],
            ["anna", "'=Anna", date(2020, 5, 1), 3],
            [None],
            ["bo", None, time(9), 1.5],
        ]
    )
    table = read_table(boats, Source("boats.xlsx", data))
    assert rows_of(table)[0] == ("anna", "=Anna", datetime(2020, 5, 1), 3)  # noqa: DTZ001
    assert rows_of(table)[1][2:] == (time(9), 1.5)
    assert [line.number for line in table.lines] == [2, 4]


def test_formulas_and_errors_are_refused_as_values(boats: Boats) -> None:
    data = workbook([["code", "name"], ["anna", "=A1"], ["bo", "#N/A"]])
    table = read_table(boats, Source("boats.xlsx", data))
    cells = [line.cells[1] for line in table.lines]
    assert [cell.code for cell in cells if isinstance(cell, Unusable)] == ["formula", "spreadsheet-error"]


def test_a_workbook_with_several_sheets_gives_the_one_that_is_named_after_the_kind(boats: Boats) -> None:
    data = workbook([["andet"]], sheets={"Boats": [["code", "name"], ["anna", "Anna"]]})
    table = read_table(boats, Source("flåden.xlsx", data))
    assert rows_of(table) == [("anna", "Anna")]
    assert table.file == "flåden.xlsx [Boats]"
    assert [warning.code for warning in table.warnings] == ["one-sheet"]


def test_json_counts_lines_too(boats: Boats) -> None:
    text = '[\n{"code": "anna", "name": "Anna"},\n\n{"code": "bo", "crew": 3}\n]\n'
    table = read_table(boats, csv_source(text, name="boats.json"))
    assert table.heading == ("code", "name", "crew")
    assert [(line.number, line.cells) for line in table.lines] == [
        (2, ("anna", "Anna", None)),
        (4, ("bo", None, 3)),
    ]


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("boats.csv", b"", "empty"),
        ("boats.csv", b"\n\n ; ;\n", "empty"),
        ("boats.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "wrong-type"),
        ("boats.csv", b"%PDF-1.7 ...", "wrong-type"),
        ("boats.csv", b"\x89PNG\r\n", "wrong-type"),
        ("boats.csv", b"code;name\n\x00\x01\x02", "wrong-type"),
        ("boats.csv", b"code;name\n\x81\x8d", "wrong-type"),
        ("boats.xlsx", b"PK\x03\x04 not really", "damaged"),
        ("boats.docx", packed(**{"word/document.xml": b"<w/>"}), "wrong-type"),
        ("boats.xlsx", packed(**{"xl/workbook.xml": b"<broken"}), "damaged"),
        ("boats.json", b'{"code": "anna"}', "bad-json"),
        ("boats.json", b'[{"code": "anna"},]', "bad-json"),
        ("boats.json", b'[{"code": "anna"}', "bad-json"),
        ("boats.json", b'[{"code": "anna"}] x', "bad-json"),
        ("boats.json", b"[1]", "bad-json"),
        ("boats.json", b'[{"code": "\xe6"}]', "wrong-type"),
        ("boats.json", b"[" * 100_000, "bad-json"),
        ("boats.json", b'[{"code": 1' + b"0" * 5000 + b"}]", "bad-json"),
        ("boats.json", b'[{"code": NaN}]', "bad-json"),
        ("boats.json", b'[{"code": "a\\u0000"}]', "bad-text"),
        ("boats.json", b'[{"co\\ud800de": "anna"}]', "bad-text"),
        ("boats.json", b'[{"code": {"name": "\\ud800"}}]', "bad-text"),
        ("boats.csv", b";".join([b"code"] * 300) + b"\n", "too-many-columns"),
    ],
)
def test_files_that_are_no_table_say_so(boats: Boats, name: str, data: bytes, code: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_table(boats, Source(name, data))
    assert caught.value.code == code
    assert caught.value.reason


def test_what_is_too_much_is_refused_before_it_is_read(boats: Boats, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with pytest.raises(BadFile) as caught:
        read_table(boats, csv_source(ROWS + "cia;Cia\n"))
    assert caught.value.code == "too-many-rows"
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.truncate(tables.MOST_BYTES + 1)
    with pytest.raises(BadFile) as caught:
        Source.of(big)
    assert caught.value.code == "file-too-large"
    with pytest.raises(BadFile) as caught:
        Source.of(tmp_path / "nowhere.csv")
    assert caught.value.code == "no-such-file"


def test_an_upload_that_is_too_large_is_refused_unread() -> None:
    upload = Mock(size=tables.MOST_BYTES + 1)
    with pytest.raises(tables.FileTooLarge):
        Source.uploaded(upload)
    upload.read.assert_not_called()


def test_an_archive_that_swells_is_not_unpacked(boats: Boats) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 210_000_000)
    with pytest.raises(BadFile) as caught:
        read_table(boats, Source("boats.xlsx", out.getvalue()))
    assert caught.value.code == "file-too-large"
