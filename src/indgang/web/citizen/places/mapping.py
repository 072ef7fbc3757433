"""The map of the places: drawn here as SVG, and the same lines as GeoJSON for the script that makes it move."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from indgang.core.maps import Point, Ring, Sheet, spread
from indgang.organisation.geography import CREDITS, AreaMap, Town, area_map
from indgang.organisation.models import Site

WIDTH = 640
MARK_GAP = 30
NAMED_TOWNS = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered mark, and the spot it stands for where it had to move aside."""

    site: Site
    number: int
    x: float
    y: float
    spot: Point

    @property
    def has_moved(self) -> bool:
        """Whether a line leads back to the spot."""
        return abs(self.x - self.spot[0]) + abs(self.y - self.spot[1]) > 4


@dataclass(frozen=True, slots=True)
class TownDot:
    """A town on the sheet; `radius` grows with its population."""

    name: str
    x: float
    y: float
    radius: float
    is_named: bool
    is_left: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The map, ready to be drawn."""

    width: float
    height: float
    own: str
    neighbours: list[tuple[str, str]]
    towns: list[TownDot]
    marks: list[Mark]
    name: str
    credits: tuple[str, ...]


def picture(sites: Sequence[Site], numbers: dict[int, int] | None = None) -> Picture | None:
    """The map of the sites' municipality, a number on each site that has a point; None when there is no map for it,
    or nothing to mark.
    """
    placed = [site for site in sites if site.latitude is not None and site.longitude is not None]
    area = area_map(placed[0].municipality.code) if placed else None
    if area is None:
        return None
    sheet = Sheet(area.box, WIDTH)
    spots = [sheet.at(_point(site)) for site in placed]
    marks = [
        Mark(site, (numbers or {}).get(site.pk, place), x, y, spot)
        for place, (site, spot, (x, y)) in enumerate(
            zip(placed, spots, spread(spots, MARK_GAP), strict=True), start=1
        )
    ]
    return Picture(
        width=WIDTH,
        height=sheet.height,
        own=sheet.path(area.own.polygons),
        neighbours=[(one.name, sheet.path(one.polygons)) for one in area.neighbours],
        towns=[_dot(town, sheet, place, area) for place, town in enumerate(area.towns)],
        marks=marks,
        name=area.own.name,
        credits=CREDITS,
    )


def geojson(area: AreaMap) -> dict[str, Any]:
    """The map without the sites, as a GeoJSON collection with its bounding box."""
    polygons = [
        _feature(_multi(one.polygons), kind=kind, name=one.name)
        for kind, areas in (("neighbour", area.neighbours), ("own", (area.own,)))
        for one in areas
    ]
    towns = [
        _feature(
            {"type": "Point", "coordinates": town.point},
            kind="town",
            name=town.name,
            population=town.population,
            own=town.municipality == area.own.code,
        )
        for town in area.towns
    ]
    return {
        "type": "FeatureCollection",
        "bbox": [round(edge, 4) for edge in area.box],
        "attribution": " ".join(CREDITS),
        "features": [*polygons, *towns],
    }


def _multi(polygons: Iterable[Iterable[Ring]]) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": [[*polygon] for polygon in polygons]}


def _feature(geometry: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": facts, "geometry": geometry}


def _point(site: Site) -> Point:
    return site.longitude or 0.0, site.latitude or 0.0


def _dot(town: Town, sheet: Sheet, place: int, area: AreaMap) -> TownDot:
    x, y = sheet.at(town.point)
    is_own = town.municipality == area.own.code
    radius = round(min(9.0, 2.0 + (town.population / 4000) ** 0.5), 1)
    return TownDot(town.name, x, y, radius, is_named=is_own or place < NAMED_TOWNS, is_left=x > WIDTH * 0.75)
