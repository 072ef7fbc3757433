"""The set-up of the queue through files."""

from pathlib import Path

import pytest
from django.utils import translation

from indgang.base.access import SYSTEM
from indgang.base.errors import NotAllowed
from indgang.base.transfer.runs import run_export, run_import
from indgang.queue import services
from indgang.queue.models import CallProfile, CallRule, DeskSetup, Series
from tests.queue.world import World


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_series_come_from_a_file(world: World, tmp_path: Path) -> None:
    path = put(tmp_path, "series.csv", "site;letter;name;desk_kind;last;default\nfilial;B;Bus;quick;50;nej\n")
    report = run_import("series", path, actor=SYSTEM)
    assert not report.faults
    made = Series.objects.get(letter="B")
    assert (made.first, made.last, made.offline_last, made.digits, made.is_active) == (1, 50, 150, 2, True)


def test_the_default_moves_in_one_import(world: World, tmp_path: Path) -> None:
    text = "site;letter;name;desk_kind;default\nmagion;K;KVIK;quick;nej\nmagion;S;SERVICE;service;ja\n"
    report = run_import("series", put(tmp_path, "series.csv", text), actor=SYSTEM)
    assert not report.faults
    assert Series.objects.get(site=world.magion, is_default=True).letter == "S"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("magion;K1;KVIK;quick;899;nej", "letter"),
        ("nowhere;K;KVIK;quick;899;nej", "site"),
        ("magion;Q;KVIK;fast;899;nej", "desk_kind"),
        ("magion;Q;KVIK;quick;1;nej", "last"),
        ("magion;Q;KVIK;quick;899;ja", "default"),
    ],
)
def test_faults_of_series_are_named(world: World, tmp_path: Path, row: str, column: str) -> None:
    path = put(tmp_path, "series.csv", f"site;letter;name;desk_kind;last;default\n{row}\n")
    report = run_import("series", path, actor=SYSTEM)
    assert [(fault.line, fault.column) for fault in report.faults] == [(2, column)]
    assert Series.objects.count() == 3


def test_reasons_are_danish_for_danes(world: World, tmp_path: Path) -> None:
    path = put(tmp_path, "series.csv", "site;letter;name;desk_kind\nmagion;K1;KVIK;quick\n")
    with translation.override("da"):
        report = run_import("series", path, actor=SYSTEM)
    assert [fault.reason for fault in report.faults] == ["Skriv et eller to bogstaver, fx K."]


def test_profiles_with_rules_and_their_desks(world: World, tmp_path: Path) -> None:
    text = 'code;name;rules;min_reach\nfront;Front;"due, returned; lane K ; kø S efter 10; any";medbetjene\n'
    assert not run_import("call-profiles", put(tmp_path, "p.csv", text), actor=SYSTEM).faults
    made = CallProfile.objects.get(code="front")
    assert made.min_reach == 2
    assert list(made.rules.order_by("order").values_list("condition", "letter", "min_wait_minutes")) == [
        ("due", "", 0),
        ("returned", "", 0),
        ("lane", "K", 0),
        ("lane", "S", 10),
        ("any", "", 0),
    ]
    assert not run_import(
        "desk-profiles", put(tmp_path, "d.csv", "desk;profile\nkvik-1;front\n"), actor=SYSTEM
    ).faults
    assert DeskSetup.objects.get(desk__slug="kvik-1").profile == made


@pytest.mark.parametrize("rules", ["first", "lane", "lane KKK", "due after ten", "any after 1000"])
def test_a_wrong_rule_is_refused(world: World, tmp_path: Path, rules: str) -> None:
    before = CallRule.objects.count()
    path = put(tmp_path, "p.csv", f"code;name;rules\nfront;Front;{rules}\n")
    report = run_import("call-profiles", path, actor=SYSTEM)
    assert [fault.column for fault in report.faults] == ["rules"]
    assert CallRule.objects.count() == before


@pytest.mark.parametrize("kind", ["series", "call-profiles", "desk-profiles"])
def test_what_is_exported_can_be_imported_unchanged(world: World, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.csv"
    path.write_bytes(run_export(kind, "csv", actor=SYSTEM))
    report = run_import(kind, path, actor=SYSTEM)
    assert not report.faults
    assert (report.created, report.changed, report.removed) == (0, 0, 0)


def test_tickets_are_exported_without_words_and_never_imported(world: World, tmp_path: Path) -> None:
    services.take_ticket(
        actor=world.device, site=world.magion, channel="kiosk", own_words="min mors pension", task_code="laan"
    )
    text = run_export("tickets", "csv", actor=world.manager).decode("utf-8-sig")
    assert "magion" in text
    assert "K01" in text
    assert "2026-11-23 12:00:00" in text
    assert "mors" not in text
    with pytest.raises(NotAllowed):
        run_import("tickets", put(tmp_path, "t.csv", text), actor=SYSTEM)
