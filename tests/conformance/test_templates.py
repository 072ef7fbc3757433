"""Every template is used, and every text in it exists in Danish."""

import re
from pathlib import Path

import pytest

from tests.conformance.sources import PACKAGE, sources
from tools import messages

TEMPLATES = [path for path, _ in sources(suffix=".html")] + [
    path for path, _ in sources(suffix=".txt") if "templates" in path.parts
]
# Found by Django and allauth themselves, by these names.
BY_CONVENTION = re.compile(r"^(\d{3}\.html|account/.+|mfa/.+)$")


def name_of(path: Path) -> str:
    """The name by which code asks for a template."""
    parts = path.parts
    return "/".join(parts[parts.index("templates") + 1 :])


def test_every_template_is_used() -> None:
    text = "\n".join(body for suffix in (".py", ".html") for _, body in sources(suffix=suffix))
    names = [name_of(path) for path in TEMPLATES if "templates" in path.parts]
    assert names
    unused = [name for name in names if not BY_CONVENTION.match(name) and not _is_named(name, text)]
    assert unused == []


def _is_named(name: str, text: str) -> bool:
    if re.search(rf"""["']{re.escape(name)}""", text):
        return True
    folder, _, file = name.rpartition("/")
    # A face may build the name: f"kiosk/{name}.html" is asked for with "home".
    return f'f"{folder}/{{' in text and f'"{file.split(".")[0]}"' in text


@pytest.mark.parametrize("app", messages.apps(), ids=lambda app: str(app.relative_to(PACKAGE)))
def test_every_text_of_an_app_is_danish_too(app: Path) -> None:
    assert list(messages.problems(app)) == []


def test_no_text_is_translated_in_two_ways_or_belongs_to_nobody() -> None:
    assert messages.contradictions(messages.apps()) == []
    assert messages.homeless() == []
