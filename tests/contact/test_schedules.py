"""Random days of one officer, against a slow model that counts every second by itself."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indgang.base.errors import DomainError
from indgang.contact import queries, services
from indgang.contact.models import Contact, Segment
from indgang.organisation.models import Site
from tests.contact.conftest import MORNING, Time

OFTEN = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "begin",
                "begin",
                "add",
                "switch",
                "pause",
                "park",
                "resume",
                "resume",
                "finish",
                "discard",
                "remove",
            ]
        ),
        st.integers(0, 3),
        st.integers(1, 3),
        st.integers(0, 400),
    ),
    max_size=25,
)


@dataclass
class Slow:
    """A contact in the model: seconds by position, counted one at a time."""

    seconds: dict[int, int] = field(default_factory=lambda: {1: 0})
    current: int = 1
    state: str = "active"


class Model:
    """What ought to happen."""

    def __init__(self) -> None:
        self.contacts: list[Slow] = []

    def pass_time(self, seconds: int) -> None:
        for _second in range(seconds):
            for contact in self.contacts:
                if contact.state == "active":
                    contact.seconds[contact.current] += 1

    def park_active(self, but: Slow | None = None) -> None:
        for contact in self.contacts:
            if contact.state == "active" and contact is not but:
                contact.state = "parked"

    def do(self, step: str, which: int, position: int) -> bool:
        """Whether it is possible; does it if so."""
        if step == "begin":
            self.park_active()
            self.contacts.append(Slow())
            return True
        if which >= len(self.contacts):
            return False
        contact = self.contacts[which]
        if contact.state in {"finished", "discarded"}:
            return contact.state == step.replace("finish", "finished").replace("discard", "discarded")
        return getattr(self, step)(contact, position)

    def add(self, contact: Slow, _position: int) -> bool:
        contact.current = max(contact.seconds) + 1
        contact.seconds[contact.current] = 0
        return True

    def switch(self, contact: Slow, position: int) -> bool:
        if position not in contact.seconds:
            return False
        contact.current = position
        return True

    def remove(self, contact: Slow, position: int) -> bool:
        if position not in contact.seconds or len(contact.seconds) == 1:
            return False
        order = sorted(contact.seconds)
        index = order.index(position)
        heir = order[index - 1 if index else 1]
        contact.seconds[heir] += contact.seconds.pop(position)
        if contact.current == position:
            contact.current = heir
        return True

    def pause(self, contact: Slow, _position: int) -> bool:
        if contact.state == "parked":
            return False
        contact.state = "paused"
        return True

    def park(self, contact: Slow, _position: int) -> bool:
        contact.state = "parked"
        return True

    def resume(self, contact: Slow, _position: int) -> bool:
        self.park_active(but=contact)
        contact.state = "active"
        return True

    def finish(self, contact: Slow, _position: int) -> bool:
        contact.state = "finished"
        return True

    def discard(self, contact: Slow, _position: int) -> bool:
        contact.state = "discarded"
        return True


class Real:
    """What does happen."""

    def __init__(self, actor, site: Site) -> None:
        self.actor, self.site, self.ids = actor, site, []

    def do(self, step: str, which: int, position: int) -> bool:
        if step == "begin":
            self.ids.append(
                services.begin(actor=self.actor, site=self.site, channel="phone", key=f"k{len(self.ids)}").id
            )
            return True
        if which >= len(self.ids):
            return False
        facts = {"actor": self.actor, "contact_id": self.ids[which]}
        try:
            with transaction.atomic():
                match step:
                    case "add":
                        services.add_inquiry(**facts, task_code="pas-voksen")
                    case "switch":
                        services.switch_inquiry(**facts, position=position)
                    case "remove":
                        services.remove_inquiry(**facts, position=position)
                    case "finish":
                        self.finish(which, facts)
                    case _:
                        getattr(services, step)(**facts)
        except DomainError:
            return False
        return True

    def finish(self, which: int, facts) -> None:
        view = queries.contact_view(self.ids[which])
        outcomes = {row.position: {"task_code": "pas-voksen", "outcome": "solved"} for row in view.inquiries}
        services.finish(**facts, outcomes=outcomes)


@OFTEN
@given(steps=STEPS)
def test_time_is_honest_whatever_the_officer_does(cast, steps):
    time = Time(MORNING)
    with transaction.atomic():
        model, real = Model(), Real(cast.actor("maja"), cast.magion)
        for step, which, position, seconds in steps:
            assert model.do(step, which, position) == real.do(step, which, position), step
            assert Contact.objects.filter(state="active").count() <= 1
            time.move(seconds=seconds)
            model.pass_time(seconds)
        for contact_id, slow in zip(real.ids, model.contacts, strict=True):
            view = queries.contact_view(contact_id)
            assert view.state == slow.state
            assert {row.position: row.active_seconds for row in view.inquiries} == slow.seconds
            assert view.active_seconds == sum(slow.seconds.values())
            check_stored(contact_id)
        nothing_overlaps()
        transaction.set_rollback(True)


def check_stored(contact_id: int) -> None:
    row = Contact.objects.get(pk=contact_id)
    if row.state != "finished":
        return
    assert row.active_seconds == sum(row.inquiries.values_list("active_seconds", flat=True))
    lengths = [segment.period.upper - segment.period.lower for segment in row.segments.all()]
    assert timedelta(seconds=row.active_seconds) == sum(lengths, timedelta())


def nothing_overlaps() -> None:
    periods = sorted(
        (row.period.lower, row.period.upper or MORNING + timedelta(days=1)) for row in Segment.objects.all()
    )
    assert all(first[1] <= then[0] for first, then in pairwise(periods))


@pytest.fixture(autouse=True)
def _clock_back(time):
    """Real time again after each test."""
