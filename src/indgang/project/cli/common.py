"""What commands share: finding the database and starting Django."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any

Subcommands = Any
Command = Callable[[argparse.Namespace], int]


def say(text: str) -> None:
    """Talk to the person at the terminal (stderr)."""
    print(text, file=sys.stderr, flush=True)


def command(
    commands: Subcommands, name: str, run: Command, help_text: str, **more: Any
) -> argparse.ArgumentParser:
    """Add a command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text, **more)
    parser.set_defaults(run=run)
    return parser


def find_database() -> None:
    """Name the database in the environment: the one given, else the embedded one, started when it is not running."""
    from indgang.project import env  # Late: `--help` and `--version` need nothing.
    from indgang.project.paths import data_folder
    from indgang.project.postgres import PostgresError, ensure_running

    if env.secret("DATABASE_URL"):
        return
    try:
        os.environ["INDGANG_DATABASE_URL"] = ensure_running(data_folder()).url
    except PostgresError as error:
        raise SystemExit(f"indgang: {error}") from error


def start_django() -> None:
    """Find the database and set Django up in this process."""
    find_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "indgang.project.settings")
    import django

    from indgang.project import demo_clock

    django.setup()
    demo_clock.follow_environment()
