"""The lifeline's panel: who can help now, in the order to try them, and the try that is going on."""

from dataclasses import dataclass, field

from django.utils.crypto import get_random_string

from indgang.base.access import Actor
from indgang.contact.queries import last_attempt
from indgang.contact.services import AttemptView
from indgang.organisation.queries import Helper, LifelineCard, lifeline_card, who_can_help


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows. `key` names the next try, `last` is the last one, if it was a moment ago."""

    line: LifelineCard
    helpers: list[Helper]
    last: AttemptView | None
    contact_id: int | None
    key: str = field(default_factory=lambda: get_random_string(20))

    @property
    def attempt(self) -> AttemptView | None:
        """The try of which nobody has said anything yet."""
        return self.last if self.last is not None and not self.last.result else None

    @property
    def said(self) -> str:
        """What was just said of the last try."""
        return self.last.result if self.last is not None else ""

    @property
    def unanswered(self) -> bool:
        """Whether the last try has just failed, so that others are offered."""
        return self.said == "not_answered"


def panel_of(actor: Actor, card: LifelineCard, contact_id: int | None = None) -> Panel:
    """The panel of a lifeline for the officer. Who was tried in vain a moment ago comes last."""
    helpers = who_can_help(card.id)
    units = {one.lifeline_id for one in helpers}
    last = last_attempt(actor.person_id, *units) if actor.person_id is not None else None
    if last is not None and last.result == "not_answered":
        tried = [
            one for one in helpers if (one.lifeline_id, one.person_id) == (last.lifeline_id, last.person_id)
        ]
        helpers = [one for one in helpers if one not in tried] + tried
    return Panel(card, helpers, last, contact_id)


def panel_by_code(actor: Actor, code: str, contact: str) -> Panel:
    """The panel of the lifeline with this code. Raises NotFound."""
    return panel_of(actor, lifeline_card(code), int(contact) if contact.isdecimal() else None)
