"""The embedded server: started, adopted, killed and started again, by several at once, in awkward places."""

from __future__ import annotations

import json
import multiprocessing
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from indgang.project import postgres
from indgang.project.postgres import binaries, cluster, places, processes
from indgang.project.postgres.__main__ import main

pytestmark = pytest.mark.postgres
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="what only root meets")


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


def test_the_first_start_makes_a_database_and_the_next_adopts_it(data_dir: Path) -> None:
    assert not postgres.status(data_dir).running
    assert postgres.data_location(data_dir) is None
    info = start(data_dir)
    first = pid_of(data_dir)
    assert run(info, "SELECT current_user::text, current_database()::text") == [("indgang", "indgang")]
    assert start(data_dir) == info
    assert pid_of(data_dir) == first
    assert postgres.status(data_dir).connection == info


def test_text_is_utf8_and_danish_letters_fold(data_dir: Path) -> None:
    info = start(data_dir)
    assert run(info, "SELECT lower('ÆØÅ'), current_setting('server_encoding')") == [("æøå", "UTF8")]
    assert run(info, "SELECT 'ÅRHUS' ILIKE 'århus'") == [(True,)]


def test_it_listens_on_a_private_socket_only(data_dir: Path) -> None:
    info = start(data_dir)
    assert run(info, "SHOW listen_addresses") == [("",)]
    assert stat.S_IMODE(Path(info.host).stat().st_mode) == 0o700
    assert stat.S_IMODE((Path(info.host) / places.SOCKET_NAME).stat().st_mode) == 0o700
    assert run(info, "SELECT DISTINCT type, auth_method FROM pg_hba_file_rules") == [("local", "peer")]


def test_the_log_keeps_no_contents_of_rows(data_dir: Path) -> None:
    info = start(data_dir)
    run(info, "CREATE TABLE person (name text UNIQUE)")
    for _ in range(2):
        try:
            run(info, "INSERT INTO person VALUES ('Anne Hemmelig')")
        except psycopg.errors.UniqueViolation:
            continue
    logs = list((home_of(data_dir) / "data" / "log").glob("*.log"))
    until(lambda: any("duplicate key" in log.read_text() for log in logs))
    assert not any("Hemmelig" in log.read_text() for log in logs)


def test_only_a_durable_server_waits_for_the_disk(parent: Path) -> None:
    assert run(postgres.ensure_running(parent / "durable"), "SHOW fsync") == [("on",)]
    assert run(start(parent / "fast"), "SHOW fsync") == [("off",)]


def test_a_killed_server_comes_back_with_its_data(data_dir: Path) -> None:
    info = start(data_dir)
    run(info, "CREATE TABLE kept (n int)")
    run(info, "INSERT INTO kept SELECT generate_series(1, 1000)")
    for _ in range(3):
        kill(data_dir)
        assert start(data_dir) == info
        assert run(info, "SELECT count(*) FROM kept") == [(1000,)]


