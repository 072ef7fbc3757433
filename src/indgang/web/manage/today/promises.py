"""What needs attention about promises to citizens: handed-over cases and calls."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indgang.followup.queries import Line
from indgang.web.manage.today.items import Act, Item

MOST_NAMED = 5


def promise_items(lines: Sequence[Line]) -> list[Item]:
    """Those that are broken, and those that nearly are; never whom they are about."""
    late, near = [line for line in lines if line.is_late], [line for line in lines if not line.is_late]
    act = Act(_("See the promises"), reverse("manage:promises"))
    found = []
    if late:
        title = ngettext(
            "%(count)d promise to a citizen is broken", "%(count)d promises to citizens are broken", len(late)
        ) % {"count": len(late)}
        reason = _(
            "The time has passed. Ask the unit what it takes; the citizen has been told that you know."
        )
        found.append(Item("promises-broken", "bad", "", title, reason, act, _named(late)))
    if near:
        title = ngettext(
            "%(count)d promise to a citizen is near its time",
            "%(count)d promises to citizens are near their time",
            len(near),
        ) % {"count": len(near)}
        reason = _("The unit has been told. Nothing is broken yet.")
        found.append(Item("promises-near", "warn", "", title, reason, act, _named(near)))
    return found


def _named(lines: Sequence[Line]) -> list[str]:
    return [f"{line.title} · {line.unit} · {line.shown_code}" for line in lines[:MOST_NAMED]]
