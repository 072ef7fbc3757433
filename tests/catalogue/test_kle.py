"""Importing KLE: all or nothing, nothing deleted, and tasks whose number is past are told."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import NotAllowed
from indgang.catalogue.models import ImportRun, KleSubject, Task
from indgang.catalogue.ports import KleEntry, KleFile
from indgang.catalogue.queries.kle import kle_search, kle_subject, kle_titles, past_kle_uses
from indgang.catalogue.services.kle import import_kle
from indgang.integrations.kle import read_kle
from indgang.project.cli import main
from tests.cast import Cast
from tests.integrations.kle.samples import OFFICIAL, OS2KLE

pytestmark = pytest.mark.django_db


def test_the_official_file_is_imported_and_again_changes_nothing() -> None:
    report = import_kle(actor=SYSTEM, file=read_kle(OFFICIAL))
    assert (len(report.new), report.changed, report.written) == (5, [], True)
    again = import_kle(actor=SYSTEM, file=read_kle(OFFICIAL))
    assert (again.new, again.changed, again.expired, again.unchanged) == ([], [], [], 5)
    dragons = kle_subject("99.01.05")
    assert dragons is not None
    assert (dragons.title, dragons.deletion, dragons.preservation) == ("Drager", "P1800D", "K5")
    assert kle_titles(["99.01.05", "99.99.99"]) == {"99.01.05": "Drager"}


def test_checking_writes_nothing() -> None:
    report = import_kle(actor=SYSTEM, file=read_kle(OFFICIAL), check=True)
    assert (len(report.new), report.written) == (5, False)
    assert not KleSubject.objects.exists()
    assert not ImportRun.objects.exists()


def test_with_any_fault_nothing_is_written() -> None:
    broken = OFFICIAL.replace(b"<EmneTitel>Trolde</EmneTitel>", b"")
    report = import_kle(actor=SYSTEM, file=read_kle(broken))
    assert (report.faults, report.written) == (["no-title: 99.01.10"], False)
    assert not KleSubject.objects.exists()


def test_what_changed_expired_and_is_missing_is_told_apart_and_nothing_is_deleted() -> None:
    import_kle(actor=SYSTEM, file=read_kle(OFFICIAL))
    file = KleFile(
        (
            KleEntry("99.01.05", "Drager", expired_on=date(2026, 9, 1), replaced_by=("99.01.15",)),
            KleEntry("99.01.15", "Nisser og alfer"),
            KleEntry("99.02", "Vanddyr"),
        )
    )
    report = import_kle(actor=SYSTEM, file=file)
    assert report.new == ["99.02 Vanddyr"]
    assert report.expired == ["99.01.05 Drager"]
    assert report.changed == ["99.01.15 Nisser og alfer"]
    assert [line.split()[0] for line in report.missing] == ["99", "99.01", "99.01.10"]
    assert KleSubject.objects.count() == 6


def test_os2kle_changes_titles_and_keywords_only() -> None:
    import_kle(actor=SYSTEM, file=read_kle(OFFICIAL))
    report = import_kle(actor=SYSTEM, file=read_kle(OS2KLE))
    assert (len(report.changed), report.unchanged, report.missing) == (1, 1, [])
    dragons = KleSubject.objects.get(number="99.01.05")
    assert dragons.keywords[0] == "drage" or "drage" in [word.lower() for word in dragons.keywords]
    assert (dragons.deletion, dragons.published_on) == ("P1800D", date(2026, 8, 1))


def test_only_administrators_import(cast: Cast) -> None:
    for name in ("maja", "leif"):
        with pytest.raises(NotAllowed):
            import_kle(actor=cast.actor(name), file=read_kle(OFFICIAL))
    assert not KleSubject.objects.exists()


def test_numbers_are_found_by_their_beginning_and_by_words() -> None:
    import_kle(actor=SYSTEM, file=read_kle(OFFICIAL))
    import_kle(actor=SYSTEM, file=read_kle(OS2KLE))
    assert [row.number for row in kle_search("99.01.1")] == ["99.01.15", "99.01.10"]
    assert [row.number for row in kle_search("drageloven")] == ["99.01.05"]
    assert kle_search("  ") == []


def test_tasks_with_a_past_or_unknown_number_are_told_with_the_number_instead(cast: Cast) -> None:
    Task.objects.exclude(code__in=["pas-voksen", "pas-barn", "laegeskift"]).update(is_active=False)
    Task.objects.filter(code="pas-voksen").update(kle="99.01.10")
    Task.objects.filter(code="pas-barn").update(kle="99.01.05")
    Task.objects.filter(code="laegeskift").update(kle="11.11.11")
    assert past_kle_uses() == []
    import_kle(actor=SYSTEM, file=read_kle(OFFICIAL))
    uses = {use.code: use for use in past_kle_uses()}
    assert set(uses) == {"pas-voksen", "laegeskift"}
    assert uses["pas-voksen"].expired_on == date(2024, 5, 1)
    assert uses["pas-voksen"].replaced_by == (("99.01.05", "Drager"), ("99.01.15", "Nisser, nu"))
    assert uses["laegeskift"].expired_on is None
    with clock.frozen(datetime(2024, 4, 1, tzinfo=UTC)):
        assert [use.code for use in past_kle_uses()] == ["laegeskift"]


def test_the_command_imports_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indgang.project.cli.transfer.start_django", lambda: None)
    path = tmp_path / "kle.xml"
    path.write_bytes(OFFICIAL)
    assert main(["import", "kle", str(path), "--check"]) == 0
    assert not KleSubject.objects.exists()
    assert main(["import", "kle", str(path), "--json"]) == 0
    assert KleSubject.objects.count() == 5
    assert len(json.loads(capsys.readouterr().out)["new"]) == 5
    path.write_bytes(b"<rss/>")
    assert main(["import", "kle", str(path)]) == 1
    assert main(["import", "kle", str(tmp_path / "mangler.xml")]) == 1
