"""How the waits that were told stand against those that came, by how long a wait was told.

Of ten people who are told a wait, eight are to fall within the range, as many before its middle as after. Whether that
is so for short waits and for long ones is seen by putting them in bands by the middle of what was told. Seconds, as in
`core.kpi`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from indgang.core.kpi import ToldWait, percentile
from indgang.core.suppression import THRESHOLD, suppressed

A_MINUTE = 60
# Where the bands end, in minutes; the last one has no end.
ENDS = (5, 10, 15, 20, 30, 45)


@dataclass(frozen=True, slots=True)
class Band:
    """Those who were told a middle from `begins` minutes up to, not with, `ends` (None: no end).

    `n` is None when it is hidden. The rest is None without cases and where `n` is hidden: the median of the middles
    that were told, the 10th, 50th and 90th percentile of the waits that came, and the share within the range.
    """

    begins: int
    ends: int | None
    n: int | None
    told: float | None = None
    came_low: float | None = None
    came: float | None = None
    came_high: float | None = None
    held: float | None = None


def calibration(told: Iterable[ToldWait], threshold: int = THRESHOLD) -> list[Band]:
    """Every band, also the empty ones; who could be called at once was told nothing that could fail."""
    begins = (0, *ENDS)
    groups: dict[int, list[ToldWait]] = {one: [] for one in begins}
    for one in told:
        if one.high > 0:
            groups[max(begin for begin in begins if begin * A_MINUTE <= one.middle or begin == 0)].append(one)
    counts = suppressed({begin: len(group) for begin, group in groups.items()}, threshold).cells
    return [
        _band(begin, end, group, counts[begin], threshold)
        for (begin, group), end in zip(groups.items(), (*ENDS, None), strict=True)
    ]


def _band(begins: int, ends: int | None, group: list[ToldWait], n: int | None, threshold: int) -> Band:
    if n is None or len(group) < threshold:
        return Band(begins, ends, n)
    came = [one.came for one in group]
    return Band(
        begins,
        ends,
        n,
        told=percentile([one.middle for one in group], 0.5),
        came_low=percentile(came, 0.1),
        came=percentile(came, 0.5),
        came_high=percentile(came, 0.9),
        held=sum(one.low <= one.came <= one.high for one in group) / len(group),
    )
