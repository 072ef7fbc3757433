"""The rules of the task mapping, against a slow, obvious version and against numbers worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.mapping import (
    GREY_ZONE,
    MappedFact,
    Side,
    Stand,
    counted,
    is_grey,
    result_of,
    share_of,
    verdict,
)

LIBRARY, SERVICE = Side.LIBRARY, Side.CITIZEN_SERVICE
ANSWERS = st.sampled_from([None, 1, 2, 3])
NATURES = st.sampled_from(["", "operational", GREY_ZONE, "authority"])


@st.composite
def mappings(draw: st.DrawFn) -> list[MappedFact]:
    """Tasks of which some are divided, in any order."""
    found: list[MappedFact] = []
    for _task in range(draw(st.integers(0, 8))):
        parent = draw(task_facts(len(found) + 1, None))
        found.append(parent)
        for _part in range(draw(st.integers(0, 3))):
            found.append(draw(task_facts(len(found) + 1, parent.id)))
    return draw(st.permutations(found))


@st.composite
def task_facts(draw: st.DrawFn, number: int, parent: int | None) -> MappedFact:
    return MappedFact(
        id=number,
        title=f"opgave {number}",
        owners=draw(st.frozensets(st.sampled_from(list(Side)))),
        parent=parent,
        group=draw(ANSWERS),
        nature=draw(NATURES),
        minutes=draw(st.none() | st.integers(1, 240)),
        grey_said=draw(st.booleans()),
        competences=tuple(draw(st.lists(st.sampled_from(["pas", "lån", "it"]), max_size=3))),
    )


@given(mappings())
def test_against_a_slow_obvious_version(tasks: list[MappedFact]) -> None:
    result = result_of(tasks)
    for side in Side:
        generalist = known = unknown = some_minutes = all_minutes = 0
        wanted = []
        for task in tasks:
            if any(other.parent == task.id for other in tasks):
                continue
            if task.group == 1 and list(task.owners) == [side.other]:
                wanted.append(task)
            if side not in task.owners:
                continue
            if task.group is None:
                unknown += 1
                continue
            known += 1
            all_minutes += task.minutes or 0
            if task.group == 1:
                generalist += 1
                some_minutes += task.minutes or 0
        share = result.by_side[side]
        assert (share.generalist, share.known, share.open) == (generalist, known, unknown)
        assert (share.generalist_minutes, share.known_minutes) == (some_minutes, all_minutes)
        assert share.value == (float(Fraction(generalist, known)) if known else None)
        assert list(result.training[side].tasks) == wanted
        names = [name for task in wanted for name in set(task.competences)]
        expected = sorted(set(names), key=lambda name: (-names.count(name), name))
        assert list(result.training[side].competences) == expected


@given(mappings())
def test_nothing_counts_twice_and_nothing_is_lost(tasks: list[MappedFact]) -> None:
    leaves = counted(tasks)
    overall = result_of(tasks).overall
    assert overall.known + overall.open == len(leaves) == len({task.id for task in leaves})
    assert overall == share_of(tasks)
    both = sum(task.owners == frozenset(Side) for task in leaves)
    nobody = sum(not task.owners for task in leaves)
    shares = result_of(tasks).by_side.values()
    assert sum(share.known + share.open for share in shares) == len(leaves) + both - nobody
    for share in (*shares, overall):
        assert share.value is None or 0 <= share.value <= 1
        assert share.by_minutes is None or 0 <= share.by_minutes <= 1


@given(mappings())
def test_dividing_a_task_into_itself_changes_nothing(tasks: list[MappedFact]) -> None:
    """A part that is all of its task stands for it."""
    twice = [
        MappedFact(1000 + task.id, task.title, task.owners, task.id, task.group, task.nature, task.minutes,
                   task.grey_said, task.competences)
        for task in counted(tasks) if task.parent is None
    ]  # fmt: skip
    before, after = result_of(tasks), result_of([*tasks, *twice])
    assert before.by_side == after.by_side
    assert len(before.grey_zone) == len(after.grey_zone)
    assert {side: row.competences for side, row in before.training.items()} == {
        side: row.competences for side, row in after.training.items()
    }


@given(ANSWERS, ANSWERS, ANSWERS)
def test_where_a_field_stands(settled: int | None, library: int | None, service: int | None) -> None:
    found = verdict(settled, library, service)
    assert found == (verdict(settled, service, library))
    if settled is not None:
        assert (found.stand, found.value) == (Stand.SETTLED, settled)
    elif library is None and service is None:
        assert (found.stand, found.value) == (Stand.NOTHING, None)
    elif library is None or service is None:
        assert (found.stand, found.value) == (Stand.ONE_SIDE, None)
    else:
        same = library == service
        assert found.stand == (Stand.AGREED if same else Stand.DISAGREED)
        assert found.value == (library if same else None)


def test_an_empty_word_says_nothing() -> None:
    assert verdict("", "", "authority").stand == Stand.ONE_SIDE
    assert verdict(None, "", "").stand == Stand.NOTHING


def task(number: int, owner: Side | None, group: int | None, minutes: int = 10, **more: object) -> MappedFact:
    owners = frozenset({owner}) if owner else frozenset()
    return MappedFact(number, f"opgave {number}", owners, group=group, minutes=minutes, **more)  # type: ignore[arg-type]


def test_slangerup_by_hand() -> None:
    """Two of four tasks of citizen service, one of three of the library; a divided task is its parts."""
    tasks = [
        task(1, SERVICE, 1, 12, competences=("pas",)),
        task(2, SERVICE, 1, 8, competences=("folkeregister", "pas")),
        task(3, SERVICE, 2, 20),
        task(4, SERVICE, 3, 20),
        task(5, SERVICE, None),
        task(6, LIBRARY, 3, 240),
        task(7, LIBRARY, 1, 4, parent=6, competences=("udlån",)),
        task(8, LIBRARY, 2, 10, parent=6),
        task(9, LIBRARY, 3, 10),
        task(10, None, 1, 5),
    ]
    result = result_of(tasks)
    service, library = result.by_side[SERVICE], result.by_side[LIBRARY]
    assert (service.value, service.known, service.open) == (0.5, 4, 1)
    assert service.by_minutes == pytest.approx(20 / 60)
    assert library.value == pytest.approx(1 / 3)
    assert library.by_minutes == pytest.approx(4 / 24)
    assert result.overall.value == pytest.approx(4 / 8)
    assert [one.id for one in result.training[LIBRARY].tasks] == [1, 2]
    assert result.training[LIBRARY].competences == ("pas", "folkeregister")
    assert [one.id for one in result.training[SERVICE].tasks] == [7]


def test_a_grey_zone_waits_for_a_decision_until_something_else_is_agreed() -> None:
    assert is_grey(task(1, LIBRARY, 1, nature=GREY_ZONE))
    assert is_grey(task(1, LIBRARY, 1, grey_said=True))
    assert not is_grey(task(1, LIBRARY, 1, nature="operational", grey_said=True))
    assert not is_grey(task(1, LIBRARY, 1))
