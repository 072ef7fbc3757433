"""The code that a citizen holds for an appointment, such as "K7X-P4M".

Six signs of eighteen: none looks like another (no 0 and O, 1, I and L, 2 and Z, 5 and S, 6 and G, 8 and B),
and without vowels they spell no word. It may be typed in small letters, with or without dashes and blanks.
"""

import secrets

SIGNS = "CDFHJKMNPRTVWX3479"
LENGTH = 6


def new_code() -> str:
    """A fresh code as it is stored."""
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))


def normal(typed: str) -> str:
    """What somebody typed as a code is stored; "" when it can be none."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else ""


def shown(code: str) -> str:
    """A stored code as people read it."""
    return f"{code[:3]}-{code[3:]}"
