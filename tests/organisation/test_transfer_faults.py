"""Every fault of an imported municipality is told, and nothing is half written."""

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from indgang.base.access import SYSTEM
from indgang.base.models import AuditEntry
from indgang.base.transfer import ImportReport, Source, run_import
from tests.organisation.conftest import FILES, everything, nothing, write_folder

TWENTY_FAULTS: dict[str, tuple[str, str, str, int, str, str]] = {
    # what: file, what stands there, what somebody wrote instead, line, column, code
    "an unknown kind of site": ("sites", ";library;", ";libary;", 2, "kind", "unknown-choice"),
    "a model that is none": ("sites", ";town_hall;5;", ";town_hall;7;", 3, "model", "bad-number"),
    "a short postcode": ("sites", ";Torvet 2;7200;", ";Torvet 2;720;", 3, "postcode", "bad-postcode"),
    "a phone with seven digits": ("sites", "79 72 70 00", "79 72 70 0", 2, "phone", "bad-phone"),
    "an address that is no mail address": (
        "sites",
        "bib@proevelund.example",
        "bib(at)proevelund",
        2,
        "email",
        "bad-email",
    ),
    "a desk at a site that is not there": (
        "desks",
        "service-1;hovedbib;",
        "service-1;hovedbyb;",
        3,
        "site",
        "unknown-reference",
    ),
    "a desk twice": (
        "desks",
        "raadhus-1;raadhus;KVIK 1",
        "KVIK-1;raadhus;KVIK 9",
        4,
        "slug",
        "duplicate-key",
    ),
    "closing before opening": (
        "hours",
        "tirsdag;10.00;18.00",
        "tirsdag;18.00;10.00",
        3,
        "closes",
        "closes-before-opening",
    ),
    "overlapping hours": (
        "hours",
        "mandag;13.00;16.00",
        "mandag;11.30;16.00",
        6,
        "opens",
        "overlapping-hours",
    ),
    "a day that is no weekday": ("hours", ";torsdag;", ";tordag;", 8, "weekday", "unknown-choice"),
    "a time that is none": ("hours", "06.00;24.00", "06.00;25.00", 7, "closes", "bad-time"),
    "a season without an end": ("hours", ";31-07-2026", ";", 4, "valid_to", "missing-value"),
    "a date that is not in the calendar": (
        "closed-days",
        "24-12-2026",
        "24-13-2026",
        2,
        "first_day",
        "bad-date",
    ),
    "a period backwards": ("closed-days", "2026-10-18", "2026-10-08", 3, "last_day", "period-backwards"),
    "a person without a name": ("people", "ada;Ada Min;", "ada;;", 4, "name", "missing-value"),
    "a role that is none": ("people", "specialist@raadhus", "specialst@raadhus", 3, "roles", "bad-roles"),
    "a CPR number": ("people", ";Bibliotekar;", ";Bibliotekar, 120486-1234;", 2, "title", "cpr"),
    "a reach that is none": ("competences", ";guide;", ";guid;", 2, "reach", "unknown-choice"),
    "a decision that is not named": (
        "delegations",
        "Byrådet 12-01-2026, punkt 4",
        "",
        2,
        "decision",
        "missing-value",
    ),
    "hours nobody can read": (
        "lifelines",
        "man-fre 9.00-15.00",
        "man-fre 9.00 til når vi går",
        3,
        "hours",
        "bad-hours",
    ),
}


def spoiled(*which: str) -> dict[str, str]:
    files = dict(FILES)
    for name in which:
        file, right, wrong, *_rest = TWENTY_FAULTS[name]
        assert right in files[file]
        head, _, tail = (
            files[file].rpartition(right)
            if name == "a season without an end"
            else files[file].partition(right)
        )
        files[file] = head + wrong + tail
    return {name.replace("-", "_"): text for name, text in files.items()}


