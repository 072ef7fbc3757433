"""Small content folders, places and people for the catalogue's tests."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from indgang.base.access import Actor
from indgang.organisation.models import Municipality, Person, Site
from tests.catalogue.sectioning import someone

TASK: dict[str, Any] = {
    "code": "pas-voksen",
    "kle": "23.09.02",
    "topic": "rejse",
    "group": 1,
    "nature": "authority",
    "standard_minutes": 12,
    "sensitive": False,
    "lifeline": "pas",
    "tools": ["Pasanlæg"],
    "self_service": "https://www.borger.dk/",
    "legal_basis": [{"title": "Pasloven", "url": None}],
    "offers": {"town_hall": "decide", "library": "prepare", "branch": "guide"},
    "assumptions": ["Standardtiden er et skøn."],
    "text": {
        "da": {"title": "Nyt pas", "summary": "Sådan får du pas.", "words": ["pas"], "bring": ["Foto"]},
        "en": {"title": "New passport", "summary": "How to get one.", "words": ["passport"]},
    },
    "play": [
        {"kind": "ask", "da": "Spørg om rejsen.", "en": "Ask about the journey."},
        {"kind": "do", "reach": "decide", "da": "Udsted passet.", "en": "Issue the passport."},
        {"kind": "stop_refer", "to": "lifeline", "da": "Stop ved tvivl.", "en": "Stop when in doubt."},
    ],
}
TOPICS: list[dict[str, Any]] = [
    {"code": "rejse", "kiosk": 1, "icon": "pas", "da": {"title": "Rejse"}, "en": {"title": "Travel"}},
    {"code": "andet", "kiosk": 2, "icon": "?", "da": {"title": "Andet"}, "en": {"title": "Other"}},
]

Change = Callable[[dict[str, Any]], Any]


class ContentFolder:
    """A content folder that a test writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "tasks").mkdir(parents=True)
        self.write("topics.yaml", TOPICS)
        self.write("lifelines.yaml", ["pas", "folkeregister"])

    def write(self, name: str, data: Any) -> None:
        text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
        (self.path / name).write_text(text, encoding="utf-8")

    def task(self, code: str = "pas-voksen", change: Change | None = None) -> None:
        data = deepcopy(TASK)
        data["code"] = code
        if change is not None:
            change(data)
        self.write(f"tasks/{code}.yaml", data)


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    made = ContentFolder(tmp_path / "content")
    made.task()
    return made


@pytest.fixture
def editor() -> Actor:
    return Actor(kind="person", name="Else", grants=frozenset({("editor", None)}))


@pytest.fixture
def library(db: None) -> Site:
    return _site("magion", "library")


@pytest.fixture
def town_hall(library: Site) -> Site:
    return _site("raadhus", "town_hall")


def _site(slug: str, kind: str) -> Site:
    place, _created = Municipality.objects.get_or_create(code="0530", defaults={"name": "Prøvelund"})
    return Site.objects.create(municipality=place, slug=slug, name=slug.capitalize(), kind=kind)


@pytest.fixture
def person(library: Site) -> Person:
    return Person.objects.create(username="maja", name="Maja", home_site=library)


@pytest.fixture
def else_(db):
    return someone("else", "editor")


@pytest.fixture
def bent(db):
    return someone("bent", "editor")


@pytest.fixture
def leif(db):
    return someone("leif", "manager")
