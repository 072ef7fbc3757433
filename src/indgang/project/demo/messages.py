"""The demo's messages of the last days, in every state that a manager meets. Invented; nothing leaves the house."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.booking.messages import CANCELLED_BY_US, CHANGED, CONFIRMED, REMINDER, clock_words, moment_words
from indgang.core.day import danish_date, opening_instant
from indgang.integrations.demo_messages import DemoSender
from indgang.messaging.models import Message
from indgang.messaging.ports import Handing, Outcome, Parcel, Report, ports
from indgang.messaging.services import cancel, deliver_due, enqueue, set_rules
from indgang.messaging.services.reporting import applied
from indgang.organisation.models import Site
from indgang.organisation.queries import find_site, municipality_of
from indgang.project.demo.plan import MAIN_SITE

ACCEPTED = Outcome("accepted")
NO_SUCH = Outcome("refused", "refused-recipient", "550 5.1.1 No such user here")
LOST = Outcome("unknown", "no-reply", "The read operation timed out")
# Hours ago, kind, channel, to, name, task, what came of it ("delivered" is reported afterwards).
STORY: list[tuple[float, str, str, str, str, str, Outcome | str]] = [
    (70, CONFIRMED, "email", "anna.holm@example.dk", "Anna Holm", "Nyt pas", ACCEPTED),
    (69, CONFIRMED, "sms", "20 00 00 11", "Peder Juhl", "Kørekort", "delivered"),
    (52, CONFIRMED, "email", "m.yilmaz@example.dk", "Merve Yilmaz", "Sundhedskort", ACCEPTED),
    (51, CHANGED, "email", "m.yilmaz@example.dk", "Merve Yilmaz", "Sundhedskort", ACCEPTED),
    (46, REMINDER, "sms", "20 00 00 11", "Peder Juhl", "Kørekort", "delivered"),
    (29, CONFIRMED, "email", "kirsten.bak@exampel.dk", "Kirsten Bak", "Nyt pas", NO_SUCH),
    (27, CANCELLED_BY_US, "sms", "20 00 00 27", "Ole Vang", "Navneændring", LOST),
    (26, CANCELLED_BY_US, "email", "lars.munk@example.dk", "Lars Munk", "MitID", ACCEPTED),
    (5, CONFIRMED, "sms", "20 00 00 42", "Inge Dam", "Boligstøtte", "delivered"),
    (3, CONFIRMED, "email", "anton.krag@example.dk", "Anton Krag", "Flytning", ACCEPTED),
]


class _Scripted(DemoSender):
    """Lets the next message end as the story says."""

    def __init__(self) -> None:
        self.next = ACCEPTED

    def send(self, parcel: Parcel, handing: Handing) -> Outcome:
        """Do as if it ended so."""
        handing()
        return self.next


def fill_messages() -> None:
    """Write them once, and the municipality's rules with them."""
    municipality = municipality_of()
    if municipality is None or Message.objects.exists():
        return
    set_rules(
        actor=SYSTEM, municipality=municipality,
        values={"sms_sender": municipality.name.split()[0][:11], "reply_to": "borgerservice@example.dk"},
    )  # fmt: skip
    site, now = find_site(MAIN_SITE), clock.now()
    with _scripted() as sender:
        for number, line in enumerate(STORY):
            _live_through(number, line, site, now, sender)
    _waiting(site, now)


@contextmanager
def _scripted() -> Iterator[_Scripted]:
    before = ports.senders, ports.wake
    sender = _Scripted()
    ports.senders, ports.wake = (lambda: {"email": sender, "sms": sender}), (lambda: None)
    try:
        yield sender
    finally:
        ports.senders, ports.wake = before


def _live_through(
    number: int,
    line: tuple[float, str, str, str, str, str, Outcome | str],
    site: Site,
    now: datetime,
    sender: _Scripted,
) -> None:
    hours, kind, channel, to, name, task, end = line
    at = now - timedelta(hours=hours)
    sender.next = end if isinstance(end, Outcome) else ACCEPTED
    with clock.frozen(at):
        message = _put_in(number, kind, channel, to, _values(site, at + timedelta(days=2), name, task))
    with clock.frozen(max(at, message.due_at) + timedelta(seconds=2)):
        deliver_due()
        message.refresh_from_db()
        if end == "delivered":
            applied(message, Report("delivered"))


def _waiting(site: Site, now: datetime) -> None:
    """One reminder that is to go tomorrow, and one whose citizen has cancelled."""
    begins = opening_instant(danish_date(now) + timedelta(days=2), datetime.min.time()) + timedelta(hours=10)
    for number, (to, name) in enumerate(
        [("anton.krag@example.dk", "Anton Krag"), ("lars.munk@example.dk", "Lars Munk")], start=len(STORY)
    ):
        _put_in(
            number, REMINDER, "email", to, _values(site, begins, name, "Flytning"),
            send_after=begins - timedelta(days=1), expires_at=begins,
        )  # fmt: skip
    cancel(reference_prefix=f"demo/{len(STORY) + 1}/")


def _put_in(number: int, kind: str, channel: str, to: str, values: dict[str, Any], **more: Any) -> Message:
    return enqueue(
        kind=kind, channel=channel, to=to, values=values, reference=f"demo/{number}/{kind}", site=find_site(MAIN_SITE),
        is_sensitive=values["task"] in {"Navneændring", "Boligstøtte"}, **more,
    )  # fmt: skip


def _values(site: Site, start: datetime, name: str, task: str) -> dict[str, Any]:
    begins = start.replace(minute=15, second=0, microsecond=0)
    return {
        "name": name,
        "task": task,
        "place": site.name,
        "address": f"{site.address}, {site.postcode} {site.town}",
        "code": "7KQ-2M4",
        "link": "https://indgang.example.dk/tid/7KQ2M4",
        "reason": "En medarbejder er blevet syg.",
        "until": f"kl. {clock_words(begins, 'da')}",
        **moment_words(begins, begins + timedelta(minutes=15), "da"),
    }
