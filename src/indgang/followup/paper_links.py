"""The link by which a citizen sends papers that the unit asked for: the page of the case, and a signature.

Whoever holds the receipt's code sees how far the case is; only who was sent this link can add to it.
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from indgang.followup.codes import normal
from indgang.followup.errors import FollowUpNotFound
from indgang.followup.ports import ports

SALT = "indgang.followup.papers"
SIGNATURE_LENGTH = 16


def signature_of(code: str) -> str:
    """What stands in the link behind the code."""
    return _signed(code, settings.SECRET_KEY)


def address_of(code: str) -> str:
    """The whole link."""
    return f"{ports.address(code)}papers/{signature_of(code)}/"


def signed_code(code: str, signature: str) -> str:
    """The code, where the signature is its own, also one made with an earlier key. Raises FollowUpNotFound."""
    stored = normal(code)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not stored or not any(constant_time_compare(signature, _signed(stored, key)) for key in keys):
        raise FollowUpNotFound
    return stored


def _signed(code: str, key: str | bytes) -> str:
    return salted_hmac(SALT, code, secret=key, algorithm="sha256").hexdigest()[:SIGNATURE_LENGTH]
