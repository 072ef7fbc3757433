"""Cells that only appointments need."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import ClassVar

from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Code, Raw, Value, as_text
from indgang.base.transfer.faults import BadCell
from indgang.core.day import danish_time, opening_instant

BETWEEN = "; "
MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2})[.:](\d{2})(?::00)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Codes:
    """Several codes with a semicolon or a comma between them: "rejse; bolig"."""

    most: int = 40
    empty: ClassVar[Value] = ()

    def parse(self, raw: Raw) -> tuple[str, ...]:
        """The codes in order, each once."""
        parts = (part.strip() for part in re.split(r"[;,\n]", as_text(raw)))
        return tuple(dict.fromkeys(Code(self.most).parse(part) for part in parts if part))

    def write(self, value: Value) -> Raw:
        """The codes in one cell."""
        return BETWEEN.join(value)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a clock time in Denmark, such as 2026-11-23 09:30; kept in UTC."""

    empty: ClassVar[Value] = None

    def parse(self, raw: Raw) -> datetime:
        """The instant; of an hour that comes twice in autumn the first."""
        found = MOMENT.fullmatch(raw.isoformat(" ") if isinstance(raw, datetime) else as_text(raw))
        try:
            if found:
                year, month, day, hour, minute = map(int, found.groups())
                return opening_instant(datetime(year, month, day).date(), time(hour, minute))  # noqa: DTZ001
        except ValueError:
            pass
        raise BadCell(_("Write day and time as 2026-11-23 09:30."), code="bad-moment")

    def write(self, value: Value) -> Raw:
        """The Danish day and clock time."""
        return f"{danish_time(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else ""
