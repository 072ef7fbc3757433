"""How long an SMS is, and how to keep it short (3GPP TS 23.038 for the letters, TS 23.040 for the parts).

The default alphabet of GSM holds æøåÆØÅ; one letter outside it makes the whole message UCS-2, which fits 70 letters
in a message instead of 160.
"""

from dataclasses import dataclass
from typing import Literal

Encoding = Literal["gsm7", "ucs2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_ALONE: dict[Encoding, int] = {"gsm7": 160, "ucs2": 70}
# Each part of a long message carries six octets that say which part it is.
_IN_PARTS: dict[Encoding, int] = {"gsm7": 153, "ucs2": 67}
_PLAIN = str.maketrans(
    {
        "–": "-", "—": "-", "\u2011": "-", "−": "-", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "\u2018": "'", "’": "'", "\u201a": "'", "…": "...", "•": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
        "\u200b": "", "\u00ad": "", "\ufeff": "", "\t": " ", "×": "x",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Length:
    """How a text is sent: `used` of `room` units of its encoding, in `parts` messages."""

    encoding: Encoding
    used: int
    parts: int
    room: int
    outside: tuple[str, ...] = ()

    @property
    def is_one(self) -> bool:
        """Whether it fits in one message."""
        return self.parts <= 1


def length_of(text: str) -> Length:
    """The length of the text; `outside` are the letters that GSM's alphabet lacks, each once."""
    outside = tuple(dict.fromkeys(letter for letter in text if letter not in _BASIC | _EXTENDED))
    encoding: Encoding = "ucs2" if outside else "gsm7"
    sizes = [_units(letter, encoding) for letter in text]
    used = sum(sizes)
    if used <= _ALONE[encoding]:
        return Length(encoding, used, 1 if text else 0, _ALONE[encoding], outside)
    parts = _parts(sizes, _IN_PARTS[encoding])
    return Length(encoding, used, parts, parts * _IN_PARTS[encoding], outside)


def plain(text: str) -> str:
    """The text with typographic signs that would make it UCS-2 in their plain form: dashes, quotes, odd blanks."""
    return text.replace("\r\n", "\n").translate(_PLAIN)


def _units(letter: str, encoding: Encoding) -> int:
    if encoding == "ucs2":
        return 2 if ord(letter) > 0xFFFF else 1
    return 2 if letter in _EXTENDED else 1


def _parts(sizes: list[int], room: int) -> int:
    """How many parts hold the letters, none of which is cut in two."""
    parts, left = 1, room
    for size in sizes:
        if size > left:
            parts, left = parts + 1, room
        left -= size
    return parts
