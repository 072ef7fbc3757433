"""The invented cases of the last two months."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from indgang.core.day import COPENHAGEN
from indgang.core.suppression import THRESHOLD
from indgang.project.demo.second_line.past_cases import FRIDAY, past_cases


@pytest.mark.parametrize("now", [datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2027, 4, 1, 21, tzinfo=UTC)])
def test_they_are_over_and_enough_for_every_figure_to_be_shown(now: datetime) -> None:
    cases = list(past_cases(now))
    steps = Counter(step.partition(":")[2] or step for one in cases for _hours, _who, step in one.steps)
    assert min(Counter(one.task for one in cases).values()) >= THRESHOLD
    assert min(steps[name] for name in ("missing_papers", "missing_answers", "decide", "close")) >= THRESHOLD
    for one in cases:
        sent = (now - timedelta(hours=one.hours_ago)).astimezone(COPENHAGEN)
        hours = [hours for hours, _who, _step in one.steps]
        assert sent.weekday() <= FRIDAY
        assert sent.hour in range(10, 14)
        assert hours == sorted(hours)
        assert hours[-1] < one.hours_ago
    assert [one.steps for one in cases] == [one.steps for one in past_cases(now)]
