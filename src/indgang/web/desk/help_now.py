"""The lifeline's panel: who can help now, in the order to try them, and the try that is going on."""

from dataclasses import dataclass, field

from django.utils.crypto import get_random_string

from indgang.base.access import Actor
from indgang.contact.queries import open_attempt, own_attempt
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
    tried_id: int | None = None
    links: list[HelpLink] = field(default_factory=lambda: LINKS)
    key: str = field(default_factory=lambda: get_random_string(20))

    @property
    def unanswered(self) -> bool:
        """Whether the last try has just failed, so that others are offered."""
        return self.said == "not_answered"


def panel_of(
    actor: Actor, card: LifelineCard, contact_id: int | None = None, tried: AttemptView | None = None
) -> Panel:
    """The panel of a lifeline for the officer. Who has just been `tried` in vain comes last."""
    helpers = who_can_help(card.id)
    said = tried.result if tried is not None else ""
    if tried is not None and said == "not_answered":
        last = [
            one for one in helpers if (one.lifeline_id, one.person_id) == (tried.lifeline_id, tried.person_id)
        ]
        helpers = [one for one in helpers if one not in last] + last
    units = {one.lifeline_id for one in helpers}
    attempt = open_attempt(actor.person_id, *units) if actor.person_id is not None else None
    return Panel(card, helpers, attempt, contact_id, said, tried.id if tried is not None else None)


def panel_by_code(actor: Actor, code: str, contact: str, tried: str = "") -> Panel:
    """The panel of the lifeline with this code, after the officer's own try `tried` (an id). Raises NotFound."""
    last = (
        own_attempt(actor.person_id, int(tried)) if actor.person_id is not None and tried.isdigit() else None
    )
    return panel_of(actor, lifeline_card(code), int(contact) if contact.isdigit() else None, last)
