"""The tests' databases: on the server that INDGANG_DATABASE_URL names, else on an embedded one of their own.

Runs side by side on one embedded server take a database each. All are copies of one template, migrated once.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".indgang" / "test"
TEMPLATE = "indgang_template_"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Start the server when the first test asks for a database, and point Django to it.

    It goes on running after the tests, so that the next run starts at once; ``make clean`` ends it.
    """
    if not os.environ.get("INDGANG_DATABASE_URL"):
        from django.db import connections

        from indgang.project.postgres import ensure_running

        info = ensure_running(FOLDER, durable=False)
        os.environ["INDGANG_DATABASE_URL"] = info.url
        settings = connections["default"].settings_dict
        settings.update(HOST=info.host, PORT=str(info.port), USER=info.user, NAME=info.dbname)
        settings["TEST"]["NAME"] = f"test_{info.dbname}_{_place_of_this_run()}"
    _use_template()
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


_held: list[IO[str]] = []


def _place_of_this_run() -> int:
    """A number that no other run has at this moment; given back when this process ends."""
    for place in range(1, 100):
        file = (FOLDER / f"run-{place}.lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            continue
        _held.append(file)
        return place
    raise RuntimeError("there are a hundred test runs already")


def _use_template() -> None:
    """Let Django copy the template of these migrations; the first run makes it and drops those of other ones."""
    from django.db import connections

    settings = connections["default"].settings_dict
    place = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    place = {**place, "password": settings["PASSWORD"], "dbname": settings["NAME"]}
    known = {key: value for key, value in place.items() if value}
    name = TEMPLATE + _print_of_migrations()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with psycopg.connect(**known, autocommit=True) as server:
            rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{TEMPLATE}%"])
            templates = [row[0] for row in rows.fetchall()]
            if name not in templates:
                for old in templates:
                    server.execute(SQL("DROP DATABASE {}").format(Identifier(old)))
                _make_template(server, known, name)
    settings["TEST"]["TEMPLATE"] = name


def _make_template(server: psycopg.Connection, place: dict[str, str], name: str) -> None:
    half = f"{TEMPLATE}half_made"
    server.execute(SQL("CREATE DATABASE {}").format(Identifier(half)))
    environment = {**os.environ, "INDGANG_DATABASE_URL": make_conninfo(**{**place, "dbname": half})}
    for command in (["migrate", "--verbosity", "0"], ["createcachetable"]):
        subprocess.run([sys.executable, ROOT / "manage.py", *command], check=True, env=environment)
    server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(half), Identifier(name)))


def _print_of_migrations() -> str:
    seen = hashlib.sha256()
    for file in sorted([*ROOT.glob("src/indgang/**/migrations/*.py"), ROOT / "requirements" / "dev.txt"]):
        seen.update(file.name.encode() + file.read_bytes())
    return seen.hexdigest()[:16]
