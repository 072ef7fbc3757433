"""The figures of a day: what the page and the file show, and what they hide."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from indgang.base import clock
from indgang.contact import services
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.fixture(autouse=True)
def day(cast: Cast):
    """Eleven contacts of two tasks, two of a third one; Bo of the library solves six."""
    with clock.frozen(MONDAY_NOON):
        for name, task, seconds, times in (
            ("maja", "pas-voksen", 500, 5),
            ("bo", "laan-og-aflevering", 120, 6),
            ("maja", "boligstoette", 300, 2),
        ):
            for _time in range(times):
                services.record(
                    actor=cast.actor(name),
                    site=cast.magion,
                    channel="walk_in",
                    inquiries=[{"task_code": task, "outcome": "solved", "seconds": seconds}],
                )
        yield


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_the_page_shows_value_base_target_and_definition(client_of: ClientOf) -> None:
    page = client_of("leif").get("/manage/figures/").content.decode()
    assert "62 %" in page  # 8 of 13 within six minutes
    assert "8 af 13 · Mål 70 %" in page
    assert "Hvordan er tallet beregnet?" in page
    assert "Holbæk" in page
    assert "fewer" not in page


def test_small_counts_are_hidden_on_the_page_and_in_the_file(client_of: ClientOf) -> None:
    leif = client_of("leif")
    page = leif.get("/manage/figures/").content.decode()
    housing = page[page.index("Boligstøtte") :][:200]
    assert "skjult" in housing
    rows = rows_of(leif.get("/manage/figures/export.csv").content)
    hidden = next(row for row in rows if row["key"] == "boligstoette")
    assert (hidden["value"], hidden["n"], hidden["hidden"]) == ("", "", "yes")
    total = next(row for row in rows if row["figure"] == "contacts" and not row["by"])
    assert total["value"] == "13"


def test_the_workbook_holds_the_same_as_the_csv(client_of: ClientOf) -> None:
    leif = client_of("leif")
    rows = rows_of(leif.get("/manage/figures/export.csv").content)
    answer = leif.get("/manage/figures/export.xlsx")
    assert "indgang-magion-2026-11-23.xlsx" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1


def test_nobody_is_named(client_of: ClientOf) -> None:
    leif = client_of("leif")
    for address in ("", "export.csv"):
        told = leif.get(f"/manage/figures/{address}").content.decode("utf-8-sig")
        assert "Maja" not in told
        assert "Bo Lind" not in told


def test_a_day_without_contacts_and_a_day_that_cannot_be(client_of: ClientOf) -> None:
    leif = client_of("leif")
    assert "Intet blev registreret den dag" in leif.get("/manage/figures/?day=2026-11-22").content.decode()
    assert "23. november 2026" in leif.get("/manage/figures/?day=2030-01-01").content.decode()
    assert "23. november 2026" in leif.get("/manage/figures/?day=nonsense").content.decode()
    assert leif.get("/manage/figures/export.pdf").status_code == 404
