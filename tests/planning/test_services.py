"""Beginning, mapping, assessing and settling."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from indgang.base.access import Actor
from indgang.base.errors import Invalid, NotAllowed
from indgang.catalogue.queries import task_card
from indgang.core.mapping import Stand
from indgang.planning import services
from indgang.planning.errors import (
    CannotDivide,
    CardChanged,
    NoSuchMappedTask,
    ReasonMissing,
    WorkshopSettled,
)
from indgang.planning.models import MappedTask, MappingEvent, Workshop
from indgang.planning.queries import Card, cards, find_card, history, result, workshops
from indgang.planning.services.assessing import Seen
from tests.cast import Cast

SAID = {"minutes": 10, "priority": 1, "nature": "operational", "group": 1}
CardOf = Callable[[str], Card]


def seen(card: Card) -> Seen:
    return Seen(
        card.settled_revision,
        *(card.said[side].revision if side in card.said else 0 for side in ("library", "citizen_service")),
    )


def assess(cast: Cast, who: str, side: str, mapped: int, revision: int = 0, **answers: object) -> None:
    services.assess(
        actor=cast.actor(who), mapped_id=mapped, side=side, revision=revision, **{**SAID, **answers}
    )


def test_a_workshop_begins_with_the_tasks_of_its_topics(workshop: Workshop) -> None:
    found = {card.code: card for card in cards(workshop.pk)}
    assert set(found) == {"flytning-indenlands", "laegeskift", "sundhedskort-nyt", "laan-og-aflevering"}
    assert found["laan-og-aflevering"].owner == "library"
    assert found["laegeskift"].owner == "citizen_service"
    assert found["laegeskift"].standard_minutes == task_card("laegeskift").standard_minutes
    assert found["laegeskift"].tools
    assert found["laegeskift"].is_unassessed
    assert [line.tasks for line in workshops()] == [4]


def test_all_topics_or_none(cast: Cast) -> None:
    leif = cast.actor("leif")
    assert len(cards(services.begin_workshop(actor=leif, title="Alt").pk)) == 11
    assert cards(services.begin_workshop(actor=leif, title="Intet", topic_codes=[]).pk) == []
    with pytest.raises(Invalid):
        services.begin_workshop(actor=leif, title="Ukendt", topic_codes=["findes-ikke"])
    with pytest.raises(Invalid):
        services.begin_workshop(actor=leif, title="  ")


def test_who_may_do_what(cast: Cast, workshop: Workshop, moving: MappedTask) -> None:
    maja = cast.actor("maja")
    for command in (
        lambda: services.begin_workshop(actor=maja, title="Mit"),
        lambda: services.settle(actor=maja, mapped_id=moving.pk, seen=Seen(0, 0, 0), values={"group": 1}),
        lambda: services.settle_agreed(actor=maja, workshop_id=workshop.pk),
        lambda: services.close_workshop(actor=maja, workshop_id=workshop.pk),
        lambda: services.take_over(actor=maja, workshop_id=workshop.pk),
        lambda: services.add_task(
            actor=Actor("device"), workshop_id=workshop.pk, title="Nyt", owner="library"
        ),
    ):
        with pytest.raises(NotAllowed):
            command()


def test_both_sides_the_same_is_an_agreement_by_itself(
    cast: Cast, moving: MappedTask, card_of: CardOf
) -> None:
    assess(cast, "maja", "citizen_service", moving.pk)
    assert card_of("flytning-indenlands").verdicts["group"].stand == Stand.ONE_SIDE
    assess(cast, "bo", "library", moving.pk, group=2)
    card = card_of("flytning-indenlands")
    assert card.disagreements == ["group"]
    assert (card.verdicts["minutes"].stand, card.verdicts["minutes"].value) == (Stand.AGREED, 10)
    assert not card.is_unassessed
    assert card.fact.group is None
    assert {side.value: said.person for side, said in card.said.items()} == {
        "library": "Bo Lind", "citizen_service": "Maja Holm",
    }  # fmt: skip


def test_settling_asks_for_a_reason_only_where_the_sides_disagree(
    cast: Cast, moving: MappedTask, card_of: CardOf
) -> None:
    leif = cast.actor("leif")
    assess(cast, "maja", "citizen_service", moving.pk)
    assess(cast, "bo", "library", moving.pk, group=2)
    before = seen(card_of("flytning-indenlands"))
    services.settle(actor=leif, mapped_id=moving.pk, seen=before, values={"minutes": 10})
    now = seen(card_of("flytning-indenlands"))
    with pytest.raises(ReasonMissing):
        services.settle(actor=leif, mapped_id=moving.pk, seen=now, values={"group": 1})
    services.settle(
        actor=leif, mapped_id=moving.pk, seen=now, values={"group": 1}, reason="Sidemandsoplæring"
    )
    card = card_of("flytning-indenlands")
    assert card.disagreements == []
    assert (card.settled_by, card.settled_reason) == ("Leif Juhl", "Sidemandsoplæring")
    assert history(moving.pk)[0].facts == {"group": [None, 1], "reason": ["", "Sidemandsoplæring"]}
    services.settle(actor=leif, mapped_id=moving.pk, seen=seen(card), values={"group": None})
    assert card_of("flytning-indenlands").disagreements == ["group"]


def test_settling_what_one_has_not_seen_is_refused(cast: Cast, moving: MappedTask, card_of: CardOf) -> None:
    leif = cast.actor("leif")
    before = seen(card_of("flytning-indenlands"))
    assess(cast, "maja", "citizen_service", moving.pk)
    with pytest.raises(CardChanged):
        services.settle(actor=leif, mapped_id=moving.pk, seen=before, values={"group": 1})


def test_everything_agreed_is_settled_at_once(cast: Cast, workshop: Workshop, card_of: CardOf) -> None:
    for card in cards(workshop.pk):
        assess(cast, "maja", "citizen_service", card.id)
        assess(
            cast, "bo", "library", card.id, nature="grey_zone" if card.code == "laegeskift" else "authority"
        )
    assert services.settle_agreed(actor=cast.actor("leif"), workshop_id=workshop.pk) == 4
    card = card_of("laegeskift")
    assert card.verdicts["group"].stand == Stand.SETTLED
    assert card.disagreements == ["nature"]
    assert card.is_grey
    assert services.settle_agreed(actor=cast.actor("leif"), workshop_id=workshop.pk) == 0


def test_a_stale_answer_of_the_same_side_is_refused_and_keeps_what_is_saved(
    cast: Cast, moving: MappedTask, card_of: CardOf
) -> None:
    assess(cast, "maja", "citizen_service", moving.pk)
    with pytest.raises(CardChanged) as refusal:
        assess(cast, "karen", "citizen_service", moving.pk, minutes=25)
    assert refusal.value.facts == {"saved": {**SAID, "note": ""}, "revision": 1}
    assess(cast, "karen", "citizen_service", moving.pk)  # the same again is harmless
    assess(cast, "karen", "citizen_service", moving.pk, revision=1, minutes=25)
    assert card_of("flytning-indenlands").verdicts["minutes"].stand == Stand.ONE_SIDE


@pytest.mark.parametrize(
    "answers",
    [{"minutes": 0}, {"minutes": 241}, {"priority": 4}, {"group": 0}, {"nature": "drift"}, {"minutes": "ti"}],
)
def test_answers_that_cannot_be(cast: Cast, moving: MappedTask, answers: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        assess(cast, "maja", "citizen_service", moving.pk, **answers)
    assert refusal.value.field == next(iter(answers))
    assert not moving.assessments.exists()


def test_a_cpr_number_is_refused_everywhere(cast: Cast, workshop: Workshop, moving: MappedTask) -> None:
    maja, text = cast.actor("maja"), "ring til 010190-1234"
    for command in (
        lambda: assess(cast, "maja", "citizen_service", moving.pk, note_text=text),
        lambda: services.describe(actor=maja, mapped_id=moving.pk, revision=1, description=text),
        lambda: services.describe(actor=maja, mapped_id=moving.pk, revision=1, competences=[text]),
        lambda: services.add_task(actor=maja, workshop_id=workshop.pk, title=text, owner="library"),
        lambda: services.divide(actor=maja, mapped_id=moving.pk, titles=[text]),
    ):
        with pytest.raises(Invalid):
            command()


def test_describing_with_a_stale_revision_is_refused(cast: Cast, moving: MappedTask) -> None:
    maja, bo = cast.actor("maja"), cast.actor("bo")
    services.describe(actor=maja, mapped_id=moving.pk, revision=1, done_by="Maja og Karen", owner="both")
    with pytest.raises(CardChanged) as refusal:
        services.describe(actor=bo, mapped_id=moving.pk, revision=1, done_by="Vagten")
    assert refusal.value.facts["saved"]["done_by"] == "Maja og Karen"
    title = moving.title
    services.describe(
        actor=bo, mapped_id=moving.pk, revision=2, title="Noget andet", tools=["CPR", "CPR", " "]
    )
    card = find_card(moving.pk)
    assert (card.title, card.tools, card.owner) == (title, ("CPR",), "both")


def test_parts_count_in_the_place_of_their_task(cast: Cast, workshop: Workshop, moving: MappedTask) -> None:
    maja = cast.actor("maja")
    assess(cast, "maja", "citizen_service", moving.pk)
    assess(cast, "bo", "library", moving.pk)
    assert result(cards(workshop.pk)).overall.generalist == 1
    parts = services.divide(actor=maja, mapped_id=moving.pk, titles=["Vejlede", "Afgøre", "Vejlede"])
    assert [part.title for part in parts] == ["Vejlede", "Afgøre"]
    found = cards(workshop.pk)
    place = [card.id for card in found].index(moving.pk)
    assert [card.title for card in found[place + 1 : place + 3]] == ["Vejlede", "Afgøre"]
    assert found[place].parts == find_card(moving.pk).parts == 2
    assert (result(found).overall.generalist, result(found).overall.open) == (0, 5)
    assert [line.tasks for line in workshops()] == [5]
    with pytest.raises(CannotDivide):
        services.divide(actor=maja, mapped_id=parts[0].pk, titles=["Igen"])
    assert services.divide(actor=maja, mapped_id=moving.pk, titles=["Afgøre"]) == []


def test_taking_out_takes_the_parts_along_and_loses_nothing(
    cast: Cast, workshop: Workshop, moving: MappedTask
) -> None:
    maja = cast.actor("maja")
    services.divide(actor=maja, mapped_id=moving.pk, titles=["Vejlede", "Afgøre"])
    services.take_out(actor=maja, mapped_id=moving.pk)
    assert len(cards(workshop.pk)) == 3
    assert len(cards(workshop.pk, taken_out=True)) == 3
    assert [line.tasks for line in workshops()] == [3]
    services.put_back(actor=maja, mapped_id=moving.pk)
    assert len(cards(workshop.pk)) == 6


def test_the_catalogue_can_be_asked_for_more(cast: Cast, workshop: Workshop) -> None:
    added = services.fetch_tasks(
        actor=cast.actor("bo"), workshop_id=workshop.pk, codes=["pas-barn", "laegeskift", "ukendt"]
    )
    assert [task.task.code for task in added if task.task] == ["pas-barn"]
    assert len(cards(workshop.pk)) == 5


def test_a_task_of_our_own(cast: Cast, workshop: Workshop) -> None:
    bo = cast.actor("bo")
    task = services.add_task(
        actor=bo, workshop_id=workshop.pk, title="Vælge materialer", owner="library", topic="bibliotek"
    )
    card = find_card(task.pk)
    assert (card.code, card.topic, card.standard_minutes, card.measured) == ("", "bibliotek", None, None)
    with pytest.raises(Invalid):
        services.add_task(actor=bo, workshop_id=workshop.pk, title="x", owner="nobody")
    with pytest.raises(Invalid):
        services.add_task(actor=bo, workshop_id=workshop.pk, title="x", owner="library", topic="nej")


def test_nothing_changes_in_a_closed_workshop(cast: Cast, workshop: Workshop, moving: MappedTask) -> None:
    leif = cast.actor("leif")
    services.close_workshop(actor=leif, workshop_id=workshop.pk)
    for command in (
        lambda: assess(cast, "maja", "citizen_service", moving.pk),
        lambda: services.settle_agreed(actor=leif, workshop_id=workshop.pk),
        lambda: services.take_out(actor=leif, mapped_id=moving.pk),
    ):
        with pytest.raises(WorkshopSettled):
            command()
    services.open_workshop(actor=leif, workshop_id=workshop.pk)
    assess(cast, "maja", "citizen_service", moving.pk)
    with pytest.raises(NoSuchMappedTask):
        services.take_out(actor=leif, mapped_id=moving.pk + 1000)


def test_history_is_written_once_and_stays(cast: Cast, moving: MappedTask) -> None:
    assess(cast, "maja", "citizen_service", moving.pk)
    lines = history(moving.pk)
    assert [(line.kind, line.side, line.person) for line in lines] == [
        ("assessed", "citizen_service", "Maja Holm")
    ]
    assert lines[0].facts["group"] == [None, 1]
    with pytest.raises(IntegrityError), transaction.atomic():
        MappingEvent.objects.update(kind="settled")
    MappingEvent.objects.update(person=None)


def test_the_database_keeps_the_rules(workshop: Workshop, moving: MappedTask) -> None:
    for broken in (
        {"settled_group": 4}, {"settled_group": 1}, {"level": 2}, {"owner": "nobody"}, {"title": ""},
        {"settled_nature": "drift"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            MappedTask.objects.filter(pk=moving.pk).update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        MappedTask.objects.create(workshop=workshop, task=moving.task, order=9, title="x", owner="both")
