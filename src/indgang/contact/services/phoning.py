"""What the telephone system tells. No number is kept: a call only says what came of a try that was counted here."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from indgang.base import clock
from indgang.contact.models import AttemptResult, LifelineAttempt, PhoneEvent
from indgang.contact.services.attempts import CLOSE_AFTER, close_row
from indgang.core.phone import msisdn, signalled

RESULTS = {
    "answered": AttemptResult.ANSWERED,
    "missed": AttemptResult.NOT_ANSWERED,
    "busy": AttemptResult.NOT_ANSWERED,
}
EVENTS = ("ringing", *RESULTS, "ended")
KEPT_FOR = timedelta(days=2)


@transaction.atomic
def take_phone_event(*, digest: str, event: Mapping[str, Any]) -> bool:
    """Take a word from the telephone system; whether it said what came of a try.

    Whoever calls this has seen that it was signed. `digest` is a keyed one of the whole word: the same word again
    is the same word. `to` is the number that was called, `agent` the user name of who called, where it is known.
    """
    now = clock.now()
    PhoneEvent.objects.filter(at__lt=now - KEPT_FOR).delete()
    row, is_new = PhoneEvent.objects.get_or_create(digest=digest, defaults={"at": now})
    result = RESULTS.get(str(event.get("event", "")))
    number = signalled(str(event.get("to", "")))
    if not is_new or result is None or number is None:
        return False
    attempt = _tried(number, str(event.get("agent") or "").casefold())
    if attempt is None:
        return False
    close_row(attempt, result)
    row.attempt = attempt
    row.save(update_fields=["attempt"])
    return True


def _tried(number: str, agent: str) -> LifelineAttempt | None:
    """The newest try at this number of which nobody has said anything: the agent's own, else the only officer's."""
    since = clock.now() - CLOSE_AFTER * max(1.0, clock.speed())
    rows = LifelineAttempt.objects.select_for_update(of=("self",)).filter(result="", at__gte=since)
    found = [
        row
        for row in rows.select_related("lifeline", "person", "officer").order_by("-at", "-pk")
        if number
        in {msisdn(row.lifeline.direct_phone), msisdn(row.person.direct_phone if row.person else "")}
    ]
    own = [row for row in found if row.officer is not None and row.officer.username == agent]
    if own:
        return own[0]
    officers = {row.officer_id for row in found}
    return found[0] if not agent and len(officers) == 1 else None
