"""Measured minutes, and what the catalogue takes over."""

from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.catalogue.queries import overrides_of, task_card
from indgang.contact.models import Contact
from indgang.contact.services import record
from indgang.organisation.models import Person, RoleGrant
from indgang.organisation.queries import actor_of_person
from indgang.planning import services
from indgang.planning.models import MappedTask, Workshop
from indgang.planning.queries import find_card, takeovers
from indgang.planning.services.assessing import Seen
from tests.cast import Cast


def meet(cast: Cast, seconds: int) -> None:
    record(
        actor=cast.actor("maja"),
        site=cast.magion,
        channel="walk_in",
        inquiries=[{"task_code": "flytning-indenlands", "outcome": "solved", "seconds": seconds}],
    )


def test_the_measured_median_stands_beside_the_assumption_from_five_on(
    cast: Cast, moving: MappedTask
) -> None:
    for seconds in (120, 240, 360, 480):
        meet(cast, seconds)
    assert find_card(moving.pk).measured is None
    meet(cast, 900)
    measured = find_card(moving.pk).measured
    assert measured is not None
    assert (measured.minutes, measured.n) == (6.0, 5)
    Contact.objects.filter(pk=Contact.objects.latest("pk").pk).update(time_uncertain=True)
    assert find_card(moving.pk).measured is None


def test_only_the_last_year_is_measured(cast: Cast, moving: MappedTask) -> None:
    for _again in range(5):
        meet(cast, 300)
    Contact.objects.update(day=clock.now().date() - timedelta(days=400))
    assert find_card(moving.pk).measured is None


@pytest.fixture
def settled(cast: Cast, moving: MappedTask) -> MappedTask:
    """One minute and one group above the catalogue, all else as the catalogue has it."""
    card = task_card("flytning-indenlands")
    values = {
        "minutes": card.standard_minutes + 1,
        "group": card.group + 1,
        "nature": card.nature,
        "priority": card.priority,
    }
    services.settle(actor=cast.actor("leif"), mapped_id=moving.pk, seen=Seen(0, 0, 0), values=values)
    return moving


def test_a_manager_takes_over_minutes_and_an_editor_the_rest(
    cast: Cast, workshop: Workshop, settled: MappedTask
) -> None:
    leif, before = cast.actor("leif"), task_card("flytning-indenlands")
    minutes, group = before.standard_minutes, before.group
    shown = {one.field: one for one in takeovers(workshop_id=workshop.pk, actor=leif)}
    assert {name: (one.before, one.after, one.is_allowed) for name, one in shown.items()} == {
        "minutes": (minutes, minutes + 1, True), "group": (group, group + 1, False),
    }  # fmt: skip
    assert [one.field for one in services.take_over(actor=leif, workshop_id=workshop.pk)] == ["minutes"]
    card = task_card("flytning-indenlands")
    assert (card.standard_minutes, card.group) == (minutes + 1, group)
    editor = Person.objects.create(username="eva", name="Eva")
    RoleGrant.objects.create(person=editor, role="editor", site=cast.magion)
    actor = actor_of_person(editor.pk)
    assert [one.field for one in services.take_over(actor=actor, workshop_id=workshop.pk)] == ["group"]
    assert task_card("flytning-indenlands").group == group + 1
    assert {one.field for one in overrides_of("flytning-indenlands")} == {"standard_minutes", "group"}
    assert takeovers(workshop_id=workshop.pk, actor=actor) == []


def test_only_what_was_previewed_is_written(cast: Cast, workshop: Workshop, settled: MappedTask) -> None:
    leif, before = cast.actor("leif"), task_card("flytning-indenlands").standard_minutes
    tokens = [one.token for one in takeovers(workshop_id=workshop.pk, actor=leif)]
    services.settle(actor=leif, mapped_id=settled.pk, seen=Seen(1, 0, 0), values={"minutes": before + 3})
    assert services.take_over(actor=leif, workshop_id=workshop.pk, only=tokens) == []
    assert task_card("flytning-indenlands").standard_minutes == before


def test_a_divided_task_is_not_taken_over(cast: Cast, workshop: Workshop, settled: MappedTask) -> None:
    services.divide(actor=cast.actor("maja"), mapped_id=settled.pk, titles=["Vejlede", "Afgøre"])
    assert takeovers(workshop_id=workshop.pk, actor=cast.actor("leif")) == []
