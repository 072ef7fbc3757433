"""Making a cluster, and the configuration that its server is started with.

UTF-8 with PostgreSQL's own C.UTF-8 rules, so nothing depends on the locales of the machine; Danish sorting
is done in Python. Only processes of the owner and of root get in: the socket lies in a folder that nobody
else may enter, and the server asks the kernel who is calling (peer), so there is no password to keep or to
leak.
"""

from __future__ import annotations

import os
from pathlib import Path

from .binaries import MAJOR_VERSION
from .errors import PostgresError
from .places import PORT, Place
from .processes import cluster_name

ROLE = "indgang"
DATABASE = "indgang"
MEBIBYTE = 1024 * 1024

ACCESS = f"local all {ROLE} peer map=indgang\n"

# Sentences of users and contents of rows stay out of the log: no statements, no details of constraint errors.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    # In files of the cluster: systemd empties /dev/shm of users who log out, and the server would be lost.
    "dynamic_shared_memory_type": "mmap",
    "idle_in_transaction_session_timeout": "5min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "autovacuum_naptime": "20s",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}  # survives a killed server, not a power loss


def create(place: Place, *, durable: bool) -> None:
    """Make the cluster with its role and its database; whole or, when interrupted, not at all.

    Raises PostgresError with what PostgreSQL said when it cannot be made.
    """
    programs, fresh = place.programs(), place.home / "data.new"
    run = place.account.run
    run("rm", "-rf", "--", fresh)
    made = run(
        *(programs / "initdb", "--pgdata", fresh, "--username", ROLE, "--auth", "peer"),
        *("--encoding", "UTF8", "--no-locale", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        *(("--no-instructions",) if durable else ("--no-instructions", "--no-sync")),
    )
    if made.returncode != 0:
        raise PostgresError(f"the database cannot be made in {place.home}: {_last_line(made.stderr)}")
    _append(place, fresh / "postgresql.conf", "include 'indgang.conf'\ninclude_if_exists 'local.conf'\n")
    _write(place, fresh / "pg_hba.conf", ACCESS)
    _write(place, fresh / "pg_ident.conf", _identities(place))
    _write(place, fresh / "indgang.conf", "")
    _write(place, fresh / "local.conf", "# Settings of this machine; they override those of indgang.conf.\n")
    single = (programs / "postgres", "--single", "-D", fresh, "postgres")
    made = run(*single, text=f"CREATE DATABASE {DATABASE};\n")
    if made.returncode != 0:
        raise PostgresError(f"the database cannot be made in {place.home}: {_last_line(made.stderr)}")
    run("mv", "--", fresh, place.data)


def _identities(place: Place) -> str:
    names = ["root"] if place.account.is_foreign else ["root", place.account.name]
    return "".join(f'indgang "{name}" {ROLE}\n' for name in names)


def configure(place: Place, socket_folder: Path, *, durable: bool) -> None:
    """Write the configuration for the next start; what ``local.conf`` beside it says goes before."""
    settings = dict(
        SETTINGS,
        cluster_name=cluster_name(place.data),
        unix_socket_directories=str(socket_folder),
        shared_buffers=f"{_shared_buffers() // MEBIBYTE}MB",
        **({} if durable else FORGETFUL),
    )
    lines = ["# Written by Indgang at every start; put changes into local.conf beside this file."]
    lines += [f"{name} = '{value}'" for name, value in settings.items()]
    _write(place, place.data / "indgang.conf", "\n".join(lines) + "\n")


def _shared_buffers() -> int:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(32 * MEBIBYTE, min(512 * MEBIBYTE, memory // 8))


def reject_other_versions(place: Place) -> None:
    """Raise PostgresError when the cluster was made by another major version, which this one cannot open."""
    found = (place.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != str(MAJOR_VERSION):
        raise PostgresError(
            f"the database at {place.data} was made by PostgreSQL {found}, "
            f"and this Indgang brings {MAJOR_VERSION}; back it up "
            "with the Indgang that made it, and restore the backup into an empty data folder"
        )


def _write(place: Place, path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    _as_account(place, 'cat > "$0" && mv -- "$0" "$1"', fresh, path, text=text)


def _append(place: Place, path: Path, text: str) -> None:
    _as_account(place, 'cat >> "$0"', path, text=text)


def _as_account(place: Place, script: str, *words: Path, text: str) -> None:
    """Write as the owner, so that root follows no link that the owner may have laid."""
    done = place.account.run("/bin/sh", "-c", script, *words, text=text)
    if done.returncode != 0:
        raise PostgresError(f"{words[-1]} cannot be written: {_last_line(done.stderr)}")


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
