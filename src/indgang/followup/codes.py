"""The code that a citizen holds for a matter, such as "K7X-P4M-3RD": nine signs, as those of appointments."""

import secrets

from indgang.booking.codes import SIGNS

LENGTH = 9
GROUP = 3


def new_code() -> str:
    """A fresh code as it is stored."""
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))


def normal(typed: str) -> str:
    """What somebody typed as a code is stored; "" when it can be none."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else ""


def shown(code: str) -> str:
    """A stored code as people read it."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))
