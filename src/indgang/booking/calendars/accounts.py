"""What is stored of accounts and entries, and how it is read again."""

from hashlib import sha256

from indgang.base.sealing import unseal
from indgang.booking.calendars.port import Account
from indgang.booking.models import CalendarLink


def account_of(link: CalendarLink) -> Account:
    """The account with its password, for as long as a request takes. Raises Unreadable."""
    return Account(link.kind, unseal(link.address), unseal(link.user_name), unseal(link.secret))


def entry_print(uid: str) -> str:
    """What is kept of an entry's name: some programs make it of an e-mail address."""
    return sha256(uid.encode()).hexdigest()[:32]
