"""Who receives what a unit (lifeline) gets: its person, its team, and those who stand in for it."""

from collections.abc import Collection

from django.apps import apps
from django.db.models import Q

from indgang.organisation import queries as organisation
from indgang.organisation.queries import LifelineCard


def own_units(person_id: int | None) -> set[int]:
    """The ids of the active units that the person is, or is in the team of."""
    if person_id is None:
        return set()
    people = apps.get_model("organisation", "Person").objects
    team_id = people.filter(pk=person_id, is_active=True).values_list("team_id", flat=True).first()
    lifelines = apps.get_model("organisation", "Lifeline").objects.filter(is_active=True)
    mine = Q(person_id=person_id, person__is_active=True)
    if team_id is not None:
        mine |= Q(team_id=team_id)
    return set(lifelines.filter(mine).values_list("pk", flat=True))


def units_of(person_id: int | None) -> set[int]:
    """The ids of the units that the person receives for now: the own ones, and those they stand in for while
    these do not answer.
    """
    own = own_units(person_id)
    if not own:
        return set()
    return own | {card.id for card in organisation.lifeline_cards() if own & set(_standing_in(card))}


def deputies_of(lifeline_id: int) -> list[int]:
    """The ids of the units that stand in for this one, the nearest first."""
    card = _card(lifeline_id)
    found = []
    while card is not None and card.deputy is not None:
        card = card.deputy
        found.append(card.id)
    return found


def backed_by(own: Collection[int]) -> set[int]:
    """The ids of the units that these stand in for, near or far."""
    found = set()
    for card in organisation.lifeline_cards():
        deputy = card.deputy
        while deputy is not None:
            if deputy.id in own:
                found.add(card.id)
            deputy = deputy.deputy
    return found


def people_of(lifeline_ids: Collection[int]) -> set[int]:
    """The ids of the active people who are these units."""
    lifelines = apps.get_model("organisation", "Lifeline").objects.filter(pk__in=lifeline_ids)
    people = apps.get_model("organisation", "Person").objects.filter(is_active=True)
    found = people.filter(
        Q(pk__in=lifelines.exclude(person=None).values("person"))
        | Q(team__in=lifelines.exclude(team=None).values("team"))
    )
    return set(found.values_list("pk", flat=True))


def title_of(lifeline_id: int | None) -> str:
    """What the unit is called in the active language."""
    card = _card(lifeline_id) if lifeline_id is not None else None
    return card.title if card else ""


def titles() -> dict[int, str]:
    """What every active unit is called, by id."""
    return {card.id: card.title for card in organisation.lifeline_cards()}


def _card(lifeline_id: int) -> LifelineCard | None:
    return next((card for card in organisation.lifeline_cards() if card.id == lifeline_id), None)


def _standing_in(card: LifelineCard) -> list[int]:
    """The deputies that receive for the unit now: down the chain as long as the one before does not answer."""
    found = []
    while card.open_now is False and card.deputy is not None:
        card = card.deputy
        found.append(card.id)
    return found
