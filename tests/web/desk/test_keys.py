"""Every key of the desk is documented, on a button, and unlike every other one."""

import re
from pathlib import Path

import indgang.web.desk
from indgang.web.desk.keys import BY_CODE, GROUPS, KEYS, grouped

TEMPLATES = Path(indgang.web.desk.__file__).parent / "templates" / "desk"
# What browsers and screen readers keep for themselves while no field has the focus.
TAKEN = {
    "f1",
    "f3",
    "f4",
    "f5",
    "f6",
    "f7",
    "f10",
    "f11",
    "f12",
    "space",
    "enter",
    "tab",
    "alt+d",
    "alt+f",
    "alt+e",
}


def used() -> set[str]:
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    return set(re.findall(r'{% keyed "(\w+)" %}', text)) | {"solved", "co_service", "referred", "handed_over"}


def test_every_documented_key_is_on_a_button() -> None:
    assert used() == set(BY_CODE) - {"escape"}


def test_no_key_means_two_things() -> None:
    combos = [combo for key in KEYS for combo in key.combos]
    assert len(combos) == len(set(combos))
    assert not TAKEN & set(combos)


def test_the_help_shows_them_all() -> None:
    assert [key for _title, keys in grouped() for key in keys] == sorted(
        KEYS, key=lambda key: list(GROUPS).index(key.group)
    )
