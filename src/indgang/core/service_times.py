"""How long a service takes: lognormal times, what is left of a running one, and what a site's own history teaches.

Service times of one kind of task are skewed: many short, some very long, close to lognormal (Brown et al., "Statistical
Analysis of a Telephone Call Center", JASA 100, 2005). All durations are minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import erfc, exp, log, log1p, sqrt
from statistics import fmean

import numpy as np
import numpy.typing as npt

Minutes = npt.NDArray[np.float64]

DEFAULT_CV = 0.6
# A task that has never been measured is believed as much as so many measured services.
BELIEF = 8
# How much whole days differ from each other, as the spread of the logarithm; an assumption until days are measured.
DAY_SPREAD = 0.12
_LEAST, _INSTANT = 0.05, 1e-9
# Standard normal scores, and the cumulative hazard up to each: exact far out in the tail, where shares are all 1.
_SCORES = np.linspace(-9.0, 36.0, 9001)
_HAZARDS = np.array(
    [
        -log1p(-erfc(-one / sqrt(2)) / 2) if one < 0 else -log(erfc(one / sqrt(2)) / 2)
        for one in _SCORES.tolist()
    ]
)
_TELLING = 2.0
_PACES = np.linspace(-4.0, 4.0, 81)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a day goes: service times are those of an ordinary day times exp(`slower`), give or take `unsure`."""

    slower: float = 0.0
    unsure: float = DAY_SPREAD

    def at(self, shares: Minutes, running: Iterable[tuple["ServiceTime", float]] = ()) -> Minutes:
        """How much slower the day is, at `shares` between 0 and 1 of what can be, when services are running that have
        lasted so many minutes: the longer they last, the slower it probably is. One that lasts beyond all measure says
        no more about the day than a long one.
        """
        if self.unsure <= 0:
            return np.full(len(shares), self.slower)
        paces = self.slower + self.unsure * _PACES
        weight = -_PACES * _PACES / 2
        for usual, served in running:
            if usual.spread > 0 and served > _LEAST:
                lasted = min((log(served / usual.median) - self.slower) / usual.spread, _TELLING)
                weight = weight - _hazard(lasted - self.unsure * _PACES / usual.spread)
        total = np.cumsum(np.exp(weight - weight.max()))
        # Half of each step lies before its middle.
        middles = (total - np.diff(total, prepend=0.0) / 2) / total[-1]
        found: Minutes = np.interp(shares, middles, paces)
        return found


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """A lognormal time: its median in minutes, and the standard deviation of its logarithm."""

    median: float
    spread: float

    @classmethod
    def of(cls, mean: float, cv: float = DEFAULT_CV) -> "ServiceTime":
        """With this mean in minutes and this coefficient of variation (standard deviation by mean)."""
        spread = sqrt(log(1 + cv * cv))
        return cls(max(mean, _LEAST) * exp(-spread * spread / 2), spread)

    @property
    def mean(self) -> float:
        """In minutes."""
        return self.median * exp(self.spread**2 / 2)

    def left(self, served: float, shares: Minutes, slower: Minutes | float = 0.0) -> Minutes:
        """The quantiles, at `shares` between 0 and 1, of what is left of a service that has lasted `served` minutes,
        on days that are so much slower.
        """
        centre = log(self.median) + np.asarray(slower)
        if self.spread <= 0:
            return np.maximum(self.median * np.exp(slower) - served + np.zeros(len(shares)), _LEAST)
        lasted = _hazard((log(max(served, _INSTANT)) - centre) / self.spread)
        scores = np.interp(lasted - np.log1p(-shares), _HAZARDS, _SCORES)
        return np.maximum(np.exp(centre + self.spread * scores) - served, _LEAST)


@dataclass(frozen=True, slots=True)
class Measured:
    """Services that were measured: how many, and the mean and variance of the logarithms of their minutes."""

    count: int
    centre: float
    variance: float

    @classmethod
    def of(cls, minutes: Iterable[float]) -> "Measured":
        """Of single services, in minutes; at least one."""
        logs = [log(max(one, _LEAST)) for one in minutes]
        centre = fmean(logs)
        return cls(len(logs), centre, fmean((one - centre) ** 2 for one in logs))


def learnt(prior: ServiceTime, measured: Measured | None, belief: float = BELIEF) -> ServiceTime:
    """The prior drawn towards what was measured, the more the more of it there is.

    Conjugate updating of a normal mean and variance on the logarithms (Gelman et al., "Bayesian Data Analysis",
    3rd ed., section 3.3), with the prior counted as `belief` services.
    """
    if measured is None or not measured.count:
        return prior
    count, guess = measured.count, log(prior.median)
    middle = (belief * guess + count * measured.centre) / (belief + count)
    squares = (
        belief * prior.spread**2
        + count * measured.variance
        + belief * count / (belief + count) * (measured.centre - guess) ** 2
    )
    return ServiceTime(exp(middle), sqrt(squares / (belief + count)))


def pace_of(done: Iterable[tuple[Measured, ServiceTime]], day_spread: float = DAY_SPREAD) -> Pace:
    """The pace of a day by its finished services: those of each kind, and what such a service usually takes.

    The mean of a normal with known variances: each service is one noisy reading of the day's pace.
    """
    precision = 1 / day_spread**2
    total = 0.0
    for measured, usual in done:
        if usual.spread > 0:
            weight = measured.count / usual.spread**2
            precision += weight
            total += weight * (measured.centre - log(usual.median))
    return Pace(total / precision, 1 / sqrt(precision))


def _hazard(scores: Minutes) -> Minutes:
    found: Minutes = np.interp(scores, _SCORES, _HAZARDS)
    return found
