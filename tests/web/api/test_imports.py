"""Import files, sent to the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indgang.base.transfer import tables
from indgang.organisation.models import Team
from tests.cast import Cast
from tests.web.api.conftest import ApiClient

pytestmark = pytest.mark.django_db


def send(client: ApiClient, content: bytes) -> Any:
    return client.client.post(
        "/api/v1/imports/teams",
        {"file": SimpleUploadedFile("teams.csv", content)},
        headers={"authorization": f"Bearer {client.token}"},
    )


def test_import_reports_every_fault_and_writes_nothing(connect: Callable[..., ApiClient], cast: Cast) -> None:
    administrator = connect(role="administrator")
    content = b"code;name\nny-hold;Nyt hold\n;Uden kode\n"
    response = send(administrator, content)
    assert response.status_code == 422
    report = response.json()
    assert (report["written"], report["faults"][0]["line"], report["faults"][0]["column"]) == (
        False,
        3,
        "code",
    )
    exported = administrator.get("exports/teams", format="csv").content.decode("utf-8-sig")
    assert "ny-hold" not in exported


def test_import_reports_what_did_not_stop_it(connect: Callable[..., ApiClient]) -> None:
    response = send(connect(role="administrator"), "code;name\nny-hold;Nyt håndværkerhold\n".encode("cp1252"))
    assert response.status_code == 201
    (warning,) = response.json()["warnings"]
    assert (warning["file"], warning["code"]) == ("teams.csv", "windows-1252")
    assert Team.objects.filter(name="Nyt håndværkerhold").exists()


def test_a_file_that_is_too_large_is_refused(
    connect: Callable[..., ApiClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES", 1024 * 1024)
    response = send(connect(role="administrator"), b"code;name\n" + b"x" * 1024 * 1024)
    assert (response.status_code, response.json()["code"]) == (413, "file-too-large")
    assert "1 MB" in response.json()["detail"]
    assert [one["field"] for one in response.json()["errors"]] == ["file"]
