"""Who a follow-up is about: what is typed, tidied and sealed, and found again by fingerprint."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.base.sealing import fingerprints, seal, unseal
from indgang.core.phone import msisdn
from indgang.followup.guard import clean_text
from indgang.followup.models import FollowUp, Party
from indgang.messaging.services.writing import recipient_of

NAME_LENGTH = 80
ADDRESS_LENGTH = 160
PURPOSE = "party of a follow-up"


@dataclass(frozen=True, slots=True)
class Person:
    """A citizen as the desk typed them. `tell_by` is "sms", "email" or "" (the paper receipt only)."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    tell_by: str = ""


def cleaned(person: Person, *, is_complete: bool = True) -> Person:
    """The person, tidied. A draft need not be complete. Raises Invalid with the field, HoldsCpr."""
    name = " ".join(clean_text(person.name, field="name", most=NAME_LENGTH).split())
    phone = clean_text(person.phone, field="phone", most=40)
    email = clean_text(person.email, field="email", most=254)
    address = clean_text(person.address, field="address", most=ADDRESS_LENGTH)
    tell_by = person.tell_by if person.tell_by in {"sms", "email"} else ""
    if is_complete:
        if len(name) < 2:
            raise Invalid(_("Write the citizen’s name."), field="name")
        if phone and msisdn(phone) is None:
            raise Invalid(
                _("A phone number has eight digits; from abroad write it with + in front."), field="phone"
            )
        if email:
            recipient_of("email", email)
        if tell_by == "sms" and not phone:
            raise Invalid(_("Write the phone number that the SMS goes to."), field="phone")
        if tell_by == "email" and not email:
            raise Invalid(_("Write the address that the e-mail goes to."), field="email")
    return Person(name, phone, email, address, tell_by)


def keep(row: FollowUp, person: Person) -> Party:
    """Store the person, sealed."""
    party, _made = Party.objects.update_or_create(
        follow_up=row,
        defaults={
            "name": seal(person.name),
            "phone": seal(person.phone),
            "email": seal(person.email),
            "address": seal(person.address),
            "prints": [kinds[0] for kinds in prints_of(person)],
            "tell_by": person.tell_by,
        },
    )
    return party


def read(row: FollowUp) -> Person | None:
    """The person, opened; None when erased or never named. Raises Unreadable."""
    party = Party.objects.filter(follow_up=row).first()
    if party is None:
        return None
    return Person(
        unseal(party.name), unseal(party.phone), unseal(party.email), unseal(party.address), party.tell_by
    )


def prints_of(person: Person) -> list[list[str]]:
    """For name, phone and e-mail that are known: the fingerprints under every key, the newest first."""
    texts = (
        ("name", " ".join(person.name.casefold().split())),
        ("phone", msisdn(person.phone) or ""),
        ("email", person.email.strip().casefold()),
    )
    return [fingerprints(text, f"{PURPOSE}: {kind}") for kind, text in texts if text]


def same_person(*, name: str = "", phone: str = "", email: str = "") -> list[FollowUp]:
    """The follow-ups of whoever has this name, phone or e-mail, the newest first."""
    wanted = [print_ for kind in prints_of(Person(name, phone, email)) for print_ in kind]
    rows = FollowUp.objects.filter(party__prints__overlap=wanted) if wanted else FollowUp.objects.none()
    return list(rows.select_related("task", "site", "lifeline").order_by("-created_at"))
