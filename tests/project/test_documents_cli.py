"""`indgang export services` and `indgang export booklet`: what is no table, on standard output or in a file."""

import json
from pathlib import Path

import pytest

from indgang.project.cli import main
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_services_are_linked_data(cast: Cast, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "services"]) == 0
    out, _err = capsysbinary.readouterr()
    codes = {node.get("dct:identifier") for node in json.loads(out)["@graph"]}
    assert "pas-voksen" in codes


def test_the_booklet_goes_into_a_file(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "drejebog.pdf"
    asked = ["export", "booklet", "--format", "pdf", "--site", "magion", "--topic", "rejse", "-o", str(file)]
    assert main(asked) == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert [path.name for path in tmp_path.iterdir()] == ["drejebog.pdf"]


@pytest.mark.parametrize(
    "asked",
    [
        ["services", "--format", "csv"],
        ["booklet", "--format", "jsonld"],
        ["tasks", "--format", "pdf"],
        ["booklet", "--site", "findes-ikke"],
        ["booklet", "--topic", "findes-ikke"],
    ],
    ids=" ".join,
)
def test_what_is_not_to_be_had_is_said(
    asked: list[str], cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *asked]) == 1
    out, err = capsys.readouterr()
    assert (out, err.startswith("indgang: ")) == ("", True)
