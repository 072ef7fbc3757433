"""Compile ``requirements/*.txt`` and ``package-lock.json``: exact versions and hashes, no address.

``python -m tools.lock`` keeps the versions already locked and adds what is new; ``--upgrade`` moves them all
to the newest version that the declarations allow; ``--check`` asks no registry and exits 1 when a declared
requirement has no pin that satisfies it, or when a lock file names an address.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
NPM_LOCK = ROOT / "package-lock.json"
OLDEST_PYTHON = "3.11"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)")


@dataclass(frozen=True)
class LockFile:
    """One file of pins: what it is compiled from, and the file whose pins it must agree with."""

    name: str
    product: bool
    groups: tuple[str, ...]
    constraints: str | None

    @property
    def path(self) -> Path:
        return REQUIREMENTS / f"{self.name}.txt"


LOCK_FILES = (
    LockFile("base", product=True, groups=(), constraints=None),
    LockFile("dev", product=True, groups=("dev",), constraints="base"),
    LockFile("build", product=False, groups=("build",), constraints="dev"),
    LockFile("node", product=False, groups=("node",), constraints=None),
)


def _project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as stream:
        return tomllib.load(stream)


def _declared(lock: LockFile, project: dict[str, Any]) -> Iterator[Requirement]:
    if lock.product:
        yield from map(Requirement, project["project"]["dependencies"])
    for group in lock.groups:
        yield from map(Requirement, project["dependency-groups"][group])


def _pins(path: Path) -> dict[str, Version]:
    found = (PIN.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {canonicalize_name(pin["name"]): Version(pin["version"]) for pin in found if pin}


def compile_lock(lock: LockFile, *, upgrade: bool = False) -> None:
    """Write one lock file with uv; raises CalledProcessError when the declarations cannot be resolved."""
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "--quiet"),
        *("--universal", "--python-version", OLDEST_PYTHON),
        *("--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
    ]
    if upgrade:
        command.append("--upgrade")
    if lock.constraints:
        command += ["--constraints", f"requirements/{lock.constraints}.txt"]
    for group in lock.groups:
        command += ["--group", group]
    if lock.product:
        command.append("pyproject.toml")
    command += ["--output-file", f"requirements/{lock.name}.txt"]
    subprocess.run(command, cwd=ROOT, check=True)


def lock_npm() -> None:
    """Write package-lock.json, without the addresses where packages ask for money."""
    subprocess.run(
        [sys.executable, "-m", "tools.npm", "install", "--package-lock-only"], cwd=ROOT, check=True
    )
    content = json.loads(NPM_LOCK.read_text(encoding="utf-8"))
    for package in content["packages"].values():
        package.pop("funding", None)
    NPM_LOCK.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def problems(locks: Iterable[LockFile] = LOCK_FILES) -> list[str]:
    """Name what is wrong with the lock files as they are, one sentence each; empty when they fit."""
    project = _project()
    found = []
    for lock in locks:
        if not lock.path.exists():
            found.append(f"requirements/{lock.name}.txt is missing")
            continue
        if "://" in lock.path.read_text(encoding="utf-8"):
            found.append(f"requirements/{lock.name}.txt names an address")
        pins = _pins(lock.path)
        for requirement in _declared(lock, project):
            pinned = pins.get(canonicalize_name(requirement.name))
            if pinned is None or not requirement.specifier.contains(pinned, prereleases=True):
                found.append(f"requirements/{lock.name}.txt pins {pinned or 'nothing'} for '{requirement}'")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status is 1 when ``--check`` finds a problem."""
    parser = argparse.ArgumentParser(prog="python -m tools.lock", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare, ask no registry")
    parser.add_argument("--upgrade", action="store_true", help="move every pin to the newest version allowed")
    options = parser.parse_args(arguments)
    if not options.check:
        REQUIREMENTS.mkdir(exist_ok=True)
        for lock in LOCK_FILES:
            compile_lock(lock, upgrade=options.upgrade)
        lock_npm()
    found = problems()
    for problem in found:
        print(problem + ("; run: make lock" if options.check else ""), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
