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

LIMITS = {
    "remind_days": (0, 365),
    "escalate_days": (0, 365),
    "read_within_days": (0, 365),
    "link_failures": (1, 30),
}


def rules() -> PlaybookRules:
    """How this municipality keeps its playbook."""
    return PlaybookRules.objects.first() or PlaybookRules()


@transaction.atomic
def set_rules(*, actor: Actor, **values: Any) -> PlaybookRules:
    """Change some of the fields of `PlaybookRules`. Needs "catalogue.rule"; raises Invalid.

    Raises KeyError for a field that there is not.
    """
    require(actor, "catalogue.rule")
    row = rules()
    for name, value in values.items():
        if name == "needs_review":
            row.needs_review = bool(value)
            continue
        least, most = LIMITS[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Invalid(
                _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most},
                field=name,
            )
        setattr(row, name, value)
    row.save()
    record(actor, "playbook.rules", "catalogue", dict(values))
    return row


def require_alone(actor: Actor) -> None:
    """Raise NotAllowed where a person needs a second pair of eyes to publish."""
    if rules().needs_review and actor.kind == "person":
        raise NotAllowed(_("A second pair of eyes is needed here: send the draft to review."))
