"""The map of a municipality: its boundary, what lies around it, and the towns. From files that come with Indgang."""

import csv
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from indgang.core.maps import Box, Point, Ring, arcs_of, box_of, clipped, rings_of

FOLDER = Path(__file__).resolve().parent
CREDITS = ("Indeholder data fra Klimadatastyrelsen (DAGI, Danmarks Adresser).", "GeoNames, CC BY 4.0.")
PADDING = 0.12
MOST_TOWNS = 40
Polygons = list[list[Ring]]


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality as far as the map shows it."""

    code: str
    name: str
    polygons: Polygons


@dataclass(frozen=True, slots=True)
class Town:
    """A town with its population."""

    name: str
    point: Point
    population: int
    municipality: str


@dataclass(frozen=True, slots=True)
class AreaMap:
    """What the map of a municipality holds; `neighbours` and `towns` are cut to `box`, the largest towns first."""

    box: Box
    own: Area
    neighbours: tuple[Area, ...]
    towns: tuple[Town, ...]


@lru_cache(maxsize=8)
def area_map(code: str) -> AreaMap | None:
    """The map of the municipality with this official code ("0530"); None for a code that is not on it."""
    areas = _areas()
    own = areas.get(code)
    if own is None:
        return None
    box = box_of(point for polygon in own.polygons for point in polygon[0]).padded(PADDING)
    around = (
        Area(one.code, one.name, _clipped(one.polygons, box)) for one in areas.values() if one.code != code
    )
    towns = [town for town in _towns() if box.holds(town.point)]
    towns.sort(key=lambda town: (town.municipality != code, -town.population))
    return AreaMap(box, own, tuple(one for one in around if one.polygons), tuple(towns[:MOST_TOWNS]))


def _clipped(polygons: Polygons, box: Box) -> Polygons:
    near = [polygon for polygon in polygons if box_of(polygon[0]).meets(box)]
    cut = ([ring for ring in (clipped(ring, box) for ring in polygon) if ring] for polygon in near)
    return [polygon for polygon in cut if polygon]


@cache
def _areas() -> dict[str, Area]:
    topology: dict[str, Any] = json.loads((FOLDER / "municipalities.topojson").read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    (layer,) = topology["objects"].values()
    found = {}
    for geometry in layer["geometries"]:
        facts = geometry["properties"]
        found[facts["kode"]] = Area(facts["kode"], facts["navn"], rings_of(geometry, arcs))
    return found


@cache
def _towns() -> list[Town]:
    with (FOLDER / "towns.csv").open(encoding="utf-8", newline="") as lines:
        return [
            Town(
                row["name"],
                (float(row["longitude"]), float(row["latitude"])),
                int(row["population"]),
                row["municipality"],
            )
            for row in csv.DictReader(lines)
        ]
