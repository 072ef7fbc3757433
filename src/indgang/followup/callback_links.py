"""The link by which a citizen chooses when to be phoned: the code, and a signature that nobody can guess."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from indgang.followup.codes import LENGTH, normal
from indgang.followup.errors import FollowUpNotFound

SALT = "indgang.followup.callback"
SIGNATURE_LENGTH = 16
PATH = "/ring/"


def token_of(code: str) -> str:
    """What stands in the link to a callback."""
    return _signed(code, settings.SECRET_KEY)


def address_of(code: str) -> str:
    """The whole link."""
    return f"{settings.PUBLIC_URL}{PATH}{token_of(code)}/"


def code_of(token: str) -> str:
    """The code that a link is about, also one signed with an earlier key. Raises FollowUpNotFound."""
    code = normal(token[:LENGTH])
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not code or not any(constant_time_compare(token, _signed(code, key)) for key in keys):
        raise FollowUpNotFound
    return code


def _signed(code: str, key: str | bytes) -> str:
    return code + salted_hmac(SALT, code, secret=key, algorithm="sha256").hexdigest()[:SIGNATURE_LENGTH]
