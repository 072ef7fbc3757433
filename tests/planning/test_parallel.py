"""Several people at several computers in one workshop: nothing is lost silently, and nobody waits for ever."""

from contextlib import suppress
from random import Random

import pytest

from indgang.base.access import Actor
from indgang.base.errors import DomainError
from indgang.planning import services
from indgang.planning.errors import CardChanged
from indgang.planning.models import Assessment, MappedTask, MappingEvent, Workshop
from indgang.planning.queries import cards, find_card
from indgang.planning.services.assessing import Seen
from tests.cast import Cast, build
from tests.contact.test_parallel import at_once

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build(tasks=("pas-voksen", "mitid-nyt"))


@pytest.fixture
def workshop(cast: Cast) -> Workshop:
    return services.begin_workshop(actor=cast.actor("leif"), title="Hvem gør hvad?")


def test_six_of_one_side_save_at_once_and_one_wins(cast: Cast, workshop: Workshop) -> None:
    mapped, maja = workshop.tasks.first(), cast.actor("maja")
    assert mapped is not None
    results = at_once(
        *[
            lambda minutes=minutes: services.assess(
                actor=maja, mapped_id=mapped.pk, side="library", revision=0, minutes=minutes
            )
            for minutes in range(1, 7)
        ]
    )
    kept = [one for one in results if isinstance(one, Assessment)]
    refused = [one for one in results if isinstance(one, CardChanged)]
    assert (len(kept), len(refused)) == (1, 5)
    saved = Assessment.objects.get()
    assert (saved.minutes, saved.revision) == (kept[0].minutes, 1)
    assert {one.facts["saved"]["minutes"] for one in refused} == {saved.minutes}
    assert MappingEvent.objects.filter(kind="assessed").count() == 1


def test_both_sides_at_once_are_both_kept(cast: Cast, workshop: Workshop) -> None:
    mapped = workshop.tasks.first()
    assert mapped is not None
    at_once(
        *[
            lambda side=side, who=who: services.assess(
                actor=cast.actor(who), mapped_id=mapped.pk, side=side, revision=0, group=1
            )
            for side, who in (("library", "bo"), ("citizen_service", "maja"))
        ]
    )
    assert find_card(mapped.pk).verdicts["group"].value == 1


def test_six_settle_at_once_and_one_wins(cast: Cast, workshop: Workshop) -> None:
    mapped, leif = workshop.tasks.first(), cast.actor("leif")
    assert mapped is not None
    results = at_once(
        *[
            lambda group=group: services.settle(
                actor=leif, mapped_id=mapped.pk, seen=Seen(0, 0, 0), values={"minutes": 10 + group}
            )
            for group in range(6)
        ]
    )
    kept = [one for one in results if isinstance(one, MappedTask)]
    assert len(kept) == 1
    assert sum(isinstance(one, CardChanged) for one in results) == 5
    mapped.refresh_from_db()
    assert (mapped.settled_minutes, mapped.settled_revision) == (kept[0].settled_minutes, 1)
    assert MappingEvent.objects.filter(kind="settled").count() == 1


def test_settling_while_a_side_changes_its_mind_never_settles_the_unseen(
    cast: Cast, workshop: Workshop
) -> None:
    mapped = workshop.tasks.first()
    assert mapped is not None
    for turn in range(6):
        card = find_card(mapped.pk)
        before = [
            card.said[side].revision if side in card.said else 0 for side in ("library", "citizen_service")
        ]
        at_once(
            lambda card=card, before=before, turn=turn: services.settle(
                actor=cast.actor("leif"),
                mapped_id=mapped.pk,
                seen=Seen(card.settled_revision, *before),
                values={"minutes": 20 + turn},
            ),
            lambda before=before, turn=turn: services.assess(
                actor=cast.actor("bo"),
                mapped_id=mapped.pk,
                side="library",
                revision=before[0],
                minutes=turn + 1,
            ),
        )
        kinds = list(MappingEvent.objects.filter(mapped=mapped).order_by("pk").values_list("kind", flat=True))
        assert kinds.count("assessed") == turn + 1
        settled_last = kinds[-2:] == ["assessed", "settled"]
        assert not settled_last, "it was settled after an answer that nobody had seen"


def at_random(chance: Random, workshop: Workshop, leif: Actor, turn: str) -> None:
    """One thing that somebody may do, with what is on their screen."""
    card = chance.choice(cards(workshop.pk))
    side = chance.choice(["library", "citizen_service"])
    said = [card.said[one].revision if one in card.said else 0 for one in ("library", "citizen_service")]
    mine = card.said[side].revision if side in card.said else 0
    verbs = {
        "assess": lambda: services.assess(
            actor=leif, mapped_id=card.id, side=side, revision=mine, group=chance.randint(1, 3)
        ),
        "settle": lambda: services.settle(
            actor=leif,
            mapped_id=card.id,
            seen=Seen(card.settled_revision, *said),
            values={"group": chance.randint(1, 3)},
            reason="x",
        ),
        "agreed": lambda: services.settle_agreed(actor=leif, workshop_id=workshop.pk),
        "divide": lambda: services.divide(actor=leif, mapped_id=card.id, titles=[f"del {turn}"]),
        "add": lambda: services.add_task(actor=leif, workshop_id=workshop.pk, title=turn, owner="both"),
    }
    with suppress(DomainError):
        verbs[chance.choice(["assess", "assess", "assess", *verbs])]()


def test_a_crowd_does_everything_at_once(cast: Cast, workshop: Workshop) -> None:
    """Whatever they do, it ends, the rows keep their rules, and every saved answer is in the history."""
    leif = cast.actor("leif")

    def one(seed: int) -> None:
        chance = Random(seed)
        for turn in range(10):
            at_random(chance, workshop, leif, f"{seed} {turn}")

    assert at_once(*[lambda seed=seed: one(seed) for seed in range(6)]) == [None] * 6
    orders = list(MappedTask.objects.values_list("order", flat=True))
    assert len(orders) == len(set(orders))
    for row in Assessment.objects.all():
        written = MappingEvent.objects.filter(mapped=row.mapped, kind="assessed", side=row.side).count()
        assert row.revision == written
