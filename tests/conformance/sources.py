"""The tracked files of the repository."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "indgang"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows; in an unpacked archive every file that is not made by `make`."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode == 0:
        names = done.stdout.decode().split("\0")
        return tuple(path for name in names if name and (path := ROOT / name).is_file())
    folders = ("src", "tests", "tools", "docs", "benchmarks", "requirements")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return tuple(path for path in found if not {"vendor", "__pycache__"} & set(path.parts))


def sources(folder: Path = PACKAGE, suffix: str = ".py") -> Iterator[tuple[Path, str]]:
    """The files below a folder with that ending, and what stands in them; migrations are left out."""
    for path in sorted(folder.rglob(f"*{suffix}")):
        if "migrations" not in path.parts and "vendor" not in path.parts:
            yield path, path.read_text(encoding="utf-8")
