"""The demo's citizens: seeded, within opening hours, busy when people come."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from indgang.core.day import COPENHAGEN
from indgang.project.demo.demand import TASK_WEIGHTS, arrivals

DAY = date(2026, 11, 20)
OPEN = [(datetime(2026, 11, 20, 8, 30, tzinfo=UTC), datetime(2026, 11, 20, 15, 0, tzinfo=UTC))]
TASKS = ["pas-voksen", "print-kopi-scan", "adressebeskyttelse"]


def day(seed: int = 7, **more: object) -> list:
    facts = {"day": DAY, "site": "magion", "open_hours": OPEN, "per_hour": 20.0, "tasks": TASKS, **more}
    return arrivals(seed=seed, **facts)


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    assert day() == day()
    assert day() != day(seed=8)
    assert [one.at for one in day()] != [one.at for one in day(site="billund")]


def test_everybody_comes_in_order_and_while_it_is_open() -> None:
    found = day()
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert all(OPEN[0][0] <= one.at < OPEN[0][1] for one in found)
    assert day(open_hours=[]) == []
    assert day(per_hour=0.0) == []


def test_volume_and_mix_follow_the_plan() -> None:
    many = [one for seed in range(60) for one in day(seed=seed)]
    per_hour = len(many) / 60 / 6.5
    assert 17 < per_hour < 26
    tasks = Counter(one.task for one in many if one.task)
    expected = TASK_WEIGHTS["pas-voksen"] / TASK_WEIGHTS["print-kopi-scan"]
    assert tasks["pas-voksen"] / tasks["print-kopi-scan"] == pytest.approx(expected, rel=0.2)
    hours = Counter(one.at.astimezone(COPENHAGEN).hour for one in many)
    assert hours[10] > hours[12]
