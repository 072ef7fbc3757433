"""Clients of the API race for the last time against a real server; `benchmarks/races.py` does it in full size."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo

from benchmarks.appointments.last_unit import Rounds
from benchmarks.queueing.place import Server
from indgang.base.access import SYSTEM
from indgang.booking import services
from indgang.organisation.services import issue_token
from tests.cast import build

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]


def test_exactly_one_client_of_the_api_gets_the_last_time(transactional_db: None, tmp_path: Path) -> None:
    cast = build(tasks=("pas-voksen",))
    services.save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.service1)
    token = issue_token(actor=SYSTEM, name="race", role="api", site=None)
    database = settings.DATABASES["default"]
    place = {
        "host": database["HOST"],
        "port": database["PORT"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "dbname": database["NAME"],
    }
    url = make_conninfo(**{key: value for key, value in place.items() if value})
    server = Server(url, tmp_path).start()
    try:
        # From ten on, when citizen service opens.
        first = datetime.now(UTC) + timedelta(days=1)
        verdict = Rounds([server.port], token, clients=24, rounds=4, first=first, opens=10).run()
    finally:
        server.stop()
    assert verdict["first_faults"] == []
    assert (verdict["winners"], verdict["rounds_won_by_nobody_or_several"]) == (4, 0)
    assert (verdict["confirmed"], verdict["confirmed_and_lost"]) == (4, 0)
    assert verdict["answers"] == {"201": 4, "409": 92}
