"""Where the embedded server keeps its data: awkward folders, moved ones, and those of other users."""

from __future__ import annotations

import json
import multiprocessing
import os
import pwd
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from indgang.project import postgres
from indgang.project.postgres import binaries, places, processes
from tests.project.postgres.conftest import home_of, kill, pid_of, run, start

pytestmark = pytest.mark.postgres
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="what only root meets")


@pytest.mark.parametrize(
    "name",
    ["x" * 120, "nested/" * 15, "comma, and space", 'it\'s $HOME; "`quoted`" 100%', "Grindsted på Ærø"],
    ids=["long", "deep", "comma", "shell", "danish"],
)
def test_any_path_will_do(parent: Path, name: str) -> None:
    data_dir = parent / name / "data"
    info = start(data_dir)
    assert len(os.fsencode(f"{info.host}/{places.SOCKET_NAME}")) <= places.SOCKET_PATH_LIMIT
    assert stat.S_IMODE(Path(info.host).stat().st_mode) == 0o700
    assert run(info, "SELECT 1") == [(1,)]
    kill(data_dir)
    assert start(data_dir) == info
    postgres.destroy(data_dir)
    assert not Path(info.host).exists()


def test_a_short_socket_folder_of_somebody_else_is_not_used(
    parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = parent / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setattr(places, "SYSTEM_FOLDER", runtime)
    data_dir = parent / ("x" * 120)
    postgres.stop(data_dir)
    info = start(data_dir)
    postgres.stop(data_dir)
    assert Path(info.host).is_relative_to(runtime)
    Path(info.host).chmod(0o755)
    with pytest.raises(postgres.PostgresError, match="only the user"):
        start(data_dir)
    Path(info.host).chmod(0o700)


def test_a_moved_data_folder_keeps_its_database(parent: Path) -> None:
    run(start(parent / "before"), "CREATE TABLE kept (n int)")
    postgres.stop(parent / "before")
    (parent / "before").rename(parent / "after")
    assert run(start(parent / "after"), "SELECT count(*) FROM kept") == [(0,)]


def test_a_data_folder_made_anew_begins_anew(data_dir: Path) -> None:
    run(start(data_dir), "CREATE TABLE old (n int)")
    postgres.destroy(data_dir)
    shutil.rmtree(data_dir)
    info = start(data_dir)
    assert run(info, "SELECT to_regclass('old')::text") == [(None,)]


@as_root
def test_root_opens_no_folder_and_keeps_the_database_out_of_closed_ones(parent: Path) -> None:
    closed = parent / "closed"
    closed.mkdir(mode=0o700)
    data_dir = closed / "data"
    before = [(folder, folder.stat().st_mode) for folder in (closed, *closed.parents)]
    site_packages = binaries._site_packages()
    before += [(folder, folder.stat().st_mode) for folder in (site_packages, *site_packages.parents)]
    info = start(data_dir)
    assert [(folder, folder.stat().st_mode) for folder, _ in before] == before
    home = home_of(data_dir)
    assert home.is_relative_to(places.SYSTEM_FOLDER)
    assert home.stat().st_uid != 0
    assert run(info, "SELECT 1") == [(1,)]
    marker = json.loads((data_dir / "postgres.json").read_text())
    assert marker == {"home": str(home), "data_folder": str(data_dir)}


@as_root
def test_for_root_too_a_data_folder_moves_but_is_not_shared(parent: Path) -> None:
    closed = parent / "closed"
    closed.mkdir(mode=0o700)
    run(start(closed / "first"), "CREATE TABLE kept (n int)")
    shutil.copytree(closed / "first", closed / "copy")
    with pytest.raises(postgres.PostgresError, match="is a copy of"):
        start(closed / "copy")
    shutil.rmtree(closed / "copy")
    (closed / "first").rename(closed / "second")
    assert run(start(closed / "second"), "SELECT count(*) FROM kept") == [(0,)]
    home = home_of(closed / "second")
    (closed / "second" / "postgres.json").unlink()
    assert run(start(closed / "second"), "SELECT to_regclass('kept')::text") == [(None,)]
    assert home_of(closed / "second") != home
    assert processes.running_postmaster(home / "data") is None, "the server of the lost database is stopped"
    assert home.exists(), "and its database kept"
    assert home in postgres.prune()
    assert not home.exists()
    assert postgres.status(closed / "second").running


@as_root
def test_a_lost_database_is_not_silently_replaced(parent: Path) -> None:
    closed = parent / "closed"
    closed.mkdir(mode=0o700)
    start(closed / "data")
    postgres.stop(closed / "data")
    home = home_of(closed / "data")
    home.rename(home.with_name(f"{home.name}-away"))
    with pytest.raises(postgres.PostgresError, match="bring it back"):
        start(closed / "data")
    home.with_name(f"{home.name}-away").rename(home)


def as_user(user: pwd.struct_passwd, work: Callable[[], None]) -> int:
    """Run ``work`` in a process of that user that reads nothing which only root may read; its exit status."""

    copied = binaries.copied_program_folder(places._system_folder()).parents[2]

    def drop_and_work() -> None:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        binaries._site_packages = lambda: copied  # type: ignore[assignment]
        work()

    process = multiprocessing.get_context("fork").Process(target=drop_and_work)
    process.start()
    process.join()
    return process.exitcode or 0


@as_root
def test_an_ordinary_user_runs_it_in_place_and_root_may_use_it(parent: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    owned = parent / "owned"
    owned.mkdir(mode=0o700)
    os.chown(owned, nobody.pw_uid, nobody.pw_gid)
    data_dir = owned / "data"

    def work() -> None:
        info = start(data_dir)
        assert home_of(data_dir) == data_dir / "postgres"
        run(info, "CREATE TABLE made_by_nobody (n int)")

    assert as_user(nobody, work) == 0
    assert data_dir.stat().st_uid == nobody.pw_uid
    kill(data_dir)
    assert run(start(data_dir), "SELECT count(*) FROM made_by_nobody") == [(0,)]
    assert (processes.PROCESS_TABLE / str(pid_of(data_dir))).stat().st_uid == nobody.pw_uid


@as_root
def test_another_user_is_kept_out(parent: Path) -> None:
    info = start(parent / "data")

    def work() -> None:
        with pytest.raises(postgres.PostgresError, match="belongs to another user"):
            start(parent / "data")
        with socket.socket(socket.AF_UNIX) as client, pytest.raises(PermissionError):
            client.connect(f"{info.host}/{places.SOCKET_NAME}")

    assert as_user(pwd.getpwnam("nobody"), work) == 0


@as_root
def test_without_the_system_user_it_runs_as_nobody(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indgang.project.postgres.accounts.SYSTEM_USER", "no-such-user")
    monkeypatch.setattr("indgang.project.postgres.accounts.shutil.which", lambda *_, **__: None)
    assert run(start(data_dir), "SELECT 1") == [(1,)]
    assert home_of(data_dir).stat().st_uid == pwd.getpwnam("nobody").pw_uid


def test_command_lines_tell_where_folders_do_not(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container without CAP_SYS_PTRACE root cannot see in which folder another user's process works."""
    info = start(data_dir)
    data = home_of(data_dir) / "data"
    expected = processes.processes_in(data)

    def refuse(self: Path, other: Path) -> bool:
        raise PermissionError(self, other)

    monkeypatch.setattr(Path, "samefile", refuse)
    with psycopg.connect(info.url):
        assert processes.running_postmaster(data) is not None
        assert set(processes.processes_in(data)) >= set(expected)
