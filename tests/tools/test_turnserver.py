"""Finding the relay server of the tests: what is named comes first, and where it cannot be had the reason is told."""

import shutil
from pathlib import Path

import pytest

from tools import check, turnserver
from tools.turnserver import NoTurnserver, find_or_install


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without one, on which nobody may install anything."""
    monkeypatch.delenv("INDGANG_TURNSERVER", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)


def test_the_one_that_is_named_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = tmp_path / "turnserver"
    named.write_text("#!/bin/sh\n", encoding="utf-8")
    named.chmod(0o755)
    monkeypatch.setenv("INDGANG_TURNSERVER", str(named))
    assert find_or_install() == str(named)
    named.chmod(0o644)
    monkeypatch.setattr(turnserver.os, "access", lambda _path, _mode: False)
    with pytest.raises(NoTurnserver, match="no program"):
        find_or_install()


def test_without_any_the_tests_are_left_out_and_say_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert check._relay() == {}
    assert "no tests through a relay: there is no turnserver here" in capsys.readouterr().err


def test_no_service_is_started_on_a_machine_that_runs_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(turnserver, "may_install", list)
    monkeypatch.setattr(turnserver, "STARTS_SERVICES", tmp_path)
    with pytest.raises(NoTurnserver, match="install Debian's package"):
        find_or_install()


def test_an_installation_that_fails_is_a_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(turnserver, "may_install", lambda: ["false"])
    monkeypatch.setattr(turnserver, "STARTS_SERVICES", tmp_path / "none")
    with pytest.raises(NoTurnserver, match="apt-get update failed"):
        find_or_install()
