"""Finding Danish CPR numbers in free text, so that none is stored (DESIGN, rule 4).

A CPR number is ten digits: day, month and year of birth and four more, usually DDMMYY-SSSS. Source: the CPR
office's "Personnummeret i CPR-systemet": the seventh digit tells the century; replacement numbers
(erstatningspersonnumre) add 60 to the day; numbers given since 2007 need not obey modulus 11, so that check
is not used here.

What counts as a spelling: the ten digits in one piece, or cut after the sixth by blanks or punctuation, where
the date may be cut into pairs and the four into pairs or single digits; or with the year of birth in four
digits, when the seventh digit belongs to that century; or cut anyhow right after the word CPR. Letters may
stand beside it. Full-width, Arabic-Indic and similar digits, every kind of dash and blank, invisible
characters, and O, I and l among digits are read as what they look like.

Never taken for one: dates with or without a time, opening hours or a price in kr., phone numbers, digits in
runs of eleven or more (EAN, order numbers), ten digits right after a group of four (bank account), UUIDs and
long hexadecimal codes, an ISBN-10 that says it is one. What cannot be told from a CPR number counts as one,
and the user is asked to write it otherwise: a P-number (production unit) that begins with a valid date; a date
with a two-digit year followed by four bare digits ("12-11-26 1430"; with a point, "14.30", it is a time); a
full date and four digits of the right century.
"""

import re
import unicodedata
from typing import NamedTuple


class Match(NamedTuple):
    """Where a CPR number stands: `text[start:end]`."""

    start: int
    end: int


_DIGITS_NEEDED = 10
_MOST_LOOK_ALIKES = 3
_DAY_OF_REPLACEMENT = 60
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Between the date and the four: blanks and some marks; a new line only beside a dash that wraps.
# After a date in pairs a colon or a bracket starts something else: "12.11.26: 1430".
_AFTER_PAIRS = r"(?: {0,9}[-./_+*~|]{0,3} {0,9}| {0,9}-{1,2} {0,9}\n {0,9}|,)"
_MARKS = r" {0,9}[-./_:+*=~|\\'\"()\[\]<>]{0,6} {0,9}"
_BETWEEN = rf"(?:{_MARKS}| {{0,9}}-{{1,2}} {{0,9}}\n {{0,9}}|[,;]| {{0,3}}(?:(?:binde)?streg|minus) {{0,3}})"
_DASH = r" {0,9}-{1,3} {0,9}"
_FOUR = r"\d{4}(?!\d)"
_NOT_IN_DIGITS = r"(?<!\d)"
_NOT_IN_CUT_DIGITS = r"(?<!\d)(?<!\d[-./_])(?<!\d\d:)"
_NOT_IN_ROW = r"(?<!\d)(?<!\d[-./_ ])"
_PAIRS = r"\d\d {0,3}(?P<cut>[-./_ ]) {0,3}\d\d {0,3}(?P=cut) {0,3}\d\d"
_NO_MORE_DIGITS = r"(?! ?[-./_]? ?\d)"
# In "25 07 01 00 / 2000 0000" the pairs end one phone number and the four begin the next.
_MAYBE_IN_ROW = r"(?:(?<=\d\d )(?P<row>)|(?<!\d\d ))"
_NO_SECOND_PHONE = r"(?(row)(?! ?-? ?\d))"
_NO_TIME_RANGE = r"(?! ?- ?[0-2]\d[0-5]\d(?!\d)|-\d\d-\d\d(?!\d))"

# "010126 0800-1600" is a day's hours, "betalt 01.01.26 1500 kr" and "010126: 1500 kr." are prices.
_NO_DAY_AND_HOURS = r"(?! {1,3}[0-2]\d[0-5]\d ?- ?[0-2]\d[0-5]\d(?!\d))"
_NO_DAY_AND_PRICE = r"(?!:? {1,3}\d{4} ?(?:kr\b|kroner|DKK\b))"

