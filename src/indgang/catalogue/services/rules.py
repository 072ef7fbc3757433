"""How this municipality keeps its playbook."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.base.errors import Invalid, NotAllowed
from indgang.catalogue.models import (
    PlaybookRules,
)


def rules() -> PlaybookRules:
    """How this municipality keeps its playbook."""
    return PlaybookRules.objects.first() or PlaybookRules()


@transaction.atomic
def set_rules(*, actor: Actor, **values: Any) -> PlaybookRules:
    """Change some of the fields of `PlaybookRules`. Needs "catalogue.rule"; raises Invalid."""
    require(actor, "catalogue.rule")
    row = rules()
    for name, value in values.items():
        if name == "needs_review":
            row.needs_review = bool(value)
        elif not isinstance(value, int) or not (1 if name == "link_failures" else 0) <= value <= 365:
            raise Invalid(_("Write a whole number of days from 0 to 365."), field=name)
        else:
            setattr(row, name, value)
    if row.link_failures > 30:
        raise Invalid(_("Write a whole number from 1 to 30."), field="link_failures")
    row.save()
    record(actor, "playbook.rules", "catalogue", dict(values))
    return row


def require_alone(actor: Actor) -> None:
    """Raise NotAllowed where a person needs a second pair of eyes to publish."""
    if rules().needs_review and actor.kind == "person":
        raise NotAllowed(_("A second pair of eyes is needed here: send the draft to review."))
