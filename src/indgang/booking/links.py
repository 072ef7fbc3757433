"""The link that opens one's own appointment: the code, and a signature that nobody can guess.

It is good for one appointment, without logging in. Only letters and digits, so that a reader at a kiosk, which types
what it sees, gets it right on every keyboard.
"""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from indgang.booking.codes import LENGTH, SIGNS, normal
from indgang.booking.errors import AppointmentNotFound
from indgang.booking.queries.appointments import AppointmentView, find_appointment

SALT = "indgang.booking.link"
SIGNATURE_LENGTH = 12
# A reader may type the signs between the words of an address as others: "https:--host-a-K7XP4M…".
_IN_AN_ADDRESS = re.compile(
    rf"(?:\bappointment|\ba)[^0-9a-z]([{SIGNS}]{{{LENGTH}}})[0-9a-f]{{{SIGNATURE_LENGTH}}}\b"
)


def token_of(view: AppointmentView) -> str:
    """What stands in the link to an appointment."""
    return _signed(view.id, normal(view.code), settings.SECRET_KEY)


def appointment_of(token: str) -> AppointmentView:
    """The appointment that a link opens, also one signed with an earlier key. Raises AppointmentNotFound."""
    view = find_appointment(token[:LENGTH])
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(token, _signed(view.id, token[:LENGTH], key)) for key in keys):
        raise AppointmentNotFound
    return view


def code_in(typed: str) -> str:
    """The code in what somebody typed, or a reader read: a code, or the address of an appointment; "" for neither."""
    found = _IN_AN_ADDRESS.search(typed)
    return found[1] if found else normal(typed)


def _signed(appointment_id: int, code: str, key: str | bytes) -> str:
    digest = salted_hmac(SALT, f"{appointment_id}:{code}", secret=key, algorithm="sha256").hexdigest()
    return code + digest[:SIGNATURE_LENGTH]
