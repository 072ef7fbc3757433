"""Every fault of a file at once, each once; and what the right rows would do."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from indgang.base.transfer import planning, writing
from indgang.base.transfer.files import read_table
from indgang.base.transfer.kinds import World
from indgang.base.transfer.tables import Source
from tests.base.transfer.conftest import Boats, csv_source


def plan_of(boats: Boats, source: Source | str) -> planning.Plan:
    table = read_table(boats, csv_source(source) if isinstance(source, str) else source)
    world = World(lambda name: {row["code"] for row in boats.rows} if name == "boats" else None)
    plan = planning.read_rows(boats, table, world)
    planning.complete(plan, world)
    return plan


def faults_of(boats: Boats, text: str) -> list[tuple[int | None, str, str]]:
    return [(fault.line, fault.column, fault.code) for fault in plan_of(boats, text).report().faults]


def boat(code: str, **more) -> dict:
    return {"code": code, "name": "Bo", "size": "small", "crew": 1, "built": None, "towed_by": ""} | more


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("code;name\nanna;Anna\n", []),
        ("kode;Navn;STØRRELSE\nanna;Anna;large\n", []),
        ("code\nanna\n", [(1, "name", "missing-column")]),
        ("code;naem\nanna;Anna\n", [(1, "naem", "unknown-column")]),
        ("code;name;colour\nanna;Anna;red\n", [(1, "colour", "unknown-column")]),
        ("code;name;navn\nanna;Anna;Anne\n", [(1, "navn", "duplicate-column")]),
        ("code;name;\nanna;Anna;x\n", [(1, "", "nameless-column")]),
        ("code;name;\nanna;Anna;\n", []),
        ("code;name\nanna;Anna;x\n", [(2, "", "too-many-cells")]),
        ("code;name;crew\nanna;Anna\n", []),
        ("code;name\nanna\n", [(2, "name", "missing-value")]),
        ("code;name\nanna;Anna\nbo;Bo\nANNA;Anne\n", [(4, "code", "duplicate-key")]),
        ("code;name;towed_by\nanna;Anna;bo\n", [(2, "towed_by", "unknown-reference")]),
        ("code;name;towed_by\nanna;Anna;bo\nbo;Bo;\n", []),
        ("code;name;towed_by\nanna;Anna;bo\nbo;;\n", [(3, "name", "missing-value")]),
        (
            "code;name;towed_by\nanna;Anna;b ø\nb ø;Bo;\n",
            [(2, "towed_by", "bad-code"), (3, "code", "bad-code")],
        ),
        ("code;name\nanna;født 120486-1234\n", [(2, "name", "cpr")]),
        (
            "code;name;crew\nanna;alt for langt et navn;12\n",
            [(2, "name", "too-long"), (2, "crew", "bad-number")],
        ),
        ('code;name\nanna;Anna\nbo;"Bo\n', [(3, "", "bad-quotes")]),
        ('code;name;towed_by\nanna;Anna;bo\nbo;"Bo;\n', [(3, "", "bad-quotes")]),
    ],
)
def test_each_fault_is_reported_once_at_its_place(boats: Boats, text: str, expected: list) -> None:
    assert faults_of(boats, text) == expected


def test_a_duplicate_names_both_lines(boats: Boats) -> None:
    (fault,) = plan_of(boats, "code;name\nanna;Anna\nbo;Bo\nanna;Anne\n").report().faults
    assert "2" in fault.reason
    assert "4" in fault.reason


def test_reasons_are_in_the_readers_language(boats: Boats) -> None:
    said = []
    for language in ("da", "en"):
        with translation.override(language):
            (fault,) = plan_of(boats, "code;name;crew\nanna;Anna;ti\n").report().faults
            said.append(str(fault))
    assert said == [
        "boats.csv, linje 2, kolonne crew: Skriv et helt tal fra 0 til 9.",
        "boats.csv, line 2, column crew: Write a whole number from 0 to 9.",
    ]


def test_a_fault_never_repeats_a_cpr_number(boats: Boats) -> None:
    text = "code;name;crew;120486-1234\n120486-1234;120486-1234;120486-1234;120486-1234\n"
    for fault in plan_of(boats, text).report().faults:
        assert "1234" not in f"{fault}{fault.value}{fault.column}"


def test_right_rows_are_shown_with_what_they_do(boats: Boats) -> None:
    boats.rows = [boat("anna"), boat("bo", crew=3), boat("cia")]
    report = plan_of(boats, "code;name;crew\nanna;Bo;1\nbo;Bo;4\ndan;Dan;\nx x;Y;1\n").report()
    assert (report.unchanged, report.changed, report.created, report.removed, len(report.faults)) == (
        1,
        1,
        1,
        0,
        1,
    )
    shown = {row.key: (row.action, row.before, row.values["crew"]) for row in report.preview}
    assert shown == {
        "anna": ("unchanged", {}, 1),
        "bo": ("changed", {"crew": 3}, 4),
        "dan": ("created", {}, 1),
    }


def test_a_preview_row_reads_as_a_sentence(boats: Boats) -> None:
    boats.rows = [boat("anna", built=date(2020, 5, 1))]
    with translation.override("da"):
        shown = [str(row) for row in plan_of(boats, "code;name;built\nanna;Anna;\nbo;Bo;1/2/2021\n").preview]
    assert shown == [
        "boats.csv, linje 2: ændret: anna (name: Bo → Anna; built: 2020-05-01 → –)",
        "boats.csv, linje 3: ny: bo (code: bo; name: Bo; size: small; crew: 1; built: 2021-02-01)",
    ]


def test_a_column_that_is_left_out_keeps_its_value_and_an_empty_cell_clears_it(boats: Boats) -> None:
    boats.rows = [boat("anna", crew=5, built=date(2020, 1, 1))]
    (change,) = plan_of(
        boats, "code;built\nanna;\n".replace("built", "built;name").replace("anna;", "anna;;Bo")
    ).changes
    assert change.new["crew"] == 5
    assert change.new["built"] is None


def test_an_owner_that_is_mentioned_is_told_the_whole_truth() -> None:
    class Crews(Boats):
        owner = ("size",)

    crews = Crews()
    crews.rows = [boat("anna"), boat("bo"), boat("cia", size="large")]
    plan = plan_of(crews, "code;name;size\nanna;Bo;small\n")
    assert [(change.action, change.key) for change in plan.changes] == [("removed", ("bo",))]


records = st.lists(
    st.builds(
        boat,
        st.from_regex("[a-z0-9][a-z0-9-]{0,8}", fullmatch=True, alphabet="abcxyz019-"),
        name=st.text(min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool),
        size=st.sampled_from(["small", "large"]),
        crew=st.integers(0, 9),
        built=st.none() | st.dates(date(1970, 1, 1), date(2199, 12, 31)),
    ),
    unique_by=lambda record: record["code"],
    max_size=6,
)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
@given(rows=records)
def test_importing_an_export_changes_nothing(file_format: str, rows: list[dict]) -> None:
    boats = Boats()
    probe = boats.column("name")
    boats.rows = [row for row in rows if _survives(probe, row["name"])]
    boats.rows = [row | {"name": probe.read(row["name"])} for row in boats.rows]
    if not boats.rows:
        return
    if file_format == "csv":
        data = writing.as_csv(boats.columns, boats.rows)
    elif file_format == "json":
        data = writing.as_json(boats.columns, boats.rows)
    else:
        data = writing.as_xlsx({"boats": (boats.columns, boats.rows)})
    report = plan_of(boats, Source(f"boats.{file_format}", data)).report()
    assert report.faults == ()
    assert (report.created, report.changed, report.removed) == (0, 0, 0)
    assert report.unchanged == len(boats.rows)


def _survives(column, text: str) -> bool:
    """Whether the name could have been stored at all."""
    try:
        column.read(text)
    except ValueError:
        return False
    return True


class Fleet(Boats):
    """Boats of which at most one is large."""

    def check_outcome(self, after, rows, fault) -> None:
        for row in rows[1:]:
            if row.values["size"] == after[rows[0].key]["size"] == "large":
                fault(row, "size", "There is a large one already.", "second")


def test_what_would_come_out_is_judged_beside_other_faults() -> None:
    text = "code;name;size\na;A;large\nb;;large\nc;C;large\na;D;large\n"
    assert faults_of(Fleet(), text) == [
        (3, "name", "missing-value"),
        (4, "size", "second"),
        (5, "code", "duplicate-key"),
    ]


def test_a_formula_does_not_show_the_number_in_it(boats: Boats) -> None:
    (fault,) = plan_of(boats, 'code;name\na;="0101901234"\n').report().faults
    assert (fault.code, "0101901234" in fault.value) == ("formula", False)
