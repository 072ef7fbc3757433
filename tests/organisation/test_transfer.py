"""A whole municipality in and out again."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.base.errors import NotAllowed, NotFound
from indgang.base.models import AuditEntry
from indgang.base.transfer import ImportReport, Source, registry, run_export, run_import
from indgang.organisation import transfer
from indgang.organisation.models import (
    ClosedPeriod,
    Competence,
    Desk,
    Lifeline,
    Municipality,
    OpeningHours,
    Person,
    RoleGrant,
    Site,
)
from tests.organisation.conftest import everything, nothing, write_folder

KINDS = [kind.name for kind in transfer.ALL]
IN_ORDER = [kind.name for kind in registry.in_order(KINDS)]


def test_a_folder_becomes_a_municipality(proevelund: ImportReport) -> None:
    assert proevelund.written
    assert (proevelund.created, proevelund.changed, proevelund.removed) == (25, 0, 0)
    assert [part.kind for part in proevelund.parts] == IN_ORDER
    library = Site.objects.get(slug="hovedbib")
    assert library.municipality.code == "0999"
    assert library.phone == "79 72 70 00"
    assert {
        (grant.role, grant.site.slug) for grant in RoleGrant.objects.filter(person__username="signe")
    } == {
        ("specialist", "raadhus"),
        ("generalist", "hovedbib"),
    }
    assert Lifeline.objects.get(code="pas").deputy == Lifeline.objects.get(code="pension")
    assert not Person.objects.get(username="maja").has_usable_password()
    assert ClosedPeriod.objects.get(site=None).last_day.day == 24


def test_importing_it_again_changes_nothing(proevelund: ImportReport, tmp_path: Path) -> None:
    before = everything()
    entries = AuditEntry.objects.count()
    report = run_import("organisation", write_folder(tmp_path / "proevelund"), actor=SYSTEM)
    assert (report.unchanged, report.changes_anything) == (25, False)
    assert everything() == before
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("kind", [*KINDS, "organisation"])
def test_an_export_is_an_import_that_changes_nothing(
    proevelund: ImportReport, kind: str, file_format: str
) -> None:
    data = run_export(kind, file_format, actor=SYSTEM)
    suffix = "zip" if (kind, file_format) == ("organisation", "csv") else file_format
    report = run_import(kind, Source(f"{kind}.{suffix}", data), actor=SYSTEM)
    assert report.faults == ()
    assert not report.changes_anything
    assert report.unchanged == (25 if kind == "organisation" else len(list(registry.get(kind).stored())))


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_an_export_rebuilds_the_municipality_from_nothing(proevelund: ImportReport, file_format: str) -> None:
    before = everything()
    data = run_export("organisation", file_format, actor=SYSTEM)
    for model in (
        Lifeline,
        OpeningHours,
        ClosedPeriod,
        Competence,
        Desk,
        RoleGrant,
        Person,
        Site,
        Municipality,
    ):
        model._default_manager.all().delete()
    suffix = "zip" if file_format == "csv" else file_format
    report = run_import("organisation", Source(f"alt.{suffix}", data), actor=SYSTEM)
    assert report.written, [str(fault) for fault in report.faults]
    assert everything() == before


def test_dates_and_times_are_real_ones_in_the_workbook(proevelund: ImportReport) -> None:
    book = load_workbook(io.BytesIO(run_export("organisation", "xlsx", actor=SYSTEM)))
    assert book.sheetnames == IN_ORDER
    heading, *rows = book["hours"].iter_rows(values_only=True)
    summer = next(dict(zip(heading, row, strict=True)) for row in rows if "Sommer" in row)
    assert (summer["opens"].hour, summer["closes"].hour) == (10, 15)
    assert summer["valid_from"].isoformat().startswith("2026-07-01")


def test_check_shows_and_writes_nothing(db: None, tmp_path: Path) -> None:
    report = run_import("organisation", write_folder(tmp_path / "x"), actor=SYSTEM, check=True)
    assert (report.created, report.written, report.faults) == (25, False, ())
    assert len(report.preview) == 25
    assert nothing()
    assert AuditEntry.objects.count() == 0


def test_the_site_needs_a_code_when_there_are_two_municipalities(proevelund: ImportReport) -> None:
    Municipality.objects.create(code="0998", name="Naboby Kommune")
    text = "slug;name;kind\nny;Ny filial;branch\nhovedbib;Nyt navn;library\n"
    report = run_import("sites", Source("sites.csv", text.encode()), actor=SYSTEM)
    assert [(fault.line, fault.column) for fault in report.faults] == [(2, "municipality")]
    right = (
        text.replace("kind\n", "kind;municipality\n")
        .replace("branch\n", "branch;998\n")
        .replace("library\n", "library;0999\n")
    )
    assert run_import("sites", Source("sites.csv", right.encode()), actor=SYSTEM).written
    assert Site.objects.get(slug="ny").municipality.code == "0998"


def test_hours_in_a_file_replace_those_of_the_same_site_and_kind_only(proevelund: ImportReport) -> None:
    text = "site;kind;weekday;opens;closes\nhovedbib;library;fredag;9;12\n"
    report = run_import("hours", Source("hours.csv", text.encode()), actor=SYSTEM)
    assert (report.created, report.removed) == (1, 3)
    assert sorted(OpeningHours.objects.values_list("site__slug", "kind")) == [
        ("hovedbib", "citizen_service"),
        ("hovedbib", "citizen_service"),
        ("hovedbib", "library"),
        ("hovedbib", "self_service"),
        ("raadhus", "citizen_service"),
    ]


def test_a_file_changes_only_the_columns_it_has(proevelund: ImportReport) -> None:
    Person.objects.filter(username="maja").update(password="kept", is_demo=True)
    file = Source("maja 010190-1234.csv", b"username;name\nmaja;Maja Skov\n")
    report = run_import("people", file, actor=SYSTEM)
    assert (report.changed, report.preview[0].before) == (1, {"name": "Maja Holm"})
    maja = Person.objects.get(username="maja")
    assert (maja.name, maja.password, maja.is_demo, maja.title) == ("Maja Skov", "kept", True, "Bibliotekar")
    assert RoleGrant.objects.filter(person=maja).count() == 1
    entry = AuditEntry.objects.get(action="person.changed")
    assert entry.target == "person:maja"
    changes = {"name": ["Maja Holm", "Maja Skov"]}
    assert entry.details == {"import": "maja ••••••-••••.csv", "changes": changes}


def test_only_the_administrator_of_everything_imports_and_only_some_see_people(
    proevelund: ImportReport,
) -> None:
    site = Site.objects.get(slug="hovedbib").pk
    source = Source("teams.csv", b"code;name\nny;Nyt\n")
    for grants in ({("administrator", site)}, {("manager", None)}, set()):
        with pytest.raises(NotAllowed):
            run_import("teams", source, actor=Actor(kind="person", grants=frozenset(grants)))
    manager = Actor(kind="person", id=1, name="Leif", grants=frozenset({("manager", site)}))
    assert b"hovedbib" in run_export("sites", "csv", actor=manager)
    with pytest.raises(NotAllowed):
        run_export("people", "csv", actor=manager)
    with pytest.raises(NotAllowed):
        run_export("organisation", "xlsx", actor=manager)
    with pytest.raises(NotAllowed):
        run_export("sites", "csv", actor=ANONYMOUS)
    exported = AuditEntry.objects.get(action="transfer.exported")
    assert exported.actor_name == "Leif"


def test_an_unknown_kind_is_named_with_the_nearest(db: None) -> None:
    with pytest.raises(NotFound, match="sites"):
        run_import("site", Source("x.csv", b"a;b\n"), actor=SYSTEM)


def test_formulas_cannot_be_smuggled_out_by_a_name(proevelund: ImportReport) -> None:
    Person.objects.filter(username="maja").update(name='=HYPERLINK("http://ondt.example")')
    assert b";'=HYPERLINK" in run_export("people", "csv", actor=SYSTEM).replace(b'"', b"")
    book = load_workbook(io.BytesIO(run_export("people", "xlsx", actor=SYSTEM)))
    assert all(cell.data_type != "f" for row in book["people"].iter_rows() for cell in row)
    report = run_import(
        "people", Source("people.csv", run_export("people", "csv", actor=SYSTEM)), actor=SYSTEM
    )
    assert not report.changes_anything


def test_what_only_the_database_refuses_is_a_report_too(proevelund: ImportReport, monkeypatch) -> None:
    before = everything()
    monkeypatch.setattr(transfer.CLOSED_DAYS, "check_outcome", lambda *args: None)
    report = run_import("closed-days", Source("x.csv", b"first_day;opens\n01-05-2027;10.00\n"), actor=SYSTEM)
    assert [(fault.line, fault.code) for fault in report.faults] == [(None, "refused-by-database")]
    assert "closedperiod_special_hours_complete" in report.faults[0].reason
    assert not report.written
    assert everything() == before
