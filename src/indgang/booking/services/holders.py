"""Who holds an appointment: only what is needed to reach and recognise them, sealed, erased in time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import audit, clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.base.sealing import fingerprints, seal, unseal
from indgang.booking.errors import CprInName
from indgang.booking.models import Appointment, AppointmentState, Holder
from indgang.core.cpr import find_cpr

if TYPE_CHECKING:
    from indgang.booking.queries import AppointmentView

LONGEST_NAME = 80
CONTACT = "booking contact"
ARRIVAL = "booking arrival"
OF_CONTACTS = 4
"""Keeps the advisory locks of contacts apart from others."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody: a name, and an e-mail address or a phone number. `birth_date` only to check in by."""

    name: str
    email: str = ""
    phone: str = ""
    birth_date: date | None = None


def cleaned(contact: Contact, *, needs_address: bool) -> Contact:
    """The contact, tidied. Raises Invalid with the field that is missing or wrong, CprInName."""
    name = " ".join(contact.name.split())
    email, phone = contact.email.strip(), "".join(sign for sign in contact.phone if sign not in " -().")
    if find_cpr(f"{name} {contact.phone}") or find_cpr(email):
        raise CprInName("name" if find_cpr(name) else "phone")
    if len(name) < 2 or len(name) > LONGEST_NAME:
        raise Invalid(_("Write your name."), field="name")
    if needs_address and not email and not phone:
        raise Invalid(
            _("Write an e-mail address or a phone number, so that we can reach you."), field="email"
        )
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Invalid(
                _("That does not look like an e-mail address. Check it, such as name@example.dk."),
                field="email",
            ) from None
    digits = phone.removeprefix("+")
    if phone and not (digits.isdecimal() and 8 <= len(digits) <= 15):
        raise Invalid(
            _("A phone number has eight digits; from abroad write it with + in front."), field="phone"
        )
    return Contact(name, email, phone, contact.birth_date)


def keep(appointment: Appointment, contact: Contact, keep_days: int) -> None:
    """Store the contact of the appointment, sealed."""
    Holder.objects.update_or_create(
        appointment=appointment,
        defaults={
            "name": seal(contact.name),
            "email": seal(contact.email),
            "phone": seal(contact.phone),
            "contact_prints": contact_prints(contact),
            "arrival_print": (
                arrival_prints(contact.name, contact.birth_date)[0] if contact.birth_date else ""
            ),
            "erase_after": appointment.period.upper + timedelta(days=keep_days),
            "erased_at": None,
        },
    )


def keep_for(appointment: Appointment, keep_days: int) -> None:
    """The appointment has moved, and with it the day when its holder is erased."""
    rows = Holder.objects.filter(appointment=appointment, erased_at__isnull=True)
    rows.update(erase_after=appointment.period.upper + timedelta(days=keep_days))


def take_turns(contact: Contact) -> None:
    """Let those with the same address or number confirm one after the other, so that the count of theirs is right.

    Until the transaction ends; before any other lock.
    """
    with connection.cursor() as cursor:
        for print_ in sorted(contact_prints(contact)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [print_, OF_CONTACTS])


def contact_prints(contact: Contact) -> list[str]:
    """Fingerprints of the address and the number, to count the appointments that somebody has."""
    texts = [contact.email.lower(), contact.phone[-8:]]
    return [fingerprints(text, CONTACT)[0] for text in texts if text]


def arrival_prints(name: str, birth_date: date) -> list[str]:
    """Fingerprints of first name and birth date, to look a citizen up by at check-in."""
    first = name.split(maxsplit=1)[0].casefold() if name.split() else ""
    return fingerprints(f"{first} {birth_date:%d%m%Y}", ARRIVAL)


def open_public(prints: list[str], *, without: int = 0) -> int:
    """How many public appointments ahead those with one of these fingerprints have."""
    rows = Holder.objects.filter(
        contact_prints__overlap=prints,
        appointment__state=AppointmentState.BOOKED,
        appointment__is_public=True,
        appointment__period__endswith__gt=clock.now(),
    )
    return rows.exclude(appointment=without).count()


@transaction.atomic
def holder_of(*, actor: Actor, view: "AppointmentView", site_id: int) -> Contact | None:
    """Who holds the appointment, for staff who must know; the look is logged. None when nobody said, or erased.

    Raises NotAllowed.
    """
    require(actor, "booking.see_holder", site_id)
    row = Holder.objects.filter(appointment=view.id, erased_at__isnull=True).first()
    if row is None:
        return None
    audit.record(actor, "booking.holder_seen", f"appointment:{view.id}")
    return read(row)


def read(row: Holder) -> Contact:
    """The contact of a row, opened. Raises Unreadable."""
    return Contact(unseal(row.name), unseal(row.email), unseal(row.phone))


@transaction.atomic
def erase_holders(*, actor: Actor, now: datetime | None = None) -> int:
    """Erase what identifies citizens where the term has passed; the rows stay for the counts. How many."""
    require(actor, "booking.erase")
    at = now or clock.now()
    rows = Holder.objects.filter(erase_after__lte=at, erased_at__isnull=True)
    count = rows.update(name="", email="", phone="", contact_prints=[], arrival_print="", erased_at=at)
    if count:
        audit.record(actor, "booking.holders_erased", "appointments", {"count": count})
    return count
