"""What came of a meeting."""

from django.db import transaction

from indgang.base.access import Actor
from indgang.contact.models import Outcome
from indgang.contact.services import finish
from indgang.contactscreen.trying import took_over


@transaction.atomic
def say_what_came(*, actor: Actor, contact_id: int, outcome: str) -> None:
    """The specialist says what came of a meeting. What they solved, they took over from the desk that called.

    Raises what `contact.finish` raises.
    """
    finish(actor=actor, contact_id=contact_id, outcome=outcome)
    if outcome == Outcome.SOLVED:
        took_over(contact_id)
