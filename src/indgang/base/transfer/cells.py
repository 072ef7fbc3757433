"""Types of cells: how a value is read from a file and written to one. What `write` gives, `parse` takes back.

A raw value is a string (always so in CSV) or, from XLSX and JSON, a number, a truth value, a date or a time.
`parse` raises BadCell with a reason that tells the user what to write instead.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Protocol

from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext as _

from indgang.base.transfer.faults import BadCell
from indgang.base.transfer.suggest import did_you_mean, listed

Value = Any
Raw = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell that holds no value of its own: a formula, or Excel's #N/A."""

    shown: str
    reason: str
    code: str


class CellType(Protocol):
    """One type of cell. `empty` is what an empty cell means."""

    @property
    def empty(self) -> Value:
        """The value of an empty cell."""

    def parse(self, raw: Raw) -> Value:
        """The value of a cell that is not empty. Raises BadCell."""

    def write(self, value: Value) -> Raw:
        """The cell for a value; empty values give ""."""


def as_text(raw: Raw) -> str:
    """The cell as composed Unicode, with runs of blanks as one. Raises BadCell for dates and the like."""
    if isinstance(raw, bool):
        raise BadCell(_("There is yes or no in the cell, but text is expected."), code="not-text")
    if isinstance(raw, date | time | timedelta):
        raise BadCell(
            _("The spreadsheet made this a date or a time. Format the cell as text and type it again."),
            code="not-text",
        )
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = unicodedata.normalize("NFC", str(raw))
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n" for letter in text):
        raise BadCell(
            _("There are control characters in the cell. Type it again."), code="control-characters"
        )
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text of at most `most` characters."""

    most: int
    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The text with runs of blanks as one."""
        text = as_text(raw)
        if len(text) > self.most:
            raise BadCell(
                _("The text has %(length)d characters; there is room for %(most)d.")
                % {"length": len(text), "most": self.most},
                code="too-long",
            )
        return text

    def write(self, value: Value) -> Raw:
        """The text itself."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Code:
    """A short name for machines ("magion-kvik-1"): a-z, 0-9 and hyphens; capitals are lowered."""

    most: int = 40
    letters: str = "a-z0-9-"
    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The code in small letters."""
        code = Text(self.most).parse(raw).lower()
        if not re.fullmatch(f"[a-z0-9][{self.letters}]*", code):
            raise BadCell(
                _("A code has only small letters, digits and %(marks)s, without blanks or æøå.")
                % {"marks": " ".join(self.letters.removeprefix("a-z0-9"))},
                code="bad-code",
            )
        return code

    def write(self, value: Value) -> Raw:
        """The code itself."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number from `least` to `most`; an empty cell is `empty`."""

    least: int
    most: int
    empty: int | None = None

    def parse(self, raw: Raw) -> int:
        """The number."""
        problem = BadCell(
            _("Write a whole number from %(least)d to %(most)d.") % {"least": self.least, "most": self.most},
            code="bad-number",
        )
        if isinstance(raw, bool | date | time | timedelta) or (
            isinstance(raw, float) and not raw.is_integer()
        ):
            raise problem
        text = as_text(raw)
        if not re.fullmatch(r"[+-]?\d{1,12}", text, re.ASCII) or not self.least <= int(text) <= self.most:
            raise problem
        return int(text)

    def write(self, value: Value) -> Raw:
        """The number, or an empty cell."""
        return "" if value is None else int(value)


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number with a comma or a point, kept with six decimals (0.1 m of latitude)."""

    least: float
    most: float
    empty: ClassVar[Value] = None

    def parse(self, raw: Raw) -> float:
        """The number, rounded to six decimals."""
        text = as_text(raw).replace(",", ".")
        if (
            not re.fullmatch(r"[+-]?\d{1,6}(\.\d{1,20})?", text, re.ASCII)
            or not self.least <= float(text) <= self.most
        ):
            raise BadCell(
                _("Write a number from %(least)s to %(most)s.") % {"least": self.least, "most": self.most},
                code="bad-number",
            )
        return round(float(text), 6)

    def write(self, value: Value) -> Raw:
        """The number, or an empty cell."""
        return "" if value is None else float(value)


YES = frozenset({"yes", "ja", "true", "sand", "1", "x", "y", "j"})
NO = frozenset({"no", "nej", "false", "falsk", "0", "n"})


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no; an empty cell is `empty`."""

    empty: bool = False

    def parse(self, raw: Raw) -> bool:
        """Yes as True."""
        if isinstance(raw, bool):
            return raw
        word = as_text(raw).casefold()
        if word not in YES | NO:
            raise BadCell(_("Write yes or no."), code="bad-yes-no")
        return word in YES

    def write(self, value: Value) -> Raw:
        """A truth value; files of text show it as yes or no."""
        return bool(value)


