"""Credentials for a TURN server that end by themselves (coturn: `use-auth-secret`).

The user name is the second (Unix time) until which it holds, a colon, and who it is for; the password is the
base64 of its HMAC-SHA1 under the secret that both servers know. Source: draft-uberti-behave-turn-rest-00, section 2.2.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1

HOLDS_FOR = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a browser shows a TURN server."""

    user: str
    password: str


def credentials(secret: str, holder: str, now: datetime) -> Credentials:
    """Credentials for `holder` (no name, only what tells one seat from another), good for four hours from `now`."""
    user = f"{int((now + HOLDS_FOR).timestamp())}:{holder}"
    digest = hmac.new(secret.encode(), user.encode(), sha1).digest()
    return Credentials(user, base64.b64encode(digest).decode())
