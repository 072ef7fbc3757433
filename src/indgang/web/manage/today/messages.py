"""What needs attention about messages."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indgang.messaging.models import Channel
from indgang.messaging.queries.log import Trouble
from indgang.web.manage.today.items import Act, Item


def message_items(trouble: Trouble) -> Iterator[Item]:
    """Messages that did not get through, and ways out that are missing."""
    log = reverse("manage:messages")
    if trouble.failed:
        title = ngettext("%(count)d message failed", "%(count)d messages failed", trouble.failed)
        reason = _("What you wanted to tell has not reached the recipient.")
        act = Act(_("See them"), f"{log}?state=failed")
        yield Item("messages-failed", "bad", "", title % {"count": trouble.failed}, reason, act)
    if trouble.uncertain:
        title = ngettext(
            "%(count)d message is uncertain", "%(count)d messages are uncertain", trouble.uncertain
        )
        reason = _("Nobody knows whether the recipient has it. Decide whether it is sent again.")
        act = Act(_("See them"), f"{log}?state=uncertain")
        yield Item("messages-uncertain", "warn", "", title % {"count": trouble.uncertain}, reason, act)
    if trouble.late:
        title = ngettext("%(count)d message is delayed", "%(count)d messages are delayed", trouble.late)
        reason = _("Indgang tries again by itself. If it goes on, ask whoever runs Indgang.")
        act = Act(_("See them"), f"{log}?state=waiting")
        yield Item("messages-late", "warn", "", title % {"count": trouble.late}, reason, act)
    if trouble.not_set_up:
        ways = [str(Channel(one).label) for one in trouble.not_set_up]
        reason = _("No way out is set up for: %(ways)s. Whoever runs Indgang can do it.") % {
            "ways": ", ".join(ways)
        }
        act = Act(_("Messages"), log)
        yield Item("messages-no-way-out", "note", "", _("Some messages cannot be sent"), reason, act)
