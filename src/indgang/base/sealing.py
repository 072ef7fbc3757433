"""What identifies a person is sealed before it is stored: a dump of the database shows no name and no number.

Keys come from the setting SEALING_KEYS (else from SECRET_KEY): the first seals, all of them open, so a key is
changed by putting a new one in front. Sealing the same text twice gives two different results; to find a row
again by a text, store its `fingerprint` beside it.
"""

import base64
import hmac
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"indgang sealed text"
PRINTS = b"indgang fingerprint"


class Unreadable(ValueError):
    """A sealed text was sealed with a key that the settings no longer hold, or is damaged."""


def seal(text: str) -> str:
    """`text` as it is stored; "" stays ""."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What `seal` was given. Raises Unreadable."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable("sealed with a key that is not among the settings") from None


def seal_bytes(content: bytes) -> bytes:
    """A file as it is stored."""
    return _box().encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """What `seal_bytes` was given. Raises Unreadable."""
    try:
        return _box().decrypt(bytes(sealed))
    except InvalidToken:
        raise Unreadable("sealed with a key that is not among the settings") from None


def resealed_bytes(sealed: bytes) -> bytes:
    """The same file under the newest key. Raises Unreadable."""
    try:
        return _box().rotate(sealed)
    except InvalidToken:
        raise Unreadable("sealed with a key that is not among the settings") from None


def resealed(sealed: str) -> str:
    """The same text under the newest key. Raises Unreadable."""
    try:
        return _box().rotate(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise Unreadable("sealed with a key that is not among the settings") from None


def fingerprints(text: str, purpose: str) -> list[str]:
    """Keyed digests to look `text` up by, the newest key's first; of different purposes they never agree.

    Store the first, search for all. 64 hexadecimal signs each.
    """
    message = f"{purpose}\0{text}".encode()
    return [hmac.new(key, message, sha256).hexdigest() for key in _derived(tuple(_secrets()), PRINTS)]


def _secrets() -> list[str]:
    return settings.SEALING_KEYS or [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


def _box() -> MultiFernet:
    return _box_of(tuple(_secrets()))


@lru_cache(maxsize=8)
def _box_of(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in _derived(secrets, PURPOSE)])


@lru_cache(maxsize=16)
def _derived(secrets: tuple[str, ...], purpose: bytes) -> list[bytes]:
    return [
        HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
        for secret in secrets
    ]