def test_twenty_faults_give_twenty_reports_and_nothing_is_written(db: None, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", **spoiled(*TWENTY_FAULTS))
    report = run_import("organisation", folder, actor=SYSTEM)
    found = Counter((fault.file, fault.line, fault.column, fault.code) for fault in report.faults)
    expected = Counter(
        (f"{file}.csv", line, column, code) for file, _r, _w, line, column, code in TWENTY_FAULTS.values()
    )
    assert len(expected) == 20
    assert found == expected
    assert all(fault.reason for fault in report.faults)
    assert "120486" not in "".join(f"{fault}{fault.value}" for fault in report.faults)
    assert not report.written
    assert nothing()
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("name", TWENTY_FAULTS)
def test_each_fault_alone_is_one_report(db: None, tmp_path: Path, name: str) -> None:
    file, _right, _wrong, line, column, code = TWENTY_FAULTS[name]
    report = run_import("organisation", write_folder(tmp_path / "x", **spoiled(name)), actor=SYSTEM)
    assert [(fault.file, fault.line, fault.column, fault.code) for fault in report.faults] == [
        (f"{file}.csv", line, column, code)
    ]
    assert nothing()


MORE_FAULTS = [
    (
        "desks",
        "slug;site;label;kind\nk;hovedbib;KVIK 9;quick\nl;hovedbib;kvik 9;quick\n",
        [(3, "label", "duplicate-label")],
    ),
    ("sites", "slug;name;kind;latitude;longitude\nx;X;branch;55,7;\n", [(2, "longitude", "missing-value")]),
    ("people", "username;name;roles\nx;X;generalist\n", [(2, "roles", "bad-roles")]),
    ("people", "username;name;roles\nx;X;api@*\n", [(2, "roles", "bad-roles")]),
    ("people", "username;name;roles\nx;X;generalist@bibhoved\n", [(2, "roles", "unknown-reference")]),
    ("people", "username;name;roles\nada;Ada Min;\n", [(2, "roles", "last-administrator")]),
    ("people", "username;name;active\nada;Ada Min;nej\n", [(2, "roles", "last-administrator")]),
    (
        "competences",
        "person;scope_kind;scope_code;reach;valid_from\nmaja;group;4;guide;01-01-2026\n",
        [(2, "scope_code", "unknown-reference")],
    ),
    (
        "competences",
        "person;scope_kind;scope_code;reach;valid_from\nmaja;topic;findes-ikke;guide;01-01-2026\n",
        [(2, "scope_code", "unknown-reference")],
    ),
    (
        "competences",
        "person;scope_kind;scope_code;reach;valid_from;lapses_on\nmaja;group;1;guide;01-01-2027;01-01-2027\n",
        [(2, "lapses_on", "period-backwards")],
    ),
    ("lifelines", "code;title_da;direct_phone;deputy\npas;Pas;79727021;pas\n", [(2, "deputy", "own-deputy")]),
    (
        "lifelines",
        "code;title_da;direct_phone;verified_on\npas;Pas;79727021;01-01-2150\n",
        [(2, "verified_on", "future-date")],
    ),
    ("closed-days", "site;first_day;opens;closes\n;01-05-2027;10.00;\n", [(2, "closes", "missing-value")]),
    ("closed-days", "first_day;opens\n01-05-2027;10.00\n", [(2, "closes", "missing-value")]),
    ("sites", "slug;name;kind;latitude\nbus;Bus;book_bus;55,7\n", [(2, "longitude", "missing-value")]),
    (
        "closed-days",
        "first_day;opens;closes\n01-05-2027;;\n01-05-2027;10;12\n",
        [(3, "opens", "closed-and-open")],
    ),
    (
        "closed-days",
        "first_day;opens;closes\n01-05-2027;11;13\n01-05-2027;10;12\n",
        [(3, "opens", "overlapping-hours")],
    ),
]


@pytest.mark.parametrize(("kind", "text", "expected"), MORE_FAULTS)
def test_more_rules_that_rows_must_keep(
    proevelund: ImportReport, kind: str, text: str, expected: list
) -> None:
    before = everything()
    report = run_import(kind, Source(f"{kind}.csv", text.encode()), actor=SYSTEM)
    assert [(fault.line, fault.column, fault.code) for fault in report.faults] == expected
    assert everything() == before


def test_a_file_that_cannot_be_read_does_not_make_others_look_wrong(db: None, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x")
    (folder / "sites.csv").write_bytes(b"%PDF-1.7")
    (folder / "people.csv").write_text(FILES["people"].replace("username;", "usrname;"), encoding="utf-8")
    report = run_import("organisation", folder, actor=SYSTEM)
    assert [(fault.file, fault.code) for fault in report.faults] == [
        ("sites.csv", "wrong-type"),
        ("people.csv", "unknown-column"),
    ]


def test_strange_files_beside_the_tables(db: None, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", site="slug;name\n")
    (folder / "læsmig.txt").write_text("hej", encoding="utf-8")
    (folder / "~$people.xlsx").write_text("låst", encoding="utf-8")
    (folder / "teams.json").write_text("[]", encoding="utf-8")
    report = run_import("organisation", folder, actor=SYSTEM)
    assert [(fault.file, fault.code) for fault in report.faults if fault.code != "empty"] == [
        ("site.csv", "unknown-kind")
    ]
    assert "“sites”" in next(fault.reason for fault in report.faults if fault.file == "site.csv")
    assert [(warning.file, warning.code) for warning in report.warnings] == [("læsmig.txt", "not-read")]


def test_an_archive_made_on_a_mac_is_read_too(db: None) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(f"proevelund/{name}.csv", text)
            archive.writestr(f"__MACOSX/proevelund/._{name}.csv", b"\x00\x05")
    report = run_import("organisation", Source("proevelund.zip", out.getvalue()), actor=SYSTEM)
    assert report.written
    assert report.created == 25


@pytest.mark.parametrize("name", ["tom.zip", "kommune.pdf", "kommune.csv"])
def test_a_bundle_that_is_none_says_so(db: None, name: str) -> None:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    data = {"tom.zip": out.getvalue(), "kommune.pdf": b"%PDF-1.7", "kommune.csv": b"code;name\n"}[name]
    report = run_import("organisation", Source(name, data), actor=SYSTEM)
    assert len(report.faults) == 1
    assert not report.written
