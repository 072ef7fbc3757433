"""What the code reads, offers and computes is documented, and what is documented is there."""

import re
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path

import pytest
import rules

from indgang.base.access import ROLES
from indgang.base.transfer import registry
from indgang.core.kpi_definitions import DEFINITIONS
from indgang.project.cli import parser
from indgang.web.desk.keys import KEYS
from tests.conformance.sources import ROOT, sources, tracked
from tests.conformance.tables import made

DOCS = ROOT / "docs"
READ = re.compile(r"""\benv\.(text|secret|flag|integer|words)\(\s*["']([A-Z][A-Z_]+)["']""")
NAMED = re.compile(r"INDGANG_([A-Z]+(?:_[A-Z]+)*)")
# Set by Indgang for its own child processes.
INTERNAL = {"DEMO_CLOCK", "PARENT"}
FAMILIES = {"X"}


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def table(name: str, heading: str) -> set[str]:
    """The first column of the table under a heading: what stands in it in code type."""
    section = re.split(rf"^#+ {re.escape(heading)}$", text(name), flags=re.MULTILINE)[1]
    section = re.split(r"^#+ ", section, maxsplit=1, flags=re.MULTILINE)[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("|")]
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def settings_read() -> set[str]:
    """Every INDGANG_* that the package reads."""
    found = set()
    for _, body in sources():
        for how, name in READ.findall(body):
            found |= {name, f"{name}_FILE"} if how == "secret" else {name}
        found |= set(re.findall(r"""environ(?:\.get|\.setdefault)?[(\[]\s*["']INDGANG_([A-Z_]+)["']""", body))
    return found - INTERNAL


def settings_of_tools() -> set[str]:
    """Every INDGANG_* that make, the tools and the tests read beside those."""
    places = [path for path in tracked() if path.parts[len(ROOT.parts)] in {"tools", "tests", "Makefile"}]
    named = {
        name
        for path in places
        if path.suffix in {".py", ".sh", ""} and "conformance" not in path.parts
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    return named - settings_read() - INTERNAL


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    assert table("operator.md", "Settings") == {f"INDGANG_{name}" for name in settings_read()}


def test_the_settings_of_make_and_tests_are_documented() -> None:
    documented = table("developer.md", "Settings of make and of the tests")
    assert documented == {f"INDGANG_{name}" for name in settings_of_tools()}


def commands() -> dict[str, ArgumentParser]:
    (found,) = (action for action in parser()._actions if isinstance(action, _SubParsersAction))
    return dict(found.choices)


def test_every_command_is_documented() -> None:
    assert table("operator.md", "Commands") == {f"indgang {name}" for name in commands()}


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_of_a_command_is_documented(name: str) -> None:
    actions = commands()[name]._actions
    options = {option for action in actions for option in action.option_strings if option.startswith("--")}
    assert [
        option for option in sorted(options - {"--help"}) if f"`{option}" not in text("operator.md")
    ] == []


def test_every_permission_is_documented() -> None:
    assert table("permissions.md", "Who may do what") == set(rules.permissions.permissions)


@pytest.mark.parametrize(
    "page", [page for page in DOCS.rglob("*.md") if "<!-- made:" in page.read_text("utf-8")]
)
def test_a_table_that_is_made_from_the_code_is_up_to_date(page: Path) -> None:
    body = page.read_text(encoding="utf-8")
    assert made(body) == body, "run python -m tests.conformance.tables"


def test_every_role_is_explained() -> None:
    assert (
        tuple(
            line.split("|")[1].strip()
            for line in text("permissions.md").split("## Roles")[1].splitlines()[3:]
            if "|" in line
        )
        == ROLES
    )


def test_every_kind_of_import_and_export_is_documented() -> None:
    assert table("import-export.md", "Kinds") == set(registry.names())


def test_every_figure_is_documented_with_its_definition() -> None:
    assert table("kpi.md", "Definitions") == set(DEFINITIONS)
    for definition in DEFINITIONS.values():
        row = next(line for line in text("kpi.md").splitlines() if line.startswith(f"| `{definition.code}`"))
        assert definition.numerator in row
        assert definition.denominator in row


def test_every_key_of_the_desk_is_in_the_officers_guide() -> None:
    guide = text("guide/officer.md")
    shown = {combo for key in KEYS for combo in key.shown}
    assert sorted(combo for combo in shown if f"`{combo}`" not in guide) == []


def test_the_glossary_holds_the_words_of_the_design() -> None:
    words = (
        "Municipality", "Site", "Desk", "Task", "nature", "reach", "Offer", "Competence", "Delegation", "Play",
        "Step", "Lifeline", "Ticket", "Series", "Contact", "Inquiry", "Referral", "Handover", "Callback",
        "Appointment", "co-service", "Shift", "Roster", "Course", "side-by-side training", "Scenario", "Model 1-5",
    )  # fmt: skip
    first = [line.split("|")[1] for line in text("glossary.md").splitlines() if line.startswith("| ")]
    listed = {word.strip().lower() for cell in first for word in cell.split(",")}
    assert [word for word in words if word.lower() not in listed] == []


def test_decisions_are_numbered_and_say_the_same_four_things() -> None:
    records = sorted((DOCS / "adr").glob("[0-9]*.md"))
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for path in records:
        body = path.read_text(encoding="utf-8")
        assert body.startswith(f"# {int(path.name[:4])}. "), path.name
        headings = re.findall(r"^## (.+)$", body, flags=re.MULTILINE)
        assert headings == ["Status", "Context", "Decision", "Consequences"], path.name
        assert f"({path.name})" in text("adr/README.md"), f"{path.name} is not in the list"


LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
PAGES = [path for path in tracked() if path.suffix == ".md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
