"""Correcting the waits that are told by those that came: what a site has been told too short or too long, it is told
longer or shorter.

Of ten who are told a wait, one is to wait less than its low end, five less than its middle, nine less than its high
end. For each of the three there is a factor that would have made it so (the factor is a quantile of came by told, as in
conformalised quantile regression: Romano, Patterson and Candès, NeurIPS 2019). Those of one day go wrong together, so
that a factor is believed by the number of days, and never beyond `LEAST` and `MOST`: something else is wrong then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, isfinite, log
from typing import NamedTuple

# So many days weigh as much as the belief that nothing is wrong.
BELIEF_DAYS = 20
LEAST, MOST = 0.67, 1.5
# Shorter waits, in minutes, are rounded away when they are told, and make a quotient of anything.
_SHORT = 1.0
_SHARES = (0.1, 0.5, 0.9)


class Came(NamedTuple):
    """On which day (any number that tells days apart) what was told, uncorrected, and what came, in minutes."""

    day: int
    low: float
    middle: float
    high: float
    came: float


@dataclass(frozen=True, slots=True)
class Correction:
    """What the low end, the middle and the high end of a wait are multiplied by, and what that was learnt from."""

    low: float = 1.0
    middle: float = 1.0
    high: float = 1.0
    count: int = 0
    days: int = 0

    def of(self, low: float, middle: float, high: float) -> tuple[float, float, float]:
        """The corrected wait; its ends stay on their sides of the middle."""
        centre = middle * self.middle
        return min(low * self.low, centre), centre, max(high * self.high, centre)

    def undone(self, low: float, middle: float, high: float) -> tuple[float, float, float]:
        """What was corrected to this."""
        return low / self.low, middle / self.middle, high / self.high


NONE = Correction()


def correction(told: Iterable[Came]) -> Correction:
    """What to correct by; who could be called at once was told nothing that could fail."""
    usable = [one for one in told if all(map(isfinite, one)) and one.high >= _SHORT and one.came >= 0]
    if not usable:
        return NONE
    days = len({one.day for one in usable})
    belief = days / (days + BELIEF_DAYS)
    ends = zip(*((one.low, one.middle, one.high) for one in usable), strict=True)
    came = [one.came for one in usable]
    low, middle, high = (_factor(end, came, share, belief) for end, share in zip(ends, _SHARES, strict=True))
    return Correction(low, middle, high, len(usable), days)


def _factor(told: Iterable[float], came: list[float], share: float, belief: float) -> float:
    """The factor that would have left `share` of those that came below, drawn towards 1."""
    quotients = sorted(one / end for end, one in zip(told, came, strict=True) if end >= _SHORT)
    if not quotients:
        return 1.0
    found = quotients[round((len(quotients) - 1) * share)]
    return min(MOST, max(LEAST, exp(belief * log(min(100.0, max(0.01, found))))))