def test_a_query_that_outlives_the_killed_server_is_ended(data_dir: Path) -> None:
    info = start(data_dir)
    data = home_of(data_dir) / "data"
    endless = "DO $$ BEGIN LOOP END LOOP; END $$"
    with psycopg.connect(info.url, autocommit=True) as connection:

        def ask() -> None:
            with pytest.raises(psycopg.OperationalError):
                connection.execute(endless)

        asking = threading.Thread(target=ask)
        asking.start()
        until(lambda: run(info, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %'") == [(1,)])
        kill(data_dir)
        assert processes.processes_in(data)
        processes.end_orphans(data, patience_seconds=0.2)
        assert not processes.processes_in(data)
        asking.join()
    assert run(start(data_dir), "SELECT 1") == [(1,)]


def test_after_a_power_loss_the_process_number_may_be_anybodys(data_dir: Path) -> None:
    """A pid file and a socket lock that name a living process which is no server of ours."""
    start(data_dir)
    data = home_of(data_dir) / "data"
    remembered = (data / "postmaster.pid").read_text()
    owner = data.stat()
    postgres.stop(data_dir)
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid if os.geteuid() == 0 else None) as stranger:
        lines = remembered.splitlines()
        for stale in (data / "postmaster.pid", home_of(data_dir) / f"{places.SOCKET_NAME}.lock"):
            stale.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
            os.chown(stale, owner.st_uid, owner.st_gid)
        assert not postgres.status(data_dir).running
        assert run(start(data_dir), "SELECT 1") == [(1,)]
        assert pid_of(data_dir) != stranger.pid
        assert stranger.poll() is None
        stranger.kill()


def test_it_needs_nothing_that_a_log_out_takes_away(data_dir: Path) -> None:
    """With systemd's RemoveIPC the POSIX shared memory of users is gone once they have logged out."""
    start(data_dir)
    assert "/dev/shm/" not in (processes.PROCESS_TABLE / str(pid_of(data_dir)) / "maps").read_text()


def test_a_lost_socket_is_laid_again(data_dir: Path) -> None:
    info = start(data_dir)
    (Path(info.host) / places.SOCKET_NAME).unlink()
    assert run(start(data_dir), "SELECT 1") == [(1,)]


def test_a_half_made_cluster_is_made_again(data_dir: Path) -> None:
    start(data_dir)
    postgres.stop(data_dir)
    data = home_of(data_dir) / "data"
    data.rename(data.with_name("data.new"))
    (data.with_name("data.new") / "PG_VERSION").unlink()
    assert run(start(data_dir), "SELECT 1") == [(1,)]


def test_stopping_is_told_and_repeatable(data_dir: Path) -> None:
    assert not postgres.stop(data_dir)
    start(data_dir)
    assert postgres.stop(data_dir)
    assert not postgres.stop(data_dir)
    assert not postgres.status(data_dir).running


def test_stopping_ends_open_connections(data_dir: Path) -> None:
    with psycopg.connect(start(data_dir).url) as connection:
        connection.execute("SELECT 1")
        assert postgres.stop(data_dir)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_destroying_leaves_no_database(data_dir: Path) -> None:
    start(data_dir)
    home = home_of(data_dir)
    postgres.destroy(data_dir)
    assert not home.exists()
    assert postgres.data_location(data_dir) is None


def test_another_major_version_is_refused(data_dir: Path) -> None:
    start(data_dir)
    postgres.stop(data_dir)
    (home_of(data_dir) / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(postgres.PostgresError, match="made by PostgreSQL 15"):
        start(data_dir)


def test_a_server_that_cannot_start_says_why(data_dir: Path) -> None:
    start(data_dir)
    postgres.stop(data_dir)
    with (home_of(data_dir) / "data" / "local.conf").open("a") as settings:
        settings.write("shared_buffers = 'plenty'\n")
    with pytest.raises(postgres.PostgresError, match="FATAL"):
        start(data_dir)


STARTER = """
import sys
from pathlib import Path
import psycopg
from indgang.project import postgres
info = postgres.ensure_running(Path(sys.argv[1]), durable=False)
with psycopg.connect(info.url) as connection:
    connection.execute("SELECT 1")
print(postgres.status(Path(sys.argv[1])).pid)
"""


@pytest.mark.parallel
def test_several_starters_at_once_get_one_server(data_dir: Path) -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", STARTER, data_dir], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = {starter.communicate(timeout=120)[0].strip() for starter in starters}
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert told == {str(pid_of(data_dir))}


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


def test_programs_are_found_by_name() -> None:
    told = subprocess.run(
        [postgres.binary("pg_dump"), "--version"], capture_output=True, text=True, check=True
    )
    assert told.stdout.startswith(f"pg_dump (PostgreSQL) {binaries.MAJOR_VERSION}.")
    with pytest.raises(postgres.PostgresError, match="no program named pg_magic"):
        postgres.binary("pg_magic")


def test_the_backup_programs_work_over_the_socket(parent: Path) -> None:
    info = start(parent / "data")
    run(info, "CREATE TABLE kept AS SELECT 1 AS n")
    dump = parent / "dump"
    subprocess.run([postgres.binary("pg_dump"), "-Fc", "-f", dump, info.url], check=True)
    run(info, "DROP TABLE kept")
    subprocess.run([postgres.binary("pg_restore"), "--no-owner", "-d", info.url, dump], check=True)
    assert run(info, "SELECT n FROM kept") == [(1,)]


def test_the_command_line(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", str(data_dir)]) == 0
    assert capsys.readouterr().out == f"{data_dir}: no database\n"
    assert main(["start", str(data_dir)]) == 0
    assert run_url(capsys.readouterr().out.strip()) == 1
    assert main(["status", str(data_dir)]) == 0
    assert f"running, process {pid_of(data_dir)}" in capsys.readouterr().out
    assert main(["stop", str(data_dir)]) == 0
    assert main(["destroy", str(data_dir)]) == 0
    assert not capsys.readouterr().out


def run_url(url: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT 1").fetchone()
    return row and row[0]


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
