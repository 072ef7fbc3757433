"""Import by the page: faults are told with their place and reason, and only what was checked is written."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.base.transfer import Source, bundles, registry, run_import, tables
from indgang.catalogue.queries import task_card
from indgang.organisation.models import Person, Site, Team
from indgang.web.manage.imports.examples import EXAMPLES
from indgang.web.manage.imports.files import template_file
from tests.web.manage.conftest import ClientOf

GOOD = "kode;navn\r\nvagt-2;Vagtteam 2\r\nvagt-1;Nyt navn\r\n"
FAULTY = "kode;navn\r\nvagt 2;Vagtteam\r\n;Uden kode\r\nvagt-3;\r\n"


def post(client: Client, step: str, text: str, kind: str = "teams", **more: str):
    file = SimpleUploadedFile("team.csv", text.encode())
    return client.post(f"/manage/import/{step}/", {"kind": kind, "file": file, **more})


def digest_in(page: str) -> str:
    found = re.search(r'"digest": "([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_check_shows_what_would_happen_and_writes_nothing(client_of: ClientOf) -> None:
    answer = post(client_of("admin"), "check", GOOD)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 nye, 1 ændrede" in page
    assert "vagt-2" in page
    assert not Team.objects.filter(code="vagt-2").exists()


def test_the_second_step_writes_the_file_that_was_checked(client_of: ClientOf) -> None:
    admin = client_of("admin")
    digest = digest_in(post(admin, "check", GOOD).content.decode())
    assert post(admin, "write", GOOD, digest=digest).status_code == 200
    assert Team.objects.get(code="vagt-1").name == "Nyt navn"
    assert Team.objects.filter(code="vagt-2").exists()


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_another_file_than_the_checked_one_is_not_written(client_of: ClientOf, digest: str) -> None:
    assert post(client_of("admin"), "write", GOOD, digest=digest).status_code == 422
    assert not Team.objects.filter(code="vagt-2").exists()


def test_the_digest_also_holds_the_kind(client_of: ClientOf) -> None:
    admin = client_of("admin")
    digest = digest_in(post(admin, "check", GOOD).content.decode())
    assert post(admin, "write", GOOD, kind="sites", digest=digest).status_code == 422


def test_every_fault_is_told_with_its_line(client_of: ClientOf) -> None:
    answer = post(client_of("admin"), "check", FAULTY)
    page = answer.content.decode()
    assert answer.status_code == 422
    for line in ("2", "3", "4"):
        assert f'<td class="num">{line}</td>' in page
    assert page.count("<td>team.csv</td>") >= 3
    assert "Skriv det nu" not in page
    assert Team.objects.filter(code="vagt-1").exists()


def test_a_file_that_is_too_large_or_missing_is_refused(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = client_of("admin")
    monkeypatch.setattr(tables, "MOST_BYTES", 10)
    assert post(admin, "check", GOOD).status_code == 422
    assert admin.post("/manage/import/check/", {"kind": "teams"}).status_code == 422


@pytest.mark.parametrize("name", ["leif", "maja", "signe"])
def test_only_administrators_import(client_of: ClientOf, name: str) -> None:
    assert post(client_of(name), "check", GOOD).status_code == 403
    assert post(client_of(name), "write", GOOD).status_code == 403


def test_the_example_of_the_whole_municipality_can_be_imported(client_of: ClientOf) -> None:
    admin = client_of("admin")
    data, ending = template_file("organisation", "csv", with_example=True)
    assert ending == "zip"
    file = SimpleUploadedFile("eksempel.zip", data)
    page = admin.post("/manage/import/check/", {"kind": "organisation", "file": file}).content.decode()
    digest = digest_in(page)
    again = SimpleUploadedFile("eksempel.zip", data)
    answer = admin.post("/manage/import/write/", {"kind": "organisation", "file": again, "digest": digest})
    assert answer.status_code == 200
    assert Site.objects.filter(slug="hovedbiblioteket").exists()
    assert Person.objects.filter(username="anna.eksempel").exists()
    setup, _ending = template_file("queue", "xlsx", with_example=True)
    queue = SimpleUploadedFile("koe.xlsx", setup)
    assert admin.post("/manage/import/check/", {"kind": "queue", "file": queue}).status_code == 200


def test_the_example_of_the_whole_catalogue_can_be_imported(client_of: ClientOf) -> None:
    data, _ending = template_file("catalogue", "csv", with_example=True)
    report = run_import("catalogue", Source("eksempel.zip", data), actor=SYSTEM)
    assert (report.faults, report.written) == ((), True)
    card = task_card("eksempel-cykelpumpe", "da")
    assert card.bring == ["Lånerkort eller sundhedskort", "Cyklen"]
    assert len(card.steps) == 1


def test_every_kind_of_a_bundle_has_an_example(db: None) -> None:
    kinds = {kind.name for name in bundles.names() for kind in bundles.members(name)}
    assert set(EXAMPLES) == kinds
    for name, row in EXAMPLES.items():
        assert set(row) <= {column.name for column in registry.get(name).columns}
