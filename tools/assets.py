"""Copy the front-end packages that are served to browsers from ``node_modules`` to the static files.

There is no bundler. Files are taken as published but for two things: comments that point to source maps are
cut, and fonts are served as WOFF2 only, which every browser that shows the faces reads. Every other address
in a style sheet must lead to a file of the same package; it is copied along, so that hashed file names can be
computed for all of them. ``--verbose`` tells on standard error what was cut.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tools.wordlist import WordListError, make_word_list

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "src" / "indgang" / "ui" / "static" / "vendor"

SOURCE_MAP = re.compile(rb"\s*(?:/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\s*$")
FONT_SOURCES = re.compile(r"src:(?P<sources>url\([^;}]*)")
ADDRESS = re.compile(r"""url\(\s*["']?(?P<address>[^"')]+)["']?\s*\)""")


class AssetError(RuntimeError):
    """A package is missing, or holds something that cannot be served as it is; the message says which."""


@dataclass(frozen=True)
class Package:
    """An npm package: its folder among the vendor files, and ``{its file or folder: place in there}``."""

    name: str
    folder: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "dkfds",
        "dkfds",
        {
            "dist/css/dkfds.min.css": "css/dkfds.min.css",
            "dist/js/dkfds.min.js": "js/dkfds.min.js",
            "dist/img/all-svg-icons.svg": "img/all-svg-icons.svg",
            "dist/img/svg-icons": "img/svg-icons",
            "dist/fonts/IBMPlexSans/complete/woff2/license.txt": "fonts/IBMPlexSans/license.txt",
            "LICENSE.md": "LICENSE.md",
        },
    ),
    Package("htmx.org", "htmx", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE-htmx"}),
    Package("htmx-ext-sse", "htmx", {"dist/sse.min.js": "sse.min.js", "LICENSE": "LICENSE-sse"}),
    Package(
        "idiomorph",
        "htmx",
        {"dist/idiomorph-ext.min.js": "idiomorph-ext.min.js", "LICENSE": "LICENSE-idiomorph"},
    ),
    Package(
        "leaflet",
        "leaflet",
        {"dist/leaflet.js": "leaflet.js", "dist/leaflet.css": "leaflet.css", "LICENSE": "LICENSE"},
    ),
)


def _only_woff2(match: re.Match[str]) -> str:
    sources = match["sources"].split(",")
    kept = [source for source in sources if ".woff2" in source]
    return "src:" + ",".join(kept or sources)


def _copy_style_sheet(source: Path, target: Path, package_target: Path) -> Iterator[str]:
    """Write the style sheet and everything it refers to; yields what was cut, one sentence each."""
    original = SOURCE_MAP.sub(b"", source.read_bytes()).decode("utf-8")
    text = FONT_SOURCES.sub(_only_woff2, original)
    wanted = set(ADDRESS.findall(text))
    for address in sorted(set(ADDRESS.findall(original)) - wanted):
        yield f"font left out: {address}"
    for address in sorted(wanted):
        if address.startswith(("data:", "#")):
            continue
        copied = (target.parent / address).resolve()
        found = (source.parent / address).resolve()
        if not found.is_file() or not copied.is_relative_to(package_target.resolve()):
            raise AssetError(f"{source.name} refers to {address}, which is no file of its package")
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found, copied)
    target.write_text(text, encoding="utf-8")


def _copy_file(source: Path, target: Path, package_target: Path) -> list[str]:
    if not source.exists():
        raise AssetError(f"{source} is missing; run: npm ci")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
        return []
    cut = [f"source map left out: {source.name}"] if SOURCE_MAP.search(source.read_bytes()) else []
    if source.suffix == ".css":
        return [*cut, *_copy_style_sheet(source, target, package_target)]
    target.write_bytes(SOURCE_MAP.sub(b"\n", source.read_bytes()) if cut else source.read_bytes())
    return cut


def copy_packages(source: Path = SOURCE, target: Path = TARGET) -> list[str]:
    """Replace the vendor files by fresh copies and return what was cut, one line each; raises AssetError."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    cut: list[str] = []
    versions: dict[str, str] = {}
    for package in PACKAGES:
        home = source / package.name
        if not (home / "package.json").exists():
            raise AssetError(f"the npm package {package.name} is not installed; run: npm ci")
        described = json.loads((home / "package.json").read_text(encoding="utf-8"))
        versions[package.name] = described["version"]
        for origin, place in package.files.items():
            copied = fresh / package.folder / PurePosixPath(place)
            parts = _copy_file(home / origin, copied, fresh / package.folder)
            cut += [f"{package.name}: {part}" for part in parts]
    (fresh / "versions.json").write_text(json.dumps(versions, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return cut


def main() -> int:
    """Copy, write the word list, with ``--verbose`` tell what was cut, and return the exit status."""
    try:
        make_word_list()
        cut = copy_packages()
    except (AssetError, WordListError) as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    if "--verbose" in sys.argv[1:]:
        print("\n".join(cut), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
