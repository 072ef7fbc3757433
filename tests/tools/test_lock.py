from __future__ import annotations

from pathlib import Path

import pytest

from tools import lock


def test_the_lock_files_fit_what_is_declared() -> None:
    assert lock.problems() == []


def test_a_declaration_without_a_pin_and_an_address_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["django>=5.2,<5.3", "Rules"]\n[dependency-groups]\ndev = ["ruff>=9"]\n'
    )
    (tmp_path / "base.txt").write_text("django==6.0 \\\n    --hash=sha256:00\nrules==3.5\n")
    (tmp_path / "dev.txt").write_text(
        "--index-url https://example.org\ndjango==5.2.1\nrules==3.5\nruff==0.9\n"
    )
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    monkeypatch.setattr(lock, "REQUIREMENTS", tmp_path)
    assert lock.problems(lock.LOCK_FILES[:3]) == [
        "requirements/base.txt pins 6.0 for 'django<5.3,>=5.2'",
        "requirements/dev.txt names an address",
        "requirements/dev.txt pins 0.9 for 'ruff>=9'",
        "requirements/build.txt is missing",
    ]


def test_no_lock_file_names_an_address() -> None:
    for path in (*lock.REQUIREMENTS.glob("*.txt"), lock.ROOT / "package-lock.json"):
        assert "://" not in path.read_text(encoding="utf-8"), path