# Each shape is tried at every place, so that a false start cannot hide a number that overlaps it.
_SHAPES = tuple(
    re.compile(f"(?=({shape}))", re.ASCII)
    for shape in (
        # 0101901234, 010190-1234
        rf"{_NOT_IN_DIGITS}\d{{6}}{_NO_DAY_AND_HOURS}{_NO_DAY_AND_PRICE}{_BETWEEN}{_FOUR}",
        # 010190-12 34, 010190 1 2 3 4
        rf"{_NOT_IN_DIGITS}\d{{6}}{_BETWEEN}(?:\d\d {{1,3}}\d\d|\d \d \d \d){_NO_MORE_DIGITS}",
        # 01 01 90 1234, 01-01-90-1234, 01.01.90-1234; neither the end of "01.01-12.10.2026" nor the
        # beginning of "1430-1500" or "2026-11-12"
        (
            rf"{_NOT_IN_CUT_DIGITS}{_MAYBE_IN_ROW}{_PAIRS}{_NO_DAY_AND_PRICE}{_AFTER_PAIRS}{_FOUR}"
            rf"{_NO_TIME_RANGE}{_NO_SECOND_PHONE}"
        ),
        # 01 01 90-12 34
        rf"{_NOT_IN_CUT_DIGITS}{_PAIRS}{_DASH}\d\d {{1,3}}\d\d{_NO_MORE_DIGITS}",
        # 01 01 90 12 34, 01-01-90-12-34, but not in a longer row of pairs
        rf"{_NOT_IN_ROW}{_PAIRS} {{0,3}}(?P=cut) {{0,3}}\d\d(?P=cut)\d\d{_NO_MORE_DIGITS}",
        rf"{_NOT_IN_ROW}{_PAIRS} {{1,9}}\d\d \d\d{_NO_MORE_DIGITS}",
        # 0101 90 1234, 0101-90-1234; 01 0190-1234
        rf"{_NOT_IN_CUT_DIGITS}\d{{4}} ?[-./_ ] ?\d\d{_AFTER_PAIRS}{_FOUR}",
        rf"{_NOT_IN_CUT_DIGITS}\d\d ?[-./_ ] ?\d{{4}}{_DASH}{_FOUR}",
        # 0 1 0 1 9 0 1 2 3 4, 0 1 0 1 9 0 - 1234
        (
            rf"{_NOT_IN_ROW}\d(?P<one>[-./_ ])\d(?:(?P=one)\d){{4}}"
            rf"{_BETWEEN}(?:\d(?P=one)\d(?P=one)\d(?P=one)\d{_NO_MORE_DIGITS}|{_FOUR})"
        ),
    )
)
_FULL_YEAR_SHAPE = re.compile(
    rf"(?=({_NOT_IN_CUT_DIGITS}(?:\d\d {{0,3}}(?P<cut>[-./_ ]) {{0,3}}\d\d {{0,3}}(?P=cut) {{0,3}}|\d{{4}})"
    rf"(?:18|19|20)\d\d(?!\d){_AFTER_PAIRS}{_FOUR}))",
    re.ASCII,
)

# cpr-nr. 010 190 1234: after its name a number may be cut anyhow.
_NAMED_SHAPE = re.compile(
    r"(?:cpr|person-?|fødsels-?)[-. ]{0,2}(?:nr|no|nummer)?[-.:#= ]{0,4}"
    rf"(\d(?:[-./_, ]{{0,3}}\d){{9}}){_NO_MORE_DIGITS}",
    re.ASCII | re.IGNORECASE,
)

_UUID_OR_HEX = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9]*[a-f])[0-9a-f]{24,})(?![0-9a-z])",
    re.IGNORECASE,
)
# +45 25 07 01 00, 0045 2507 0100; but 0045 right after a date is the end of a CPR number
_PHONE_FROM_ABROAD = re.compile(
    r"(?:\+45|(?<!\d)(?<!\d[-./_ ])(?<!\d{6} [-/] )(?<!\d\d[-./ ]\d\d[-./ ]\d\d [-/] )0045)"
    r"\)? ?(?:\d{8}|\d{4} \d{4}|\d\d(?: \d\d){3})(?! ?\d)",
    re.ASCII,
)
_TWO_PHONES = re.compile(r"[0-9]{8} ?[/,+] ?(?:[0-9]{4} ?[0-9]{4}(?![0-9])|0045 ?[0-9])")
_ACCOUNT_BEFORE = re.compile(
    r"(?<![0-9])[0-9]{4}(?:[ -]{1,3}|[,;/ ]{1,3}konto(?:nr|nummer)?[.: ]{0,3})$", re.IGNORECASE
)
_ISBN_BEFORE = re.compile(r"isbn(?:-?10)?:? {0,2}$", re.IGNORECASE)

_LOOK_ALIKES = str.maketrans("OoIl|", "00111")
_LOOK_ALIKE_WORD = re.compile(r"(?<![^\W\d_])(?=[OoIl|]*[0-9])[0-9OoIl|]+(?![^\W\d_])")

_MARKS_LIKE_A_DASH = frozenset("\u2212\u2043\u2022\u00b7\u2219\u2027")
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})


