"""Who receives what a unit (lifeline) gets, and who stands in for it: what the organisation says of it."""

from collections.abc import Collection

from indgang.organisation import queries as organisation
from indgang.organisation.queries import LifelineCard


def own_units(person_id: int | None) -> set[int]:
    """The ids of the active units that the person is behind: by name, by rota or by team."""
    if person_id is None:
        return set()
    return {unit.lifeline_id for unit in organisation.units_of(person_id)}


def units_of(person_id: int | None) -> set[int]:
    """The ids of the units that the person receives for now: the own ones, and those they stand in for while
    everybody behind these is away.
    """
    return set() if person_id is None else organisation.units_received_by(person_id)


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


def title_of(lifeline_id: int | None) -> str:
    """What the unit is called in the active language."""
    card = _card(lifeline_id) if lifeline_id is not None else None
    return card.title if card else ""


def titles() -> dict[int, str]:
    """What every active unit is called, by id."""
    return {card.id: card.title for card in organisation.lifeline_cards()}


def _card(lifeline_id: int) -> LifelineCard | None:
    return next((card for card in organisation.lifeline_cards() if card.id == lifeline_id), None)
