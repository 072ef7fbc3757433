"""`init`, `check`, `backup` and `restore`."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from indgang.project.cli.common import Subcommands, command, find_database, say, start_django


def add_commands(commands: Subcommands) -> None:
    """Add the commands of this module."""
    init = command(commands, "init", run_init, "Make or upgrade the database and load the catalogue.")
    init.add_argument(
        "--administrator", metavar="USERNAME", help="make this administrator; asks for a password"
    )
    init.add_argument("--name", default="", help="the administrator's full name")
    check = command(commands, "check", run_check, "Say whether this installation is sound.")
    check.add_argument("--json", action="store_true", help="print the result as JSON")
    backup = command(commands, "backup", run_backup, "Write a backup of the database to a file.")
    backup.add_argument("file", type=Path)
    restore = command(commands, "restore", run_restore, "Replace an empty database by a backup.")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="throw away what is in the database now")


def run_init(options: argparse.Namespace) -> int:
    """`indgang init`: everything a new installation needs, and every upgrade."""
    start_django()
    from indgang.project.prepare import prepare_database

    prepare_database(say)
    if options.administrator:
        from getpass import getpass

        from indgang.base.access import SYSTEM
        from indgang.base.errors import DomainError
        from indgang.organisation.services import create_administrator

        password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            create_administrator(
                actor=SYSTEM,
                username=options.administrator,
                name=options.name or options.administrator,
                password=password,
            )
        except DomainError as error:
            say(f"indgang: {error}")
            return 1
    say("The database is ready.")
    return 0


def run_check(options: argparse.Namespace) -> int:
    """`indgang check`: database, migrations, settings and configuration; exit status 1 when something is wrong."""
    start_django()
    from django.core.checks import run_checks
    from django.db import connection

    from indgang.project.prepare import up_to_date

    problems: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    if version < 150000:
        problems.append(f"PostgreSQL {version // 10000} is too old; Indgang needs 15 or newer")
    if not up_to_date():
        problems.append("the database is not up to date; run: indgang init")
    else:
        from indgang.organisation.queries import config_problems

        problems += [str(problem) for problem in config_problems()]
    problems += [str(message) for message in run_checks() if message.level >= 30]
    if options.json:
        print(
            json.dumps(
                {"sound": not problems, "problems": problems, "postgresql": version}, ensure_ascii=False
            )
        )
    for problem in problems:
        say(f"- {problem}")
    say("Something needs attention." if problems else "Everything is in order.")
    return 1 if problems else 0


def _tool(name: str) -> str:
    from indgang.project.postgres import binary

    return str(binary(name))


def run_backup(options: argparse.Namespace) -> int:
    """`indgang backup FILE`: a consistent copy of the whole database in PostgreSQL's own format."""
    find_database()
    target: Path = options.file
    part = target.with_name(target.name + ".part")
    done = subprocess.run(
        [
            _tool("pg_dump"),
            "--format=custom",
            "--no-owner",
            "--file",
            str(part),
            os.environ["INDGANG_DATABASE_URL"],
        ],
        check=False,
    )
    if done.returncode:
        part.unlink(missing_ok=True)
        say("indgang: the backup failed; nothing was written.")
        return 1
    part.chmod(0o600)
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
    if options.replace:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.close()
    into = ["--dbname", os.environ["INDGANG_DATABASE_URL"], str(options.file)]
    done = subprocess.run(
        [_tool("pg_restore"), "--no-owner", "--single-transaction", "--exit-on-error", *into], check=False
    )
    say(
        "The backup is in place."
        if not done.returncode
        else "indgang: the backup could not be read; the database is empty."
    )
    return 1 if done.returncode else 0
