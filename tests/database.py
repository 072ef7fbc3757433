"""The tests' database: the one that INDGANG_DATABASE_URL names, else an embedded server of their own."""

import os
from pathlib import Path

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
        connections["default"].settings_dict.update(
            HOST=info.host, PORT=str(info.port), USER=info.user, NAME=info.dbname
        )
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
