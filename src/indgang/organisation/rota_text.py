"""A rota as people write it: "man-ons 9.00-15.00 hanne; tor-fre 9.00-15.00 poul; 2026-12-23 9.00-12.00 karim".

A part is about weekdays, or about a day or days ("2026-12-22..2026-12-23", or "22-12-2026..23-12-2026"), which go
before the weekdays. The last word is the user name of who has the turn. A part with two names gives both the turn.
"""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import NamedTuple

from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Date, Raw, Value, as_text
from indgang.base.transfer.faults import BadCell
from indgang.organisation.spans import Span, parse_spans, write_spans

PART = re.compile(r"(?P<when>.*\d)\s+(?P<who>[a-z0-9._@-]*[a-z_@][a-z0-9._@-]*(?:\s*\+\s*[a-z0-9._@-]+)*)")
DATED = re.compile(r"(?P<days>\d[\d./-]*\d(?:\s*\.\.\s*\d[\d./-]*\d)?)\s+(?P<times>\d.*)")


class RotaLine(NamedTuple):
    """One turn: the user name of who has it, a weekday or a first and a last day, and from when to when."""

    person: str
    weekday: int | None
    first_day: date | None
    last_day: date | None
    starts: time
    ends: time


def parse_rota(text: str) -> tuple[RotaLine, ...]:
    """The turns, in their one order. Raises BadCell."""
    lines: set[RotaLine] = set()
    for part in filter(str.strip, text.casefold().split(";")):
        found = PART.fullmatch(part.strip())
        if not found:
            raise BadCell(
                _("Write the rota as “man-fre 9.00-15.00 hanne; 23-12-2026 9.00-12.00 poul”."),
                code="bad-rota",
            )
        for person in re.split(r"\s*\+\s*", found["who"]):
            lines.update(_turns(found["when"], person))
    return in_order(lines)


def in_order(lines: Iterable[RotaLine]) -> tuple[RotaLine, ...]:
    """The turns in their one order: the weekly ones first."""
    return tuple(sorted(lines, key=_order))


def _turns(when: str, person: str) -> Iterable[RotaLine]:
    dated = DATED.fullmatch(when)
    if not dated:
        return [RotaLine(person, span.weekday, None, None, *span[1:]) for span in parse_spans(when)]
    days = [Date().parse(day) for day in re.split(r"\s*\.\.\s*", dated["days"])]
    if days[-1] < days[0]:
        raise BadCell(_("“%(days)s” ends before it begins.") % {"days": dated["days"]}, code="bad-rota")
    times = parse_spans(f"man {dated['times']}")
    return [RotaLine(person, None, days[0], days[-1], *span[1:]) for span in times]


def write_rota(lines: Iterable[RotaLine]) -> str:
    """The rota in its one spelling."""
    parts = []
    weekly: dict[str, list[Span]] = {}
    for line in in_order(lines):
        if line.weekday is not None:
            weekly.setdefault(line.person, []).append(Span(line.weekday, line.starts, line.ends))
        elif line.first_day is not None:
            _word, times = write_spans([Span(0, line.starts, line.ends)]).split(" ", 1)
            days = line.first_day.isoformat()
            if line.last_day != line.first_day:
                days += f"..{line.last_day}"
            parts.append(f"{days} {times} {line.person}")
    weekdays = [f"{part} {who}" for who, spans in weekly.items() for part in write_spans(spans).split("; ")]
    return "; ".join(weekdays + parts)


def _order(line: RotaLine) -> tuple[object, ...]:
    first, last = line.first_day or date.min, line.last_day or date.min
    return line.first_day is not None, line.weekday or 0, first, last, line.starts, line.ends, line.person


class RotaCell:
    """A cell with a rota; its value is a tuple of `RotaLine`."""

    empty: Value = ()
    most = 1000

    def parse(self, raw: Raw) -> tuple[RotaLine, ...]:
        """The turns."""
        return parse_rota(as_text(raw))

    def write(self, value: Value) -> Raw:
        """The rota in its one spelling."""
        return write_rota(value)
