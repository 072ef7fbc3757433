"""What the pages of presence show."""

from dataclasses import dataclass

from indgang.base.access import SYSTEM, Actor
from indgang.catalogue import queries as catalogue
from indgang.contact.queries import ReferralCard, referrals_to_units
from indgang.core.presence import Because, Presence
from indgang.organisation.queries import (
    Helper,
    Unit,
    presence_of_person,
    units_of,
    units_received_by,
    who_can_help,
)


@dataclass(frozen=True, slots=True)
class Bar:
    """How the one who looks stands; `said` whether by their own word."""

    presence: Presence | None
    here: str

    @property
    def said(self) -> bool:
        """Whether a word counts that can be taken back."""
        return self.presence is not None and self.presence.because is Because.SAID


@dataclass(frozen=True, slots=True)
class Behind:
    """A lifeline that the one who looks is behind, and who can help with it now."""

    unit: Unit
    helpers: list[Helper]


@dataclass(frozen=True, slots=True)
class Line:
    """A referral to one's lifelines, with its task in words."""

    card: ReferralCard
    title: str


def bar_of(actor: Actor, here: str) -> Bar:
    """The bar with the own state; `here` is the page to come back to."""
    return Bar(presence_of_person(actor.person_id) if actor.person_id is not None else None, here)


def behind(person_id: int | None) -> list[Behind]:
    """The lifelines that somebody is behind."""
    units = units_of(person_id) if person_id is not None else []
    return [Behind(unit, who_can_help(unit.lifeline_id)) for unit in units]


def referrals_for(actor: Actor) -> list[Line]:
    """What was referred to the actor's lifelines and nobody has taken up."""
    cards = referrals_to_units(units_received_by(actor.person_id)) if actor.person_id is not None else []
    codes = sorted({card.task_code for card in cards if card.task_code})
    titles = {one.code: one.title for one in catalogue.task_lines(codes, actor=SYSTEM)} if codes else {}
    return [Line(card, titles.get(card.task_code or "", "")) for card in cards]


def referrals_waiting(actor: Actor) -> int:
    """How many referrals wait for the actor."""
    return len(referrals_for(actor))
