"""A birth date as people type it."""

import re
from datetime import date

_PARTS = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4}|\d{2})")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_IN_WORDS = re.compile(r"(\d{1,2})[ .]*([^\W\d_]{3,})[ .]*(\d{4}|\d{2})")
_MONTHS = (
    ("januar", "january"),
    ("februar", "february"),
    ("marts", "march"),
    ("april",),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august",),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)
_OLDEST = 120


def read_birth_date(typed: str, today: date) -> date | None:
    """The date, from "14.3.1980", "14 03 80", "140380", "14031980", "1980-03-14" or "14. marts 1980" (also English or
    shortened); None for what is none.

    Two digits are the latest year that does not lie ahead. Nobody was born after `today` or over 120 years before.
    """
    text = _IN_WORDS.sub(_in_digits, typed.strip())
    iso = _ISO.fullmatch(text)
    found = iso or _PARTS.fullmatch(text) or _TOGETHER.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups() if iso else found.groups()[::-1]
    whole = int(year) if len(year) == 4 else _latest(int(day), int(month), int(year), today)
    try:
        born = date(whole, int(month), int(day))
    except ValueError:
        return None
    return born if today.year - _OLDEST <= born.year and born <= today else None


def _in_digits(found: re.Match[str]) -> str:
    day, word, year = found.groups()
    name = word.casefold()
    month = next((at for at, names in enumerate(_MONTHS, 1) if any(one.startswith(name) for one in names)), 0)
    return f"{day}.{month}.{year}"


def _latest(day: int, month: int, year: int, today: date) -> int:
    this_century = today.year - today.year % 100 + year
    return (
        this_century
        if (this_century, month, day) <= (today.year, today.month, today.day)
        else this_century - 100
    )
