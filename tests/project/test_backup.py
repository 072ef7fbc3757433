"""Taking a backup and putting it back: all of it, or nothing."""

import os
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from indgang.project.cli import backup
from tests.database import FOLDER

pytestmark = pytest.mark.postgres
MORE_THAN_A_PAGE = 5000


def _address() -> str:
    named = os.environ.get("INDGANG_DATABASE_URL")
    if named:
        return named
    from indgang.project.postgres import ensure_running

    return ensure_running(FOLDER, durable=False).url


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database of this test's own, named in the environment."""
    address, name = _address(), f"backup_{uuid4().hex[:8]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        monkeypatch.setenv("INDGANG_DATABASE_URL", make_conninfo(address, dbname=name))
        monkeypatch.delenv("INDGANG_DATABASE_URL_FILE", raising=False)
        yield make_conninfo(address, dbname=name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def fill(server: str, text: str) -> None:
    with psycopg.connect(server) as connection:
        connection.execute("CREATE TABLE note (id int PRIMARY KEY, text text CHECK (text <> ''))")
        connection.execute(
            "INSERT INTO note SELECT i, %s FROM generate_series(1, %s) i", [text, MORE_THAN_A_PAGE]
        )


def texts(server: str) -> list[tuple[int, str]]:
    with psycopg.connect(server) as connection:
        return connection.execute("SELECT count(*), text FROM note GROUP BY text").fetchall()


def take(file: Path) -> None:
    assert backup.run_backup(Namespace(file=file)) == 0


def test_what_was_backed_up_comes_back(server: str, tmp_path: Path) -> None:
    # The text looks like the line that is left out of a script's head.
    fill(server, "SET transaction_timeout = 0;\nblåbær")
    take(tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
    with psycopg.connect(server) as connection:
        connection.execute("UPDATE note SET text = 'ændret'")
    assert backup._restore(tmp_path / "backup", empty_first=True)
    assert texts(server) == [(MORE_THAN_A_PAGE, "SET transaction_timeout = 0;\nblåbær")]


def test_a_database_with_something_in_it_is_left_alone(server: str, tmp_path: Path) -> None:
    fill(server, "gammel")
    take(tmp_path / "backup")
    with psycopg.connect(server) as connection:
        connection.execute("UPDATE note SET text = 'ny'")
    assert not backup._restore(tmp_path / "backup", empty_first=False)
    assert texts(server) == [(MORE_THAN_A_PAGE, "ny")]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_half_a_backup_changes_nothing(server: str, tmp_path: Path, share: float) -> None:
    fill(server, "gammel")
    take(tmp_path / "backup")
    whole = (tmp_path / "backup").read_bytes()
    (tmp_path / "half").write_bytes(whole[: int(len(whole) * share)])
    with psycopg.connect(server) as connection:
        connection.execute("UPDATE note SET text = 'ny'")
    assert not backup._restore(tmp_path / "half", empty_first=True)
    assert texts(server) == [(MORE_THAN_A_PAGE, "ny")]


def test_the_address_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://indgang:hemmelig@db.example:5433/indgang?sslmode=require")
    monkeypatch.delenv("INDGANG_DATABASE_URL", raising=False)
    monkeypatch.setenv("INDGANG_DATABASE_URL_FILE", str(tmp_path / "url"))
    address, environment = backup._server()
    assert "hemmelig" not in address
    assert "sslmode=require" in address
    assert environment["PGPASSWORD"] == "hemmelig"
