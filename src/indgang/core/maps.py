"""Drawing a small map: from coordinates to places on a sheet, cut to what the sheet shows.

A point is (longitude, latitude) in degrees, a ring a closed line of points. Maps are drawn in the Web Mercator
projection, so that what the server draws and what a script draws later lie on each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, log, pi, radians, sin, tan
from typing import Any, NamedTuple

Point = tuple[float, float]
Ring = list[Point]
GOLDEN_ANGLE = 2.399963


class Box(NamedTuple):
    """A piece of the earth, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def padded(self, share: float) -> "Box":
        """Larger on each side by `share` of its width and height."""
        wide, high = (self.east - self.west) * share, (self.north - self.south) * share
        return Box(self.west - wide, self.south - high, self.east + wide, self.north + high)

    def holds(self, point: Point) -> bool:
        """Whether the point is inside or on the edge."""
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north

    def meets(self, other: "Box") -> bool:
        """Whether they have a point in common."""
        return not (
            other.west > self.east
            or other.east < self.west
            or other.south > self.north
            or other.north < self.south
        )


def box_of(points: Iterable[Point]) -> Box:
    """The smallest box around the points. Raises ValueError when there are none."""
    known = list(points)
    if not known:
        raise ValueError("a box needs a point")
    longitudes, latitudes = [point[0] for point in known], [point[1] for point in known]
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def arcs_of(topology: Mapping[str, Any]) -> list[Ring]:
    """The lines of a quantised TopoJSON, in degrees, rounded to about ten metres."""
    (wide, high), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for right, up in arc:
            x, y = x + right, y + up
            line.append((round(x * wide + left, 4), round(y * high + low, 4)))
        lines.append(line)
    return lines


def rings_of(geometry: Mapping[str, Any], arcs: Sequence[Ring]) -> list[list[Ring]]:
    """The polygons of a TopoJSON geometry: of each the outer ring first, then its holes."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [[_ring(numbers, arcs) for numbers in polygon] for polygon in polygons]


def _ring(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    ring: Ring = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += line[1:] if ring else line
    return ring


def clipped(ring: Ring, box: Box) -> Ring:
    """The ring cut to the box, closed; empty when nothing is left (Sutherland and Hodgman, CACM 17, 1974)."""
    points = ring[:-1] if ring and ring[0] == ring[-1] else list(ring)
    for axis, edge, keeps_greater in (
        (0, box.west, True),
        (0, box.east, False),
        (1, box.south, True),
        (1, box.north, False),
    ):
        points = _cut(points, axis, edge, keeps_greater=keeps_greater)
    return [*points, points[0]] if len(points) >= 3 else []


def _cut(points: Ring, axis: int, edge: float, *, keeps_greater: bool) -> Ring:
    def inside(point: Point) -> bool:
        return point[axis] >= edge if keeps_greater else point[axis] <= edge

    kept: Ring = []
    for place, point in enumerate(points):
        before = points[place - 1]
        if inside(point) != inside(before):
            share = (edge - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            kept.append((edge, round(other, 4)) if axis == 0 else (round(other, 4), edge))
        if inside(point):
            kept.append(point)
    return kept


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing of `box`, `width` units wide and as high as that makes it."""

    box: Box
    width: float

    @property
    def height(self) -> float:
        """In the units of the width."""
        wide, high = self._size()
        return round(self.width * high / wide, 1)

    def at(self, point: Point) -> Point:
        """Where a point of the earth is on the sheet, from its upper left corner."""
        wide, _high = self._size()
        scale = self.width / wide
        west, north = _mercator((self.box.west, self.box.north))
        x, y = _mercator(point)
        return round((x - west) * scale, 1), round((north - y) * scale, 1)

    def path(self, polygons: Iterable[Iterable[Ring]]) -> str:
        """The polygons as the `d` of an SVG path, with points left out that fall on the one before."""
        parts = []
        for polygon in polygons:
            for ring in polygon:
                places: Ring = []
                for point in ring:
                    place = self.at(point)
                    if not places or place != places[-1]:
                        places.append(place)
                if len(places) >= 3:
                    parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in places) + "Z")
        return "".join(parts)

    def _size(self) -> Point:
        west, south = _mercator((self.box.west, self.box.south))
        east, north = _mercator((self.box.east, self.box.north))
        return east - west, north - south


def spread(places: Sequence[Point], gap: float, rounds: int = 200) -> list[Point]:
    """The places moved apart as little as it takes until each is at least `gap` from every other.

    Those on the same spot part in fixed directions, so that the same places always give the same picture. With so
    many places that they push each other in circles the result after `rounds` is taken.
    """
    moved = [
        (x + cos(GOLDEN_ANGLE * number) * 0.01, y + sin(GOLDEN_ANGLE * number) * 0.01)
        for number, (x, y) in enumerate(places)
    ]
    for _round in range(rounds):
        is_still = True
        for first in range(len(moved)):
            for second in range(first + 1, len(moved)):
                (x1, y1), (x2, y2) = moved[first], moved[second]
                distance = hypot(x2 - x1, y2 - y1)
                if distance >= gap - 1e-6:
                    continue
                is_still = False
                push = (gap - distance) / 2 / max(distance, 1e-9)
                right, down = (x2 - x1) * push, (y2 - y1) * push
                moved[first], moved[second] = (x1 - right, y1 - down), (x2 + right, y2 + down)
        if is_still:
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved]


def _mercator(point: Point) -> Point:
    return radians(point[0]), log(tan(pi / 4 + radians(point[1]) / 2))
