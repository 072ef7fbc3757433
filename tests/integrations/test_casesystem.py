"""The ways to a case system: whole or not at all, and once however often it is tried."""

import json
from datetime import UTC, date, datetime

import httpx
import pytest

from indgang.followup.ports import CaseParcel, Document
from indgang.integrations.casesystem import check_settings, webhook
from indgang.integrations.casesystem.folder import Folder
from indgang.integrations.casesystem.webhook import Webhook, signature_of


def parcel(key="k1"):
    return CaseParcel(
        key=key,
        code="K7XP4M3RD",
        kle="32.03.12",
        task="personligt-tillaeg",
        title="Personligt tillæg",
        site="Magion",
        unit="Pension",
        received_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        person={"name": "Bente Prøve"},
        answers=[{"key": "a", "label": "A", "answer": "1", "words": ["1"]}],
        note="",
        outcome="granted",
        decided_by="Per",
        decided_on=date(2026, 11, 23),
        delegation="Punkt 7",
        legal_basis="§ 1",
        appeal="Klag.",
        reasons="",
        documents=[Document("../regning nr. 1.pdf", "application/pdf", b"%PDF-1.4")],
    )


def test_a_case_stands_whole_in_the_folder_and_is_written_once(tmp_path):
    folder = Folder(tmp_path)
    assert folder.deliver(parcel()).journal == "32.03.12-K7XP4M3RD"
    case = json.loads((tmp_path / "k1" / "case.json").read_text())
    assert case["person"]["name"] == "Bente Prøve"
    assert sorted(path.name for path in (tmp_path / "k1").iterdir()) == ["01-_regning_nr._1.pdf", "case.json"]
    (tmp_path / "k1").rename(tmp_path.parent / "taken-by-the-reader")
    assert folder.deliver(parcel()).result == "accepted"
    assert not (tmp_path / "k1").exists()


def test_a_case_cut_short_is_finished_or_written_anew(tmp_path):
    (tmp_path / ".k1").mkdir()
    (tmp_path / ".k1" / "case.json").write_text("{half")
    assert Folder(tmp_path).deliver(parcel()).result == "accepted"
    assert json.loads((tmp_path / "k1" / "case.json").read_text())["code"] == "K7XP4M3RD"


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path):
    (tmp_path / "file").write_text("")
    assert Folder(tmp_path / "file").deliver(parcel()).result == "later"


@pytest.mark.parametrize(
    ("status", "result"),
    [(200, "accepted"), (201, "accepted"), (409, "later"), (422, "refused"), (503, "later")],
)
def test_a_webhook_is_signed_and_understood(monkeypatch, status, result):
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(status, json={"journal": "26/17"})

    monkeypatch.setattr(
        webhook, "client_for", lambda _seconds: httpx.Client(transport=httpx.MockTransport(answer))
    )
    found = Webhook("https://sag.example/", "en lang hemmelighed").deliver(parcel())
    assert found.result == result
    assert found.journal == ("26/17" if result == "accepted" else "")
    request = seen[0]
    stamp = request.headers["X-Indgang-Timestamp"]
    assert request.headers["Idempotency-Key"] == "k1"
    assert request.headers["X-Indgang-Signature"] == signature_of(
        "en lang hemmelighed", stamp, request.content
    )


@pytest.mark.parametrize(
    ("address", "secret"),
    [("ftp://x/", "x" * 20), ("http://x/", "x" * 20), ("https://x/", "kort"), ("file://host/x", "")],
)
def test_settings_that_cannot_be_used_are_refused(address, secret):
    with pytest.raises(ValueError, match=r"must|needs"):
        check_settings(address, secret)
    check_settings("", "")
    check_settings("file:///var/cases", "")
