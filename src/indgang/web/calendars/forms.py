"""What is typed to connect a calendar."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from indgang.base.errors import Text
from indgang.booking.calendars.linking import Wish
from indgang.integrations.calendars import kinds

MOST_TYPED = 2000


@dataclass(frozen=True, slots=True)
class Choice:
    """A sort of calendar, as one chooses it."""

    kind: str
    title: Text
    hint: Text


CHOICES: dict[str, Choice] = {
    one.kind: one
    for one in (
        Choice("demo", _("Invented calendar"), _("For the demo: lunch every day, and two meetings a week.")),
        Choice(
            "graph",
            _("Outlook at work (Microsoft 365)"),
            _("Your IT department has set it up. You need no password here."),
        ),
        Choice(
            "feed",
            _("An address of a published calendar"),
            _(
                "Outlook, Google and others publish a calendar under a secret address that ends in .ics. "
                "It is only read."
            ),
        ),
        Choice(
            "caldav",
            _("A calendar server (CalDAV)"),
            _(
                "Nextcloud, Zimbra and others. You need the server's address, your user name and a password "
                "for programs."
            ),
        ),
    )
}


def choices() -> list[Choice]:
    """What can be connected here."""
    return [CHOICES[kind] for kind in kinds()]


def wish_of(request: HttpRequest) -> Wish:
    """What was typed; a calendar that was chosen among several takes the place of the address."""
    typed = {
        name: request.POST.get(name, "")[:MOST_TYPED]
        for name in ("kind", "address", "user", "secret", "choice")
    }
    return Wish(
        kind=typed["kind"],
        address=typed["choice"] or typed["address"],
        user=typed["user"],
        secret=typed["secret"],
        **shared_in(request),
    )


def shared_in(request: HttpRequest) -> dict[str, bool]:
    """The three ticks of what is shared."""
    return {name: name in request.POST for name in ("reads", "writes", "shows_errand")}
