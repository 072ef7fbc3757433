"""The map that comes with Indgang: every municipality is on it, and a map is small."""

import json

import pytest

from indgang.organisation.geography import CREDITS, FOLDER, area_map
from indgang.web.citizen.places.mapping import geojson

CODES = sorted(
    geometry["properties"]["kode"]
    for geometry in json.loads((FOLDER / "municipalities.topojson").read_text("utf-8"))["objects"][
        "kommuner"
    ]["geometries"]
)


def test_all_98_municipalities_are_there() -> None:
    assert len(set(CODES)) == 98
    assert area_map("9999") is None


@pytest.mark.parametrize("code", CODES)
def test_each_has_a_closed_boundary_in_denmark_and_a_small_payload(code: str) -> None:
    area = area_map(code)
    assert area is not None
    for polygon in area.own.polygons:
        for ring in polygon:
            assert ring[0] == ring[-1]
            assert all(7.5 < x < 15.5 and 54.3 < y < 58 for x, y in ring)
    assert len(json.dumps(geojson(area), ensure_ascii=False, separators=(",", ":")).encode()) < 60_000


def test_billund_has_its_neighbours_and_its_towns() -> None:
    area = area_map("0530")
    assert area is not None
    assert area.own.name == "Billund"
    assert {one.name for one in area.neighbours} == {
        "Varde", "Vejen", "Vejle", "Herning", "Ikast-Brande", "Ringkøbing-Skjern",
    }  # fmt: skip
    assert [town.name for town in area.towns if town.municipality == "0530"] == [
        "Grindsted",
        "Billund",
        "Vorbasse",
    ]


def test_names_are_danish_and_the_sources_are_named() -> None:
    towns = (FOLDER / "towns.csv").read_text("utf-8")
    assert "København" in towns
    assert "Copenhagen" not in towns
    credit = (FOLDER / "CREDITS.md").read_text("utf-8").replace("\n  ", " ")
    assert all(line.rstrip(".") in credit for line in CREDITS)
