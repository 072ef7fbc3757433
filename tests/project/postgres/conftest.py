"""Embedded servers of the tests, in folders of their own, and what is done to them."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from indgang.project import postgres
from indgang.project.postgres import cluster, places


@pytest.fixture(scope="session")
def templates() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ig-templates-", dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def clusters_are_copied(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first cluster of each kind is really made, the others are copies of it, which takes a tenth."""
    create = cluster.create

    def copy_or_create(place: places.Place, *, durable: bool) -> None:
        template = templates / f"{place.account.uid}-{place.account.is_foreign}"
        if not template.exists():
            create(place, durable=durable)
            place.account.run("cp", "-a", "--", place.data, template)
        else:
            place.account.run("cp", "-a", "--", template, place.data)

    monkeypatch.setattr(cluster, "create", copy_or_create)


@pytest.fixture
def parent() -> Iterator[Path]:
    """A folder with a short path that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="ig-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for lock in sorted(folder.rglob("postgres.lock")):
        postgres.destroy(lock.parent)
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(parent: Path) -> Path:
    return parent / "data"


def start(data_dir: Path) -> postgres.ConnectionInfo:
    return postgres.ensure_running(data_dir, durable=False)


def run(info: postgres.ConnectionInfo, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(info.url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def pid_of(data_dir: Path) -> int:
    pid = postgres.status(data_dir).pid
    assert pid is not None
    return pid


def home_of(data_dir: Path) -> Path:
    home = postgres.data_location(data_dir)
    assert home is not None
    return home


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def kill(data_dir: Path) -> None:
    pid = pid_of(data_dir)
    os.kill(pid, signal.SIGKILL)
    until(lambda: not postgres.status(data_dir).running)
