"""`init`, `check` and `reseal`."""

import argparse
import json
import sys

from indgang.project.cli.common import Subcommands, command, say, start_django


def add_commands(commands: Subcommands) -> None:
    """Add the commands of this module."""
    init = command(commands, "init", run_init, "Make or upgrade the database and load the catalogue.")
    init.add_argument(
        "--administrator", metavar="USERNAME", help="make this administrator; asks for a password"
    )
    init.add_argument("--name", default="", help="the administrator's full name")
    check = command(commands, "check", run_check, "Say whether this installation is sound.")
    check.add_argument("--json", action="store_true", help="print the result as JSON")
    command(
        commands, "reseal", run_reseal, "Put what is sealed under the newest key of INDGANG_SEALING_KEYS."
    )


def run_reseal(options: argparse.Namespace) -> int:
    """`indgang reseal`: after a new key was put in front. Exit status 1 when something could not be read."""
    del options
    start_django()
    from indgang.project.resealing import reseal_all

    report = reseal_all(say)
    unreadable = sum(one.unreadable for one in report.values())
    if unreadable:
        say(
            "Some rows were sealed with a key that is not in INDGANG_SEALING_KEYS. Put it back, last in the list."
        )
        return 1
    say(
        "Everything is under the newest key. Keep the old one in the list for as long as appointments are kept."
    )
    return 0


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
