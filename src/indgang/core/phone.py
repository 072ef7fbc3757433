"""Phone numbers as people type them, and as gateways want them (MSISDN: country and number, digits only).

Danish numbers have eight digits and begin with 2 to 9 (the Danish numbering plan); a foreign one begins with + or 00.
"""

import re

DENMARK = "45"
_IGNORED = re.compile(r"[\s\u00a0\u202f()./\-–\u2011]+")
_DANISH = re.compile(r"[2-9]\d{7}")
# E.164: at most fifteen digits, and no country code begins with a zero.
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']+@[^\s<>()\[\]:;,\"']+")
_NUMBER = re.compile(r"(?<![\w.])\+?\d(?:[ -]?\d){7,14}(?![\w.])")
_ABROAD = re.compile(r"[1-9]\d{6,14}")
_SCHEME = re.compile(r"^(tel|sips?):", re.IGNORECASE)
_WHOLE = re.compile(r"[1-9]\d{8,14}")


def msisdn(typed: str) -> str | None:
    """The number as digits with the country in front ("4520123456"); None for what is no number.

    Eight digits are Danish; +45 and 0045 are too; other countries need + or 00.
    """
    text = _IGNORED.sub("", typed.strip())
    if not text.isascii():
        return None
    if _DANISH.fullmatch(text):
        return DENMARK + text
    country = text[1:] if text.startswith("+") else text[2:] if text.startswith("00") else ""
    if country.startswith(DENMARK):
        return country if _DANISH.fullmatch(country[len(DENMARK) :]) else None
    return country if _ABROAD.fullmatch(country) else None


def signalled(written: str) -> str | None:
    """As `msisdn`, for a number as telephone systems write it: as a tel: or sip: address, with the + turned to a blank
    on its way through an address line, or the country in front without any +.
    """
    text = _IGNORED.sub("", _SCHEME.sub("", written.strip()).partition("@")[0].partition(";")[0])
    found = msisdn(text)
    return found if found is not None or not _WHOLE.fullmatch(text) else msisdn(f"+{text}")


def shown(number: str) -> str:
    """An MSISDN as people read it: "20 12 34 56", or "+46 701234567" whole."""
    rest = number.removeprefix(DENMARK)
    if number.startswith(DENMARK) and _DANISH.fullmatch(rest):
        return " ".join(rest[place : place + 2] for place in range(0, 8, 2))
    return f"+{number}"


def masked(number: str) -> str:
    """Only the last two digits: "••••••56"."""
    return "•" * max(0, min(len(number) - 2, 6)) + number[-2:]


def masked_address(address: str) -> str:
    """An e-mail address with only what tells it from another: "a•••@b•••.dk"."""
    name, _at, host = address.rpartition("@")
    label, _dot, land = host.rpartition(".")
    return f"{name[:1]}•••@{label[:1]}•••.{land}" if name and label else "•••"


def without_recipients(text: str) -> str:
    """What a server answered, with the e-mail addresses and phone numbers in it masked."""
    hidden = _ADDRESS.sub(lambda found: masked_address(found[0]), text)
    return _NUMBER.sub(lambda found: masked("".join(filter(str.isdigit, found[0]))), hidden)
