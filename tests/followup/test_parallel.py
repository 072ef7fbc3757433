"""Many at once, and a server that is killed: each matter has one owner, and nothing acknowledged is lost."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from indgang.base.errors import DomainError
from indgang.catalogue.models import Task
from indgang.followup.models import CaseDelivery, FollowUp, FollowUpEvent, FollowUpState
from indgang.followup.ports import Delivered, ports
from indgang.followup.services import (
    DecisionWish,
    accept,
    decide,
    deliver_cases,
    pass_on,
    return_to_desk,
)
from indgang.organisation.models import Delegation, Lifeline, Person, RoleGrant
from indgang.organisation.queries import actor_of_person
from tests.cast import LONG_AGO, build

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parent.parent.parent
WISH = DecisionWish("granted", "§ 1 (eksempel)", "Klag inden fire uger (eksempel).")


@pytest.fixture
def cast(transactional_db):
    return build(tasks=("boligstoette", "mitid-nyt", "pas-voksen"))


@pytest.fixture
def fifty(unit, cast):
    """Fifty people of the unit's team."""
    people = [
        Person.objects.create(username=f"p{number}", name=f"P {number}", team=unit.team)
        for number in range(50)
    ]
    RoleGrant.objects.bulk_create(
        RoleGrant(person=person, role="specialist", site=cast.town_hall) for person in people
    )
    return [actor_of_person(person.pk) for person in people]


def at_once(job, items):
    def run(item):
        try:
            return job(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(run, items))


def tried(command, **facts):
    try:
        command(**facts)
    except DomainError as error:
        return error.error_code
    return "done"


def test_fifty_receivers_of_twenty_cases_and_each_has_one_owner(fifty, waiting):
    codes = [waiting().code for _number in range(20)]

    def everything(turn):
        actor = fifty[turn]
        order = codes[turn % 20 :] + codes[: turn % 20]
        return [tried(accept, actor=actor, code=code) for code in order]

    answers = [answer for row in at_once(everything, range(50)) for answer in row]
    assert answers.count("done") == 20
    assert set(answers) == {"done", "already-taken"}
    rows = FollowUp.objects.filter(code__in=codes)
    assert {row.state for row in rows} == {FollowUpState.ACCEPTED}
    assert all(row.owner_id is not None for row in rows)
    assert FollowUpEvent.objects.filter(kind="accepted").count() == 20


def test_accepting_returning_and_passing_on_at_once_is_one_of_them(fifty, waiting):
    other = Lifeline.objects.get(code="folkeregister").pk
    for _turn in range(5):
        code = waiting().code

        def step(number, code=code):
            actor = fifty[number]
            if number % 3 == 0:
                return tried(accept, actor=actor, code=code)
            if number % 3 == 1:
                return tried(return_to_desk, actor=actor, code=code, reason="other", note="x")
            return tried(pass_on, actor=actor, code=code, lifeline_id=other)

        assert at_once(step, range(15)).count("done") == 1
        row = FollowUp.objects.get(code=code)
        assert row.events.count() == 1
        assert (row.owner is not None) == (row.state == FollowUpState.ACCEPTED)


def test_two_decisions_at_once_are_one(fifty, waiting):
    code = waiting().code
    accept(actor=fifty[0], code=code)
    Delegation.objects.create(
        person_id=fifty[0].person_id,
        scope_kind="task",
        scope_code="boligstoette",
        decision="x",
        valid_from=LONG_AGO,
    )
    assert (
        at_once(lambda _turn: tried(decide, actor=fifty[0], code=code, wish=WISH), range(12)).count("done")
        == 1
    )
    assert CaseDelivery.objects.count() == 1


def test_eight_workers_deliver_each_case_once(fifty, waiting, monkeypatch):
    owner = fifty[0]
    Delegation.objects.create(
        person_id=owner.person_id,
        scope_kind="task",
        scope_code="boligstoette",
        decision="x",
        valid_from=LONG_AGO,
    )
    for _number in range(20):
        code = waiting().code
        accept(actor=owner, code=code)
        decide(actor=owner, code=code, wish=WISH)
    seen = []

    class System:
        name = "test"

        def deliver(self, parcel):
            seen.append(parcel.key)
            return Delivered("accepted", journal=parcel.code)

    monkeypatch.setattr(ports, "case_system", System)
    assert sum(at_once(lambda _turn: deliver_cases(), range(8))) == 20
    assert len(seen) == len(set(seen)) == 20


WORKER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "indgang.project.settings"
import django
django.setup()
from indgang.followup.ports import ports
from indgang.followup.services import accept, decide, DecisionWish, delivering
from indgang.integrations.casesystem.folder import Folder
from indgang.organisation.queries import actor_of_person
from datetime import timedelta
from pathlib import Path
import indgang.integrations.casesystem.folder as folder
actor = actor_of_person(int(sys.argv[1]))
what, target = sys.argv[2], Path(sys.argv[3])
if what == "decide":
    for code in sys.argv[4].split(","):
        try:
            accept(actor=actor, code=code)
            decide(actor=actor, code=code, wish=DecisionWish("granted", "x", "y"))
        except Exception:
            continue
        sys.stdout.write(code + "\\n")
        sys.stdout.flush()
else:
    delivering.CLAIM_HOLDS = timedelta(0)
    ports.case_system = lambda: Folder(target)
    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    delivering.deliver_cases()
"""


def worker(*arguments):
    settings = connection.settings_dict
    address = make_conninfo(
        host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"],
        password=settings["PASSWORD"] or None, dbname=settings["NAME"],
    )  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *map(str, arguments)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "INDGANG_DATABASE_URL": address},
    )  # fmt: skip


def test_a_server_killed_midway_keeps_what_it_acknowledged(fifty, waiting, tmp_path, monkeypatch):
    owner = fifty[0]
    Delegation.objects.create(
        person_id=owner.person_id,
        scope_kind="task",
        scope_code="boligstoette",
        decision="x",
        valid_from=LONG_AGO,
    )
    codes = [waiting().code for _number in range(30)]
    acknowledged = []
    for pause in (0.15, 0.3):
        process = worker(owner.person_id, "decide", tmp_path, ",".join(codes))
        first = process.stdout.readline()
        time.sleep(pause)
        process.kill()
        acknowledged += [
            line.strip() for line in (first + process.communicate()[0]).splitlines() if line.strip()
        ]
    decided = set(FollowUp.objects.filter(state="closed").values_list("code", flat=True))
    assert acknowledged
    assert set(acknowledged) <= decided
    assert CaseDelivery.objects.count() == len(decided)
    for pause in (0.05, 0.15):
        process = worker(owner.person_id, "deliver", tmp_path)
        process.stdout.readline()
        time.sleep(pause)
        process.kill()
        process.communicate()
    process = worker(owner.person_id, "deliver", tmp_path)
    process.communicate()
    assert set(CaseDelivery.objects.values_list("state", flat=True)) == {"delivered"}
    cases = [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    assert sorted(path.name for path in cases) == sorted(str(row.key) for row in CaseDelivery.objects.all())
    assert all((path / "case.json").is_file() for path in cases)
    assert Task.objects.filter(code="boligstoette").exists()
