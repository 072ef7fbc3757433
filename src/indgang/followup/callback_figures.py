"""The kept share of promises to phone: by unit, and of a day."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indgang.base import clock
from indgang.core.day import day_bounds
from indgang.core.promises import Verdict
from indgang.core.suppression import THRESHOLD
from indgang.followup import units
from indgang.followup.callback_queries import PromiseLine, callback_rows, promises_of


@dataclass(frozen=True, slots=True)
class KeptLine:
    """Promises of a unit that are over, how many were kept, and how many of those were rescued after the alarm.

    Released ones (moved by the citizen, or no longer needed) count in neither. None where there are too few.
    """

    unit: str
    over: int
    kept: int | None
    rescued: int | None
    share: float | None

    @property
    def percent(self) -> int | None:
        """The share in whole percent."""
        return None if self.share is None else round(self.share * 100)


def kept_figures(*, since: datetime | None = None, until: datetime | None = None) -> list[KeptLine]:
    """The kept share of each unit among the promises whose window ended in the period, the last 90 days as a rule."""
    now = clock.now()
    begins, ends = since or now - timedelta(days=90), until or now
    ended = callback_rows().filter(
        callback__promises__window_to__gt=begins, callback__promises__window_to__lte=ends
    )
    by_unit: defaultdict[int, list[PromiseLine]] = defaultdict(list)
    for row in ended.distinct():
        for model, line in zip(
            sorted(row.callback.promises.all(), key=lambda one: one.pk), promises_of(row), strict=True
        ):
            if begins < line.window_to <= ends and line.verdict in {Verdict.KEPT, Verdict.BROKEN}:
                by_unit[model.lifeline_id].append(line)
    names = units.titles()
    return [
        _kept(names.get(unit, ""), lines)
        for unit, lines in sorted(by_unit.items(), key=lambda pair: names.get(pair[0], ""))
    ]


def kept_of_day(day: date, site_ids: Collection[int]) -> list[tuple[int, bool]]:
    """Of the promises whose window ended on a Danish day: the site that promised, and whether it was kept.

    Released ones are left out.
    """
    start, end = day_bounds(day)
    rows = callback_rows().filter(
        site__in=list(site_ids),
        callback__promises__window_to__gt=start,
        callback__promises__window_to__lte=end,
    )
    return [
        (row.site_id, line.verdict is Verdict.KEPT)
        for row in rows.distinct()
        for line in promises_of(row)
        if start < line.window_to <= end and line.verdict in {Verdict.KEPT, Verdict.BROKEN}
    ]


def _kept(unit: str, lines: Sequence[PromiseLine]) -> KeptLine:
    over = len(lines)
    if over < THRESHOLD:
        return KeptLine(unit, over, None, None, None)
    kept = sum(line.verdict is Verdict.KEPT for line in lines)
    return KeptLine(unit, over, kept, sum(line.is_rescued for line in lines), kept / over)
