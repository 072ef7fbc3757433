"""A unit of two people at the cast's place, one of them its person, and a deputy."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from indgang.base.access import SYSTEM, Actor
from indgang.booking import services as booking
from indgang.booking.errands import Wanted
from indgang.booking.models import TaskRule
from indgang.booking.queries import AppointmentView
from indgang.booking.services import Contact
from indgang.catalogue.queries import task_measures
from indgang.contactscreen.links import Held, held_by, seat_token
from indgang.contactscreen.models import Room, Side
from indgang.contactscreen.services import answer, join, start
from indgang.core.reach import Reach
from indgang.organisation.models import Competence, Lifeline, LifelineHours, Person, RoleGrant, Team
from indgang.organisation.queries import actor_of_person
from tests.cast import LONG_AGO, Cast

TASK = "boligstoette"
TEN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@dataclass
class Unit:
    """Per (the unit's person) and Ulla (of its team) are behind Boligstøtte; Jens is the deputy."""

    cast: Cast
    per: Person
    ulla: Person
    jens: Person

    def actor(self, person: Person) -> Actor:
        return actor_of_person(person.pk)

    @property
    def desk(self) -> Actor:
        return self.cast.actor("maja")

    def rings(self, **more: object) -> Room:
        facts = {"site": self.cast.magion, "desk": self.cast.kvik1, "lifeline": "boligstoette", **more}
        return start(actor=self.desk, **facts)  # type: ignore[arg-type]

    def booked(self, *, contact: Contact | None = None, on_screen: bool = True) -> AppointmentView:
        """A time at SERVICE 1 about a task that the municipality lets be met about on the screen, once set up."""
        cast = self.cast
        if not TaskRule.objects.exists():
            facts = {"site": cast.magion, "kind": "desk", "desk": cast.service1, "lead_minutes": 60}
            booking.save_resource(actor=cast.actor("leif"), **facts)
            booking.set_task_rule(
                actor=SYSTEM,
                municipality=cast.municipality,
                task_id=task_measures([TASK])[TASK].id,
                facts={"on_screen": True},
            )
        return booking.book(
            actor=cast.actor("leif"), site=cast.magion, tasks=[Wanted(TASK)], start=TEN, contact=contact,
            on_screen=on_screen,
        )  # fmt: skip

    def citizen(self, room: Room) -> Held:
        return held_by(seat_token(room.code, Side.CITIZEN), self.desk)

    def specialist(self, room: Room, person: Person | None = None) -> Held:
        return held_by(seat_token(room.code, Side.SPECIALIST), self.actor(person or self.per))

    def meets(self, **more: object) -> tuple[Held, int, Held, int]:
        """An open room with both sides in it."""
        room = answer(actor=self.actor(self.per), code=self.rings(**more).code)
        citizen, specialist = self.citizen(room), self.specialist(room)
        return (
            citizen,
            join(held=citizen, camera=True, microphone=True),
            specialist,
            join(held=specialist, camera=True, microphone=True),
        )


def make_unit(cast: Cast) -> Unit:
    """Open at every hour, so that the tests do not depend on the day."""
    LifelineHours.objects.all().delete()
    team = Team.objects.create(code="bolig", name="Boligteamet")
    per, jens = (Person.objects.get(username=name) for name in ("boligstoette", "folkeregister"))
    ulla = Person.objects.create(username="ulla", name="Ulla Bolig", team=team, home_site=cast.magion)
    Lifeline.objects.filter(code="boligstoette").update(
        team=team, deputy=Lifeline.objects.get(code="folkeregister")
    )
    for person in (per, ulla, jens):
        RoleGrant.objects.create(person=person, role="specialist", site=cast.magion)
    Competence.objects.create(
        person=per, scope_kind="task", scope_code="boligstoette", reach=Reach.GUIDE, valid_from=LONG_AGO
    )
    return Unit(cast, per, ulla, jens)


@pytest.fixture
def unit(cast: Cast) -> Unit:
    return make_unit(cast)
