"""How long a service takes: lognormal times, what is left of a running one, and what a site's own history teaches.

Service times of one kind of task are skewed: many short, some very long, close to lognormal (Brown et al., "Statistical
Analysis of a Telephone Call Center", JASA 100, 2005). All durations are minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist, fmean

import numpy as np
import numpy.typing as npt

Minutes = npt.NDArray[np.float64]

DEFAULT_CV = 0.6
# A task that has never been measured is believed as much as so many measured services.
BELIEF = 8
# How much whole days differ from each other, as the spread of the logarithm; an assumption until days are measured.
DAY_SPREAD = 0.12
_NORMAL = NormalDist()
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Pace:
    """How a day goes: service times are those of an ordinary day times exp(`slower`), give or take `unsure`."""

    slower: float = 0.0
    unsure: float = DAY_SPREAD


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

    def on(self, pace: Pace) -> "ServiceTime":
        """As it is on a day of this pace."""
        return ServiceTime(self.median * exp(pace.slower), sqrt(self.spread**2 + pace.unsure**2))

    def at(self, levels: Minutes) -> Minutes:
        """The quantiles at levels given as standard normal scores."""
        return self.median * np.exp(self.spread * levels)

    def left(self, served: float, shares: Minutes) -> Minutes:
        """The quantiles, at `shares` between 0 and 1, of what is left of a service that has lasted `served` minutes."""
        has_begun = served > _LEAST and self.spread > 0
        lasted = _NORMAL.cdf(log(served / self.median) / self.spread) if has_begun else 0.0
        # Far out in the tail nothing is known any more: as if it were at its last thousandth.
        lasted = min(lasted, 0.999)
        scores = np.array([_NORMAL.inv_cdf(lasted + (1 - lasted) * float(share)) for share in shares])
        total: Minutes = self.at(scores)
        return np.maximum(total - served, _LEAST)


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
