"""Places on a sheet against plain geometry."""

from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.maps import Box, Point, Ring, Sheet, arcs_of, box_of, clipped, rings_of, spread

TOPOLOGY = {
    "transform": {"scale": [0.5, 0.25], "translate": [8, 55]},
    "arcs": [[[0, 0], [2, 0], [0, 4]], [[2, 4], [-2, 0], [0, -4]]],
}
BOX = Box(0, 0, 10, 10)
points = st.tuples(st.integers(-8, 18), st.integers(-8, 18))


def test_arcs_are_differences_on_a_grid() -> None:
    assert arcs_of(TOPOLOGY) == [[(8, 55), (9, 55), (9, 56)], [(9, 56), (8, 56), (8, 55)]]


def test_a_ring_is_made_of_arcs_in_either_direction() -> None:
    arcs = arcs_of(TOPOLOGY)
    there = rings_of({"type": "Polygon", "arcs": [[0, 1]]}, arcs)
    back = rings_of({"type": "MultiPolygon", "arcs": [[[~1, ~0]]]}, arcs)
    assert there == [[[(8, 55), (9, 55), (9, 56), (8, 56), (8, 55)]]]
    assert back == [[there[0][0][::-1]]]


def inside(ring: Ring, point: Point) -> bool:
    """Whether a ray from the point crosses the ring an odd number of times."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > point[1]) != (y2 > point[1]):
            crossings += point[0] < x1 + (point[1] - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


@given(points, points, points, st.tuples(st.integers(-8, 17), st.integers(-8, 17)))
def test_cutting_keeps_what_is_in_the_box(one: Point, two: Point, three: Point, corner: Point) -> None:
    ring = [one, two, three, one]
    cut = clipped(ring, BOX)
    assert all(-1e-9 <= x <= 10 + 1e-9 and -1e-9 <= y <= 10 + 1e-9 for x, y in cut)
    assert not cut or cut[0] == cut[-1]
    probe = (corner[0] + 0.4871, corner[1] + 0.3713)  # On no line between whole points of this size.
    near = any(abs(_distance(probe, a, b)) < 0.01 for a, b in pairwise(ring))
    if not near:
        assert inside(cut, probe) == (inside(ring, probe) and BOX.holds(probe))


def _distance(point: Point, a: Point, b: Point) -> float:
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1
    return ((b[0] - a[0]) * (a[1] - point[1]) - (a[0] - point[0]) * (b[1] - a[1])) / length


def test_the_corners_of_the_box_are_the_corners_of_the_sheet() -> None:
    sheet = Sheet(Box(8, 55, 9, 56), 640)
    assert sheet.at((8, 56)) == (0, 0)
    assert sheet.at((9, 55)) == (640, sheet.height)
    # A degree of latitude is 1 / cos(latitude) times a degree of longitude: 1.764 at 55.5 degrees.
    assert sheet.height / 640 == pytest.approx(1.764, abs=0.003)
    assert sheet.path([[[(8, 56), (9, 56), (9, 55), (8, 56)]]]) == f"M0 0L640 0L640 {sheet.height:g}L0 0Z"


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=8), st.integers(1, 20))
def test_marks_that_are_spread_do_not_cover_each_other(places: list[Point], gap: int) -> None:
    moved = spread(places, gap)
    assert len(moved) == len(places)
    assert moved == spread(places, gap)
    for first, one in enumerate(moved):
        for other in moved[first + 1 :]:
            assert hypot(one[0] - other[0], one[1] - other[1]) >= gap - 0.3


def test_marks_that_are_apart_stay() -> None:
    assert spread([(10, 10), (100, 100)], 30) == [(10, 10), (100, 100)]


def test_a_box_needs_a_point() -> None:
    assert box_of([(1, 2), (3, 0)]) == Box(1, 0, 3, 2)
    with pytest.raises(ValueError, match="needs a point"):
        box_of([])
