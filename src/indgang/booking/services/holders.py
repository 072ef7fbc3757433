"""Who holds an appointment: only what is needed to reach and recognise them, sealed, erased in time."""

from collections.abc import Iterator
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
from indgang.core.birthdate import read_birth_date
from indgang.core.cpr import find_cpr
from indgang.core.day import danish_date
from indgang.core.phone import msisdn

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
    """The contact, tidied. Raises the first of its faults."""
    tidy = _tidied(contact)
    for fault in _faults(tidy, contact.phone, needs_address=needs_address):
        raise fault
    return tidy


def contact_faults(contact: Contact) -> list[Invalid]:
    """All that a citizen must mend, each with its field, in the order of the form."""
    return list(_faults(_tidied(contact), contact.phone, needs_address=True))


def _tidied(contact: Contact) -> Contact:
    phone = "".join(sign for sign in contact.phone if sign not in " -().")
    return Contact(" ".join(contact.name.split()), contact.email.strip(), phone, contact.birth_date)


def _faults(tidy: Contact, phone_as_typed: str, *, needs_address: bool) -> Iterator[Invalid]:
    """`phone_as_typed` shows a CPR number by its blanks and dash."""
    in_name, in_email = bool(find_cpr(tidy.name)), bool(find_cpr(tidy.email))
    in_phone = not in_name and bool(find_cpr(f"{tidy.name} {phone_as_typed}"))
    if in_name:
        yield CprInName("name")
    elif not 2 <= len(tidy.name) <= LONGEST_NAME:
        yield Invalid(_("Write your name."), field="name")
    if in_email:
        yield CprInName("email")
    elif tidy.email and not _is_email(tidy.email):
        yield Invalid(
            _("That does not look like an e-mail address. Check it, such as name@example.dk."), field="email"
        )
    elif needs_address and not tidy.email and not tidy.phone:
        yield Invalid(
            _("Write an e-mail address or a phone number, so that we can reach you."), field="email"
        )
    if in_phone or find_cpr(phone_as_typed):
        yield CprInName("phone")
    elif tidy.phone and msisdn(tidy.phone) is None:
        yield Invalid(
            _("A phone number has eight digits; from abroad write it with + in front."), field="phone"
        )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def birth_date_of(typed: str) -> date | None:
    """The birth date that somebody typed; None for nothing. Raises CprInName, Invalid."""
    if not typed.strip():
        return None
    if find_cpr(typed):
        raise CprInName("birth")
    found = read_birth_date(typed, danish_date(clock.now()))
    if found is None:
        raise Invalid(_("Write day, month and year of birth, such as 14 3 1980."), field="birth")
    return found


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


def keep_until_after(appointment: Appointment, keep_days: int) -> None:
    """The appointment was moved: its holder is erased so many days after the new time."""
    Holder.objects.filter(appointment=appointment, erased_at__isnull=True).update(
        erase_after=appointment.period.upper + timedelta(days=keep_days)
    )


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
