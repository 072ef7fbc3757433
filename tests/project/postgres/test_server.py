"""The embedded server: started, adopted, killed and started again, by several at once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from indgang.project import postgres
from indgang.project.postgres import binaries, places, processes
from indgang.project.postgres.__main__ import main
from tests.project.postgres.conftest import home_of, kill, pid_of, run, start, until

pytestmark = pytest.mark.postgres


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
