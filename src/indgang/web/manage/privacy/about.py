"""Everything that is held about one citizen, put together from the domains that hold it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.booking import services as booking
from indgang.booking.services import HeldAppointment
from indgang.core.cpr import find_cpr
from indgang.core.phone import msisdn
from indgang.followup.codes import normal
from indgang.followup.insight import Held, held_about
from indgang.messaging import services as messaging
from indgang.messaging.services import HeldMessage
from indgang.messaging.services.writing import recipient_of
from indgang.web.manage.choices import task_titles

FIELDS = ("name", "phone", "email", "code")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, as typed. `faults` by field; with none of them filled in nothing is looked for."""

    name: str = ""
    phone: str = ""
    email: str = ""
    code: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether something can be looked for."""
        return not self.faults and any((self.name, self.phone, self.email, self.code))


@dataclass(frozen=True, slots=True)
class Everything:
    """What is held. `appointments` are pairs with the title of the task."""

    follow_ups: list[Held]
    appointments: list[tuple[HeldAppointment, str]]
    messages: list[HeldMessage]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not (self.follow_ups or self.appointments or self.messages)


def asked(typed: Mapping[str, Any]) -> Asked:
    """What was typed, checked."""
    values = {name: " ".join(str(typed.get(name, "")).split())[:254] for name in FIELDS}
    faults: dict[str, str] = {}
    if not any(values.values()):
        faults["name"] = _("Write a name, a phone number, an e-mail address or the code of a receipt.")
    for name in ("name", "email", "code"):
        if find_cpr(values[name]):
            faults[name] = _(
                "Indgang holds no CPR numbers, so nothing can be found by one. Look up by name, phone number,"
                " e-mail address or code."
            )
    if values["phone"] and msisdn(values["phone"]) is None:
        faults["phone"] = _("A phone number has eight digits; from abroad write it with + in front.")
    if values["email"] and "email" not in faults:
        try:
            recipient_of("email", values["email"])
        except Invalid as refusal:
            faults["email"] = str(refusal)
    if values["code"] and "code" not in faults and not normal(values["code"]):
        faults["code"] = _("A receipt’s code has nine letters and digits, such as K7X-P4M-3RD.")
    return Asked(**values, faults=faults)


def everything(actor: Actor, who: Asked) -> Everything:
    """All that is held about them; every reading is logged. Raises NotAllowed, Unreadable."""
    follow_ups = held_about(actor=actor, name=who.name, phone=who.phone, email=who.email, code=who.code)
    titles = task_titles()
    appointments = booking.appointments_about(actor=actor, email=who.email, phone=who.phone)
    return Everything(
        follow_ups,
        [(one, titles.get(one.task_code, one.task_code)) for one in appointments],
        messaging.messages_about(actor=actor, email=who.email, phone=who.phone),
    )


def as_file(who: Asked, found: Everything) -> dict[str, Any]:
    """The same as JSON for the citizen: times in UTC as ISO 8601."""
    return {
        "asked": {name: getattr(who, name) for name in FIELDS if getattr(who, name)},
        "follow_ups": [_follow_up(one) for one in found.follow_ups],
        "appointments": [
            {
                "code": one.code,
                "errand": title,
                "site": one.site,
                "from": one.from_.isoformat(),
                "booked": one.booked_at.isoformat(),
                "state": one.state,
                "name": one.contact.name,
                "phone": one.contact.phone,
                "email": one.contact.email,
            }
            for one, title in found.appointments
        ],
        "messages": [
            {
                "to": one.recipient,
                "at": one.created_at.isoformat(),
                "kind": str(one.kind),
                "subject": one.subject,
                "text": one.body,
            }
            for one in found.messages
        ],
    }


def _follow_up(one: Held) -> dict[str, Any]:
    line, person = one.line, one.person
    return {
        "code": line.shown_code,
        "kind": line.kind,
        "errand": line.title,
        "unit": line.unit,
        "site": line.site,
        "state": line.state_word,
        "name": person.name,
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
        "answers": [{"question": label, "answer": text} for label, text in one.answers],
        "notes": [{"at": at.isoformat(), "text": text} for at, text in one.notes],
        "papers": one.papers,
        "decision": one.decision,
        "reasons": one.reasons,
        "read_by": [{"at": look.at.isoformat(), "who": look.who, "what": look.what} for look in one.looks],
        "erased_from": one.erase_on.isoformat() if one.erase_on else None,
    }
