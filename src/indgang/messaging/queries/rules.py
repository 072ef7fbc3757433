"""How a municipality sends, and which ways out there are."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from indgang.core.quiet import QuietHours
from indgang.messaging.kinds import Kind
from indgang.messaging.models import Channel, MessagingRules
from indgang.messaging.ports import ports
from indgang.organisation.queries import municipality_of

if TYPE_CHECKING:
    from indgang.organisation.models import Municipality, Site

LOUD = QuietHours(time.min, time.min)


class Rules:
    """A municipality's rules; before any are written down, the usual ones: SMS rest from 21 to 8."""

    def __init__(self, row: MessagingRules | None) -> None:
        self.row = row or MessagingRules()

    def quiet(self, channel: str) -> QuietHours:
        """The quiet hours of a channel."""
        begins, ends = (
            (self.row.sms_quiet_from, self.row.sms_quiet_to)
            if channel == Channel.SMS
            else (self.row.email_quiet_from, self.row.email_quiet_to)
        )
        return LOUD if begins is None or ends is None else QuietHours(begins, ends)

    def goes_at(
        self, kind: Kind | None, channel: str, moment: datetime, expires: datetime | None
    ) -> datetime:
        """When a message of a quiet kind goes that is due at `moment`."""
        loud = self.quiet(channel).loud_at(moment)
        is_too_late = expires is not None and loud >= expires
        return moment if kind is not None and kind.wakes and is_too_late else loud

    def is_open(self, channel: str) -> bool:
        """Whether the municipality sends on this channel."""
        return channel != Channel.SMS or self.row.sms_on


def rules_of(municipality: "Municipality | None") -> Rules:
    """The rules of a municipality."""
    return Rules(
        MessagingRules.objects.filter(municipality=municipality).first() if municipality is not None else None
    )


def open_channels(site: "Site | None" = None) -> list[str]:
    """The channels that messages of the site can travel by now: set up, and not switched off."""
    rules = rules_of(municipality_of(site))
    senders = ports.senders()
    return [channel for channel in Channel.values if channel in senders and rules.is_open(channel)]
