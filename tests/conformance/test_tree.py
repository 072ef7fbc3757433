"""The house itself: short files, no loose ends, nothing of the machine it was written on."""

import re
from pathlib import Path

from tests.conformance.sources import PACKAGE, ROOT, sources, tracked

LONGEST = {".py": 400, ".js": 400, ".html": 250, ".sh": 250}
LONGEST_TEST = 500
CODE = [path for path in tracked() if path.suffix in {*LONGEST, ".css"} and "migrations" not in path.parts]
TEXT = [
    path
    for path in tracked()
    if path.suffix not in {".png", ".svg", ".ico", ".woff2", ".mo", ".wav", ".xlsx"}
]
# Written in two halves, so that this file does not find itself.
LOOSE_ENDS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MACHINE = re.compile(r"(?<![\w.])/(root|work|home/\w+|Users/\w+)/\w")
REGISTRIES = "arti-factory ne-xus py-pi python-hosted np-mjs dev-pi verd-accio".replace("-", "").split()
REGISTRY = re.compile(rf"https?:[/]{{2}}[\w.-]*({'|'.join(REGISTRIES)})", re.IGNORECASE)
RESOLVED = re.compile(r'"resolved"\s*:|--(extra-)?index-url|registry\s*=')


def test_a_file_is_short_enough_to_read() -> None:
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in CODE if path.suffix in LONGEST}
    assert [
        f"{path.relative_to(ROOT)}: {lines}" for path, lines in lengths.items() if lines > _longest(path)
    ] == []


def test_nothing_is_left_to_do_later() -> None:
    assert [found for path in CODE for found in _found(path, LOOSE_ENDS)] == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    assert [found for path in TEXT for found in _found(path, MACHINE)] == []


def test_nothing_names_a_registry() -> None:
    assert [found for path in TEXT for found in _found(path, REGISTRY)] == []
    locks = [ROOT / "package-lock.json", *sorted((ROOT / "requirements").glob("*.txt"))]
    assert [found for path in locks for found in _found(path, RESOLVED)] == []


def test_time_is_asked_in_one_place() -> None:
    asked = re.compile(r"\b(datetime\.(now|utcnow|today)|timezone\.now|date\.today|time\.time)\(")
    places = {str(path.relative_to(PACKAGE)) for path, body in sources() if asked.search(body)}
    # The demo starts its clock from the real one.
    assert places <= {"base/clock.py", "project/demo/setup.py"}


def _longest(path: Path) -> int:
    return LONGEST_TEST if path.is_relative_to(ROOT / "tests") else LONGEST[path.suffix]


def _found(path: Path, pattern: re.Pattern[str]) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for number, line in enumerate(lines, start=1)
        if pattern.search(line)
    ]