def find_cpr(text: str) -> list[Match]:
    """Every CPR number in `text` as character positions in it, in order and without overlaps."""
    if not _may_hold_one(text):
        return []
    plain, positions = _plain(text)
    for never in (_UUID_OR_HEX, _PHONE_FROM_ABROAD):
        plain = never.sub(lambda code: "x" * len(code.group()), plain)
    spans = _spans(plain)
    spans += _look_alike_spans(plain)
    found: list[Match] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        match = Match(positions[start], positions[end - 1] + 1)
        if not found or match.start >= found[-1].end:
            found.append(match)
    return found


def contains_cpr(text: str) -> bool:
    """Whether `text` holds a CPR number in any spelling that `find_cpr` knows."""
    return bool(find_cpr(text))


def mask_cpr(text: str, mask: str = "••••••-••••") -> str:
    """`text` with every CPR number replaced by `mask`, for logs and reports of refused rows."""
    parts: list[str] = []
    done = 0
    for start, end in find_cpr(text):
        parts += [text[done:start], mask]
        done = end
    return "".join([*parts, text[done:]])


def _may_hold_one(text: str) -> bool:
    if not any(map(str.isnumeric, text)):
        return False
    return sum(char.isdigit() or char in "OoIl|" or char > "\u00ff" for char in text) >= _DIGITS_NEEDED


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` with plain digits, dashes and blanks, and for each of its characters the position in `text`."""
    chars: list[str] = []
    positions: list[int] = []
    for position, original in enumerate(text):
        if unicodedata.category(original) in _INVISIBLE:
            continue
        for char in unicodedata.normalize("NFKC", original) if original > "\x7f" else original:
            chars.append(_plain_char(char))
            positions.append(position)
    return "".join(chars), positions


def _plain_char(char: str) -> str:
    if char.isascii():
        return " " if char.isspace() and char != "\n" else char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category == "Pd" or char in _MARKS_LIKE_A_DASH:
        return "-"
    return " " if category.startswith("Z") else char


def _spans(plain: str) -> list[tuple[int, int]]:
    spans = [
        match.span(1)
        for shape in (*_SHAPES, _NAMED_SHAPE)
        for match in shape.finditer(plain)
        if _is_cpr(_digits(match.group(1))) and not _is_other_number(plain, *match.span(1))
    ]
    for match in _FULL_YEAR_SHAPE.finditer(plain):
        if _TWO_PHONES.match(plain, match.start(1)):
            continue
        digits = _digits(match.group(1))
        if _is_cpr(digits[:4] + digits[6:]) and int(digits[4:6]) == _century(digits[6:8], digits[8]):
            spans.append(match.span(1))
    return spans


def _look_alike_spans(plain: str) -> list[tuple[int, int]]:
    read = _LOOK_ALIKE_WORD.sub(lambda word: word.group().translate(_LOOK_ALIKES), plain)
    if read == plain:
        return []
    return [
        (start, end)
        for start, end in _spans(read)
        if sum(map(str.__ne__, read[start:end], plain[start:end])) <= _MOST_LOOK_ALIKES
    ]


def _digits(piece: str) -> str:
    return "".join(char for char in piece if "0" <= char <= "9")


def _is_cpr(digits: str) -> bool:
    """Whether ten digits begin with a date of birth, or with one whose day is raised by 60."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    if day > _DAY_OF_REPLACEMENT:
        day -= _DAY_OF_REPLACEMENT
    if not 1 <= month <= len(_DAYS_IN_MONTH) or not 1 <= day <= _DAYS_IN_MONTH[month - 1]:
        return False
    return (month, day) != (2, 29) or year % 4 == 0


def _century(year: str, seventh: str) -> int:
    """18, 19 or 20: the century of a two-digit year, by the table of the seventh digit."""
    two_digits, digit = int(year), int(seventh)
    if digit <= 3:
        return 19
    if digit in {4, 9}:
        return 20 if two_digits <= 36 else 19
    return 20 if two_digits <= 57 else 18


def _is_other_number(plain: str, start: int, end: int) -> bool:
    """Ten digits in one piece that are the second half of a bank account, or an ISBN-10 that says so."""
    if end - start != _DIGITS_NEEDED:
        return False
    before = plain[max(0, start - 24) : start]
    if _ACCOUNT_BEFORE.search(before):
        return True
    return bool(_ISBN_BEFORE.search(before)) and _is_isbn10(plain[start:end])


def _is_isbn10(digits: str) -> bool:
    return sum(int(digit) * weight for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11 == 0
