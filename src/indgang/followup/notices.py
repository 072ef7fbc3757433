"""What citizens are told about their matters, and units about promises, put into the outbox with the change itself."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from indgang.base.errors import Invalid, NotFound
from indgang.base.sealing import Unreadable
from indgang.booking.messages import moment_words
from indgang.catalogue.queries import task_card
from indgang.followup import messages, paper_links, parties
from indgang.followup.codes import shown
from indgang.followup.models import FollowUp
from indgang.followup.ports import ports
from indgang.messaging.queries import rules_of
from indgang.messaging.services import enqueue
from indgang.organisation.queries import lifeline_card, municipality_of

log = logging.getLogger(__name__)


def receipt(row: FollowUp) -> None:
    """Tell that it is received, with its code and until when an answer is promised."""
    _tell(row, messages.RECEIPT, due=moment(row.due_at, row.language))


def asked(row: FollowUp, what: str, missing: Sequence[str]) -> None:
    """Tell what the unit needs from the citizen."""
    _tell(row, messages.ASKED, what=what, missing=list(missing), link=paper_links.address_of(row.code))


def over(row: FollowUp) -> None:
    """Tell that it is finished."""
    _tell(row, messages.OVER)


def alarm(row: FollowUp, lifeline_id: int, level: int) -> None:
    """Tell a unit that a promise nears its time, where it has an address; the pages tell it anyway."""
    again = f"{level}:{row.due_at:%Y%m%d%H%M}"
    _tell_unit(row, lifeline_id, messages.ALARM, again, due=moment(row.due_at, "da"))


def paper_came(row: FollowUp) -> None:
    """Tell the unit that the citizen has sent papers, where it has an address; the pages tell it anyway."""
    if row.lifeline_id is not None:
        _tell_unit(row, row.lifeline_id, messages.PAPER_CAME, str(row.version))


def _tell_unit(row: FollowUp, lifeline_id: int, kind: str, again: str, **more: str) -> None:
    try:
        card = lifeline_card(lifeline_id)
    except NotFound:
        return
    if not card.email or not rules_of(municipality_of(row.site)).is_open("email"):
        return
    values = {"unit": card.title, "code": shown(row.code), "link": ports.address(row.code), **more}
    enqueue(
        kind=kind,
        channel="email",
        to=card.email,
        values=values,
        reference=f"followup:{row.pk}:{kind}:{again}",
        site=row.site,
    )


def moment(at: datetime | None, language: str) -> str:
    """A moment in words: "tirsdag 24. november kl. 12.00"."""
    if at is None:
        return ""
    tongue = language if language in {"da", "en"} else "da"
    with translation.override(tongue):
        return _("%(weekday)s %(date)s at %(time)s") % moment_words(at, at, tongue)


def _tell(row: FollowUp, kind: str, **more: str | list[str]) -> None:
    try:
        person = parties.read(row)
    except Unreadable:
        log.warning("follow-up %s: its party was sealed with a key that is gone", row.pk)
        return
    if person is None or not person.tell_by or row.task is None:
        return
    to = person.phone if person.tell_by == "sms" else person.email
    if not to or not rules_of(municipality_of(row.site)).is_open(person.tell_by):
        return
    language = row.language if row.language in {"da", "en"} else "da"
    card = task_card(row.task.code, language)
    values = {
        "name": person.name,
        "task": card.title,
        "code": shown(row.code),
        "link": ports.address(row.code),
        "place": row.site.name,
        **more,
    }
    try:
        enqueue(
            kind=kind,
            channel=person.tell_by,
            to=to,
            values=values,
            reference=f"followup:{row.pk}:{kind}:{row.version}",
            language=language,
            is_sensitive=card.sensitive,
            site=row.site,
        )
    except Invalid as error:
        log.warning("follow-up %s: no %s: %s", row.pk, kind, error)
