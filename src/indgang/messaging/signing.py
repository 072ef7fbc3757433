"""The signature in the address for reports: good for one message, and for nothing else."""

from django.core.signing import BadSignature, Signer

_SALT = "indgang.messaging.report"


def signature_of(message_id: int) -> str:
    """The signature for a message."""
    return Signer(salt=_SALT, sep="~").signature(str(message_id))


def is_signed(message_id: int, signature: str) -> bool:
    """Whether we gave out this signature for the message, also under an earlier key."""
    try:
        Signer(salt=_SALT, sep="~").unsign(f"{message_id}~{signature}")
    except BadSignature:
        return False
    return True
