from math import exp, log
from random import Random
from statistics import fmean, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.service_times import Measured, Pace, ServiceTime, learnt, pace_of

SHARES = (np.arange(400) + 0.5) / 400


def drawn(usual: ServiceTime, count: int, seed: int = 1) -> list[float]:
    random = Random(seed)
    return [usual.median * random.lognormvariate(0, usual.spread) for _ in range(count)]


@given(st.floats(0.5, 90), st.floats(0.05, 1.5))
def test_mean_and_variation_are_those_asked_for(mean: float, cv: float) -> None:
    usual = ServiceTime.of(mean, cv)
    assert usual.mean == pytest.approx(mean)
    assert (exp(usual.spread**2) - 1) ** 0.5 == pytest.approx(cv)


@pytest.mark.parametrize("served", [0.0, 2.0, 8.0, 25.0])
def test_what_is_left_is_what_those_who_lasted_so_long_had_left(served: float) -> None:
    usual = ServiceTime.of(8, 0.6)
    lasted = [one - served for one in drawn(usual, 200_000) if one > served]
    left = usual.left(served, SHARES)
    assert float(np.median(left)) == pytest.approx(median(lasted), rel=0.06)
    assert float(left.mean()) == pytest.approx(fmean(lasted), rel=0.08)


def test_what_lasts_beyond_all_measure_still_has_an_end() -> None:
    left = ServiceTime.of(3, 0.6).left(300, SHARES)
    assert np.isfinite(left).all()
    assert (left > 0).all()


def test_a_certain_time_is_left_what_it_is() -> None:
    assert set(ServiceTime(7, 0).left(0, SHARES).tolist()) == {7.0}


def test_nothing_measured_changes_nothing() -> None:
    prior = ServiceTime.of(12)
    assert learnt(prior, None) == prior


@pytest.mark.parametrize("count", [5, 50, 2000])
def test_the_more_is_measured_the_less_is_assumed(count: int) -> None:
    truth, assumed = ServiceTime.of(6, 0.5), ServiceTime.of(12, 0.6)
    found = learnt(assumed, Measured.of(drawn(truth, count, seed=count)))
    assert truth.median * 0.8 < found.median < assumed.median
    if count == 2000:
        assert found.median == pytest.approx(truth.median, rel=0.03)
        assert found.spread == pytest.approx(truth.spread, rel=0.05)


def test_the_middle_is_the_mean_of_belief_and_measurements() -> None:
    prior = ServiceTime.of(10)
    measured = drawn(ServiceTime.of(7), 30)
    middle = (8 * log(prior.median) + sum(map(log, measured))) / 38
    assert log(learnt(prior, Measured.of(measured)).median) == pytest.approx(middle)


def test_a_day_without_services_is_an_ordinary_one() -> None:
    assert pace_of([], day_spread=0.12) == Pace(0.0, pytest.approx(0.12))


def test_a_slow_day_is_noticed_after_some_services() -> None:
    usual = ServiceTime.of(5, 0.4)
    slow = [minutes * exp(0.3) for minutes in drawn(usual, 200)]
    few, many = (pace_of([(Measured.of(part), usual)], day_spread=0.15) for part in (slow[:3], slow))
    assert abs(few.slower) < many.slower
    assert many.slower == pytest.approx(0.3, abs=0.06)
    assert many.unsure < few.unsure < 0.15


def test_services_that_last_and_last_tell_of_a_slow_day() -> None:
    usual = ServiceTime.of(5, 0.4)
    shares = (np.arange(400) + 0.5) / 400
    quiet, slow = (Pace(0.0, 0.12).at(shares, running) for running in ([], [(usual, 14.0)] * 3))
    assert quiet.mean() == pytest.approx(0.0, abs=0.001)
    assert quiet.std() == pytest.approx(0.12, rel=0.02)
    assert 0.05 < slow.mean() < 0.24
    stuck = Pace(0.0, 0.12).at(shares, [(usual, 180.0)])
    assert 0 < stuck.mean() < 0.12
    assert set(Pace(0.2, 0.0).at(shares, [(usual, 14.0)]).tolist()) == {0.2}


def test_far_out_in_the_tail_what_is_left_grows() -> None:
    usual = ServiceTime.of(5, 0.6)
    middles = [float(np.median(usual.left(served, SHARES))) for served in (10, 60, 120, 600)]
    assert middles == sorted(middles)
    assert middles[0] > 1
