"""A unit with people behind it, and matters that wait for it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.base.access import Actor
from indgang.catalogue.models import Task
from indgang.followup.models import FollowUp, FollowUpKind, FollowUpState, Handover
from indgang.followup.parties import Person as Citizen
from indgang.followup.parties import keep
from indgang.followup.services import create
from indgang.organisation.models import Delegation, Lifeline, Person, RoleGrant, Team
from indgang.organisation.queries import actor_of_person
from tests.cast import LONG_AGO, Cast


@pytest.fixture
def unit(cast: Cast) -> Lifeline:
    """The unit behind housing benefit: a team of three, of whom only Per may decide."""
    team = Team.objects.create(code="bolig", name="Boligteam")
    line = Lifeline.objects.get(code="boligstoette")
    line.team = team
    line.save()
    Person.objects.filter(pk=line.person_id).update(team=team)
    per = Person.objects.get(username="boligstoette")
    for person in (
        per,
        Person.objects.create(username="ida", name="Ida Ny", team=team),
        Person.objects.create(username="ole", name="Ole Ny", team=team),
    ):
        RoleGrant.objects.create(person=person, role="specialist", site=cast.town_hall)
    Delegation.objects.create(
        person=per,
        scope_kind="task",
        scope_code="boligstoette",
        decision="Byrådet, punkt 7",
        valid_from=LONG_AGO,
    )
    return line


@pytest.fixture
def who() -> Callable[[str], Actor]:
    """Anybody by user name, as who acts."""
    return lambda username: actor_of_person(Person.objects.get(username=username).pk)


@pytest.fixture
def waiting(cast: Cast, unit: Lifeline) -> Callable[[], FollowUp]:
    """Makes handovers that Maja sent from KVIK 1."""

    def make() -> FollowUp:
        row = create(
            actor=cast.actor("maja"),
            kind=FollowUpKind.HANDOVER,
            site=cast.magion,
            desk=cast.kvik1,
            task_id=Task.objects.get(code="boligstoette").pk,
            lifeline_id=unit.pk,
        )
        keep(row, Citizen("Bente Prøve", "20 12 34 56", "bente@borger.example", tell_by="email"))
        Handover.objects.create(follow_up=row)
        row.state = FollowUpState.WAITING
        row.sent_at = clock.now()
        row.due_at = clock.now() + timedelta(days=1)
        row.save()
        return row

    return make
