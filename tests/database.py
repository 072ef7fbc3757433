"""The tests' database: the one that INDGANG_DATABASE_URL names, else an embedded server of their own.

Runs side by side on one embedded server take a database each.
"""

import fcntl
import os
from pathlib import Path
from typing import IO

import pytest

FOLDER = Path(__file__).resolve().parent.parent / ".indgang" / "test"


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
