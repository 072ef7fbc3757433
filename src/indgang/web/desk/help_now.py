"""The lifeline's panel: who can help now, in the order to try them, and the try that is going on."""

from dataclasses import dataclass, field

from django.utils.crypto import get_random_string

from indgang.base.access import Actor
from indgang.contact.queries import open_attempt
from indgang.contact.services import AttemptView
from indgang.organisation.queries import Helper, LifelineCard, lifeline_card, who_can_help
from indgang.web.desk.help_links import LINKS, HelpLink


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows. `key` names the next try; `said` is what was just said of the last one."""

    line: LifelineCard
    helpers: list[Helper]
    attempt: AttemptView | None
    contact_id: int | None
    said: str = ""
    links: list[HelpLink] = field(default_factory=lambda: LINKS)
    key: str = field(default_factory=lambda: get_random_string(20))

    @property
    def unanswered(self) -> bool:
        """Whether the last try has just failed, so that others are offered."""
        return self.said == "not_answered"


def panel_of(
    actor: Actor,
    card: LifelineCard,
    contact_id: int | None = None,
    *,
    said: str = "",
    tried: AttemptView | None = None,
) -> Panel:
    """The panel of a lifeline for the officer. Who has just been `tried` in vain comes last."""
    helpers = who_can_help(card.id)
    if tried is not None and said == "not_answered":
        last = [
            one for one in helpers if (one.lifeline_id, one.person_id) == (tried.lifeline_id, tried.person_id)
        ]
        helpers = [one for one in helpers if one not in last] + last
    units = {one.lifeline_id for one in helpers}
    open_ones = [open_attempt(actor.person_id, unit) for unit in units] if actor.person_id is not None else []
    attempt = max((one for one in open_ones if one), key=lambda one: one.at, default=None)
    return Panel(card, helpers, attempt, contact_id, said)


def panel_by_code(actor: Actor, code: str, contact: str) -> Panel:
    """The panel of the lifeline with this code. Raises NotFound."""
    return panel_of(actor, lifeline_card(code), int(contact) if contact.isdigit() else None)