@dataclass(frozen=True)
class Choice:
    """One of a few codes; other spellings, such as the words on the page, lead to the same code."""

    codes: tuple[str, ...]
    spellings: Mapping[str, str]
    empty: str = ""

    @classmethod
    def of(cls, choices: type[Choices] | Sequence[str], *, empty: str = "", **spellings: str) -> "Choice":
        """The choices of a model field (with their Danish and English names) or plain codes."""
        if not isinstance(choices, type):
            return cls(tuple(choices), {**{code: code for code in choices}, **spellings}, empty)
        accepted: dict[str, str] = {}
        for language in ("da", "en"):
            with translation.override(language):
                accepted |= {str(label).casefold(): str(code) for code, label in choices.choices}
        codes = tuple(str(code) for code in choices.values)
        return cls(codes, {**accepted, **{code: code for code in codes}, **spellings}, empty)

    def parse(self, raw: Raw) -> str:
        """The code."""
        word = as_text(raw)
        code = self.spellings.get(word.casefold()) or self.spellings.get(
            re.sub(r"[\s-]+", "_", word.casefold())
        )
        if code is None:
            raise BadCell(
                _("“%(word)s” is not one of: %(allowed)s.") % {"word": word, "allowed": listed(self.codes)}
                + did_you_mean(word, self._suggestions(word)),
                code="unknown-choice",
            )
        return code

    def _suggestions(self, word: str) -> list[str]:
        """The codes, and the other spellings only when no code is alike."""
        return list(self.codes) if did_you_mean(word, self.codes) else list(self.spellings)

    def write(self, value: Value) -> Raw:
        """The code itself."""
        return str(value)


DANISH_DATE = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})", re.ASCII)
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as 21-11-2026, 21.11.2026, 21/11/2026 or 2026-11-21: day first, unless the year is."""

    empty: ClassVar[Value] = None
    first: ClassVar[date] = date(1970, 1, 1)
    last: ClassVar[date] = date(2199, 12, 31)

    def parse(self, raw: Raw) -> date:
        """The date."""
        if isinstance(raw, datetime):
            raw = raw.date() if raw.time() == time.min else raw.isoformat(" ")
        day = raw if isinstance(raw, date) else self._from_text(raw)
        if not self.first <= day <= self.last:
            raise BadCell(_("The year must be between 1970 and 2199."), code="bad-date")
        return day

    def _from_text(self, raw: Raw) -> date:
        text = " ".join(str(raw).split())
        try:
            if found := DANISH_DATE.fullmatch(text):
                day, month, year = map(int, found.groups())
                return date(year, month, day)
            if found := ISO_DATE.fullmatch(text):
                return date(*map(int, found.groups()))
        except ValueError:
            raise BadCell(_("There is no such date in the calendar."), code="bad-date") from None
        raise BadCell(_("Write the date as 21-11-2026, 21.11.2026 or 2026-11-21."), code="bad-date")

    def write(self, value: Value) -> Raw:
        """The date, or an empty cell."""
        return value if isinstance(value, date) else ""


CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d{2})(?:[.:]00)?)?", re.ASCII)


def clock_time(text: str, *, closing: bool = False) -> time:
    """A time of day as people write it: 9, 9.30, 09:30, kl. 9.30. Closing at 24.00 is 00:00. Raises BadCell."""
    found = CLOCK.fullmatch(re.sub(r"^kl\.?\s*", "", text.strip().casefold()))
    if found:
        hour, minute = int(found[1]), int(found[2] or 0)
        if closing and (hour, minute) == (24, 0):
            return time.min
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise _bad_time(closing=closing)


def _bad_time(*, closing: bool) -> BadCell:
    if closing:
        return BadCell(_("Write the time as 9.30 or 09:30, at most 24.00."), code="bad-time")
    return BadCell(_("Write the time as 9.30 or 09:30, at most 23.59."), code="bad-time")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day on Danish clocks, in whole minutes. With `closing`, midnight is written 24:00."""

    closing: bool = False
    empty: ClassVar[Value] = None

    def parse(self, raw: Raw) -> time:
        """The time; midnight is 00:00 also when it closes the day."""
        if isinstance(raw, timedelta) and raw >= timedelta(0):
            minutes = round(raw.total_seconds() / 60)
            return clock_time(f"{minutes // 60}:{minutes % 60:02}", closing=self.closing)
        if isinstance(raw, datetime) and raw.date() <= date(1900, 1, 1):
            raw = raw.time()
        if isinstance(raw, time):
            return raw.replace(second=0, microsecond=0, tzinfo=None)
        if isinstance(raw, bool | date | timedelta | float):
            raise _bad_time(closing=self.closing)
        return clock_time(str(raw), closing=self.closing)

    def write(self, value: Value) -> Raw:
        """The time, or an empty cell."""
        if not isinstance(value, time):
            return ""
        return "24:00" if self.closing and value == time.min else value
