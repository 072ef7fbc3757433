"""What the terminal says about an import, in the language that was asked for."""

import pytest
from django.utils import translation

from indgang.base.transfer import Fault, ImportReport
from indgang.project.cli import transfer


def test_the_report_warnings_and_all_is_in_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    fault = Fault("teams.csv", 2, "code", "x", "Koden er forkert.", "bad-code")
    note = Fault("teams.csv", None, "", "", "Den blev læst som Windows-1252.", "windows-1252")
    with translation.override("da"):
        transfer._tell(ImportReport("teams", "teams.csv", created=1, faults=(fault,), warnings=(note,)))
    out, err = capsys.readouterr()
    assert out == "teams.csv, linje 2, kolonne code: Koden er forkert.\n"
    assert err.splitlines() == [
        "Bemærk: teams.csv: Den blev læst som Windows-1252.",
        "1 nye, 0 ændrede, 0 fjernede, 0 uændrede, 1 fejl. Intet blev skrevet.",
    ]
