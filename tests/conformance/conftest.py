"""A small town with something in every row that a page can show, made once for a module and left as it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.catalogue.models import Play, SectionVersion
from indgang.core.day import danish_date
from indgang.organisation.models import (
    AccessToken,
    ClosedPeriod,
    Competence,
    Delegation,
    Person,
    RoleGrant,
)
from indgang.organisation.queries import actor_of_person
from indgang.organisation.services import issue_token
from tests.cast import Cast, build
from tests.conformance import samples

# Who visits every page. "foreign" ones hold the same role at the town hall, and the pages are about Magion.
VISITORS = (
    "anonymous", "generalist", "specialist", "editor", "manager", "administrator",
    "foreign generalist", "foreign manager", "foreign editor",
)  # fmt: skip


@dataclass
class Town:
    """The cast, who visits, and a sample for each argument of an address."""

    cast: Cast
    people: dict[str, Person]
    samples: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def actor(self, visitor: str) -> Actor:
        """Who acts when this visitor asks for a page."""
        return actor_of_person(self.people[visitor].pk) if visitor in self.people else ANONYMOUS

    def client(self, visitor: str, language: str = "da") -> Client:
        """A browser of the visitor that has chosen a language."""
        client = Client()
        if visitor in self.people:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[visitor]
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    def log_in(self) -> None:
        """Begin everybody's session, once."""
        for visitor, person in self.people.items():
            client = Client()
            client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
            self.sessions[visitor] = client.cookies[settings.SESSION_COOKIE_NAME].value


def _people(cast: Cast) -> dict[str, Person]:
    people = {
        "generalist": cast.maja,
        "specialist": cast.signe,
        "manager": cast.leif,
        "administrator": cast.admin,
    }
    for visitor, site in (
        ("editor", cast.magion),
        ("foreign generalist", cast.town_hall),
        ("foreign manager", cast.town_hall),
        ("foreign editor", cast.town_hall),
    ):
        username = visitor.replace(" ", "-")
        people[visitor] = Person.objects.create(username=username, name=visitor.title(), home_site=site)
        RoleGrant.objects.create(person=people[visitor], role=visitor.split()[-1], site=site)
    return people


def _samples(cast: Cast, people: dict[str, Person]) -> dict[str, Any]:
    period = ClosedPeriod.objects.create(
        municipality=cast.municipality, first_day="2030-06-05", last_day="2030-06-05"
    )
    issue_token(actor=SYSTEM, name="kiosk", role="device", site=cast.magion)
    return {
        "site": "magion",
        "slug": "magion",
        "manage:edit_desk slug": "kvik-1",
        "desk": "kvik-1",
        "code": "pas-voksen",
        "kiosk:topic code": "rejse",
        "start:topic code": "rejse",
        "kiosk:other code": "rejse",
        "manage:team code": "vagt-1",
        "manage:lifeline code": "folkeregister",
        "manage:verify_lifeline code": "folkeregister",
        "language": "da",
        "day": danish_date(clock.now()).isoformat(),
        "kind": "teams",
        "manage:edit_hours kind": "library",
        "manage:edit_section kind": "bring",
        "manage:section_history kind": "bring",
        "version": SectionVersion.objects.filter(section__kind="bring").values_list("pk", flat=True)[0],
        "manage:new_setup kind": "series",
        "manage:edit_setup kind": "series",
        "key": "magion/K",
        "file_format": "csv",
        "period": period.pk,
        "username": people["generalist"].username,
        "noun": "competence",
        "row": Competence.objects.filter(person=people["generalist"]).values_list("pk", flat=True)[0],
        "token": AccessToken.objects.get(name="kiosk").pk,
        "play": 1,
        "play_version": 1,
        "desk:play_page play": Play.objects.values_list("pk", flat=True)[0],
        "fact": "cost",
        "verb": "hold",
        "desk:matter verb": "add",
        "desk:turn verb": "pause",
        "desk:mark_referral verb": "seen",
        "backline:mark_referral verb": "seen",
        **dict.fromkeys(("desk:lifeline code", "desk:try_lifeline code"), "folkeregister"),
        "desk:lifeline_result code": "folkeregister",
        **samples.post(cast),
        **samples.sources(),
        **samples.workshop(cast),
        **samples.message(cast),
        **samples.meeting(cast),
        "delegation": Delegation.objects.values_list("pk", flat=True)[0],
        **samples.life(cast),
        **samples.cases(cast),
        **samples.calendar(cast),
        **samples.appointments(cast),
        **samples.second_line(cast),
    }


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """The town, in a transaction of its own that is rolled back when the module's tests are over.

    The tests are marked `django_db`, so that each of them is rolled back by itself within that transaction.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        cast = build()
        people = _people(cast)
        town = Town(cast, people, _samples(cast, people))
        town.log_in()
        yield town
        transaction.set_rollback(True)
