"""Keys that make a repeated request harmless."""

import hashlib

from indgang.base.access import Actor


def stored_key(actor: Actor, key: str) -> str:
    """`key` as it is kept: of any length, and never the same as another actor's. "" stays ""."""
    return hashlib.sha256(f"{actor.kind}:{actor.id}:{key}".encode()).hexdigest() if key else ""
