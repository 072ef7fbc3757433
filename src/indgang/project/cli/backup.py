"""`backup` and `restore`."""

import argparse
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from indgang.project.cli.common import Subcommands, command, find_database, say, start_django

EMPTY = b"DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
# Written by the wheel's own pg_restore; servers before PostgreSQL 17 do not know the word.
NEWER_THAN_SERVER = b"SET transaction_timeout ="
BREAK_OFF = b"\nSELECT 1 / 0;\n"


def add_commands(commands: Subcommands) -> None:
    """Add the commands of this module."""
    backup = command(commands, "backup", run_backup, "Write a backup of the database to a file.")
    backup.add_argument("file", type=Path)
    restore = command(commands, "restore", run_restore, "Replace an empty database by a backup.")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="throw away what is in the database now")


def run_backup(options: argparse.Namespace) -> int:
    """`indgang backup FILE`: a consistent copy of the whole database in PostgreSQL's own format."""
    find_database()
    address, environment = _server()
    target: Path = options.file
    part = target.with_name(target.name + ".part")
    words = [_tool("pg_dump"), "--format=custom", "--no-owner", "--file", str(part), "--dbname", address]
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)):
        pass
    if subprocess.run(words, env=environment, check=False).returncode:
        part.unlink(missing_ok=True)
        say("indgang: the backup failed; nothing was written.")
        return 1
    part.replace(target)
    say(f"Backup written to {target} ({target.stat().st_size:,} bytes).")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """`indgang restore FILE`: all or nothing; refuses a database that holds something unless --replace is given."""
    if not options.file.is_file():
        say(f"indgang: there is no file {options.file}")
        return 1
    start_django()
    from django.db import connection

    if connection.introspection.table_names() and not options.replace:
        say("indgang: the database is not empty. Give --replace to throw away what is in it.")
        return 1
    connection.close()
    restored = _restore(options.file, empty_first=options.replace)
    say(
        "The backup is in place."
        if restored
        else "indgang: the backup could not be put in place; the database is as it was."
    )
    return 0 if restored else 1


def _restore(file: Path, *, empty_first: bool) -> bool:
    """Play the backup into the database in one transaction; whether it was done."""
    address, environment = _server()
    play = [_tool("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    read = [_tool("pg_restore"), "--no-owner", "--file=-", str(file)]
    with (
        subprocess.Popen(read, stdout=subprocess.PIPE) as reader,
        subprocess.Popen(
            [*play, "--dbname", address], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment
        ) as player,
    ):
        if reader.stdout is None or player.stdin is None:
            raise RuntimeError("a pipe was asked for")
        try:
            player.stdin.write(EMPTY if empty_first else b"")
            _hand_on(reader.stdout, player.stdin)
            if reader.wait():
                player.stdin.write(BREAK_OFF)
            player.stdin.close()
        except BrokenPipeError:
            reader.kill()
    return player.returncode == 0 and reader.returncode == 0


def _hand_on(script: Iterable[bytes], player: IO[bytes]) -> None:
    """Copy the script; its head without what the server may be too old for."""
    in_head = True
    for line in script:
        in_head = in_head and not line.startswith((b"CREATE", b"COPY"))
        if not (in_head and line.startswith(NEWER_THAN_SERVER)):
            player.write(line)


def _server() -> tuple[str, dict[str, str]]:
    """The database's address without its password, which goes into the environment, where `ps` shows it to nobody."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    from indgang.project import env

    parts = conninfo_to_dict(env.secret("DATABASE_URL"))
    password = parts.pop("password", None)
    secret = {"PGPASSWORD": str(password)} if password else {}
    return make_conninfo("", **parts), {**os.environ, **secret}


def _tool(name: str) -> str:
    from indgang.project.postgres import binary

    return str(binary(name))
